import type { Context } from '../../core/index.js';
import { fitLeastSquares, type LeastSquaresFit } from '../../num/index.js';

/** Names of the numbers of {@link computeWhiteLines}, in their order. */
export const WHITE_LINE_PARAMETERS = [
  'background',
  'exponent',
  'step',
  'step width',
  'L3 area',
  'L3 energy',
  'L3 width',
  'L2 area',
  'L2 energy',
  'L2 width',
] as const;
const Q = WHITE_LINE_PARAMETERS.length;

/** What a fit of an L2,3 edge gives. */
export interface WhiteLineFit {
  fit: LeastSquaresFit;
  /** [eV] */
  l3: number;
  l3Sigma?: number;
  /** [eV] */
  l2: number;
  /** [1] area of L3 over that of L2, after the steps */
  ratio: number;
  ratioSigma: number;
  /** [1] χ² per degree of freedom */
  reduced: number;
}

/**
 * An L2,3 edge: a power law, two arctangent steps of 2:1 under the white lines, and a Lorentzian for each.
 *
 * Steps 2:1 by the degeneracy of the levels (Leapman, Grunes and Fejes, Phys. Rev. B 26 (1982) 614); power law:
 * Egerton, Electron Energy-Loss Spectroscopy in the Electron Microscope, 3rd ed. (2011), section 4.4.
 *
 * @param energy     [eV] (n)
 * @param origin     [eV] where the power law is `background`
 * @param parameters (10) by {@link WHITE_LINE_PARAMETERS}
 * @param jacobian   (n, 10) row-major, overwritten where given
 * @returns [count] (n)
 */
export function computeWhiteLines(
  energy: Float64Array,
  origin: number,
  parameters: Float64Array,
  jacobian?: Float64Array,
): Float64Array {
  const [background, exponent, step, stepWidth, a3, e3, w3, a2, e2, w2] = parameters;
  const out = new Float64Array(energy.length);
  for (let i = 0; i < energy.length; i++) {
    const log = Math.log(energy[i] / origin);
    const power = Math.exp(-exponent * log);
    const u3 = (2 * (energy[i] - e3)) / stepWidth;
    const u2 = (2 * (energy[i] - e2)) / stepWidth;
    const s3 = 0.5 + Math.atan(u3) / Math.PI;
    const s2 = 0.5 + Math.atan(u2) / Math.PI;
    const rise = (2 * s3 + s2) / 3;
    const d3 = (energy[i] - e3) ** 2 + (w3 / 2) ** 2;
    const d2 = (energy[i] - e2) ** 2 + (w2 / 2) ** 2;
    const l3 = w3 / (2 * Math.PI) / d3;
    const l2 = w2 / (2 * Math.PI) / d2;
    out[i] = background * power + step * rise + a3 * l3 + a2 * l2;
    if (!jacobian) continue;
    const at = i * Q;
    const r3 = 1 / (Math.PI * (1 + u3 * u3));
    const r2 = 1 / (Math.PI * (1 + u2 * u2));
    jacobian[at] = power;
    jacobian[at + 1] = -background * power * log;
    jacobian[at + 2] = rise;
    jacobian[at + 3] = (-step * (2 * r3 * u3 + r2 * u2)) / (3 * stepWidth);
    jacobian[at + 4] = l3;
    jacobian[at + 5] = (step * (-2 * r3 * 2)) / (3 * stepWidth) + (a3 * l3 * 2 * (energy[i] - e3)) / d3;
    jacobian[at + 6] = a3 * l3 * (1 / w3 - w3 / (2 * d3));
    jacobian[at + 7] = l2;
    jacobian[at + 8] = (step * (-r2 * 2)) / (3 * stepWidth) + (a2 * l2 * 2 * (energy[i] - e2)) / d2;
    jacobian[at + 9] = a2 * l2 * (1 / w2 - w2 / (2 * d2));
  }
  return out;
}

/** Where a fit starts and what is held. */
export interface WhiteLineStart {
  parameters: Float64Array;
  held: readonly (typeof WHITE_LINE_PARAMETERS)[number][];
}

/**
 * Fits an L2,3 edge to counts.
 *
 * @param energy [eV] (n)
 * @param counts [count] (n)
 * @param sigma  [count] (n) absent where the scatter decides
 */
export async function fitWhiteLines(
  energy: Float64Array,
  counts: Float64Array,
  sigma: Float64Array | undefined,
  start: WhiteLineStart,
  ctx?: Context,
): Promise<WhiteLineFit> {
  const n = energy.length;
  const origin = energy[0];
  const { parameters } = start;
  const fixed = WHITE_LINE_PARAMETERS.map((name) => start.held.includes(name));
  const [, , , , , e3, , , e2] = parameters;
  const scale = sigma ?? new Float64Array(n).fill(1);
  const fit = await fitLeastSquares(
    {
      residual: (p) => {
        const out = computeWhiteLines(energy, origin, p);
        for (let i = 0; i < n; i++) out[i] -= counts[i];
        return out;
      },
      jacobian: (p) => {
        const out = new Float64Array(n * Q);
        computeWhiteLines(energy, origin, p, out);
        return out;
      },
      initial: parameters,
      names: WHITE_LINE_PARAMETERS,
      lower: [-Infinity, 0, -Infinity, 0.2, 0, e3 - 5, 0.5, 0, e2 - 5, 0.5],
      upper: [Infinity, 12, Infinity, 20, Infinity, e3 + 5, 12, Infinity, e2 + 5, 12],
      fixed,
      sigma: scale,
      absoluteSigma: sigma !== undefined,
      tolerance: 1e-8,
      maxIterations: 60,
    },
    ctx,
  );
  const p = fit.parameters;
  const ratio = p[4] / p[7];
  const size = fit.free.length;
  const i3 = fit.free.indexOf(4);
  const i2 = fit.free.indexOf(7);
  const v = (a: number, b: number): number => (a < 0 || b < 0 ? 0 : fit.covariance[a * size + b]);
  const relative = v(i3, i3) / p[4] ** 2 + v(i2, i2) / p[7] ** 2 - (2 * v(i3, i2)) / (p[4] * p[7]);
  return {
    fit,
    l3: p[5],
    l3Sigma: fit.sigma[5],
    l2: p[8],
    ratio,
    ratioSigma: ratio * Math.sqrt(Math.max(0, relative)),
    reduced: fit.dof > 0 ? (2 * fit.cost) / fit.dof : 0,
  };
}
