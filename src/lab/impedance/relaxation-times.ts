import { InputError, type Note } from '../../core/index.js';
import { findPeaks } from '../../num/smooth/index.js';
import type { Spectrum } from './spectrum.js';

export interface RelaxationTimesOptions {
  /** Strength of the smoothing, instead of the automatic one. */
  regularisation?: number;
  /** `evidence`: largest marginal likelihood; `gcv`: generalised cross-validation. @default 'evidence' */
  choose?: 'evidence' | 'gcv';
  /** [1] points of the distribution for each decade. @default 10 */
  perDecade?: number;
  /** `unit` or `modulus`, as in a circuit fit. @default 'unit' */
  weights?: 'unit' | 'modulus';
}

export interface RelaxationPeak {
  /** [s] */
  tau: number;
  /** [ohm] area from valley to valley */
  resistance: number;
  /** [ohm] */
  height: number;
  /**
   * [1] standard deviation of ln τ and [ohm] of the resistance: from noise at the strength taken, and from the choice
   * of the strength.
   */
  error: { logTau: { fit: number; model: number }; resistance: { fit: number; model: number } };
}

export interface RelaxationTimes {
  /** [s] (k) evenly spaced in the logarithm */
  tau: Float64Array;
  /** [ohm] (k) distribution in ln τ; not negative */
  gamma: Float64Array;
  /** [ohm] (k) 95 % credible band */
  low: Float64Array;
  /** [ohm] (k) */
  high: Float64Array;
  /** [ohm] */
  seriesResistance: number;
  /** [H] */
  inductance: number;
  regularisation: number;
  /** [ohm] standard deviation of the residuals, or [1] relative with weights 'modulus' */
  noise: number;
  /** [1] root mean square of what the model with γ ≥ 0 leaves, over |Z| */
  residual: number;
  peaks: RelaxationPeak[];
  model: Spectrum;
  notes: Note[];
}

/** [1] Root mean square of the residuals over |Z| from which on a distribution does not describe a spectrum. */
const MISFIT = 0.03;
/** [1] Factor by which the strength of smoothing is varied to see what hangs on it. */
const STRONGER = 5;

/** [1] A peak stands out of its valleys by this share of the highest. */
const PROMINENCE = 0.03;

/**
 * Distribution of relaxation times γ(ln τ), Z(ω) = R + jωL + ∫ γ/(1 + jωτ) d ln τ, by ridge regression on its
 * curvature.
 *
 * γ is piecewise linear in ln τ. The strength of the smoothing is that of the largest marginal likelihood (or by
 * generalised cross-validation), with the noise's variance fitted beside it; γ ≥ 0 is then imposed. Bands are of the
 * Gaussian posterior at that strength: noise alone, not the choice of model.
 *
 * Saccoccio, Wan, Chen and Ciucci, Electrochim. Acta 147 (2014) 470, doi:10.1016/j.electacta.2014.09.058; Liu and
 * Ciucci, Electrochim. Acta 331 (2020) 135316, doi:10.1016/j.electacta.2019.135316, for the Bayesian reading.
 */
