import type { Context, Note, Structure } from '../../core/index.js';
import { ELEMENTS } from '../../core/index.js';
import { parseNumber, splitWords } from '../structures/text.js';
import { BOHR, type DftCalculation, HARTREE } from './calculation.js';
import { baseName, type DftFile, type DftFolder, type LineReader, readByLine, readHead } from './folder.js';
import { readBeside } from './read-beside.js';

interface AbinitOutput {
  version?: string;
  iterations: number;
  achieved: boolean;
  notAchieved: boolean;
  completed: boolean;
  relaxing: boolean;
  relaxed: boolean;
  error?: string;
  energy?: number;
  lastEnergy?: number;
  fermi?: number;
  totalMoment?: number;
  spheres?: { moments: number[]; charges: number[] };
  echo: Record<string, number[]>;
  cpu?: number;
  wall?: number;
  /** Datasets that tell by number which functional they were made with. */
  datasets: { file: string; pspxc: number }[];
  notes: Note[];
}

const ECHOED = new Set([
  'natom',
  'znucl',
  'typat',
  'acell',
  'rprim',
  'xred',
  'xcart',
  'upawu',
  'ecut',
  'nsppol',
  'nspinor',
  'ixc',
  'fcart',
  'etotal',
  'occopt',
]);

/** Values of `ionmov` that bring atoms to rest, rather than move them. */
const RELAXING = new Set([2, 3, 4, 5, 7, 10, 11, 15, 20, 22]);

/** Reads the principal output (`.abo`, `.out`) of ABINIT, line by line. */
function makeAbinitReader(): LineReader<AbinitOutput> {
  const out: AbinitOutput = {
    iterations: 0,
    achieved: false,
    notAchieved: false,
    completed: false,
    relaxing: false,
    relaxed: false,
    echo: {},
    datasets: [],
    notes: [],
  };
  let variable: string | undefined;
  let dataset = '';
  let inSpheres = false;
  let after = false;
  return {
    push(line) {
      const text = line.trim();
      let match: RegExpExecArray | null;
      if (text.startsWith('END DATASET(S)')) after = true;
      if (inSpheres) {
        const row = splitWords(text);
        if (/^\d+$/.test(row[0] ?? '') && row.length >= 5) {
          out.spheres!.charges.push(Number(row[row.length - 2]));
          out.spheres!.moments.push(Number(row[row.length - 1]));
          return;
        }
        if (text.startsWith('Sum:') || text.startsWith('---')) inSpheres = out.spheres!.moments.length === 0;
      }
      if ((match = /^\.?Version\s+(\S+)\s+of ABINIT/.exec(text))) out.version = match[1];
      else if ((match = /^ETOT\s+(\d+)\s+(-?[\d.]+(?:E[-+]\d+)?)/.exec(text))) {
        out.iterations = Number(match[1]);
        out.lastEnergy = Number(match[2]);
      } else if (
        /^At SCF step\s+\d+.*(is converged|converged :)/.test(text) ||
        /^At SCF step\s+\d+, (etot|forces|vres2|max|nres2)/.test(text)
      ) {
        out.achieved = true;
        out.notAchieved = false;
      } else if (/^scprqt:\s+WARNING/.test(text) || /was not enough SCF cycles to converge/.test(text)) {
        out.notAchieved = true;
        out.achieved = false;
      } else if (/^At Broyd\/MD step\s+\d+, \w+ (are|is) converged/.test(text)) out.relaxed = true;
      else if (/was not enough Broyd\/MD steps to converge/.test(text)) {
        out.relaxing = true;
        out.relaxed = false;
      } else if ((match = /^meta:.*\bionmov:\s*(\d+)/.exec(text))) {
        if (RELAXING.has(Number(match[1]))) out.relaxing = true;
      } else if (text.startsWith('Calculation completed')) out.completed = true;
      else if ((match = /^(?:message:.*|src_file:.*)$/.exec(text)) && out.error === '') out.error = match[0];
      else if (/^--- !(ERROR|BUG)/.test(text)) out.error = '';
      else if ((match = /^etotal\s+:\s+(\S+)/.exec(text))) out.energy ??= parseNumber(match[1]);
      else if ((match = /^fermie\s+:\s+(\S+)/.exec(text))) out.fermi = parseNumber(match[1]);
      else if ((match = /^Magnetization \(Bohr magneton\)=\s*(\S+)/.exec(text)))
        out.totalMoment = parseNumber(match[1]);
      else if (/^Total magnetization \(exact up - dn\):/.test(text))
        out.totalMoment = parseNumber(splitWords(text).at(-1));
      else if (/^Atom\s+(Sphere_)?[Rr]adius\s+up_density/.test(text) || /^Atom\s+Radius\s+up_density/.test(text)) {
        inSpheres = true;
        out.spheres = { moments: [], charges: [] };
      } else if ((match = /Overall time at end \(sec\) : cpu=\s*([\d.]+)\s+wall=\s*([\d.]+)/.exec(text))) {
        out.cpu = Number(match[1]);
        out.wall = Number(match[2]);
      } else if ((match = /psp file is\s+(\S+)/.exec(text))) dataset = match[1]!;
      else if (/pspcod,\s*pspxc/.test(text)) {
        const pspxc = parseNumber(splitWords(text)[1]);
        if (pspxc !== undefined) out.datasets.push({ file: dataset.slice(dataset.lastIndexOf('/') + 1), pspxc });
      }
      // Echoed variables: a name, then numbers, on over the next lines.
      const words = splitWords(text);
      const name = words[0]?.replace(/\d+$/, '');
      if (name !== undefined && /^[a-z][a-z]+$/.test(name) && (ECHOED.has(name) || ECHOED.has(words[0]!))) {
        variable = ECHOED.has(words[0]!) ? words[0]! : name;
        const values = words.slice(1).flatMap((w) => parseNumber(w) ?? []);
        // The echo after the run holds the last geometry.
        if (values.length > 0 && (after || out.echo[variable] === undefined)) out.echo[variable] = values;
        else variable = undefined;
      } else if (variable && words.length > 0 && words.every((w) => parseNumber(w) !== undefined))
        out.echo[variable]!.push(...words.map((w) => parseNumber(w)!));
      else variable = undefined;
    },
    finish: () => out,
  };
}

