import { breathe, computeStudentQuantile, type Context, type Estimate } from '../../core/index.js';
import { fitLeastSquares } from '../../num/fit/index.js';
import type { GittPulse } from './find-pulses.js';
import { fitPulse, type PulseFit, type PulseSurroundings } from './fit-pulse.js';
import { interpolateLocally } from './interpolate-locally.js';

/** Equilibrium voltage against charge along a titration. */
interface Equilibria {
  /** [C] */
  charge: number[];
  /** [V] */
  voltage: number[];
}

/** Pulses that say how the polarisation goes on. */
const NEAR = 5;
/** What neighbours tell settles to a tenth of the sigmas in two rounds. */
const ROUNDS = 2;

/**
 * Fits every pulse, and again with what the fits of its neighbours tell of the same titration:
 * - the equilibrium voltage at the surface of the particles follows the cubic through the nearest equilibria;
 * - the polarisation that is faster than diffusion goes on with charge along the parabola, straight line or constant
 *   through its nearest five
 *   values, whichever they fix: it depends on the concentration at the surface, which moves while the current flows.
 *
 * How far a fit with one order less in either moves a number is part of its sigma: where two orders agree by chance, at
 * least as far as with one of the neighbours.
 *
 * @param equilibria [V] after each pulse, extrapolated from its rest
 * @param radius     [m] of the particles
 */
export async function fitTitrations(
  pulses: readonly GittPulse[],
  equilibria: readonly Estimate[],
  radius?: number,
  ctx?: Context,
): Promise<PulseFit[]> {
  const rested = collectEquilibria(pulses, equilibria);
  let fits = await mapPulses(pulses, 0, ctx, (pulse) =>
    fitPulse(
      pulse,
      radius,
      { bend: makeBend(pulse, rested.get(pulse.titration)!, 3), growth: () => 1 },
      undefined,
      ctx,
    ),
  );
  const others: PulseFit[][] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const before = fits;
    const fitted = collectEquilibria(
      pulses,
      equilibria.map((e, k) => combine(e, before[k].voltageAfter)),
    );
    fits = await mapPulses(pulses, round, ctx, async (pulse, k) => {
      const own = fitted.get(pulse.titration)!;
      const [growth, otherGrowth] = await fitGrowth(pulses, before, k);
      const bend = makeBend(pulse, own, 3);
      const fit = await fitPulse(pulse, radius, { bend, growth }, before[k], ctx);
      if (round < ROUNDS) return fit;
      others.push([
        await fitPulse(pulse, radius, { bend: makeBend(pulse, own, 2), growth }, fit, ctx),
        await fitPulse(pulse, radius, { bend, growth: otherGrowth }, fit, ctx),
      ]);
      return fit;
    });
  }
  return fits.map((fit, k) => {
    const near = [k - 1, k, k + 1].filter((i) => pulses[i]?.titration === pulses[k].titration);
    return widenSigmas(fit, (pick) => {
      const apart = (i: number): number => Math.hypot(...others[i].map((other) => pick(fits[i]) - pick(other)));
      return Math.max(apart(k), near.length < 3 ? 0 : near.map(apart).sort((a, b) => a - b)[1]);
    });
  });
}

async function mapPulses(
  pulses: readonly GittPulse[],
  round: number,
  ctx: Context | undefined,
  fit: (pulse: GittPulse, k: number) => Promise<PulseFit>,
): Promise<PulseFit[]> {
  const fits: PulseFit[] = [];
  for (const [k, pulse] of pulses.entries()) {
    ctx?.progress?.(round * pulses.length + k, (ROUNDS + 1) * pulses.length, `pulse ${k + 1}`);
    await breathe(ctx);
    fits.push(await fit(pulse, k));
  }
  return fits;
}

/** The equilibria along each titration, by its number. */
function collectEquilibria(pulses: readonly GittPulse[], after: readonly Estimate[]): Map<number, Equilibria> {
  const all = new Map<number, Equilibria>();
  pulses.forEach((pulse, k) => {
    const own = all.get(pulse.titration) ?? { charge: [pulse.chargeBefore], voltage: [pulse.voltageBefore] };
    own.charge.push(pulse.chargeBefore + pulse.direction * pulse.charge);
    own.voltage.push(after[k].value);
    all.set(pulse.titration, own);
  });
  return all;
}

