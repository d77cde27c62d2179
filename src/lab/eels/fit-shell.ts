import type { Context, Note } from '../../core/index.js';
import { fitLeastSquares, type LeastSquaresFit } from '../../num/index.js';

/** A quantity that goes from one value at the surface to another inside. */
export interface Shell {
  /** [m] where it is half way */
  thickness: number;
  sigma?: number;
  /** [m] half-width w of tanh((x − t)/w), as seen and without the beam */
  halfWidth: number;
  halfWidthSigma?: number;
  ownHalfWidth?: number;
  ownHalfWidthSigma?: number;
  surface: number;
  surfaceSigma?: number;
  bulk: number;
  bulkSigma?: number;
  fit: LeastSquaresFit;
  notes: Note[];
}

/**
 * Thickness of a shell from a profile: y = bulk + (surface − bulk)(1 − tanh((x − t)/w))/2. The beam smears the step,
 * which leaves t where it is and widens w; with a beam of standard deviation s the own width follows from the slope: a
 * tanh of half-width w has the variance (πw)²/12 and variances add.
 *
 * @param x     [m] (n) from the surface inward
 * @param y     [any unit] (n)
 * @param sigma [any unit] (n) same unit as y
 * @param beam  [m] standard deviation of the beam; 0 where unknown
 */
export async function fitShell(
  x: Float64Array,
  y: Float64Array,
  sigma: Float64Array,
  beam: number,
  ctx?: Context,
): Promise<Shell> {
  const n = x.length;
  const span = x[n - 1] - x[0];
  const third = Math.max(1, Math.floor(n / 4));
  const mean = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += y[i];
    return sum / (to - from);
  };
  const surface = mean(0, third);
  const bulk = mean(n - third, n);
  let best: { t: number; w: number; cost: number } = { t: x[0] + span / 2, w: span / 10, cost: Infinity };
  for (let k = 1; k < 40; k++)
    for (const share of [0.03, 0.08, 0.2]) {
      const t = x[0] + (span * k) / 40;
      const w = share * span;
      let cost = 0;
      for (let i = 0; i < n; i++)
        cost += ((bulk + ((surface - bulk) * (1 - Math.tanh((x[i] - t) / w))) / 2 - y[i]) / sigma[i]) ** 2;
      if (cost < best.cost) best = { t, w, cost };
    }
  const step = span / (n - 1);
  // Lengths in units of the step, so that parameters are of like size.
  const fit = await fitLeastSquares(
    {
      residual: ([t, w, s, b]) => x.map((at, i) => b + ((s - b) * (1 - Math.tanh((at / step - t) / w))) / 2 - y[i]),
      initial: [best.t / step, Math.max(0.2, best.w / step), surface, bulk],
      names: ['thickness', 'half-width', 'surface', 'bulk'],
      lower: [(x[0] - span) / step, 0.05, -Infinity, -Infinity],
      upper: [(x[n - 1] + span) / step, (2 * span) / step, Infinity, Infinity],
      sigma,
      absoluteSigma: true,
      tolerance: 1e-10,
    },
    ctx,
  );
  const notes: Note[] = [];
  const [t, w, s, b] = fit.parameters;
  const reduced = fit.dof > 0 ? (2 * fit.cost) / fit.dof : 1;
  // Scatter beyond the spectra's own errors widens the error of the thickness.
  const widen = Math.sqrt(Math.max(1, reduced));
  if (t * step < x[0] || t * step > x[n - 1])
    notes.push({
      level: 'serious',
      code: 'shell-outside',
      text: 'the profile does not reach both sides of the transition: the thickness is an extrapolation',
    });
  const seen = w * step;
  const own = seen ** 2 - (12 * beam ** 2) / Math.PI ** 2;
  if (beam > 0 && own <= 0)
    notes.push({
      level: 'warning',
      code: 'beam-limited',
      text: 'the transition is no wider than the beam: its own width is not known',
    });
  const seenSigma = fit.sigma[1] === undefined ? undefined : fit.sigma[1] * step * widen;
  const ownHalfWidth = beam > 0 && own > 0 ? Math.sqrt(own) : undefined;
  return {
    thickness: t * step,
    sigma: fit.sigma[0] === undefined ? undefined : fit.sigma[0] * step * widen,
    halfWidth: seen,
    halfWidthSigma: seenSigma,
    ownHalfWidth,
    ownHalfWidthSigma:
      ownHalfWidth === undefined || seenSigma === undefined ? undefined : (seenSigma * seen) / ownHalfWidth,
    surface: s,
    surfaceSigma: fit.sigma[2] === undefined ? undefined : fit.sigma[2] * widen,
    bulk: b,
    bulkSigma: fit.sigma[3] === undefined ? undefined : fit.sigma[3] * widen,
    fit,
    notes,
  };
}
