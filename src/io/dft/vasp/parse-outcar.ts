import { parseNumber, splitWords } from '../../structures/text.js';
import type { LineReader } from '../folder.js';

/** What an OUTCAR says. eV, Å, μB. */
export interface Outcar {
  version?: string;
  /** Titles of the potentials, as `PAW_PBE Ni_pv 06Sep2000`, one for each type. */
  potentials: string[];
  counts: number[];
  settings: Record<string, string>;
  iterations: number;
  steps: number;
  /** Whether the electrons of the last ionic step converged. */
  achieved: boolean;
  /** Whether the atoms came to rest. */
  relaxed: boolean;
  /** A file STOPCAR ended it. */
  stopped: boolean;
  finished: boolean;
  free?: number;
  energy?: number;
  /** [eV] of each electronic step, as `energy`. */
  energies: number[];
  fermi?: number;
  totalMoment?: number;
  /** [μB] (n) by axis. */
  moments: { x: number[]; y: number[]; z: number[] };
  charges: number[];
  positions: number[];
  forces: number[];
  cell: number[];
  errors: string[];
  cpu?: number;
  wall?: number;
}

const ERRORS: readonly [RegExp, string][] = [
  [/ZBRENT: fatal error/i, 'ZBRENT: the line search of the relaxation broke down'],
  [/Error EDDDAV/i, 'EDDDAV: the diagonalisation broke down'],
  [/BRMIX: very serious problems/i, 'BRMIX: the mixing of the density broke down'],
  [/VERY BAD NEWS/i, 'VASP gave up (VERY BAD NEWS)'],
  [/EDWAV: internal error/i, 'EDWAV: the orbitals lost their orthonormality'],
  [/internal error in subroutine/i, 'VASP met an internal error'],
];
const SETTINGS = [
  'NELM',
  'NSW',
  'IBRION',
  'ISPIN',
  'ISMEAR',
  'EDIFF',
  'EDIFFG',
  'ENCUT',
  'LNONCOLLINEAR',
  'LDAUTYPE',
  'NELECT',
];

/** Reads an OUTCAR line by line; the last block of each kind counts. */
export function makeOutcarReader(): LineReader<Outcar> {
  const out: Outcar = {
    potentials: [],
    energies: [],
    counts: [],
    settings: {},
    iterations: 0,
    steps: 0,
    achieved: false,
    relaxed: false,
    stopped: false,
    finished: false,
    moments: { x: [], y: [], z: [] },
    charges: [],
    positions: [],
    forces: [],
    cell: [],
    errors: [],
  };
  let table: number[] | undefined;
  let block: 'forces' | 'cell' | undefined;
  const numbers = (text: string): number[] => splitWords(text).flatMap((w) => parseNumber(w) ?? []);
  return {
    push(line) {
      const text = line.trim();
      if (text === '') {
        if (table && table.length > 0) table = undefined;
        return;
      }
      let match: RegExpExecArray | null;
      if (table) {
        if (/^\d+\s/.test(text)) {
          table.push(numbers(text).at(-1) ?? Number.NaN);
          return;
        }
        if (/^tot\b/.test(text)) table = undefined;
        else if (/^(# of ion|-+$)/.test(text)) return;
      }
      if (block === 'forces') {
        const row = numbers(text);
        if (row.length === 6 && splitWords(text).length === 6) {
          out.positions.push(...row.slice(0, 3));
          out.forces.push(...row.slice(3));
          return;
        }
        if (!text.startsWith('---')) block = undefined;
        else if (out.positions.length > 0) block = undefined;
        return;
      }
      if (block === 'cell') {
        const row = numbers(text);
        if (row.length >= 3) out.cell.push(...row.slice(0, 3));
        if (out.cell.length >= 9 || row.length < 3) block = undefined;
        return;
      }
      if ((match = /^vasp\.(\S+)/.exec(text))) out.version ??= match[1];
      else if ((match = /^TITEL\s*=\s*(.+)$/.exec(text))) out.potentials.push(match[1]!.trim());
      else if ((match = /^ions per type\s*=\s*(.+)$/.exec(text))) out.counts = numbers(match[1]!);
      else if ((match = /^angular momentum for each species LDAUL\s*=\s*(.+)$/.exec(text)))
        out.settings.LDAUL = match[1]!;
      else if ((match = /^U \(eV\)\s+for each species LDAUU\s*=\s*(.+)$/.exec(text))) out.settings.LDAUU = match[1]!;
      else if ((match = /^J \(eV\)\s+for each species LDAUJ\s*=\s*(.+)$/.exec(text))) out.settings.LDAUJ = match[1]!;
      else if ((match = /^-+\s*Iteration\s+(\d+)\(\s*(\d+)\)/.exec(text))) {
        if (Number(match[1]) !== out.steps) out.achieved = false;
        out.steps = Number(match[1]);
        out.iterations = Number(match[2]);
      } else if (/aborting loop because EDIFF is reached/.test(text)) out.achieved = true;
      else if (/reached required accuracy/.test(text)) out.relaxed = true;
      else if (/^(soft|hard) stop encountered/.test(text)) out.stopped = true;
      else if (/^General timing and accounting/.test(text)) out.finished = true;
      else if ((match = /^free\s+energy\s+TOTEN\s*=\s*(-?[\d.]+)\s+eV/.exec(text))) out.free = Number(match[1]);
      else if ((match = /energy\(sigma->0\)\s*=\s*(-?[\d.]+)/.exec(text)))
        out.energies.push((out.energy = Number(match[1])));
      else if ((match = /^E-fermi\s*:\s*(-?[\d.]+)/.exec(text))) out.fermi = Number(match[1]);
      else if ((match = /^number of electron\s+\S+\s+magnetization\s+(.+)$/.exec(text))) {
        const m = numbers(match[1]!);
        if (m.length > 0) out.totalMoment = m.length >= 3 ? Math.hypot(m[0]!, m[1]!, m[2]!) : m[0];
      } else if ((match = /^magnetization \((x|y|z)\)$/.exec(text))) table = out.moments[match[1] as 'x'] = [];
      else if (text === 'total charge') table = out.charges = [];
      else if (/^POSITION\s+TOTAL-FORCE/.test(text)) {
        block = 'forces';
        out.positions = [];
        out.forces = [];
      } else if (/^direct lattice vectors/.test(text)) {
        block = 'cell';
        out.cell = [];
      } else if ((match = /^Total CPU time used \(sec\):\s*([\d.]+)/.exec(text))) out.cpu = Number(match[1]);
      else if ((match = /^Elapsed time \(sec\):\s*([\d.]+)/.exec(text))) out.wall = Number(match[1]);
      else if ((match = /^([A-Z]+)\s*=\s*(\S+?);?(\s|$)/.exec(text)) && SETTINGS.includes(match[1]!))
        out.settings[match[1]!] ??= match[2]!;
      else
        for (const [pattern, says] of ERRORS)
          if (pattern.test(text) && !out.errors.includes(says)) out.errors.push(says);
    },
    finish: () => out,
  };
}