/** Mean of two independent estimates, weighed by their variances. */
function combine(a: Estimate, b: Estimate): Estimate {
  if (a.sigma === undefined || b.sigma === undefined || a.sigma + b.sigma === 0) return b.sigma === undefined ? a : b;
  const share = a.sigma ** 2 / (a.sigma ** 2 + b.sigma ** 2);
  return { ...a, value: a.value + share * (b.value - a.value), sigma: a.sigma * Math.sqrt(1 - share) };
}

function makeBend(pulse: GittPulse, { charge, voltage }: Equilibria, order: number): PulseSurroundings['bend'] {
  const at = (u: number): number =>
    interpolateLocally(charge, voltage, pulse.chargeBefore + pulse.direction * pulse.charge * u, order);
  const start = at(0);
  const step = at(1) - start;
  return (u) => at(u) - start - step * u;
}

/**
 * How the polarisation grows with charge from pulse `k` on, and the same by a polynomial of one order less, or, where
 * the neighbours fix not even a slope, of one order more. An order is fixed where its coefficient is not zero at 95 %
 * by Student's t.
 */
async function fitGrowth(
  pulses: readonly GittPulse[],
  first: readonly PulseFit[],
  k: number,
): Promise<[PulseSurroundings['growth'], PulseSurroundings['growth']]> {
  const own = pulses[k];
  // A fit that ended at its bound of no drop says nothing of how the drop grows.
  const near = pulses
    .map((_, i) => i)
    .filter((i) => pulses[i].titration === own.titration && first[i].fasterThanDiffusion.value > 0)
    .sort((a, b) => Math.abs(a - k) - Math.abs(b - k))
    .slice(0, NEAR);
  const u = near.map((i) => (own.direction * (pulses[i].chargeBefore - own.chargeBefore)) / own.charge);
  const drops = near.map((i) => first[i].fasterThanDiffusion);
  const sigma = drops.map((d) => Math.max(d.sigma ?? 0, 1e-6 * d.value));
  const fits = [];
  for (const order of [1, 2].filter((order) => order < near.length - 1)) {
    const residual = (p: ArrayLike<number>): number[] =>
      drops.map((d, i) => Array.from(p).reduce((sum, c, m) => sum + c * u[i] ** m, 0) - d.value);
    fits.push(
      await fitLeastSquares({
        residual,
        initial: [first[k].fasterThanDiffusion.value, ...Array<number>(order).fill(0)],
        sigma,
      }),
    );
  }
  const growths = [undefined, ...fits].map((fit): PulseSurroundings['growth'] => {
    const [c0, c1, c2 = 0] = fit?.parameters ?? [1, 0];
    return c0 > 0 ? (at) => 1 + (c1 * at + c2 * at * at) / c0 : () => 1;
  });
  const order =
    1 +
    fits.findLastIndex(
      (fit, m) =>
        fit.dof > 0 &&
        Math.abs(fit.parameters[m + 1]) > computeStudentQuantile(0.975, fit.dof) * (fit.sigma[m + 1] ?? Infinity),
    );
  return [growths[order], growths[order > 0 ? order - 1 : Math.min(1, fits.length)]];
}

/** The fit with an error of its model in its sigmas, given for each of its numbers. */
function widenSigmas(fit: PulseFit, error: (pick: (fit: PulseFit) => number) => number): PulseFit {
  const widen = <K extends keyof PulseFit>(key: K): Pick<PulseFit, K> | undefined => {
    const own = fit[key] as Estimate | undefined;
    return (
      own &&
      ({
        [key]:
          own.sigma === undefined
            ? own
            : {
                ...own,
                sigma: Math.hypot(
                  own.sigma,
                  error((f) => (f[key] as Estimate).value),
                ),
              },
      } as Pick<PulseFit, K>)
    );
  };
  return {
    ...fit,
    ...widen('diffusionTime'),
    ...widen('diffusivity'),
    ...widen('steadyStep'),
    ...widen('instantStep'),
    ...widen('fastStep'),
    ...widen('fasterThanDiffusion'),
    ...widen('voltageBefore'),
    ...widen('voltageAfter'),
  };
}
