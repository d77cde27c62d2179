import type { Context } from '../../core/index.js';
import { fitLeastSquares, type LeastSquaresFit } from '../../num/index.js';

/** What one element does at a boundary along a line. */
export interface Boundary {
  /** [m] */
  position: number;
  positionSigma?: number;
  /** [m] full width at half maximum, as seen */
  width: number;
  widthSigma?: number;
  /** [count m] excess over the line through both sides; below zero where the element is missing */
  excess: number;
  excessSigma?: number;
  /** [1] χ² that the boundary takes away */
  gain: number;
  fit: LeastSquaresFit;
}

/** [1] χ² that a boundary must take away: three free numbers at any place. */
const BELIEVED = 25;

/**
 * A Gaussian excess or lack of an element at a boundary, over a straight line: what is seen is the boundary convolved
 * with the probe. Undefined where none stands out of the counting noise.
 *
 * @param x      [m] (n) rising
 * @param counts [count] (n)
 */
export async function fitBoundary(x: Float64Array, counts: Float64Array, ctx?: Context): Promise<Boundary | undefined> {
  const n = x.length;
  const step = (x[n - 1] - x[0]) / (n - 1);
  const sigma = counts.map((c) => Math.sqrt(Math.max(c, 1)));
  const residual = (p: ArrayLike<number>, gauss: boolean): Float64Array =>
    counts.map((c, i) => {
      const u = i;
      const excess = gauss ? p[2] * Math.exp(-0.5 * ((x[i] / step - p[3]) / p[4]) ** 2) : 0;
      return p[0] + (p[1] * (u - n / 2)) / n + excess - c;
    });
  const flat = await fitLeastSquares(
    {
      residual: (p) => residual(p, false),
      initial: [counts.reduce((a, b) => a + b, 0) / n, 0],
      sigma,
      absoluteSigma: true,
    },
    ctx,
  );
  let best = { position: 0, width: 1, height: 0, gain: 0 };
  for (const width of [1, 2, 4, 8, 16].filter((w) => w < n / 4))
    for (let c = 0; c < n; c++) {
      let gg = 0;
      let gr = 0;
      for (let i = 0; i < n; i++) {
        const g = Math.exp(-0.5 * ((i - c) / width) ** 2) / sigma[i];
        gg += g * g;
        gr -= g * flat.residual[i];
      }
      const gain = (gr * gr) / gg;
      if (gain > best.gain) best = { position: c + x[0] / step, width, height: gr / gg, gain };
    }
  const fit = await fitLeastSquares(
    {
      residual: (p) => residual(p, true),
      initial: [flat.parameters[0], flat.parameters[1], best.height, best.position, best.width],
      names: ['level', 'slope', 'height', 'position', 'width'],
      lower: [-Infinity, -Infinity, -Infinity, x[0] / step, 0.3],
      upper: [Infinity, Infinity, Infinity, x[n - 1] / step, n / 2],
      sigma,
      absoluteSigma: true,
    },
    ctx,
  );
  const gain = 2 * (flat.cost - fit.cost);
  if (gain < BELIEVED) return undefined;
  const [, , height, position, width] = fit.parameters;
  const toFwhm = 2 * Math.sqrt(2 * Math.LN2) * step;
  const root = Math.sqrt(2 * Math.PI) * step;
  const size = fit.free.length;
  const h = fit.free.indexOf(2);
  const w = fit.free.indexOf(4);
  const v = (a: number, b: number): number => (a < 0 || b < 0 ? 0 : fit.covariance[a * size + b]);
  return {
    position: position * step,
    positionSigma: fit.sigma[3] === undefined ? undefined : fit.sigma[3] * step,
    width: width * toFwhm,
    widthSigma: fit.sigma[4] === undefined ? undefined : fit.sigma[4] * toFwhm,
    excess: height * width * root,
    excessSigma:
      root * Math.sqrt(Math.max(0, v(h, h) * width ** 2 + v(w, w) * height ** 2 + 2 * v(h, w) * height * width)),
    gain,
    fit,
  };
}
