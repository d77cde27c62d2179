import { InputError } from '../../core/index.js';
import { MonotoneCurve } from '../../num/index.js';

/** Amounts by size class. */
export interface SizeClasses {
  /** [m] limits of every class, ascending */
  lower: Float64Array;
  upper: Float64Array;
  /** [1] share of the whole in each, in any unit that adds up */
  share: Float64Array;
}

/**
 * How a cumulative curve is drawn between its limits: a cubic that never falls, or straight lines, both over the
 * logarithm of size.
 */
export type Interpolation = 'monotone' | 'straight';

/**
 * Size below which a share of the whole lies, from the cumulative distribution over the logarithm of size (ISO 9276-2).
 *
 * @param share [1] from 0 to 1
 * @returns [m]
 */
export function computeQuantile(
  classes: SizeClasses,
  share: number,
  interpolation: Interpolation = 'monotone',
): number {
  const { size, cumulative } = accumulate(classes);
  const n = size.length;
  if (!(share > 0 && share < 1)) throw new InputError(`a quantile lies between 0 and 1, not at ${share}`);
  let k = 0;
  while (k < n - 2 && cumulative[k + 1] < share) k++;
  if (share < cumulative[0])
    throw new InputError(
      `more than ${(100 * share).toFixed(0)} % lies below the smallest class: that size is not measured`,
    );
  if (interpolation === 'straight') {
    const part = (share - cumulative[k]) / (cumulative[k + 1] - cumulative[k]);
    return Math.exp(size[k] + part * (size[k + 1] - size[k]));
  }
  const curve = new MonotoneCurve(size, cumulative);
  let [low, high] = [size[k], size[k + 1]];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (curve.valueAt(middle) < share) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

/** Cumulative shares at the limits of the classes, over the logarithm of size. */
function accumulate({ lower, upper, share }: SizeClasses): { size: Float64Array; cumulative: Float64Array } {
  const n = share.length;
  if (n < 3) throw new InputError(`a distribution of ${n} classes is too coarse`);
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (!(lower[i] > 0 && upper[i] > lower[i]))
      throw new InputError('size classes have to begin above zero and end above where they begin', {
        where: { path: `row ${i + 1}` },
      });
    if (i > 0 && Math.abs(lower[i] / upper[i - 1] - 1) > 1e-3)
      throw new InputError(`classes ${i} and ${i + 1} do not meet: a size class is missing or stands twice`, {
        where: { path: `row ${i + 1}` },
      });
    if (!(share[i] >= 0)) throw new InputError('a share cannot be below zero', { where: { path: `row ${i + 1}` } });
    total += share[i];
  }
  if (!(total > 0)) throw new InputError('the distribution is empty');
  const size = new Float64Array(n + 1);
  const cumulative = new Float64Array(n + 1);
  size[0] = Math.log(lower[0]);
  for (let i = 0; i < n; i++) {
    size[i + 1] = Math.log(upper[i]);
    cumulative[i + 1] = cumulative[i] + share[i] / total;
  }
  return { size, cumulative };
}

/** [m] Mean diameters: volume-weighted D[4,3] and surface-weighted D[3,2] of a distribution of volume. */
export function computeMeanDiameters({ lower, upper, share }: SizeClasses): { d43: number; d32: number } {
  let total = 0;
  let moment = 0;
  let inverse = 0;
  for (let i = 0; i < share.length; i++) {
    const middle = Math.sqrt(lower[i] * upper[i]);
    total += share[i];
    moment += share[i] * middle;
    inverse += share[i] / middle;
  }
  return { d43: moment / total, d32: total / inverse };
}