export function computeRelaxationTimes(spectrum: Spectrum, options: RelaxationTimesOptions = {}): RelaxationTimes {
  const { frequency, real, imaginary } = spectrum;
  const m = frequency.length;
  if (m < 8) throw new InputError(`${m} frequencies are too few for a distribution of relaxation times`);
  const perDecade = options.perDecade ?? 10;
  const omega = frequency.map((f) => 2 * Math.PI * f);
  const highest = omega.reduce((a, b) => Math.max(a, b), 0);
  const lowest = omega.reduce((a, b) => Math.min(a, b), Infinity);
  // Half a decade beyond the measured range on either side, so that what lies at its ends is not pressed into them.
  const from = Math.log(1 / highest) - 1.15;
  const to = Math.log(1 / lowest) + 1.15;
  const k = Math.max(8, Math.round(((to - from) / Math.LN10) * perDecade));
  const step = (to - from) / (k - 1);
  const tau = Float64Array.from({ length: k }, (_, i) => Math.exp(from + i * step));
  const n = k + 2;
  const rows = 2 * m;
  const a = new Float64Array(rows * n);
  const y = new Float64Array(rows);
  for (let i = 0; i < m; i++) {
    const weight = options.weights === 'modulus' ? 1 / Math.hypot(real[i], imaginary[i]) : 1;
    for (let j = 0; j < k; j++) {
      const x = omega[i] * tau[j];
      const width = j === 0 || j === k - 1 ? step / 2 : step;
      a[i * n + j] = (weight * width) / (1 + x * x);
      a[(m + i) * n + j] = (-weight * width * x) / (1 + x * x);
    }
    a[i * n + k] = weight;
    a[(m + i) * n + k + 1] = (weight * omega[i]) / highest;
    y[i] = weight * real[i];
    y[m + i] = weight * imaginary[i];
  }
  const gram = new Float64Array(n * n);
  const projected = new Float64Array(n);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < n; i++) {
      const v = a[r * n + i];
      projected[i] += v * y[r];
      for (let j = 0; j <= i; j++) gram[i * n + j] += v * a[r * n + j];
    }
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) gram[j * n + i] = gram[i * n + j];
  const penalty = makePenalty(k, n, step, gram);
  const yy = y.reduce((s, v) => s + v * v, 0);
  const solveAt = (lambda: number): { x: Float64Array; factor: Float64Array; score: number; variance: number } => {
    const factor = factorise(add(gram, penalty.matrix, lambda), n);
    const x = substitute(factor, projected, n);
    let fitted = 0;
    for (let i = 0; i < n; i++) fitted += projected[i] * x[i];
    const energy = Math.max(yy - fitted, 1e-16 * yy);
    if (options.choose === 'gcv') {
      let rss = 0;
      for (let r = 0; r < rows; r++) {
        let model = 0;
        for (let i = 0; i < n; i++) model += a[r * n + i] * x[i];
        rss += (y[r] - model) ** 2;
      }
      const trace = traceOfSolve(factor, gram, n);
      return { x, factor, score: (rows * rss) / (rows - trace) ** 2, variance: rss / Math.max(1, rows - trace) };
    }
    const variance = energy / rows;
    return {
      x,
      factor,
      score: rows * Math.log(energy) + logDeterminant(factor, n) - penalty.rank * Math.log(lambda),
      variance,
    };
  };
  const lambda =
    options.regularisation ?? minimise((log) => solveAt(Math.exp(log)).score, Math.log(1e-12), Math.log(1e4));
  const { factor, variance, x: free } = solveAt(lambda);
  const solveGamma = (strength: number, start: Float64Array): Float64Array =>
    solveNonNegative(add(gram, penalty.matrix, strength), projected, start, k, n);
  const x = solveGamma(lambda, free);
  const gamma = x.slice(0, k);
  const inverse = invertDiagonal(factor, n);
  const sigma = Float64Array.from({ length: k }, (_, i) => Math.sqrt(variance * inverse[i]));
  const model: Spectrum = { frequency, real: new Float64Array(m), imaginary: new Float64Array(m) };
  for (let i = 0; i < m; i++) {
    model.real[i] = x[k];
    model.imaginary[i] = (x[k + 1] * omega[i]) / highest;
    for (let j = 0; j < k; j++) {
      const w = omega[i] * tau[j];
      const width = j === 0 || j === k - 1 ? step / 2 : step;
      model.real[i] += (width * gamma[j]) / (1 + w * w);
      model.imaginary[i] -= (width * gamma[j] * w) / (1 + w * w);
    }
  }
  const notes: Note[] = [];
  const top = gamma.reduce((p, c) => Math.max(p, c), 0);
  const residual = relativeResidual(spectrum, model);
  const loop = findLowLoop(spectrum);
  if (loop !== undefined)
    notes.push({
      level: 'serious',
      code: 'low-frequency-loop',
      text: `Im Z is positive below ${Number(loop.toPrecision(2))} Hz: a loop at low frequencies, of a drift, an adsorption or a corrosion. No distribution with γ ≥ 0 has one, and what it makes of the rest is bent by it: leave those frequencies out`,
    });
  if (residual > MISFIT)
    notes.push({
      level: 'serious',
      code: 'distribution-misfits',
      text: `the distribution leaves ${(100 * residual).toPrecision(2)} % of |Z| (root mean square): the spectrum is not a sum of relaxations with positive weights${loop === undefined ? ', or a point is wrong' : ''}`,
    });
  if (gamma[k - 1] > 0.3 * top)
    notes.push({
      level: 'warning',
      code: 'open-end',
      text: 'the distribution does not end at long times: the spectrum goes on below the lowest frequency, as a diffusion tail does, and what lies there is not resolved',
    });
  return {
    tau,
    gamma,
    low: gamma.map((g, i) => Math.max(0, g - 1.96 * sigma[i])),
    high: gamma.map((g, i) => g + 1.96 * sigma[i]),
    seriesResistance: x[k],
    inductance: x[k + 1] / highest,
    regularisation: lambda,
    noise: Math.sqrt(variance),
    residual,
    peaks: describePeaks(tau, gamma, step, {
      // How far a linear functional of γ scatters with the noise: σ √(wᵀ H⁻¹ w).
      scatterOf: (weights) => {
        const w = new Float64Array(n);
        for (const [j, v] of weights) w[j] = v;
        const solved = substitute(factor, w, n);
        return Math.sqrt(
          variance *
            Math.max(
              0,
              weights.reduce((sum, [j, v]) => sum + v * solved[j], 0),
            ),
        );
      },
      others: [lambda / STRONGER, lambda * STRONGER].map((strength) => {
        const at = solveAt(strength);
        return solveGamma(strength, at.x).slice(0, k);
      }),
    }),
    model,
    notes,
  };
}

