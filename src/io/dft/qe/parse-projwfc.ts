import type { LineReader } from '../folder.js';
import { parseQeTime } from './times.js';

/** What `projwfc.x` says of the atoms: Löwdin populations by shell, polarisation, spilling. */
export interface Projections {
  started?: number;
  jobDone: boolean;
  /** [electrons] (n) */
  populations: number[];
  /** [μB] (n); empty without spin. */
  moments: number[];
  spilling?: number;
}

/** Reads the output of `projwfc.x`; the total of an atom is taken once, however often its line is repeated. */
export function makeProjwfcReader(): LineReader<Projections> {
  const out: Projections = { jobDone: false, populations: [], moments: [] };
  let atom = -1;
  return {
    push(line) {
      const text = line.trim();
      let match = /^Atom #\s*(\d+): total charge =\s*(-?\d+\.\d+)/.exec(text);
      if (match) {
        atom = Number(match[1]) - 1;
        out.populations[atom] ??= Number(match[2]);
      } else if (atom >= 0 && (match = /^polarization =\s*(-?\d+\.\d+)/.exec(text)))
        out.moments[atom] ??= Number(match[1]);
      else if ((match = /^Spilling Parameter:\s*(-?\d+\.\d+)/.exec(text))) out.spilling = Number(match[1]);
      else if ((match = /^Program PROJWFC v\.?\S+ starts on (.*)$/.exec(text))) out.started = parseQeTime(match[1]!);
      else if (text.startsWith('JOB DONE.')) out.jobDone = true;
    },
    finish: () => out,
  };
}
