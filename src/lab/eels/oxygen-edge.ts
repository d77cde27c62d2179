import { breathe, type Context } from '../../core/index.js';
import { fitLeastSquares, fitLinear } from '../../num/index.js';
import type { SpectrumLine } from './scan-white-lines.js';

/** Prepeak and main peak of the O K edge of one spectrum. */
export interface OxygenEdge {
  /** [count eV] */
  prepeak: number;
  prepeakSigma: number;
  /** [count eV] main peak */
  main: number;
  mainSigma: number;
}

/** O K edges along a line and what they share. */
export interface OxygenScan {
  spectra: readonly OxygenEdge[];
  /** [eV] */
  prepeakEnergy: number;
  mainEnergy: number;
}

const NAMES = [
  'background',
  'exponent',
  'prepeak',
  'prepeak energy',
  'prepeak width',
  'main',
  'main energy',
  'main width',
  'step',
];
const FROM = 500;
const TO = 560;

/** [count] (n) power law, two Gaussians and an arctangent step at the onset of the main peak. */
export function computeOxygenEdge(energy: Float64Array, p: ArrayLike<number>): Float64Array {
  const gauss = (d: number, width: number): number => {
    const s = width / 2.3548200450309493;
    return Math.exp((-0.5 * d * d) / (s * s)) / (s * Math.sqrt(2 * Math.PI));
  };
  return energy.map(
    (e) =>
      p[0] * (e / energy[0]) ** -p[1] +
      p[2] * gauss(e - p[3], p[4]) +
      p[5] * gauss(e - p[6], p[7]) +
      p[8] * (0.5 + Math.atan((e - (p[6] - p[7] / 2)) / 1) / Math.PI),
  );
}

/**
 * Area of the prepeak before the O K edge (O 2p holes that 3d states share) and of the main peak, for each spectrum of
 * a line; places and widths come from the sum of all. Undefined where the range does not hold the edge or no prepeak
 * stands out.
 */
export async function scanOxygenEdge(line: SpectrumLine, ctx?: Context): Promise<OxygenScan | undefined> {
  const all = line.energy;
  if (all[0] > 520 || all[all.length - 1] < 550) return undefined;
  const keep = [...all.keys()].filter((i) => all[i] >= FROM && all[i] <= TO);
  if (keep.length < 40) return undefined;
  const m = line.counts.length / all.length;
  const energy = Float64Array.from(keep, (i) => all[i]);
  const take = (s: number): Float64Array => Float64Array.from(keep, (i) => line.counts[s * all.length + i]);
  const total = new Float64Array(energy.length);
  for (let s = 0; s < m; s++) take(s).forEach((v, i) => (total[i] += v));
  const sigmaOf = (counts: Float64Array): Float64Array => counts.map((c) => Math.sqrt(Math.max(c, 1)));
  const step = Math.max(1, total[0] * 0.02);
  const whole = await fitLeastSquares(
    {
      residual: (p) => computeOxygenEdge(energy, p).map((v, i) => v - total[i]),
      initial: [total[0], 3, 10 * step, 529, 2, 30 * step, 538.5, 6, step],
      names: NAMES,
      lower: [0, 0, -Infinity, 524, 0.8, -Infinity, 533, 1.5, -Infinity],
      upper: [Infinity, 12, Infinity, 532.5, 4, Infinity, 545, 14, Infinity],
      sigma: sigmaOf(total),
      absoluteSigma: line.counted,
      tolerance: 1e-7,
      maxIterations: 60,
    },
    ctx,
  );
  if (!(whole.parameters[2] > 4 * (whole.sigma[2] ?? Infinity))) return undefined;
  // With places, widths and exponent of the sum, an edge is linear in background, prepeak, main peak and step.
  const columns = [0, 2, 5, 8].map((amount) =>
    computeOxygenEdge(
      energy,
      whole.parameters.map((v, k) => (k === amount ? 1 : [0, 2, 5, 8].includes(k) ? 0 : v)),
    ),
  );
  const spectra: OxygenEdge[] = [];
  for (let s = 0; s < m; s++) {
    if (s % 16 === 15) await breathe(ctx);
    const counts = take(s);
    const { coefficients, covariance } = fitLinear(columns, counts, sigmaOf(counts), line.counted);
    spectra.push({
      prepeak: coefficients[1],
      prepeakSigma: Math.sqrt(covariance[5]),
      main: coefficients[2],
      mainSigma: Math.sqrt(covariance[10]),
    });
  }
  return { spectra, prepeakEnergy: whole.parameters[3], mainEnergy: whole.parameters[6] };
}
