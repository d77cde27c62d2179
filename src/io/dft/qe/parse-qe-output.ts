import type { Note } from '../../../core/index.js';
import { parseNumber, splitWords } from '../../structures/text.js';
import type { LineReader } from '../folder.js';
import { parseQeTime } from './times.js';
import { tellRuns } from '../tell-runs.js';

/** What the text output of a program of Quantum ESPRESSO says. Energies in Rydberg, as it prints them. */
export interface QeOutput {
  program: string;
  version?: string;
  /** [s] see {@link parseQeTime} */
  started?: number;
  ended?: number;
  /** Input file that it names. */
  input?: string;
  jobDone: boolean;
  /** `Error in routine NAME (n):` with the lines below it. */
  error?: { routine: string; code: number; text: string };
  achieved: boolean;
  notAchieved: boolean;
  outOfTime: boolean;
  stoppedByUser: boolean;
  /** Eigenvalues without a density of its own. */
  bandsDone: boolean;
  relaxing: boolean;
  relaxed: boolean;
  stepsRanOut: boolean;
  iterations: number;
  steps: number;
  /** [Ry] of the last `!` line. */
  energy?: number;
  /** [Ry] of the last iteration. */
  lastEnergy?: number;
  /** [Ry] −TS */
  smearing?: number;
  /** [eV] */
  fermi?: number[];
  /** [eV] of fixed occupations: highest occupied, and lowest unoccupied where it stands there. */
  levels?: number[];
  totalMoment?: number;
  absoluteMoment?: number;
  nonCollinear: boolean;
  /** [eV] by species. */
  hubbard: Record<string, number>;
  /** [μB] (n) in spheres, and [electrons] there. */
  siteMoments: number[];
  siteCharges: number[];
  atoms: { species: string; position: [number, number, number] }[];
  /** [bohr] */
  alat?: number;
  /** [alat] */
  axes: number[];
  /** [Ry/bohr] */
  forces: number[];
  /** [Å] (n, 3) and cell of the last ATOMIC_POSITIONS card of a relaxation, as text lines. */
  lastPositions?: { unit: string; lines: string[] };
  lastCell?: { unit: string; lines: string[] };
  electrons?: number;
  /** [Ry] */
  cutoff?: number;
  functional?: string;
  /** [s] */
  cpu?: number;
  wall?: number;
  notes: Note[];
}

const NUMBER = '([-+]?\\d*\\.?\\d+(?:[eEdD][-+]?\\d+)?)';
const ENERGY = new RegExp(`^(!?)\\s*total energy\\s+=\\s*${NUMBER}\\s+Ry`);
const warnings: readonly [fragment: string, code: string, text: string][] = [
  ['S matrix not positive definite', 'overlap-matrix', 'the overlap matrix was not positive definite'],
  ['problems computing cholesky', 'cholesky', 'the diagonalisation had trouble (Cholesky)'],
  ['too many bands are not converged', 'bands', 'too many bands did not converge'],
  ['charge is wrong', 'charge', 'the charge came out wrong'],
  ['eigenvalues not converged', 'eigenvalues', 'some eigenvalues did not converge'],
  ['negative rho (up, down)', 'negative-density', 'the density is negative in places'],
];

const RELAXED =
  /^(bfgs converged in|([\w-]+ )?Damped (Cell )?Dynamics: convergence achieved|FIRE: convergence achieved)/i;
const RELAXING =
  /^((End of )?BFGS Geometry Optimization|([\w-]+ )?Damped (Cell )?Dynamics|Minimization using the FIRE|Entering FIRE)/i;

const nothingYet = (): QeOutput => ({
  program: '',
  jobDone: false,
  achieved: false,
  notAchieved: false,
  outOfTime: false,
  stoppedByUser: false,
  bandsDone: false,
  relaxing: false,
  relaxed: false,
  stepsRanOut: false,
  iterations: 0,
  steps: 0,
  nonCollinear: false,
  hubbard: {},
  siteMoments: [],
  siteCharges: [],
  atoms: [],
  axes: [],
  forces: [],
  notes: [],
});

/**
 * Reads what `pw.x` prints, line by line; also the heads of its sister programs. Of several runs that were written into
 * one file the last counts.
 */
