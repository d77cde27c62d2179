import { InputError } from '../../core/index.js';
import { fitLinear } from '../../num/index.js';

/** A place on the temperature axis with what is not known of it. */
export interface Place {
  /** [degC] */
  temperature: number;
  /** [K] from the noise of the rows */
  sigma: number;
  /** [K] how far it moves with the rows and the curve that it is taken from */
  spread: number;
}

/** Curve of rows about a place: polynomial of temperature scaled to −1…1. */
interface LocalFit {
  coefficients: Float64Array;
  covariance: Float64Array;
  middle: number;
  half: number;
}

function fitLocal(temperature: Float64Array, y: Float64Array, from: number, to: number, degree: number): LocalFit {
  const middle = (temperature[from] + temperature[to - 1]) / 2;
  const half = Math.abs(temperature[to - 1] - temperature[from]) / 2 || 1;
  const u = temperature.subarray(from, to).map((t) => (t - middle) / half);
  const columns = Array.from({ length: degree + 1 }, (_, k) => u.map((v) => v ** k));
  const { coefficients, covariance } = fitLinear(columns, y.subarray(from, to));
  return { coefficients, covariance, middle, half };
}

function evaluate(c: Float64Array, u: number, derivative: number): number {
  let sum = 0;
  for (let k = derivative; k < c.length; k++) {
    let factor = c[k];
    for (let j = 0; j < derivative; j++) factor *= k - j;
    sum += factor * u ** (k - derivative);
  }
  return sum;
}

/** Standard deviation of Σ g_k c_k. */
function deviation(fit: LocalFit, g: ArrayLike<number>): number {
  const n = fit.coefficients.length;
  let sum = 0;
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) sum += g[a] * g[b] * fit.covariance[a * n + b];
  return Math.sqrt(Math.max(0, sum));
}

/** Newton's method on a derivative of the polynomial from a start within −1…1. */
function findRoot(c: Float64Array, derivative: number, start: number): number | undefined {
  let u = start;
  for (let i = 0; i < 40; i++) {
    const step = evaluate(c, u, derivative) / evaluate(c, u, derivative + 1);
    if (!Number.isFinite(step)) return undefined;
    u -= Math.max(-0.3, Math.min(0.3, step));
    if (Math.abs(u) > 1.2) return undefined;
    if (Math.abs(step) < 1e-12) return u;
  }
  return undefined;
}

/**
 * Temperature of the highest point of an event, from polynomials of the sixth degree through the rows above half of its
 * height; `spread` is how far it moves when those above 60 % and 70 % are taken.
 *
 * @param temperature [degC]
 * @param y           [any unit] the event above the line under it
 */
export function findPeakTemperature(temperature: Float64Array, y: Float64Array): Place {
  const places = [0.5, 0.6, 0.7].map((share) => findAbove(temperature, y, share)).filter((p) => p !== undefined);
  if (places.length === 0) throw new InputError('the highest point of the event cannot be found: too few rows');
  const [main] = places;
  return {
    ...main,
    spread: Math.max(0, ...places.slice(1).map((p) => Math.abs(p.temperature - main.temperature))),
  };
}

function findAbove(temperature: Float64Array, y: Float64Array, share: number): Place | undefined {
  const smooth = smoothRunning(y);
  let top = 0;
  for (let i = 1; i < y.length; i++) if (smooth[i] > smooth[top]) top = i;
  let from = top;
  let to = top + 1;
  while (from > 0 && smooth[from - 1] > share * smooth[top]) from--;
  while (to < y.length && smooth[to] > share * smooth[top]) to++;
  while (to - from < 7 && (from > 0 || to < y.length)) {
    if (from > 0) from--;
    if (to < y.length) to++;
  }
  if (to - from < 6) return undefined;
  const fit = fitLocal(temperature, y, from, to, to - from < 15 ? 4 : 6);
  const u = findRoot(fit.coefficients, 1, (temperature[top] - fit.middle) / fit.half);
  if (u === undefined) return { temperature: temperature[top], sigma: fit.half, spread: 0 };
  const curvature = evaluate(fit.coefficients, u, 2);
  const sigma =
    deviation(
      fit,
      Array.from(fit.coefficients, (_, k) => (k === 0 ? 0 : k * u ** (k - 1))),
    ) / Math.abs(curvature);
  return { temperature: fit.middle + u * fit.half, sigma: sigma * fit.half, spread: 0 };
}

/**
 * Extrapolated onset (ISO 11357-1): where the tangent at the steepest rise meets the line before, continued. The
 * tangent is that of a polynomial of the fifth degree through the rows on the way up between 15 and 97 % of the height;
 * `spread` is how far the onset moves when those from 30 % on are taken.
 *
 * @param temperature [degC]
 * @param y           [any unit] the event above the line before it, continued
 */
export function findOnset(temperature: Float64Array, y: Float64Array): Place | undefined {
  const places = [0.15, 0.3].map((low) => findTangent(temperature, y, low)).filter((p): p is Place => p !== undefined);
  if (places.length === 0) return undefined;
  return { ...places[0], spread: places[1] ? Math.abs(places[1].temperature - places[0].temperature) : 0 };
}

function findTangent(temperature: Float64Array, y: Float64Array, low: number): Place | undefined {
  const smooth = smoothRunning(y);
  let top = 0;
  for (let i = 1; i < y.length; i++) if (smooth[i] > smooth[top]) top = i;
  let to = top;
  while (to > 0 && smooth[to - 1] > 0.97 * smooth[top]) to--;
  let from = to;
  while (from > 0 && smooth[from - 1] > low * smooth[top]) from--;
  if (to - from < 8) {
    from = Math.max(0, from - 4);
    to = Math.min(top + 1, to + 4);
  }
  if (to - from < 6) return undefined;
  const fit = fitLocal(temperature, y, from, to, to - from < 12 ? 3 : 5);
  const c = fit.coefficients;
  let u = -0.9;
  for (let v = -0.9; v <= 0.9; v += 0.01) if (evaluate(c, v, 1) > evaluate(c, u, 1)) u = v;
  const slope = evaluate(c, u, 1);
  const value = evaluate(c, u, 0);
  if (!(slope > 0)) return undefined;
  const at = u - value / slope;
  const gradient = Array.from(c, (_, k) => -(u ** k) / slope + (k > 0 ? (value * k * u ** (k - 1)) / slope ** 2 : 0));
  return { temperature: fit.middle + at * fit.half, sigma: deviation(fit, gradient) * fit.half, spread: 0 };
}

function smoothRunning(y: Float64Array): Float64Array {
  const half = Math.max(1, Math.round(y.length / 200));
  return y.map((_, i) => {
    const reach = Math.min(half, i, y.length - 1 - i);
    let sum = 0;
    for (let k = i - reach; k <= i + reach; k++) sum += y[k];
    return sum / (2 * reach + 1);
  });
}