/** Curvature of γ in ln τ, with a touch on its size so that ends are held; series terms go free. */
function makePenalty(k: number, n: number, step: number, gram: Float64Array): { matrix: Float64Array; rank: number } {
  const matrix = new Float64Array(n * n);
  let trace = 0;
  for (let i = 0; i < k; i++) trace += gram[i * n + i];
  for (let i = -1; i <= k; i++) {
    const row: [number, number][] = (
      [
        [i - 1, 1],
        [i, -2],
        [i + 1, 1],
      ] as [number, number][]
    ).filter(([j]) => j >= 0 && j < k);
    for (const [p, u] of row) for (const [q, v] of row) matrix[p * n + q] += (u * v) / step ** 3;
  }
  return { matrix: matrix.map((v) => (v * trace) / k), rank: k };
}

function add(a: Float64Array, b: Float64Array, factor: number): Float64Array {
  return a.map((v, i) => v + factor * b[i]);
}

/** Lower Cholesky factor; pivots that rounding has made negative are lifted. */
function factorise(matrix: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      l[i * n + j] =
        i === j ? Math.sqrt(Math.max(sum, 1e-14 * matrix[j * n + j] + Number.MIN_VALUE)) : sum / l[j * n + j];
    }
  }
  return l;
}

function substitute(l: Float64Array, b: Float64Array, n: number): Float64Array {
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i * n + k] * x[k];
    x[i] /= l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= l[k * n + i] * x[k];
    x[i] /= l[i * n + i];
  }
  return x;
}

function logDeterminant(l: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += 2 * Math.log(l[i * n + i]);
  return sum;
}

/** Diagonal of the inverse of L·Lᵀ. */
function invertDiagonal(l: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const column = new Float64Array(n);
    column[j] = 1;
    for (let i = j; i < n; i++) {
      for (let k = j; k < i; k++) column[i] -= l[i * n + k] * column[k];
      column[i] /= l[i * n + i];
      out[j] += column[i] ** 2;
    }
  }
  return out;
}

/** Trace of (L·Lᵀ)⁻¹·G. */
function traceOfSolve(l: Float64Array, g: Float64Array, n: number): number {
  let trace = 0;
  for (let j = 0; j < n; j++) trace += substitute(l, g.slice(j * n, j * n + n), n)[j];
  return trace;
}

/** Golden section after a coarse search. */
function minimise(f: (x: number) => number, low: number, high: number): number {
  const count = 13;
  let best = low;
  let least = Infinity;
  const width = (high - low) / (count - 1);
  for (let i = 0; i < count; i++) {
    const value = f(low + i * width);
    if (value < least) {
      least = value;
      best = low + i * width;
    }
  }
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [best - width, best + width];
  for (let i = 0; i < 8; i++) {
    const c = b - ratio * (b - a);
    const d = a + ratio * (b - a);
    if (f(c) < f(d)) b = d;
    else a = c;
  }
  return Math.exp((a + b) / 2);
}

/**
 * min xᵀHx/2 − bᵀx with the first k entries not negative: active sets of Lawson and Hanson, begun from the free
 * solution.
 */