export function makeQeOutputReader(): LineReader<QeOutput> {
  let out = nothingYet();
  let runs = 0;
  const counts = new Map<string, number>();
  let block: 'error' | 'hubbard' | 'atoms' | 'forces' | 'sites' | 'positions' | 'cell' | undefined;
  let atomBlocks = 0;
  let lines: string[] = [];
  const numbers = (line: string): number[] => splitWords(line).flatMap((word) => parseNumber(word) ?? []);

  const inBlock = (line: string): boolean => {
    const text = line.trim();
    if (block === 'error') {
      if (text.startsWith('%%%') || text === '') block = undefined;
      else out.error!.text = `${out.error!.text} ${text}`.trim().slice(0, 500);
      return true;
    }
    if (block === 'hubbard') {
      const old = /^([A-Za-z]\w{0,7})\s+\d\s+(-?\d+\.\d+)\s/.exec(text);
      const card = /^U\(\s*([A-Za-z]\w{0,7})-\w+\s*\)\s*=\s*(-?\d+\.\d+)/.exec(text);
      const found = old ?? card;
      if (found) {
        if (Number(found[2]) !== 0) out.hubbard[found[1]!] ??= Number(found[2]);
        return true;
      }
      // J0, alpha and their like stand between the lines of two species.
      if (/^\w+\(\s*\w+-\w+\s*\)\s*=/.test(text)) return true;
      if (text !== '' && !/^atomic species|^Hubbard/i.test(text)) block = undefined;
      return block !== undefined;
    }
    if (block === 'atoms') {
      const atom = /^\d+\s+([A-Za-z]\w*)\s+tau\(\s*\d+\)\s*=\s*\((.*)\)/.exec(text);
      if (!atom) {
        if (text !== '' && out.atoms.length > 0) block = undefined;
        return false;
      }
      const at = numbers(atom[2]!);
      if (atomBlocks === 1 && at.length === 3)
        out.atoms.push({ species: atom[1]!, position: at as [number, number, number] });
      return true;
    }
    if (block === 'forces') {
      const force = /^atom\s+\d+\s+type\s+\d+\s+force\s*=\s*(.*)$/.exec(text);
      if (force) {
        const f = numbers(force[1]!);
        if (f.length === 3) out.forces.push(...f);
        return true;
      }
      if (text !== '') block = undefined;
      return false;
    }
    if (block === 'sites') {
      const site = /^atom:?\s+\d+.*charge[:=]\s*(-?\d+\.\d+)\s+magn[:=]\s*(-?\d+\.\d+)/.exec(text);
      if (site) {
        out.siteCharges.push(Number(site[1]));
        out.siteMoments.push(Number(site[2]));
        return true;
      }
      if (out.siteMoments.length > 0) block = undefined;
      return false;
    }
    // The cards of a relaxation go on while lines look like atoms or vectors.
    const isCard = block === 'positions' ? /^[A-Za-z]\w*(\s+[-+.\d]\S*){3}/.test(text) : numbers(text).length === 3;
    if (isCard) {
      lines.push(text);
      return true;
    }
    block = undefined;
    return false;
  };

  return {
    push(line) {
      if (block && inBlock(line)) return;
      const text = line.trim();
      if (text === '') return;
      let match = ENERGY.exec(text);
      if (match) {
        const value = parseNumber(match[2]);
        if (match[1] === '!') out.energy = value;
        else out.lastEnergy = value;
        return;
      }
      if (text.startsWith('iteration #')) {
        out.iterations = Number.parseInt(text.slice(11), 10) || out.iterations;
        if (out.iterations === 1) out.achieved = out.notAchieved = false;
        return;
      }
      if ((match = /^Program (\w+) v\.?\s?(\S+) starts on (.*)$/.exec(text))) {
        if (runs++ > 0) {
          out = nothingYet();
          counts.clear();
          atomBlocks = 0;
          block = undefined;
        }
        out.program = match[1]!;
        out.version = match[2];
        out.started = parseQeTime(match[3]!);
      } else if ((match = /^Reading input from\s+(.+)$/.exec(text))) out.input = match[1]!.trim();
      else if ((match = /^Error in routine\s+(\S+)\s+\(\s*(-?\d+)\s*\):/.exec(text))) {
        out.error = { routine: match[1]!, code: Number(match[2]), text: '' };
        block = 'error';
      } else if (text.startsWith('JOB DONE.')) out.jobDone = true;
      else if (text.startsWith('This run was terminated on:')) out.ended = parseQeTime(text.slice(27));
      else if (text.startsWith('convergence has been achieved')) {
        out.achieved = true;
        out.notAchieved = false;
        out.steps++;
      } else if (text.startsWith('convergence NOT achieved')) {
        out.achieved = false;
        out.notAchieved = true;
      } else if (text.startsWith('Maximum CPU time exceeded')) out.outOfTime = true;
      else if (text.startsWith('Program stopped by user request')) out.stoppedByUser = true;
      else if (text.startsWith('End of band structure calculation')) out.bandsDone = true;
      else if (RELAXED.test(text)) out.relaxing = out.relaxed = true;
      else if (RELAXING.test(text)) out.relaxing = true;
      else if (/maximum number of (ionic )?steps has been reached/i.test(text)) out.stepsRanOut = true;
      else if ((match = /^the Fermi energy is\s+(-?\d+\.\d+) ev/i.exec(text))) out.fermi = [Number(match[1])];
      else if (/^the spin up\/dw Fermi energies are/i.test(text)) out.fermi = numbers(text).slice(0, 2);
      else if (/^highest occupied/i.test(text)) out.levels = numbers(text.slice(text.indexOf(':') + 1));
      else if (text.startsWith('smearing contrib. (-TS)')) out.smearing = numbers(text)[0];
      else if (text.startsWith('total magnetization')) {
        const m = numbers(text.slice(text.indexOf('=') + 1));
        out.totalMoment = m.length >= 3 ? Math.hypot(m[0]!, m[1]!, m[2]!) : m[0];
      } else if (text.startsWith('absolute magnetization'))
        out.absoluteMoment = numbers(text.slice(text.indexOf('=') + 1))[0];
      else if (/^(Simplified LDA\+U calculation|Hubbard parameters of DFT\+U)/i.test(text)) block = 'hubbard';
      else if (/^site n\.\s+atom\s+positions/.test(text)) {
        block = 'atoms';
        atomBlocks++;
      } else if (text.startsWith('Forces acting on atoms')) {
        block = 'forces';
        out.forces = [];
      } else if (text.startsWith('Magnetic moment per site')) {
        block = 'sites';
        out.siteMoments = [];
        out.siteCharges = [];
      } else if ((match = /^(ATOMIC_POSITIONS|CELL_PARAMETERS)\b\s*[({]?\s*([^)}]*)/.exec(text))) {
        lines = [];
        if (match[1] === 'ATOMIC_POSITIONS') {
          block = 'positions';
          out.lastPositions = { unit: match[2]!.trim(), lines };
        } else {
          block = 'cell';
          out.lastCell = { unit: match[2]!.trim(), lines };
        }
      } else if (text.startsWith('lattice parameter (alat)')) out.alat = numbers(text)[0];
      else if (/^a\(\d\) = \(/.test(text) && out.axes.length < 9)
        out.axes.push(...numbers(text.slice(text.indexOf('(', 5) + 1).replace(')', ' ')));
      else if (text.startsWith('number of electrons')) out.electrons = numbers(text)[0];
      else if (text.startsWith('kinetic-energy cutoff')) out.cutoff = numbers(text)[0];
      else if (text.startsWith('Exchange-correlation')) out.functional = /=\s*([^(]+)/.exec(text)?.[1]?.trim();
      else if (/^Non-?\s?collinear/i.test(text)) out.nonCollinear = true;
      else if ((match = /^PWSCF\s+:\s+(.*?) CPU\s+(.*?) WALL/.exec(text))) {
        out.cpu = parseDuration(match[1]!);
        out.wall = parseDuration(match[2]!);
      } else {
        const warning = warnings.find(([fragment]) => text.includes(fragment));
        if (warning) counts.set(warning[1], (counts.get(warning[1]) ?? 0) + 1);
      }
    },
    finish() {
      out.notes.push(...tellRuns(runs));
      for (const [, code, text] of warnings) {
        const count = counts.get(code);
        if (count) out.notes.push({ level: 'warning', code, text: count > 1 ? `${text} (${count} times)` : text });
      }
      return out;
    },
  };
}

/** `1h 2m`, `3m 4.5s`, `14.85s` in seconds. */
function parseDuration(text: string): number {
  let total = 0;
  for (const [, value, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([dhms])/g))
    total += Number(value) * { d: 86400, h: 3600, m: 60, s: 1 }[unit as 'd' | 'h' | 'm' | 's'];
  return total;
}
