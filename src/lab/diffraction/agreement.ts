import type { PatternData, Refined } from './refine.js';

/** How well a pattern is described. McCusker et al., J. Appl. Cryst. 32 (1999) 36; Toby, Powder Diffr. 21 (2006) 67. */
export interface Agreement {
  /** [%] weighted profile R */
  rWp: number;
  /** [%] what counting alone would give */
  rExpected: number;
  /** [1] √(χ²/(n − p)) */
  goodness: number;
  /** [1] factor by which serial correlation widens esds */
  serial: number;
}

/** Agreement of a refinement. */
export function measureAgreement(data: PatternData, refined: Refined): Agreement {
  const { calculated, weights, chiSquare, points, free } = refined;
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] * data.counts[i] ** 2;
  const freedom = Math.max(1, points - free.length);
  return {
    rWp: 100 * Math.sqrt(chiSquare / total),
    rExpected: 100 * Math.sqrt(freedom / total),
    goodness: Math.sqrt(chiSquare / freedom),
    serial: serialFactor(data.counts, calculated, weights),
  };
}

/** Mean square of the sum over a run of equal signs against the sum of squares, for white noise: (2 + 8/π)/2. */
const WHITE = 1 + 4 / Math.PI;

/**
 * Factor by which esds grow because neighbouring residuals have the same sign, after Bérar and Lelann, J. Appl. Cryst.
 * 24 (1991) 1: each run of one sign counts as one observation of its sum. It is divided by what white noise gives, so
 * it is 1 for a perfect model.
 */
function serialFactor(observed: Float64Array, calculated: Float64Array, weights: Float64Array): number {
  let squares = 0;
  let runs = 0;
  let run = 0;
  for (let i = 0; i < observed.length; i++) {
    const r = Math.sqrt(weights[i]) * (observed[i] - calculated[i]);
    squares += r * r;
    if (r * run < 0) {
      runs += run * run;
      run = r;
    } else run += r;
  }
  runs += run * run;
  return squares > 0 ? Math.max(1, Math.sqrt(runs / squares / WHITE)) : 1;
}