function solveNonNegative(h: Float64Array, b: Float64Array, free: Float64Array, k: number, n: number): Float64Array {
  const held = new Uint8Array(n);
  for (let i = 0; i < k; i++) held[i] = free[i] < 0 ? 1 : 0;
  let x = free;
  for (let round = 0; round < 3 * n; round++) {
    const index = Array.from({ length: n }, (_, i) => i).filter((i) => !held[i]);
    const size = index.length;
    const part = new Float64Array(size * size);
    for (let p = 0; p < size; p++) for (let q = 0; q < size; q++) part[p * size + q] = h[index[p] * n + index[q]];
    const solved = substitute(
      factorise(part, size),
      Float64Array.from(index, (i) => b[i]),
      size,
    );
    x = new Float64Array(n);
    index.forEach((i, p) => (x[i] = solved[p]));
    const negative = index.filter((i) => i < k && x[i] < 0);
    if (negative.length > 0) {
      for (const i of negative) held[i] = 1;
      continue;
    }
    let release = -1;
    let steepest = 1e-10 * Math.max(...b.map(Math.abs));
    for (let i = 0; i < k; i++) {
      if (!held[i]) continue;
      let slope = b[i];
      for (let j = 0; j < n; j++) slope -= h[i * n + j] * x[j];
      if (slope > steepest) {
        steepest = slope;
        release = i;
      }
    }
    if (release < 0) return x;
    held[release] = 0;
  }
  return x.map((v, i) => (i < k ? Math.max(0, v) : v));
}

/** What is asked of the posterior, and of distributions smoothed more and less. */
interface PeakErrors {
  scatterOf(weights: readonly (readonly [index: number, weight: number])[]): number;
  others: readonly Float64Array[];
}

function describePeaks(tau: Float64Array, gamma: Float64Array, step: number, errors: PeakErrors): RelaxationPeak[] {
  const areaOf = (g: Float64Array, left: number, right: number): number => {
    let area = 0;
    for (let j = left; j <= right; j++) area += g[j] * step * (j === left || j === right ? 0.5 : 1);
    return area;
  };
  const find = (g: Float64Array) => findPeaks(g, PROMINENCE * g.reduce((a, b) => Math.max(a, b), 0));
  const others = errors.others.map((g) => ({ g, peaks: find(g) }));
  return find(gamma).map(({ index, left, right, position }) => {
    const resistance = areaOf(gamma, left, right);
    const fitResistance = errors.scatterOf(
      Array.from(
        { length: right - left + 1 },
        (_, j) => [left + j, step * (j === 0 || j === right - left ? 0.5 : 1)] as const,
      ),
    );
    // A peak moves by the error of its slope over its curvature.
    const inner = Math.min(gamma.length - 2, Math.max(1, index));
    const curvature = (gamma[inner + 1] - 2 * gamma[inner] + gamma[inner - 1]) / step ** 2;
    const slope = errors.scatterOf([
      [inner + 1, 0.5 / step],
      [inner - 1, -0.5 / step],
    ]);
    const reach = step * (right - left);
    const fitTau = curvature < 0 ? Math.min(reach, slope / -curvature) : reach;
    let modelTau = 0;
    let modelResistance = 0;
    for (const { g, peaks } of others) {
      const near = peaks.reduce<(typeof peaks)[number] | undefined>(
        (best, p) => (!best || Math.abs(p.position - position) < Math.abs(best.position - position) ? p : best),
        undefined,
      );
      const off = near ? step * Math.abs(near.position - position) : Infinity;
      // A peak that is not there at another strength is known to no better than its own width, and may be none.
      modelTau = Math.max(modelTau, Math.min(off, reach));
      modelResistance = Math.max(
        modelResistance,
        near && off < reach ? Math.abs(areaOf(g, near.left, near.right) - resistance) : resistance,
      );
    }
    return {
      tau: tau[0] * Math.exp(position * step),
      resistance,
      height: gamma[index],
      error: {
        logTau: { fit: fitTau, model: modelTau },
        resistance: { fit: fitResistance, model: modelResistance },
      },
    };
  });
}

/** [1] Root mean square of |model − Z| over |Z|. */
function relativeResidual(spectrum: Spectrum, model: Spectrum): number {
  const m = spectrum.frequency.length;
  let sum = 0;
  for (let i = 0; i < m; i++) {
    const size = spectrum.real[i] ** 2 + spectrum.imaginary[i] ** 2;
    sum += ((model.real[i] - spectrum.real[i]) ** 2 + (model.imaginary[i] - spectrum.imaginary[i]) ** 2) / (size || 1);
  }
  return Math.sqrt(sum / m);
}

/** [Hz] Highest frequency of a loop with Im Z > 0 at the lowest frequencies, where leads add nothing. */
function findLowLoop({ frequency, real, imaginary }: Spectrum): number | undefined {
  const order = Array.from(frequency.keys()).sort((a, b) => frequency[a] - frequency[b]);
  let n = 0;
  while (n < order.length && imaginary[order[n]] > 1e-3 * Math.abs(real[order[n]])) n++;
  return n >= 2 && n < order.length / 2 ? frequency[order[n - 1]] : undefined;
}
