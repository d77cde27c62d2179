import type { Context, Note } from '../../core/index.js';
import { parseNumber, readText, splitWords } from '../structures/text.js';
import { type DftCalculation, HARTREE } from './calculation.js';
import { baseName, type DftFile, type DftFolder, type LineReader, openPlain, readByLine, readHead } from './folder.js';
import { readBeside } from './read-beside.js';
import { tellRuns } from './tell-runs.js';

interface Cp2kOutput {
  version?: string;
  project?: string;
  task?: string;
  iterations: number;
  converged: boolean;
  notConverged: boolean;
  ended: boolean;
  abort?: string;
  outOfTime: boolean;
  relaxRanOut: boolean;
  relaxed: boolean;
  energy?: number;
  lastEnergy?: number;
  fermi?: number;
  moments: number[];
  populations: number[];
  totalMoment?: number;
  spin: boolean;
  negativeU: number;
  notes: Note[];
}

const nothingYet = (): Cp2kOutput => ({
  iterations: 0,
  converged: false,
  notConverged: false,
  ended: false,
  outOfTime: false,
  relaxRanOut: false,
  relaxed: false,
  moments: [],
  populations: [],
  spin: false,
  negativeU: 0,
  notes: [],
});

/**
 * Reads what CP2K prints, line by line. Its exit code is 0 although the electrons did not converge, and it writes on at
 * the end of a file that is there: of several runs the last counts.
 */
function makeCp2kReader(): LineReader<Cp2kOutput> {
  let out = nothingYet();
  let runs = 0;
  let inMulliken = false;
  let inAbort = 0;
  let inScf = false;
  return {
    push(line) {
      const text = line.trim();
      if (text === '') return;
      let match: RegExpExecArray | null;
      if (inAbort > 0) {
        const says = /^\*\s*(?:[/\\|_()O ]|\[ABORT\])*\s*(.*?)\s*\*$/.exec(text)?.[1] ?? '';
        if (/[a-z]{3}/.test(says) && !/\w+\.F:\d+/.test(says)) out.abort = `${out.abort ?? ''} ${says}`.trim();
        inAbort--;
      }
      if (/PROGRAM STARTED AT/.test(text)) {
        if (runs++ > 0) out = nothingYet();
        inMulliken = inScf = false;
        inAbort = 0;
      } else if (/\[ABORT\]/.test(text)) {
        out.abort ??= '';
        inAbort = 6;
      } else if ((match = /^CP2K\| version string:\s+CP2K version (\S+)/.exec(text))) out.version = match[1];
      else if ((match = /^GLOBAL\| Project name\s+(\S+)/.exec(text))) out.project = match[1];
      else if ((match = /^GLOBAL\| Run type\s+(\S+)/.exec(text))) out.task = match[1]!.toLowerCase();
      else if (text.startsWith('SCF WAVEFUNCTION OPTIMIZATION')) inScf = true;
      else if (inScf && (match = /^(\d+)\s+(?:\w+\.?\/\w+|OT)\S*\s/.exec(text))) out.iterations = Number(match[1]);
      else if ((match = /\*\*\* SCF run converged in\s+(\d+) steps \*\*\*/.exec(text))) {
        out.converged = true;
        out.notConverged = false;
      } else if (/SCF run NOT converged/.test(text)) {
        out.notConverged = true;
        out.converged = false;
      } else if (/MAXIMUM NUMBER OF OPTIMIZATION STEPS REACHED/.test(text)) out.relaxRanOut = true;
      else if (/(GEOMETRY|CELL) OPTIMIZATION COMPLETED/.test(text)) out.relaxed = true;
      else if (/PROGRAM ENDED AT/.test(text)) out.ended = true;
      else if (/exceeded requested execution time/i.test(text)) out.outOfTime = true;
      else if ((match = /^ENERGY\| Total FORCE_EVAL .*:\s+(-?\d+\.\d+)/.exec(text))) out.energy = Number(match[1]);
      else if ((match = /^Total energy:\s+(-?\d+\.\d+)/.exec(text))) out.lastEnergy = Number(match[1]);
      else if ((match = /^Fermi energy:\s+(-?\d+\.\d+)/.exec(text))) out.fermi = Number(match[1]);
      else if (/^DFT\| Spin unrestricted/.test(text)) out.spin = true;
      else if (/DFT\+U energy contibution is negative|DFT\+U energy contribution is negative/.test(text))
        out.negativeU++;
      else if (text.startsWith('Mulliken Population Analysis')) {
        inMulliken = true;
        out.moments = [];
        out.populations = [];
      } else if (inMulliken && /^\d+\s+[A-Z]/.test(text)) {
        const words = splitWords(text);
        if (words.length >= 7) {
          out.moments.push(Number(words[6]));
          out.populations.push(Number(words[3]) + Number(words[4]));
        }
      } else if (inMulliken && text.startsWith('# Total charge')) {
        inMulliken = false;
        if (splitWords(text).length >= 8) out.totalMoment = parseNumber(splitWords(text).at(-1));
      }
    },
    finish() {
      out.notes.push(...tellRuns(runs));
      return out;
    },
  };
}

/** Reads every output of CP2K in a folder. */
export async function readCp2kCalculations(folder: DftFolder, _ctx?: Context): Promise<DftCalculation[]> {
  const calculations: DftCalculation[] = [];
  for (const file of folder.files)
    if (/\.(out|log)$/i.test(baseName(file.path)) && /CP2K\|/.test(await readHead(file, 4096)))
      calculations.push(await readOne(folder, file));
  return calculations;
}

