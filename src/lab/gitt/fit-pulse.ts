import type { Context, Estimate, Note } from '../../core/index.js';
import { fitLeastSquares, propagateFitSigma, type LeastSquaresFit } from '../../num/fit/index.js';
import type { GittPulse } from './find-pulses.js';
import { computeSphereResponse, SPHERE_ROOTS } from './sphere-response.js';

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
  /**
   * [V] drop with a relaxation of its own within the first seconds: charge transfer with its double layer; undefined
   * where rows are too sparse
   */
  fastStep?: Estimate;
  /** [s] of the fast step */
  fastTime?: Estimate;
  /** [V] instantaneous and fast step together */
  fasterThanDiffusion: Estimate;
  /** [V] equilibrium before the pulse, as fitted */
  voltageBefore: Estimate;
  /** [V] equilibrium that the rest tends to, as fitted */
  voltageAfter: Estimate;
  /** [V] root mean square of the residuals */
  rms: number;
  fit: LeastSquaresFit;
  notes: Note[];
}

/** What the other pulses of a titration tell about one; u counts charge in steps of the pulse, from its start. */
export interface PulseSurroundings {
  /** [V] by how much the equilibrium voltage is off the straight line through u = 0 and u = 1 */
  bend(u: number): number;
  /** [1] polarisation that is faster than diffusion, over its value at u = 0 */
  growth(u: number): number;
}

const ALONE: PulseSurroundings = { bend: () => 0, growth: () => 1 };

/** Samples of a pulse that the fit sees, spread evenly in the logarithm of time. */
const SAMPLES = 120;
/** Exponent from which a mode of diffusion is over: e^(−16) = 1e-7. */
const OVER = 16;

/**
 * Fits pulse and rest by the full response of spheres to currents that are switched on and off, with an instantaneous
 * step and, where there are rows within the first ten seconds, a fast exponential one: V = V₀ + ΔE_s·u + bend(u) +
 * s·growth(u)·(instant + fast·(1 − e^(−t/τ))), the last term under current; after it the fast part decays.
 *
 * u is the charge at the surface of the particles in steps of the pulse: (f(Dt/R²) − f(D(t − t_p)/R²))/(3Dt_p/R²), f of
 * {@link computeSphereResponse}, and what earlier currents have left. The last row of the rest before is a sample as
 * well.
 *
 * Sigmas count residuals that hang together as fewer: the effective number of observations of Bayley and Hammersley,
 * Suppl. J. R. Stat. Soc. 8 (1946) 184, doi:10.2307/2983560, for a correlation that falls geometrically.
 *
 * @param radius [m] of the particle; without it only R²/D is given
 * @param before an earlier fit of the same pulse to start from; without it several starts are tried
 */
