import type { Estimate } from '../../core/index.js';
import type { GittPulse } from './find-pulses.js';

/** [1] Slowest time constant over the duration of the rest: what is slower the rest does not show. */
const SLOWEST = 0.5;
/** [1] part of the relaxed swing that the model is trusted to extrapolate */
const TRUST = 0.5;

/**
 * Equilibrium voltage that a rest tends to: a sum of two exponentials and a constant is fitted to the rest after its
 * first seconds, time constants from a hundredth to half of the rest. Its uncertainty covers the scatter, and half of
 * the step from the last measured voltage to the extrapolated one, because no sum of exponentials is a law of
 * diffusion.
 *
 * @returns [V]
 */
export function extrapolateRest(pulse: GittPulse): Estimate {
  const t: number[] = [];
  const v: number[] = [];
  const begin = pulse.time[pulse.loaded - 1];
  for (let i = pulse.loaded; i < pulse.time.length; i++) {
    t.push(pulse.time[i] - begin);
    v.push(pulse.voltage[i]);
  }
  const n = t.length;
  const last = v[n - 1];
  if (n < 6) return { value: last, n, unit: 'V' };
  const total = t[n - 1];
  // Rows are weighed by the logarithm of time that they stand for, so that dense early rows do not rule.
  const floor = 1e-3 * total;
  const weight = t.map(
    (_, i) => Math.log(Math.max(t[i + 1] ?? 1.05 * total, floor) / Math.max(t[i - 1] ?? 0, floor)) + 0.02,
  );
  let best: { rss: number; value: number; sigma: number } | undefined;
  const taus = Array.from({ length: 10 }, (_, k) => total * SLOWEST * 0.02 ** (k / 9));
  for (let a = 0; a < taus.length; a++) {
    for (let b = a + 2; b < taus.length; b++) {
      const fit = fitConstant(t, v, weight, taus[a], taus[b]);
      if (fit && (!best || fit.rss < best.rss)) best = fit;
    }
  }
  if (!best) return { value: last, n, unit: 'V' };
  const swing = Math.abs(v[0] - last);
  const beyond = best.value - last;
  // An extrapolation by more than half of what has relaxed is no longer one.
  const value = last + Math.sign(beyond) * Math.min(Math.abs(beyond), TRUST * swing);
  return { value, sigma: Math.hypot(best.sigma, 0.5 * (value - last)), n, unit: 'V' };
}

/** V = V∞ + a·exp(−t/τ₁) + b·exp(−t/τ₂), by weighted normal equations. */
function fitConstant(
  t: readonly number[],
  v: readonly number[],
  weight: readonly number[],
  tau1: number,
  tau2: number,
): { rss: number; value: number; sigma: number } | undefined {
  const m = new Float64Array(9);
  const b = new Float64Array(3);
  const shift = v[v.length - 1];
  const basis = (x: number): [number, number, number] => [1, Math.exp(-x / tau1), Math.exp(-x / tau2)];
  for (let i = 0; i < t.length; i++) {
    const row = basis(t[i]);
    for (let p = 0; p < 3; p++) {
      for (let q = 0; q < 3; q++) m[3 * p + q] += weight[i] * row[p] * row[q];
      b[p] += weight[i] * row[p] * (v[i] - shift);
    }
  }
  const inverse = invertThree(m);
  if (!inverse) return undefined;
  const p = [0, 1, 2].map((r) => inverse[3 * r] * b[0] + inverse[3 * r + 1] * b[1] + inverse[3 * r + 2] * b[2]);
  let rss = 0;
  let sum = 0;
  for (let i = 0; i < t.length; i++) {
    const row = basis(t[i]);
    rss += weight[i] * (v[i] - shift - p[0] * row[0] - p[1] * row[1] - p[2] * row[2]) ** 2;
    sum += weight[i];
  }
  const variance = (rss / sum) * (t.length / Math.max(1, t.length - 5));
  return { rss, value: shift + p[0], sigma: Math.sqrt(variance * inverse[0] * (sum / t.length)) };
}

function invertThree(m: Float64Array): Float64Array | undefined {
  const [a, b, c, d, e, f, g, h, i] = m;
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!(det > 1e-10 * a * e * i)) return undefined;
  return Float64Array.from(
    [
      e * i - f * h,
      c * h - b * i,
      b * f - c * e,
      f * g - d * i,
      a * i - c * g,
      c * d - a * f,
      d * h - e * g,
      b * g - a * h,
      a * e - b * d,
    ],
    (x) => x / det,
  );
}
