import { fitLeastSquares, type LeastSquaresFit } from '../../num/fit/index.js';
import { type Context, type Estimate, type Note } from '../../core/index.js';
import type { GittPulse } from './find-pulses.js';
import { computeSphereResponse } from './sphere-response.js';

/** Diffusion in a particle from one pulse, by the short-time formula. */
export interface ShortTimeDiffusivity {
  /** [m2/s] of a particle of the given radius */
  diffusivity: Estimate;
  /** [1] D·t/R² at the end of the √t window: the formula is for values well below 1 */
  reach: number;
  /** [1] by how much of itself the slope in √t changes over the window */
  bend: number;
  /** Whether both are small enough. */
  valid: boolean;
}

/** [1] End of validity of the short-time formula: the sphere's own curvature is then about a tenth of the slope. */
const REACH = 0.02;
/** [1] */
const BEND = 0.2;

/**
 * Apparent diffusion coefficient of one pulse by the short-time formula, for spheres:
 * D = (4/π)·((R/3)·ΔE_s/(t_p·dE/d√t))², valid for t ≪ R²/D.
 *
 * Weppner and Huggins, J. Electrochem. Soc. 124 (1977) 1569, doi:10.1149/1.2133112, eq. 15. The slope is from √t between a tenth and all of
 * the pulse (in √t), which leaves charge transfer out; its bend and D·t/R² are the test of validity.
 *
 * @param radius [m] of the particle
 */
export function computePulseDiffusivity(pulse: GittPulse, equilibriumBefore: Estimate, equilibriumAfter: Estimate, radius: number): ShortTimeDiffusivity | undefined {
  const root: number[] = [];
  const volts: number[] = [];
  const all = Math.sqrt(pulse.duration);
  for (let i = 0; i < pulse.loaded; i++) {
    const s = Math.sqrt(Math.max(0, pulse.time[i]));
    if (s < 0.1 * all) continue;
    root.push(s);
    volts.push(pulse.voltage[i]);
  }
  const n = root.length;
  const steady = equilibriumAfter.value - equilibriumBefore.value;
  if (n < 4 || steady === 0) return undefined;
  const mean = root.reduce((a, b) => a + b, 0) / n;
  const meanV = volts.reduce((a, b) => a + b, 0) / n;
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (root[i] - mean) ** 2;
    sxy += (root[i] - mean) * (volts[i] - meanV);
  }
  const slope = sxy / sxx;
  if (slope === 0) return undefined;
  let rss = 0;
  for (let i = 0; i < n; i++) rss += (volts[i] - meanV - slope * (root[i] - mean)) ** 2;
  const slopeSigma = Math.sqrt(rss / Math.max(1, n - 2) / sxx);
  const value = (4 / Math.PI) * ((radius / 3) * (steady / (pulse.duration * slope))) ** 2;
  const steadySigma = Math.hypot(equilibriumBefore.sigma ?? 0, equilibriumAfter.sigma ?? 0);
  const half = (from: number, to: number): number => (volts[to] - volts[from]) / (root[to] - root[from] || 1);
  const middle = root.findIndex((s) => s > (root[0] + root[n - 1]) / 2);
  const bend = middle > 0 && middle < n - 1 ? Math.abs(half(middle, n - 1) - half(0, middle)) / Math.abs(slope) : 1;
  const reach = (value * pulse.duration) / radius ** 2;
  return {
    diffusivity: { value, n, unit: 'm2/s', sigma: 2 * value * Math.hypot(slopeSigma / slope, steadySigma / steady) },
    reach, bend, valid: reach < REACH && bend < BEND,
  };
}

/** A pulse by the full response of diffusion in spheres. */
export interface PulseFit {
  /** [s] R²/D */
  diffusionTime: Estimate;
  /** [m2/s] where the radius is known */
  diffusivity?: Estimate;
  /** [V] change of the equilibrium voltage by the pulse */
  steadyStep: Estimate;
  /** [V] instantaneous drop of voltage, ohmic and whatever else is faster than the rows; sign as the current's */
  instantStep: Estimate;
  /** [V] drop with a relaxation of its own within the first seconds: charge transfer with its double layer; undefined where rows are too sparse */
  fastStep?: Estimate;
  /** [s] of the fast step */
  fastTime?: Estimate;
  /** [V] before the pulse, as fitted */
  voltageBefore: Estimate;
  /** [V] root mean square of the residuals */
  rms: number;
  fit: LeastSquaresFit;
  notes: Note[];
}

/** Samples of a pulse that the fit sees, spread evenly in the logarithm of time. */
const SAMPLES = 120;

/**
 * Fits pulse and rest by the full response of spheres to a current that is switched on and off, with an instantaneous step and, where
 * there are rows within the first ten seconds, a fast exponential one:
 * V = V₀ + s·(instant + fast·(1 − e^(−t/τ))) + ΔE_s·(f(Dt/R²) − f(D(t − t_p)/R²))/(3Dt_p/R²), f of {@link computeSphereResponse}.
 *
 * With r the surface's response over the pulse's whole step, the equilibrium voltage is V₀ + ΔE_s·r + bend·r(r − 1)/2: straight in
 * concentration where no bend is given.
 *
 * @param radius [m] of the particle; without it only R²/D is given
 * @param bend   [V] by how much the next pulse's step of equilibrium voltage exceeds this one's
 */
