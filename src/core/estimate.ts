import type { Note } from './note.js';

/** A number with its uncertainty: `value` ± `sigma` (one standard deviation of the value itself, i.e. of the mean). */
export interface Estimate {
  value: number;
  /** One-sigma standard uncertainty of `value`; undefined when nothing is known about it, which is not zero. */
  sigma?: number;
  /** Number of independent observations behind it. */
  n: number;
  unit: string;
  /** Two-sided interval at `confidence`, where it is not simply value ± k·sigma. */
  interval?: [number, number];
  confidence?: number;
  /** Scatter of single observations (standard deviation), where there are several. */
  spread?: number;
  notes?: Note[];
  /** [unit] One-sigma parts of `sigma` by where they come from; `model` may exceed what `sigma` holds. */
  budget?: Partial<Record<UncertaintyKind, number>>;
  /**
   * Part of `sigma` that all estimates of one source share, as a factor on them: one balance, one loading. It cancels
   * in their ratio.
   */
  common?: { source: string; relative: number };
  /** Where the value can be; intervals stay inside. Default `linear`. */
  scale?: Scale;
  /** What `sigma` speaks of: this measurement alone, or the scatter between specimens. */
  covers?: 'measurement' | 'specimens';
}

/** Where an uncertainty comes from; `common` is shared by all specimens: one balance, one loading. */
export type UncertaintyKind = 'counting' | 'fit' | 'calibration' | 'model' | 'replicates' | 'common';

/** `log`: above zero, errors are factors; `share`: from 0 to 1, or to 100 where the unit is %. */
export type Scale = 'linear' | 'log' | 'share';

/**
 * Mean of independent observations with Student's t interval.
 *
 * @param values [unit of `unit`] (n)
 * @returns mean, its standard error, the scatter and the 95 % interval; sigma is undefined for a single observation
 */
export function estimateMean(values: ArrayLike<number>, unit: string, confidence = 0.95): Estimate {
  const n = values.length;
  let mean = 0;
  for (let i = 0; i < n; i++) mean += values[i]! / n;
  if (n < 2) return { value: mean, n, unit };
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (values[i]! - mean) ** 2;
  const spread = Math.sqrt(sum / (n - 1));
  const sigma = spread / Math.sqrt(n);
  const t = computeStudentQuantile(0.5 + confidence / 2, n - 1);
  return { value: mean, sigma, n, unit, spread, confidence, interval: [mean - t * sigma, mean + t * sigma] };
}

/**
 * Quantile of Student's t distribution, by bisection on the regularised incomplete beta function.
 *
 * @param p   [1] probability in (0, 1)
 * @param dof [1] degrees of freedom, need not be whole (Welch)
 * @returns [1]
 */
export function computeStudentQuantile(p: number, dof: number): number {
  if (p === 0.5) return 0;
  if (p < 0.5) return -computeStudentQuantile(1 - p, dof);
  let low = 0;
  let high = 1;
  while (computeStudentCdf(high, dof) < p) high *= 2;
  for (let i = 0; i < 80; i++) {
    const mid = (low + high) / 2;
    if (computeStudentCdf(mid, dof) < p) low = mid;
    else high = mid;
  }
  return (low + high) / 2;
}

/**
 * Distribution function of Student's t.
 *
 * @param t   [1]
 * @param dof [1] degrees of freedom
 * @returns [1] probability of a value below t
 */
export function computeStudentCdf(t: number, dof: number): number {
  const tail = 0.5 * computeIncompleteBeta(dof / (dof + t * t), dof / 2, 0.5);
  return t >= 0 ? 1 - tail : tail;
}

/**
 * Regularised incomplete beta function I_x(a, b) by Lentz's continued fraction (Numerical Recipes 3rd ed., §6.4).
 *
 * @param x [1] in [0, 1]
 * @param a [1] above 0
 * @param b [1] above 0
 * @returns [1]
 */
export function computeIncompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - computeIncompleteBeta(1 - x, b, a);
  const front =
    Math.exp(computeLogGamma(a + b) - computeLogGamma(a) - computeLogGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) /
    a;
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let f = d;
  for (let m = 1; m < 300; m++) {
    let numerator = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + numerator * d);
    c = 1 + numerator / c;
    f *= c * d;
    numerator = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + numerator * d);
    c = 1 + numerator / c;
    const delta = c * d;
    f *= delta;
    if (Math.abs(delta - 1) < 1e-15) break;
  }
  return front * f;
}

/**
 * ln Γ(x) by Lanczos's approximation (g = 7, nine terms).
 *
 * @param x [1] above 0
 * @returns [1]
 */
export function computeLogGamma(x: number): number {
  const g = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - computeLogGamma(1 - x);
  let sum = g[0]!;
  for (let i = 1; i < 9; i++) sum += g[i]! / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