export async function fitPulse(
  pulse: GittPulse,
  radius?: number,
  { bend, growth } = ALONE,
  before?: PulseFit,
  ctx?: Context,
): Promise<PulseFit> {
  const { index, early } = pickSamples(pulse);
  const time = [0, ...index.map((i) => pulse.time[i])];
  const volts = [pulse.voltageBefore, ...index.map((i) => pulse.voltage[i])];
  const loaded = [false, ...index.map((i) => i < pulse.loaded)];
  const tp = pulse.duration;
  const steady = pulse.restVoltage - pulse.voltageBefore;
  const withFast = early >= 4;
  const sign = pulse.direction;
  const drop = Math.abs(pulse.loadedVoltage - pulse.restVoltage);
  const respond = (
    logarithm: number,
  ): { logarithm: number; u: Float64Array; bent: Float64Array; grown: Float64Array } => {
    const scale = Math.exp(logarithm);
    const remains = sumEarlier(pulse, scale);
    const u = Float64Array.from(
      time,
      (t, i) =>
        ((computeSphereResponse(t / scale) - (loaded[i] ? 0 : computeSphereResponse((t - tp) / scale))) * scale) /
          (3 * tp) +
        remains(t),
    );
    return { logarithm, u, bent: u.map(bend), grown: u.map(growth) };
  };
  // Derivatives by all other numbers leave what follows from the diffusion time alone as it was; that by it returns to
  // it.
  let [response, other]: (ReturnType<typeof respond> | undefined)[] = [];
  const model = (p: ArrayLike<number>): Float64Array => {
    if (response?.logarithm !== p[0]) [response, other] = [other?.logarithm === p[0] ? other : respond(p[0]), response];
    const { u, bent, grown } = response!;
    const tau = Math.exp(p[5]);
    return Float64Array.from(time, (t, i) => {
      const fast =
        withFast && i > 0
          ? p[4] * (loaded[i] ? 1 - Math.exp(-t / tau) : Math.exp(-(t - tp) / tau) - Math.exp(-t / tau))
          : 0;
      return p[3] + p[1] * u[i] + bent[i] + sign * grown[i] * ((loaded[i] ? p[2] : 0) + fast) - volts[i];
    });
  };
  // What relaxes faster than the first rows cannot be told from an instantaneous step.
  const shortest = Math.max(0.05, time[1] / 2);
  const extend = <T>(list: readonly T[], more: readonly T[]): T[] => (withFast ? [...list, ...more] : [...list]);
  const steadyGuess = steady === 0 ? sign * 0.1 * drop : steady;
  const starts = before
    ? [before.fit.parameters]
    : [3, 30, 300].map((ratio) =>
        extend([Math.log(tp * ratio), steadyGuess, 0.5 * drop, pulse.voltageBefore], [0.2 * drop, Math.log(2)]),
      );
  let best: LeastSquaresFit | undefined;
  for (const initial of starts) {
    const fit = await fitLeastSquares(
      {
        residual: model,
        initial,
        names: extend(['ln R²/D', 'steady step', 'instant step', 'voltage before'], ['fast step', 'ln fast time']),
        lower: extend([Math.log(tp / 100), -Infinity, 0, -Infinity], [0, Math.log(shortest)]),
        upper: extend(
          [Math.log(tp * 1e4), Infinity, Infinity, Infinity],
          [Infinity, Math.log(Math.max(2 * shortest, Math.min(30, tp / 8)))],
        ),
        relativeStep: 1e-6,
        tolerance: 1e-10,
      },
      ctx,
    );
    if (!best || fit.cost < best.cost) best = fit;
  }
  const fit = best!;
  const p = fit.parameters;
  const n = fit.residual.length;
  const widening = computeWidening(fit.residual);
  const estimate = (value: number, unit: string, sigma: number | undefined): Estimate => ({
    value,
    n,
    unit,
    ...(sigma !== undefined && { sigma: widening * sigma }),
  });
  const sum = (terms: readonly number[]): Estimate =>
    estimate(
      terms.reduce((s, factor, k) => s + factor * p[k], 0),
      'V',
      propagateFitSigma(fit, terms),
    );
  const relative = (value: number, k: number, unit: string): Estimate =>
    estimate(value, unit, fit.sigma[k] && value * fit.sigma[k]);
  const notes = fit.notes.filter((n) => n.code !== 'starts' && n.code !== 'strong-correlation');
  if (!withFast)
    notes.push({
      level: 'info',
      code: 'sparse-rows',
      text: 'fewer than four rows within the first ten seconds of current: charge transfer cannot be told from the ohmic drop',
    });
  return {
    diffusionTime: relative(Math.exp(p[0]), 0, 's'),
    ...(radius !== undefined && { diffusivity: relative(radius ** 2 / Math.exp(p[0]), 0, 'm2/s') }),
    steadyStep: estimate(p[1], 'V', fit.sigma[1]),
    instantStep: estimate(p[2], 'V', fit.sigma[2]),
    ...(withFast && { fastStep: estimate(p[4], 'V', fit.sigma[4]), fastTime: relative(Math.exp(p[5]), 5, 's') }),
    fasterThanDiffusion: sum(extend([0, 0, 1, 0], [1, 0])),
    voltageBefore: estimate(p[3], 'V', fit.sigma[3]),
    voltageAfter: sum(extend([0, 1, 0, 1], [0, 0])),
    rms: Math.sqrt((2 * fit.cost) / n),
    fit,
    notes,
  };
}

/**
 * What earlier currents have left at the surface of the particles, in steps of the pulse: the part of {@link
 * computeSphereResponse} that decays, mode by mode, against the time since the start of the pulse.
 */
function sumEarlier({ direction, charge, earlier }: GittPulse, scale: number): (t: number) => number {
  const latest = earlier[0]?.ended ?? Infinity;
  const modes = [...SPHERE_ROOTS]
    .filter((root) => (root ** 2 * latest) / scale < OVER)
    .map((root) => {
      const rate = root ** 2 / scale;
      let size = 0;
      for (const e of earlier) {
        if (rate * e.ended > OVER) break;
        size +=
          ((2 * direction * e.charge) / (3 * charge)) *
          Math.exp(-rate * e.ended) *
          (-Math.expm1(-rate * e.duration) / (rate * e.duration));
      }
      return { rate, size };
    });
  return (t) => {
    let sum = 0;
    for (const { rate, size } of modes) {
      if (rate * (t + latest) > OVER) break;
      sum += size * Math.exp(-rate * t);
    }
    return sum;
  };
}

/** [1] Factor on sigmas for residuals that are correlated with their neighbours. */
function computeWidening(residual: ArrayLike<number>): number {
  let square = 0;
  let product = 0;
  for (let i = 0; i < residual.length; i++) {
    square += residual[i] ** 2;
    if (i > 0) product += residual[i] * residual[i - 1];
  }
  const rho = square > 0 ? Math.max(0, product / square) : 0;
  return Math.sqrt((1 + rho) / (1 - rho));
}

/**
 * Samples evenly spread in the logarithm of the time since the current last changed; `early` counts those within ten
 * seconds.
 */
function pickSamples(pulse: GittPulse): { index: number[]; early: number } {
  const end = pulse.time[pulse.loaded - 1];
  const index: number[] = [];
  let early = 0;
  for (const [from, to, zero] of [
    [0, pulse.loaded, 0],
    [pulse.loaded, pulse.time.length, end],
  ] as const) {
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
