import type { Estimate } from '../../core/index.js';

/** [1] half-width of a 95 % interval of a normal distribution, in standard deviations. */
const HALF_WIDTH = 1.959964;

/**
 * Spearman's rank correlation, ties at their mean rank, with its 95 % interval by Fisher's transformation and the
 * variance 1.06/(n − 3) of Fieller, Hartley and Pearson, Biometrika 44 (1957) 470, doi:10.1093/biomet/44.3-4.470.
 *
 * @param x [any unit] (n) at least four
 * @param y [any unit] (n)
 * @returns [1] the value 0 without an interval where one of the two is all the same
 */
export function estimateRankCorrelation(x: readonly number[], y: readonly number[]): Estimate {
  const n = x.length;
  const [a, b] = [rank(x), rank(y)];
  const middle = (n + 1) / 2;
  const product = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, v, i) => sum + (v - middle) * (q[i] - middle), 0);
  const scale = Math.sqrt(product(a, a) * product(b, b));
  if (scale === 0) return { value: 0, n, unit: '1' };
  const value = Math.max(-1, Math.min(1, product(a, b) / scale));
  const reach = HALF_WIDTH * Math.sqrt(1.06 / (n - 3));
  // Ranks in perfect order leave the transformation without bound; half a step of one pair is what n can tell.
  const z = Math.atanh(Math.max(-1 + 1 / n ** 2, Math.min(1 - 1 / n ** 2, value)));
  const interval: [number, number] = [Math.tanh(z - reach), Math.tanh(z + reach)];
  return { value, n, unit: '1', sigma: (interval[1] - interval[0]) / (2 * HALF_WIDTH), interval, confidence: 0.95 };
}

function rank(values: readonly number[]): number[] {
  return values.map((v) => {
    const below = values.filter((other) => other < v).length;
    const equal = values.filter((other) => other === v).length;
    return below + (equal + 1) / 2;
  });
}
