import { type Context, throwIfAborted } from '../../core/index.js';
import { patternMemory } from './pattern-memory.js';
import type { PatternModel } from './pattern-model.js';

/** What is refined against: counts with the variance of each. */
export interface PatternData {
  /** [counts] (n) */
  counts: Float64Array;
  /** [counts2] (n) variance as observed; 0 leaves a point out */
  variance: Float64Array;
  /**
   * [counts] (n) variance of one count where counting alone makes the noise (1 for plain counts); absent where σ was
   * given from elsewhere.
   */
  gain?: Float64Array;
}

/** Outcome of one refinement. */
export interface Refined {
  /** (all parameters) */
  values: Float64Array;
  /** Indices of the parameters that were free. */
  free: readonly number[];
  /** (free, free) inverse of the normal matrix, not yet scaled by the goodness of fit */
  covariance: Float64Array;
  /** (n) */
  calculated: Float64Array;
  /** (n) 1/variance used */
  weights: Float64Array;
  /** Σ w (obs − calc)² */
  chiSquare: number;
  /** Points with weight. */
  points: number;
  iterations: number;
  converged: boolean;
  /** Free parameters that nothing in the data fixes. */
  loose: readonly number[];
  /** Free parameters that ended on a bound. */
  bound: readonly number[];
}

/** How far to go. */
export interface RefineOptions {
  maxIterations?: number;
  /** Predicted relative fall of χ² at which to stop (default 1e-7) */
  tolerance?: number;
  /** (n) weights in place of 1/variance */
  weights?: Float64Array;
  /** What is known of parameters beforehand: each counts as one more observation. */
  restraints?: readonly Restraint[];
  ctx?: Context;
}

/** A parameter known to lie near a value. */
export interface Restraint {
  parameter: number;
  value: number;
  sigma: number;
}

/**
 * Weighted least squares of a pattern on its normal equations, damped after Levenberg and Marquardt and kept inside
 * bounds: the number of points is large against that of parameters and derivatives are analytic, so the normal matrix
 * costs least. Marquardt, J. SIAM 11 (1963) 431.
 *
 * @param start [any unit] (parameters) where it starts
 * @param free  [1] indices of the parameters that move
 */
export function refinePattern(
  model: PatternModel,
  data: PatternData,
  start: Float64Array,
  free: readonly number[],
  { maxIterations = 30, tolerance = 1e-7, weights = weigh(data), restraints = [], ctx }: RefineOptions = {},
): Refined {
  const n = model.size;
  const q = free.length;
  const memory = patternMemory();
  let values = start.slice();
  model.compute(values, free);
  memory.hold(data.counts, weights);
  const y = memory.pattern.slice();
  const held = restraints
    .filter((r) => free.includes(r.parameter))
    .map((r) => ({ ...r, k: free.indexOf(r.parameter) }));
  const penalty = (at: Float64Array) => held.reduce((sum, r) => sum + ((at[r.parameter] - r.value) / r.sigma) ** 2, 0);
  const restrain = () => {
    for (const r of held) {
      normal[r.k * q + r.k] += 1 / r.sigma ** 2;
      gradient[r.k] += (r.value - values[r.parameter]) / r.sigma ** 2;
    }
  };
  const squares = () => {
    const sum = memory.sumSquares();
    return Number.isFinite(sum) ? sum : Infinity;
  };
  let chiSquare = squares() + penalty(values);
  const normal = new Float64Array(q * q);
  const gradient = new Float64Array(q);
  let damping = 1e-4;
  let converged = q === 0;
  let iterations = 0;
  memory.buildNormal(normal, gradient);
  restrain();
  while (iterations < maxIterations && !converged) {
    throwIfAborted(ctx);
    iterations++;
    const stopped = free.map(
      (p, k) =>
        (values[p] <= model.parameters[p].lower && gradient[k] <= 0) ||
        (values[p] >= model.parameters[p].upper && gradient[k] >= 0),
    );
    let accepted = false;
    for (let attempt = 0; attempt < 12 && !accepted; attempt++) {
      const step = solveDamped(normal, gradient, damping, stopped);
      if (!step) {
        damping = Math.max(damping, 1e-9) * 10;
        continue;
      }
      let predicted = 0;
      const trial = values.slice();
      for (let k = 0; k < q; k++) {
        const { lower, upper } = model.parameters[free[k]];
        trial[free[k]] = Math.min(upper, Math.max(lower, values[free[k]] + step[k]));
        predicted += gradient[k] * step[k];
      }
      if (predicted <= tolerance * chiSquare + 1e-9) {
        converged = true;
        break;
      }
      model.compute(trial, free);
      const next = squares() + penalty(trial);
      if (next < chiSquare) {
        const gain = (chiSquare - next) / predicted;
        accepted = true;
        y.set(memory.pattern);
        values = trial;
        chiSquare = next;
        damping = gain > 0.6 ? Math.max(1e-12, damping / 10) : damping;
        memory.buildNormal(normal, gradient);
        restrain();
      } else {
        if (predicted <= 1e-5 * chiSquare && attempt > 3) {
          converged = true;
          break;
        }
        damping = Math.max(damping, 1e-6) * 8;
      }
    }
    if (!accepted) break;
  }
  const bound = free.filter((p) => values[p] <= model.parameters[p].lower || values[p] >= model.parameters[p].upper);
  const { inverse, loose } = invertNormal(
    normal,
    free.map((p) => bound.includes(p)),
  );
  let points = 0;
  for (let i = 0; i < n; i++) if (weights[i] > 0) points++;
  return {
    values,
    free,
    covariance: inverse,
    calculated: y,
    weights,
    chiSquare: chiSquare - penalty(values),
    points,
    iterations,
    converged,
    loose: loose.map((k) => free[k]),
    bound,
  };
}

