import type { Context, Note, Structure } from '../../core/index.js';
import { findElement, parseNumber, splitWords } from '../structures/text.js';
import type { DftCalculation } from './calculation.js';
import { baseName, type DftFile, type DftFolder, type LineReader, readByLine, readHead } from './folder.js';
import { readBeside } from './read-beside.js';

interface GpawOutput {
  version?: string;
  mode?: string;
  functional?: string;
  iterations: number;
  converged: boolean;
  finished: boolean;
  maxIterations?: number;
  energy?: number;
  free?: number;
  lastEnergy?: number;
  reference?: number;
  fermi?: number[];
  totalMoment?: number;
  nonCollinear: boolean;
  spinPolarised: boolean;
  moments: number[];
  forces: number[];
  elements: string[];
  positions: number[];
  cell: number[];
  pbc: boolean[];
  hubbard: Record<string, number>;
  cutoff?: number;
  electrons?: number;
  wall?: number;
  error?: string;
}

/** Reads the text log of GPAW, line by line. */
function makeGpawReader(): LineReader<GpawOutput> {
  const out: GpawOutput = {
    iterations: 0,
    converged: false,
    finished: false,
    nonCollinear: false,
    spinPolarised: false,
    moments: [],
    forces: [],
    elements: [],
    positions: [],
    cell: [],
    pbc: [],
    hubbard: {},
  };
  let block: 'moments' | 'forces' | 'positions' | 'cell' | undefined;
  let species: string | undefined;
  let readingSpecies = false;
  const numbers = (text: string): number[] =>
    splitWords(text.replace(/[(),]/g, ' ')).flatMap((w) => parseNumber(w) ?? []);
  return {
    push(line) {
      const text = line.trim();
      if (block) {
        const atom = /^\d+\s+([A-Z][a-z]?)\s+(.*)$/.exec(text);
        if (block === 'cell') {
          const axis = /^\d\. axis:\s+(yes|no)\s+(.*)$/.exec(text);
          if (axis) {
            out.pbc.push(axis[1] === 'yes');
            out.cell.push(...numbers(axis[2]!).slice(0, 3));
            return;
          }
          if (/^periodic/.test(text)) return;
          block = undefined;
        } else if (atom) {
          const values = numbers(atom[2]!);
          if (block === 'positions') {
            out.elements.push(atom[1]!);
            out.positions.push(...values.slice(0, 3));
          } else if (block === 'forces') out.forces.push(...values.slice(0, 3));
          else out.moments.push(values.length >= 3 ? pickMoment(values) : (values[0] ?? 0));
          return;
        } else block = undefined;
      }
      if (text === '') return;
      let match: RegExpExecArray | null;
      if ((match = /^\|__ \|\s+_\|___\|_____\|\s+(\S+)/.exec(text))) out.version = match[1];
      else if (text.startsWith('iter:')) {
        const words = splitWords(text);
        out.iterations = Number.parseInt(words[1]!, 10) || out.iterations;
        out.lastEnergy = parseNumber(words[3]?.replace(/c$/, '')) ?? out.lastEnergy;
      } else if ((match = /^Converged after (\d+) iterations/.exec(text))) out.converged = true;
      else if (/^Did not converge!|KohnShamConvergenceError/.test(text)) out.converged = false;
      else if (text === 'species:') readingSpecies = true;
      else if (readingSpecies && (match = /^([A-Z][a-z]?):$/.exec(text))) species = match[1];
      else if (species && (match = /^Hubbard: \{U: (-?\d+(?:\.\d+)?)/.exec(text))) {
        if (Number(match[1]) !== 0) out.hubbard[species] = Number(match[1]);
      } else if (text.startsWith('Reference energy:')) {
        readingSpecies = false;
        out.reference = numbers(text.slice(17))[0];
      } else if ((match = /^Energy contributions relative to reference atoms: \(reference = (-?[\d.]+)\)/.exec(text)))
        out.reference = Number(match[1]);
      else if (text.startsWith('Free energy:')) out.free = numbers(text)[0];
      else if (text.startsWith('Extrapolated:')) out.energy = numbers(text)[0];
      else if (/^Fermi levels?:/.test(text)) out.fermi = numbers(text.slice(text.indexOf(':') + 1));
      else if (text.startsWith('Total magnetic moment:')) out.totalMoment = pickMoment(numbers(text));
      else if (text.startsWith('Local magnetic moments:')) {
        block = 'moments';
        out.moments = [];
      } else if (text.startsWith('Forces in eV/Ang:')) {
        block = 'forces';
        out.forces = [];
      } else if (text === 'Positions:') {
        block = 'positions';
        out.positions = [];
        out.elements = [];
      } else if (text === 'Unit cell:') {
        block = 'cell';
        out.cell = [];
        out.pbc = [];
      } else if (text.startsWith('Spin-polarized calculation')) out.spinPolarised = true;
      else if (text.startsWith('Non-collinear calculation')) out.nonCollinear = true;
      else if ((match = /^xc: (\S+)/.exec(text))) out.functional = match[1];
      else if ((match = /^mode: (?:\{.*name: (\w+)|(\w+))/.exec(text))) out.mode = match[1] ?? match[2];
      else if (/^name: (pw|lcao|fd)\}?$/.test(text)) out.mode = /name: (\w+)/.exec(text)![1];
      else if ((match = /^Cutoff energy: ([\d.]+) eV/.exec(text))) out.cutoff = Number(match[1]);
      else if ((match = /^Number of valence electrons: ([\d.]+)/.exec(text))) out.electrons = Number(match[1]);
      else if ((match = /^maxiter: (\d+)/.exec(text))) out.maxIterations = Number(match[1]);
      else if ((match = /^Maximum number of scf \[iter\]ations: (\d+)/.exec(text)))
        out.maxIterations = Number(match[1]);
      else if ((match = /^Total:\s+([\d.]+) 100\.0%/.exec(text))) out.wall = Number(match[1]);
      else if (text.startsWith('Memory usage:')) out.finished = true;
      else if ((match = /^(?:\w+\.)*(\w*Error): (.*)$/.exec(text))) out.error = `${match[1]}: ${match[2]}`;
    },
    finish: () => out,
  };
}

/** Along z where the other parts are zero, as in every collinear run; else the length. */
function pickMoment(values: readonly number[]): number {
  if (values.length < 3) return values[0] ?? 0;
  return values[0] === 0 && values[1] === 0 ? values[2]! : Math.hypot(values[0]!, values[1]!, values[2]!);
}

/** Whether a text begins as a log of GPAW does. */
export const isGpawLog = (head: string): boolean =>
  /\|__ \| {2}_\|___\|_____\|/.test(head) || /^\s*gpaw:\s/m.test(head);

/**
 * [eV/Å] Forces of an unrelaxed oxide are below this by far; basis sets of atomic orbitals on coarse grids give more,
 * which is wrong.
 */
const ABSURD_FORCE = 15;

/** Reads every log of GPAW in a folder. */
export async function readGpawCalculations(folder: DftFolder, _ctx?: Context): Promise<DftCalculation[]> {
  const calculations: DftCalculation[] = [];
  for (const file of folder.files)
    if (/\.(txt|out|log)$/i.test(baseName(file.path)) && isGpawLog(await readHead(file, 2048)))
      calculations.push(await readOne(folder, file));
  return calculations;
}

async function readOne(folder: DftFolder, file: DftFile): Promise<DftCalculation> {
  const out = await readByLine(file, makeGpawReader());
  const stem = file.path.replace(/(\.\w+)?(\.gz)?$/, '');
  const beside = await readBeside(folder, file, stem);
  const notes: Note[] = [];
  const exit = beside.status?.exitCode;
  const trouble = beside.error && /(\w*Error): (.*)/.exec(beside.error.text);
  const error = out.error ?? (trouble ? `${trouble[1]}: ${trouble[2]}` : undefined);
  const ended = out.finished;
  const verdict: Pick<DftCalculation, 'judgement' | 'cause' | 'reason'> = (() => {
    if (error && /KohnShamConvergenceError/.test(error))
      return {
        judgement: 'not converged',
        cause: 'electrons-not-converged',
        reason: `the electrons did not converge in ${out.iterations} iterations`,
      };
    if (error)
      return {
        judgement: 'failed',
        cause: /FileNotFound|setup/i.test(error) ? 'missing-file' : 'crashed',
        reason: `it broke off: ${error.slice(0, 200)}`,
      };
    if (
      !out.converged &&
      out.iterations > 0 &&
      (ended || (out.maxIterations !== undefined && out.iterations >= out.maxIterations))
    )
      return {
        judgement: 'not converged',
        cause: 'electrons-not-converged',
        reason: `the electrons did not converge in ${out.iterations} iterations`,
      };
    if (!out.converged || out.energy === undefined || !ended) {
      const how = beside.error?.outOfTime
        ? (['out-of-time', 'ended by the queue at its time limit'] as const)
        : exit === 137 || beside.error?.signal === 9
          ? (['killed', 'killed (signal 9: by a person or for want of memory)'] as const)
          : (['ended-from-outside', 'ended from outside: the log just ends'] as const);
      return {
        judgement: 'stopped',
        cause: how[0],
        reason: `${how[1]}${out.iterations > 0 ? ` at iteration ${out.iterations}` : ''}`,
      };
    }
    if (exit !== undefined && exit !== 0)
      return {
        judgement: 'failed',
        cause: 'exit-code',
        reason: `the electrons converged but the script returned exit code ${exit}`,
      };
    return {
      judgement: 'converged',
      cause: 'converged',
      reason: `the electrons converged in ${out.iterations} iterations`,
    };
  })();
  const converged = verdict.judgement === 'converged';
  if (converged)
    notes.push({
      level: 'info',
      code: 'energy-reference',
      text: `the energy is relative to reference atoms, as GPAW prints it${out.reference === undefined ? '' : ` (theirs is ${out.reference} eV)`}`,
    });
  const largest = Math.max(0, ...out.forces.map(Math.abs));
  if (largest > ABSURD_FORCE)
    notes.push({
      level: 'serious',
      code: 'absurd-forces',
      text: `a force of ${largest.toFixed(1)} eV/Å${out.mode === 'lcao' ? ': atomic orbitals on this grid give wrong forces' : ''}; don't relax or move atoms with it`,
    });
  const moments =
    out.moments.length > 0 ? { projection: 'PAW spheres', values: Float64Array.from(out.moments) } : undefined;
  return {
    name: stem,
    engine: 'GPAW',
    version: out.version,
    task: 'scf',
    ...verdict,
    files: [file.path, ...beside.files],
    structure: makeStructure(out, moments?.values),
    ...(converged && { energy: out.energy, energyKind: 'extrapolated to zero smearing, relative to reference atoms' }),
    ...(!converged && out.lastEnergy !== undefined && { lastEnergy: out.lastEnergy }),
    ...(converged && out.fermi?.length
      ? { fermi: out.fermi.slice(0, 2), fermiKind: out.fermi.length > 1 ? ('by spin' as const) : ('fermi' as const) }
      : { fermiKind: 'none' as const }),
    hubbard: out.hubbard,
    ...(converged && { totalMoment: out.totalMoment }),
    ...(converged && moments && { moments }),
    iterations: out.iterations,
    functional: out.functional,
    spin: out.nonCollinear ? 'non-collinear' : out.spinPolarised ? 'collinear' : 'none',
    cutoff: out.cutoff,
    electrons: out.electrons,
    wallTime: out.wall,
    notes,
  };
}

function makeStructure(out: GpawOutput, magmoms: Float64Array | undefined): Structure | undefined {
  const n = out.elements.length;
  if (n === 0 || out.positions.length !== 3 * n || out.cell.length !== 9 || out.elements.some((e) => !findElement(e)))
    return undefined;
  const atomic: Record<string, { width: number; values: Float64Array }> = {};
  if (out.forces.length === 3 * n) atomic.forces = { width: 3, values: Float64Array.from(out.forces) };
  if (magmoms?.length === n) atomic.magmoms = { width: 1, values: magmoms };
  return {
    cell: Float64Array.from(out.cell),
    pbc: [out.pbc[0] ?? true, out.pbc[1] ?? true, out.pbc[2] ?? true],
    elements: out.elements,
    positions: Float64Array.from(out.positions),
    atomic,
    ...(out.energy !== undefined && { energy: out.energy }),
  };
}