/** Reads every principal output of ABINIT in a folder. */
export async function readAbinitCalculations(folder: DftFolder, _ctx?: Context): Promise<DftCalculation[]> {
  const calculations: DftCalculation[] = [];
  for (const file of folder.files)
    if (/\.(abo|out)$/i.test(baseName(file.path)) && /\.?Version\s+\S+\s+of ABINIT/.test(await readHead(file, 2048)))
      calculations.push(await readOne(folder, file));
  return calculations;
}

async function readOne(folder: DftFolder, file: DftFile): Promise<DftCalculation> {
  const out = await readByLine(file, makeAbinitReader());
  const stem = file.path.replace(/\.\w+(\.gz)?$/, '');
  const beside = await readBeside(folder, file, stem);
  const exit = beside.status?.exitCode;
  const verdict: Pick<DftCalculation, 'judgement' | 'cause' | 'reason'> =
    out.error !== undefined
      ? {
          judgement: 'failed',
          cause: 'crashed',
          reason: `it broke off${out.error ? `: ${out.error.slice(0, 200)}` : ''}`,
        }
      : !out.completed
        ? beside.error?.outOfTime
          ? { judgement: 'stopped', cause: 'out-of-time', reason: 'ended by the queue at its time limit' }
          : {
              judgement: 'stopped',
              cause: exit === 137 ? 'killed' : 'ended-from-outside',
              reason: `ended from outside${out.iterations ? ` at iteration ${out.iterations}` : ''}: the output just ends`,
            }
        : out.notAchieved || !out.achieved
          ? {
              judgement: 'not converged',
              cause: 'electrons-not-converged',
              reason: `the electrons did not converge in ${out.iterations} iterations`,
            }
          : out.relaxing && !out.relaxed
            ? {
                judgement: 'not converged',
                cause: 'atoms-not-relaxed',
                reason: 'the steps ran out before the atoms were relaxed',
              }
            : exit !== undefined && exit !== 0
              ? {
                  judgement: 'failed',
                  cause: 'exit-code',
                  reason: `it prints that it converged but returned exit code ${exit}`,
                }
              : {
                  judgement: 'converged',
                  cause: 'converged',
                  reason: out.relaxing
                    ? 'the atoms are relaxed'
                    : `the electrons converged in ${out.iterations} iterations`,
                };
  const converged = verdict.judgement === 'converged';
  const { echo } = out;
  const znucl = echo.znucl ?? [];
  const hubbard: Record<string, number> = {};
  (echo.upawu ?? []).forEach((u, i) => {
    const element = ELEMENTS[(znucl[i] ?? 0) - 1];
    if (element && u !== 0) hubbard[element] = round(u * HARTREE);
  });
  // ABINIT echoes defaults for one atom only in the head; the last values hold.
  const last = converged ? (echo.etotal?.[0] ?? out.lastEnergy) : undefined;
  const energy = converged
    ? out.lastEnergy !== undefined && last !== undefined && Math.abs(out.lastEnergy - last) < 1e-6
      ? out.lastEnergy
      : last
    : undefined;
  const moments =
    out.spheres && out.spheres.moments.length === (echo.natom?.[0] ?? out.spheres.moments.length)
      ? out.spheres.moments
      : undefined;
  const fixed = echo.occopt?.[0] === 1;
  return {
    name: stem,
    engine: 'ABINIT',
    version: out.version,
    task: out.relaxing ? 'relax' : 'scf',
    ...verdict,
    files: [file.path, ...beside.files],
    structure: makeStructure(out, energy === undefined ? undefined : energy * HARTREE),
    ...(energy !== undefined && { energy: energy * HARTREE, energyKind: 'free energy (E − TS of the smearing)' }),
    ...(!converged && out.lastEnergy !== undefined && { lastEnergy: out.lastEnergy * HARTREE }),
    ...(converged && out.fermi !== undefined
      ? { fermi: [out.fermi * HARTREE], fermiKind: fixed ? ('top of filled states' as const) : ('fermi' as const) }
      : { fermiKind: 'none' as const }),
    hubbard,
    ...(converged && { totalMoment: out.totalMoment }),
    ...(converged && moments && { moments: { projection: 'spheres', values: Float64Array.from(moments) } }),
    iterations: out.iterations,
    functional: echo.ixc?.[0] === 11 ? 'PBE' : undefined,
    spin: echo.nspinor?.[0] === 2 ? 'non-collinear' : echo.nsppol?.[0] === 2 ? 'collinear' : 'none',
    ...(echo.ecut && { cutoff: echo.ecut[0]! * HARTREE }),
    cpuTime: out.cpu,
    wallTime: out.wall,
    notes: [
      ...out.notes,
      ...out.datasets
        .filter((d) => echo.ixc !== undefined && d.pspxc !== echo.ixc![0])
        .map(
          (d): Note => ({
            level: 'serious',
            code: 'mixed-functionals',
            text: `${d.file} was made with functional ${d.pspxc} but the run uses ${echo.ixc![0]}: energies and forces mix two functionals`,
          }),
        ),
    ],
  };
}