/** 1/variance, 0 where there is none. */
export function weigh(data: PatternData): Float64Array {
  return data.variance.map((v) => (v > 0 ? 1 / v : 0));
}

/**
 * Weights from the computed pattern: those of observed counts draw a fit below its points (a low count weighs more than
 * a high one).
 *
 * @param calculated [1] (n) counts
 */
export function weighByModel(data: PatternData, calculated: Float64Array): Float64Array {
  const { gain, variance } = data;
  if (!gain) return weigh(data);
  return calculated.map((y, i) => (variance[i] > 0 ? 1 / (gain[i] * Math.max(y, 0.5 * gain[i])) : 0));
}

function solveDamped(
  normal: Float64Array,
  gradient: Float64Array,
  damping: number,
  stopped: readonly boolean[],
): Float64Array | undefined {
  const q = gradient.length;
  const scale = new Float64Array(q);
  for (let k = 0; k < q; k++) scale[k] = normal[k * q + k] > 0 ? 1 / Math.sqrt(normal[k * q + k]) : 0;
  const live = Array.from(scale.keys()).filter((k) => scale[k] > 0 && !stopped[k]);
  const m = live.length;
  const L = new Float64Array(m * m);
  for (let a = 0; a < m; a++)
    for (let b = 0; b <= a; b++) {
      let sum = normal[live[a] * q + live[b]] * scale[live[a]] * scale[live[b]] + (a === b ? damping : 0);
      for (let k = 0; k < b; k++) sum -= L[a * m + k] * L[b * m + k];
      if (a === b) {
        if (!(sum > 1e-13)) return undefined;
        L[a * m + a] = Math.sqrt(sum);
      } else L[a * m + b] = sum / L[b * m + b];
    }
  const z = new Float64Array(m);
  for (let a = 0; a < m; a++) {
    let sum = gradient[live[a]] * scale[live[a]];
    for (let k = 0; k < a; k++) sum -= L[a * m + k] * z[k];
    z[a] = sum / L[a * m + a];
  }
  const step = new Float64Array(q);
  for (let a = m - 1; a >= 0; a--) {
    let sum = z[a];
    for (let k = a + 1; k < m; k++) sum -= L[k * m + a] * z[k];
    z[a] = sum / L[a * m + a];
    step[live[a]] = z[a] * scale[live[a]];
  }
  return step;
}

/**
 * Inverse of a normal matrix; parameters that nothing fixes, or that lie on a bound, get rows of zeros and are named.
 */
function invertNormal(normal: Float64Array, out: readonly boolean[]): { inverse: Float64Array; loose: number[] } {
  const q = out.length;
  const inverse = new Float64Array(q * q);
  const loose: number[] = [];
  const scale = Float64Array.from(out, (_, k) => (normal[k * q + k] > 0 ? 1 / Math.sqrt(normal[k * q + k]) : 0));
  let live = Array.from(scale.keys()).filter((k) => !out[k]);
  for (const k of live) if (scale[k] === 0) loose.push(k);
  live = live.filter((k) => scale[k] > 0);
  // Cholesky with the columns that depend on earlier ones left out
  let L: number[][] = [];
  const kept: number[] = [];
  for (const k of live) {
    const row: number[] = [];
    let rest = 1;
    kept.forEach((j, b) => {
      let sum = normal[k * q + j] * scale[k] * scale[j];
      for (let i = 0; i < b; i++) sum -= row[i] * L[b][i];
      row.push(sum / L[b][b]);
      rest -= row[b] ** 2;
    });
    if (rest < 1e-11) {
      loose.push(k);
      continue;
    }
    row.push(Math.sqrt(rest));
    L = [...L, row];
    kept.push(k);
  }
  const m = kept.length;
  const inv = Array.from({ length: m }, () => new Float64Array(m));
  for (let c = 0; c < m; c++)
    for (let a = c; a < m; a++) {
      let sum = a === c ? 1 : 0;
      for (let k = c; k < a; k++) sum -= L[a][k] * inv[k][c];
      inv[a][c] = sum / L[a][a];
    }
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++) {
      let sum = 0;
      for (let k = Math.max(a, b); k < m; k++) sum += inv[k][a] * inv[k][b];
      inverse[kept[a] * q + kept[b]] = sum * scale[kept[a]] * scale[kept[b]];
    }
  return { inverse, loose };
}
