import { fitLinear } from '../../num/index.js';

/** What a channel reads without gas, over time. */
export interface Background {
  /** [unit of the channel] (n) */
  values: Float64Array;
  /** [unit of the channel] standard deviation of a row about it */
  noise: number;
  /** Derivatives of the background by its linear coefficients at every row, and their covariance. */
  columns: Float64Array[];
  covariance: Float64Array;
  /** [s] decay time; undefined for one that does not decay */
  decay?: number;
}

/**
 * Background of a channel from its quiet rows: a constant and an exponential decay where the quiet rows ask for one by
 * Akaike's criterion, else a constant. The decay time is found by a search, the rest is linear.
 *
 * @param time  [s]
 * @param y     [any unit] the channel
 * @param quiet [1] rows without gas
 */
export function fitBackground(time: Float64Array, y: Float64Array, quiet: readonly number[]): Background {
  const start = time[quiet[0]];
  const span = time[quiet.at(-1)!] - start || 1;
  const data = new Float64Array(quiet.length);
  quiet.forEach((i, k) => {
    data[k] = y[i];
  });
  const fitOf = (decay: number | undefined) => {
    const columns = [quiet.map(() => 1)];
    if (decay !== undefined) columns.push(quiet.map((i) => Math.exp(-(time[i] - start) / decay)));
    return fitLinear(columns, data);
  };
  const count = quiet.length;
  let mean = 0;
  for (let k = 0; k < count; k++) mean += data[k] / count;
  const since = new Float64Array(count);
  for (let k = 0; k < count; k++) since[k] = time[quiet[k]] - start;
  const e = new Float64Array(count);
  const costOf = (logDecay: number): number => {
    const rate = -Math.exp(-logDecay);
    let middle = 0;
    for (let k = 0; k < count; k++) middle += e[k] = Math.exp(since[k] * rate);
    middle /= count;
    let [xx, xy, yy] = [0, 0, 0];
    for (let k = 0; k < count; k++) {
      const x = e[k] - middle;
      const d = data[k] - mean;
      xx += x * x;
      xy += x * d;
      yy += d * d;
    }
    return xx > 0 ? yy - (xy * xy) / xx : Infinity;
  };
  const flat = fitOf(undefined);
  let [low, high] = [Math.log(span / 200), Math.log(span * 5)];
  let best = low;
  for (let i = 0; i <= 24; i++) {
    const at = low + (i * (high - low)) / 24;
    if (costOf(at) < costOf(best)) best = at;
  }
  const width = (high - low) / 24;
  [low, high] = [best - width, best + width];
  const g = (Math.sqrt(5) - 1) / 2;
  for (let i = 0; i < 40; i++) {
    const [a, b] = [high - g * (high - low), low + g * (high - low)];
    if (costOf(a) < costOf(b)) high = b;
    else low = a;
  }
  const decay = Math.exp((low + high) / 2);
  const n = quiet.length;
  const worth =
    n * Math.log((flat.residualVariance * flat.dof) / Math.max(costOf(Math.log(decay)), 1e-300)) > 4 + 8 / n;
  const fit = worth ? fitOf(decay) : flat;
  const columns = [new Float64Array(time.length).fill(1)];
  if (worth) columns.push(time.map((t) => Math.exp(-(t - start) / decay)));
  const values = new Float64Array(time.length);
  for (let i = 0; i < time.length; i++) for (const [k, c] of columns.entries()) values[i] += fit.coefficients[k] * c[i];
  let covariance = fit.covariance;
  if (worth) {
    // The decay time's own uncertainty, as a third coefficient: derivative by ln τ.
    columns.push(time.map((t) => fit.coefficients[1] * ((t - start) / decay) * Math.exp(-(t - start) / decay)));
    try {
      covariance = fitLinear(
        columns.map((c) => quiet.map((i) => c[i])),
        data,
      ).covariance;
    } catch {
      columns.pop();
    }
  }
  return {
    values,
    noise: Math.sqrt(fit.residualVariance),
    columns,
    covariance,
    ...(worth && { decay }),
  };
}

/** Standard error of Σ w_i · background_i. */
export function propagateBackground({ columns, covariance }: Background, weights: ArrayLike<number>): number {
  const n = columns.length;
  const g = columns.map((c) => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) sum += weights[i] * c[i];
    return sum;
  });
  let variance = 0;
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) variance += g[a] * g[b] * covariance[a * n + b];
  return Math.sqrt(Math.max(0, variance));
}