/** U is echoed with eight digits of Hartree: what was typed in eV comes back to five. */
const round = (value: number): number => Math.round(value * 1e5) / 1e5;

function makeStructure({ echo }: AbinitOutput, energy: number | undefined): Structure | undefined {
  const n = echo.natom?.[0] ?? (echo.typat?.length || 0);
  const { acell, rprim, typat, znucl } = echo;
  const positions = echo.xcart;
  if (
    !n ||
    !typat ||
    typat.length < n ||
    !znucl ||
    !rprim ||
    rprim.length < 9 ||
    !positions ||
    positions.length < 3 * n
  )
    return undefined;
  const scale = acell && acell.length >= 3 ? acell : [1, 1, 1];
  const elements = typat.slice(0, n).map((t) => ELEMENTS[(znucl[t - 1] ?? 0) - 1]!);
  if (elements.some((e) => e === undefined)) return undefined;
  return {
    cell: Float64Array.from(rprim.slice(0, 9), (x, i) => x * scale[Math.floor(i / 3)]! * BOHR),
    pbc: [true, true, true],
    elements,
    positions: Float64Array.from(positions.slice(0, 3 * n), (x) => x * BOHR),
    ...(echo.fcart?.length === 3 * n && {
      atomic: { forces: { width: 3, values: Float64Array.from(echo.fcart, (f) => (f * HARTREE) / BOHR) } },
    }),
    ...(energy !== undefined && { energy }),
  };
}