export async function fitPulse(pulse: GittPulse, radius?: number, bend = 0, ctx?: Context): Promise<PulseFit> {
  const { index, early } = pickSamples(pulse);
  const time = index.map((i) => pulse.time[i]);
  const volts = index.map((i) => pulse.voltage[i]);
  const loaded = index.map((i) => i < pulse.loaded);
  const tp = pulse.duration;
  const steady = pulse.restVoltage - pulse.voltageBefore;
  const withFast = early >= 4;
  const sign = pulse.direction;
  const drop = Math.abs(pulse.loadedVoltage - pulse.restVoltage);
  const model = (p: ArrayLike<number>): Float64Array => {
    const scale = Math.exp(p[0]);
    const whole = 3 * (tp / scale);
    return Float64Array.from(time, (t, i) => {
      const r = (computeSphereResponse(t / scale) - (loaded[i] ? 0 : computeSphereResponse((t - tp) / scale))) / whole;
      const diffusion = p[1] * r + 0.5 * bend * r * (r - 1);
      const fast = withFast ? p[4] * ((loaded[i] ? 1 : 0) + (loaded[i] ? -1 : 1) * Math.exp(-(loaded[i] ? t : t - tp) / Math.exp(p[5])) - (loaded[i] ? 0 : Math.exp(-t / Math.exp(p[5])))) : 0;
      return p[3] + diffusion + sign * ((loaded[i] ? p[2] : 0) + fast) - volts[i];
    });
  };
  const steadyGuess = steady === 0 ? sign * 0.1 * drop : steady;
  const base = { names: ['ln R²/D', 'steady step', 'instant step', 'voltage before'], lower: [Math.log(tp / 100), -Infinity, 0, -Infinity], upper: [Math.log(tp * 1e4), Infinity, Infinity, Infinity] };
  const starts = [3, 30, 300].map((ratio) => [Math.log(tp * ratio), steadyGuess, 0.5 * drop, pulse.voltageBefore]);
  const extend = <T>(list: readonly T[], more: readonly T[]): T[] => (withFast ? [...list, ...more] : [...list]);
  let best: LeastSquaresFit | undefined;
  for (const start of starts) {
    const fit = await fitLeastSquares({
      residual: model, initial: extend(start, [0.2 * drop, Math.log(2)]), names: extend(base.names, ['fast step', 'ln fast time']),
      lower: extend(base.lower, [0, Math.log(0.05)]), upper: extend(base.upper, [Infinity, Math.log(Math.max(0.1, Math.min(30, tp / 8)))]), relativeStep: 1e-6, tolerance: 1e-10,
    }, ctx);
    if (!best || fit.cost < best.cost) best = fit;
  }
  const fit = best!;
  const estimate = (k: number, unit: string): Estimate => ({ value: fit.parameters[k], n: fit.residual.length, unit, ...(fit.sigma[k] !== undefined && { sigma: fit.sigma[k] }) });
  const exponential = (k: number, unit: string): Estimate => {
    const value = Math.exp(fit.parameters[k]);
    return { value, n: fit.residual.length, unit, ...(fit.sigma[k] !== undefined && { sigma: value * fit.sigma[k] }) };
  };
  const diffusionTime = exponential(0, 's');
  const notes = fit.notes.filter((n) => n.code !== 'starts' && n.code !== 'strong-correlation');
  if (!withFast) notes.push({ level: 'info', code: 'sparse-rows', text: 'fewer than four rows within the first ten seconds of current: charge transfer cannot be told from the ohmic drop' });
  return {
    diffusionTime,
    ...(radius !== undefined && { diffusivity: { value: radius ** 2 / diffusionTime.value, n: diffusionTime.n, unit: 'm2/s', ...(diffusionTime.sigma !== undefined && { sigma: ((radius ** 2 / diffusionTime.value) * diffusionTime.sigma) / diffusionTime.value }) } }),
    steadyStep: estimate(1, 'V'),
    instantStep: estimate(2, 'V'),
    ...(withFast && { fastStep: estimate(4, 'V'), fastTime: exponential(5, 's') }),
    voltageBefore: estimate(3, 'V'),
    rms: Math.sqrt((2 * fit.cost) / fit.residual.length),
    fit,
    notes,
  };
}

/** Samples evenly spread in the logarithm of the time since the current last changed; `early` counts those within ten seconds. */
function pickSamples(pulse: GittPulse): { index: number[]; early: number } {
  const end = pulse.time[pulse.loaded - 1];
  const index: number[] = [];
  let early = 0;
  for (const [from, to, zero] of [[0, pulse.loaded, 0], [pulse.loaded, pulse.time.length, end]] as const) {
    let last = -1;
    for (let i = from; i < to; i++) {
      const t = pulse.time[i] - zero;
      if (!(t > 0)) continue;
      const bin = Math.floor((Math.log(Math.max(t, 0.05)) / Math.log(1e5)) * SAMPLES);
      if (bin === last && i < to - 1) continue;
      last = bin;
      index.push(i);
      if (from === 0 && t <= 10) early++;
    }
  }
  return { index, early };
}
