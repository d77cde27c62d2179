import { InputError } from '../../core/index.js';
import { fitLinear } from '../../num/index.js';
import type { Adsorptive } from './adsorptives.js';
import { computeThickness, type ThicknessCurve } from './thickness.js';

/** Straight part of a plot of loading against film thickness. */
export interface TPlot {
  /** [1] first and last point, both in it */
  from: number;
  to: number;
  /** [m] of the film at every point */
  thickness: Float64Array;
  /** [m2/kg] of what is not in micropores */
  externalArea: number;
  externalAreaSigma: number;
  /** [m3/kg] as liquid */
  microporeVolume: number;
  microporeVolumeSigma: number;
  r: number;
}

/** [1] fewest points of a line */
const FEWEST = 4;

/**
 * External area and micropore volume from points of an isotherm: n V_L = V_micro + A t(p).
 *
 * Lippens and de Boer, J. Catal. 4 (1965) 319, doi:10.1016/0021-9517(65)90307-6.
 *
 * @param pressure [1] relative pressures, ascending
 * @param loading  [mol/kg]
 * @param from     [1] first point
 * @param to       [1] last point
 */
export function fitTPlot(
  pressure: ArrayLike<number>,
  loading: ArrayLike<number>,
  from: number,
  to: number,
  adsorptive: Adsorptive,
  curve: ThicknessCurve = 'harkins-jura',
): TPlot {
  if (to - from + 1 < 3) throw new InputError('a t-plot needs three points or more in its range of thickness');
  const thickness = Float64Array.from(pressure, (p) => computeThickness(p, curve));
  return fitRange(thickness, Float64Array.from(loading), from, to, adsorptive);
}

function fitRange(
  thickness: Float64Array,
  loading: Float64Array,
  from: number,
  to: number,
  adsorptive: Adsorptive,
): TPlot {
  const t = thickness.subarray(from, to + 1);
  const v = loading.subarray(from, to + 1).map((n) => n * adsorptive.molarVolume);
  const { coefficients, covariance, residual } = fitLinear([new Float64Array(t.length).fill(1), t], v);
  const mean = v.reduce((s, x) => s + x, 0) / v.length;
  const total = v.reduce((s, x) => s + (x - mean) ** 2, 0);
  const left = residual.reduce((s, x) => s + x * x, 0);
  return {
    from,
    to,
    thickness,
    externalArea: coefficients[1],
    externalAreaSigma: Math.sqrt(covariance[3]),
    microporeVolume: coefficients[0],
    microporeVolumeSigma: Math.sqrt(covariance[0]),
    r: total > 0 ? Math.sqrt(Math.max(0, 1 - left / total)) : 1,
  };
}

/**
 * Every range of four points or more whose thickness lies between two bounds.
 *
 * @param pressure [1] (n) relative to saturation
 * @param loading [mol/kg] (n)
 */
export function listTPlots(
  pressure: ArrayLike<number>,
  loading: ArrayLike<number>,
  adsorptive: Adsorptive,
  curve: ThicknessCurve,
  range: readonly [low: number, high: number],
): TPlot[] {
  const thickness = Float64Array.from(pressure, (p) => computeThickness(p, curve));
  const n = Float64Array.from(loading);
  const inside = Array.from(thickness.keys()).filter((i) => thickness[i] >= range[0] && thickness[i] <= range[1]);
  const [first, last] = [inside[0], inside.at(-1)];
  if (first === undefined || last === undefined || last - first + 1 < FEWEST) return [];
  const plots: TPlot[] = [];
  for (let from = first; from + FEWEST - 1 <= last; from++)
    for (let to = from + FEWEST - 1; to <= last; to++) plots.push(fitRange(thickness, n, from, to, adsorptive));
  return plots;
}