async function readOne(folder: DftFolder, file: DftFile): Promise<DftCalculation> {
  const out = await readByLine(file, makeCp2kReader());
  const stem = file.path.replace(/\.\w+(\.gz)?$/, '');
  const beside = await readBeside(folder, file, stem);
  const exit = beside.status?.exitCode;
  const steps = `${out.iterations} iterations`;
  const verdict: Pick<DftCalculation, 'judgement' | 'cause' | 'reason'> =
    out.abort !== undefined
      ? {
          judgement: 'failed',
          cause: /not implemented|not available/i.test(out.abort)
            ? 'unsupported'
            : /input|keyword|section/i.test(out.abort)
              ? 'wrong-input'
              : /not found|open/i.test(out.abort)
                ? 'missing-file'
                : 'crashed',
          reason: `it broke off: ${out.abort || 'no explanation'}`,
        }
      : out.outOfTime
        ? {
            judgement: 'stopped',
            cause: 'out-of-time',
            reason: `out of time: WALLTIME was reached at iteration ${out.iterations}`,
          }
        : !out.ended
          ? beside.error?.outOfTime
            ? { judgement: 'stopped', cause: 'out-of-time', reason: 'ended by the queue at its time limit' }
            : {
                judgement: 'stopped',
                cause: exit === 137 ? 'killed' : 'ended-from-outside',
                reason: 'ended from outside: the output just ends',
              }
          : out.notConverged || !out.converged
            ? {
                judgement: 'not converged',
                cause: 'electrons-not-converged',
                reason: `the electrons did not converge in ${steps}, although it ended as if all were well`,
              }
            : /_opt$/.test(out.task ?? '') && !out.relaxed
              ? {
                  judgement: 'not converged',
                  cause: 'atoms-not-relaxed',
                  reason: `${out.relaxRanOut ? 'the steps ran out' : 'it ended'} before the atoms were relaxed`,
                }
              : exit !== undefined && exit !== 0
                ? {
                    judgement: 'failed',
                    cause: 'exit-code',
                    reason: `it prints that it converged but returned exit code ${exit}`,
                  }
                : { judgement: 'converged', cause: 'converged', reason: `the electrons converged in ${steps}` };
  const converged = verdict.judgement === 'converged';
  if (out.negativeU > 0)
    out.notes.push({
      level: 'warning',
      code: 'negative-u-energy',
      text: `the energy of +U came out negative in ${out.negativeU} iterations: populations of Mulliken are not sound there`,
    });
  const energy = out.energy ?? out.lastEnergy;
  const input = await findInput(folder, file, stem, out.project);
  return {
    name: stem,
    engine: 'CP2K',
    version: out.version,
    task: out.task,
    ...verdict,
    files: [file.path, ...(input ? [input.path] : []), ...beside.files],
    ...(converged &&
      energy !== undefined && { energy: energy * HARTREE, energyKind: 'free energy (E − TS of the smearing)' }),
    ...(!converged && out.lastEnergy !== undefined && { lastEnergy: out.lastEnergy * HARTREE }),
    ...(converged && out.fermi !== undefined
      ? { fermi: [out.fermi * HARTREE], fermiKind: 'fermi' as const }
      : { fermiKind: 'none' as const }),
    hubbard: input ? readHubbard(await readText(await openPlain(input))) : {},
    ...(converged && { totalMoment: out.totalMoment }),
    ...(converged &&
      out.moments.length > 0 && { moments: { projection: 'Mulliken', values: Float64Array.from(out.moments) } }),
    ...(converged &&
      out.populations.length > 0 && {
        populations: { projection: 'Mulliken', values: Float64Array.from(out.populations) },
      }),
    iterations: out.iterations,
    spin: out.spin ? 'collinear' : 'none',
    notes: out.notes,
  };
}

async function findInput(
  folder: DftFolder,
  file: DftFile,
  stem: string,
  project: string | undefined,
): Promise<DftFile | undefined> {
  const exact = folder.files.find((f) => f.path === `${stem}.inp`);
  if (exact || project === undefined) return exact;
  for (const other of folder.files)
    if (other !== file && /\.inp$/i.test(other.path) && (await readHead(other)).includes(project)) return other;
  return undefined;
}

/** `&KIND Ni … &DFT_PLUS_U … U_MINUS_J [eV] 6.0`; without a unit CP2K takes Hartree. */
function readHubbard(text: string): Record<string, number> {
  const hubbard: Record<string, number> = {};
  let kind = '';
  for (const line of text.split('\n')) {
    const words = splitWords(line);
    if (/^&KIND$/i.test(words[0] ?? '')) kind = words[1] ?? '';
    if (/^U_MINUS_J$/i.test(words[0] ?? '')) {
      const unit = words.length > 2 ? words[1]!.replace(/[[\]]/g, '').toLowerCase() : 'hartree';
      const value = parseNumber(words.at(-1));
      const factor = unit === 'ev' ? 1 : unit === 'ry' ? HARTREE / 2 : HARTREE;
      if (value) hubbard[kind] = value * factor;
    }
  }
  return hubbard;
}

/** Which atoms the numbered lists of a CP2K input are: the nth `&LDOS` of the input is `list n` of the files. */
export function readLdosLists(text: string): number[][] {
  const lists: number[][] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    const words = splitWords(line);
    if (/^&LDOS$/i.test(words[0] ?? '')) {
      inside = true;
      lists.push([]);
    } else if (/^&END$/i.test(words[0] ?? '') && /^LDOS$/i.test(words[1] ?? 'LDOS')) inside = false;
    else if (inside && /^LIST$/i.test(words[0] ?? ''))
      for (const word of words.slice(1)) {
        const range = /^(\d+)(?:\.\.(\d+))?$/.exec(word);
        if (range)
          for (let i = Number(range[1]); i <= Math.min(Number(range[2] ?? range[1]), Number(range[1]) + 100_000); i++)
            lists.at(-1)!.push(i - 1);
      }
  }
  return lists;
}
