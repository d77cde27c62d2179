import type { Context } from '../../core/index.js';
import { fitRegion, restart, type RegionData, type RegionFit, type RegionOptions } from './fit-region.js';
import { FIRST_LINE, type LINE_PARAMETERS, PER_LINE } from './region-model.js';

/** [1] correlation of two areas from which on the curvature at the minimum may not tell how far it goes */
const TRADED = 0.5;
/** [1] rise of χ² at the ends of a 95 % interval, in standard deviations squared */
const RISE = 4;
/** Refits a side until χ² has risen by so much. */
const MOST_STEPS = 4;
/** [1] how near to it the rise must come, of itself */
const NEAR = 0.2;

/**
 * Errors of lines whose areas trade off, by the profile of χ²: the number is moved and held, everything else fitted
 * again, until χ² has risen by four, which is two standard deviations (Cash, Astron. Astrophys. 52 (1976) 307). A strong line that swallows a weak one
 * leaves the weak one with a small error by curvature, though χ² hardly minds the way back. The farther side counts, and
 * none becomes smaller than by curvature.
 */
export async function widenErrors(
  data: RegionData,
  fit: RegionFit,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> {
  const traded = findTraded(fit);
  if (traded.length === 0) return fit;
  const base = await refit(data, restart(fit), fit, options, ctx);
  // Where nobody knows the noise, the scatter is the unit.
  const scale = data.counted || data.sigma ? 1 : fit.fit.residualVariance;
  const sigma = [...fit.sigma];
  for (const s of traded)
    for (const [k, name] of [
      [0, 'area'],
      [1, 'position'],
    ] as const) {
      const at = FIRST_LINE + PER_LINE * s + k;
      const curved = fit.sigma[at];
      if (curved === undefined) continue;
      for (const side of [1, -1]) {
        const far = await findRise(side * Math.sqrt(RISE) * curved, (shift) => riseAt(shift, s, name));
        sigma[at] = Math.max(sigma[at]!, far / Math.sqrt(RISE));
      }
    }
  return { ...fit, sigma };

  /** Rise of χ² with its priors where one number is moved and held. */
  async function riseAt(shift: number, line: number, name: (typeof LINE_PARAMETERS)[number]): Promise<number> {
    const lines = restart(fit).map((own, s) =>
      s === line
        ? { ...own, [name]: (own[name] ?? 0) + shift, held: [...(own.held ?? []), name], within: undefined }
        : own,
    );
    const moved = await refit(data, lines, fit, options, ctx);
    return (2 * (moved.fit.cost - base.fit.cost)) / scale;
  }
}

const refit = (
  data: RegionData,
  lines: RegionFit['lines'],
  { parameters: [base, slope, loss], noise }: RegionFit,
  options: RegionOptions,
  ctx?: Context,
): Promise<RegionFit> =>
  fitRegion({ ...data, sigma: noise }, lines, { ...options, start: { base, slope, loss }, tolerance: 1e-6 }, ctx);

/** How far one may go until χ² has risen by {@link RISE}, by secants of its root. @param first shift to try, with its sign */
async function findRise(first: number, riseAt: (shift: number) => Promise<number>): Promise<number> {
  let shift = first;
  for (let step = 0; step < MOST_STEPS; step++) {
    const rise = await riseAt(shift).catch(() => undefined);
    if (rise === undefined || !(rise > 0)) break;
    const next = shift * Math.sqrt(RISE / rise);
    if (Math.abs(rise / RISE - 1) < NEAR) return Math.abs(next);
    // Twice as far at most: beyond, the profile is no parabola.
    shift = Math.sign(shift) * Math.min(Math.abs(next), 2 * Math.abs(shift));
  }
  return Math.abs(shift);
}

/** Lines whose area trades off with that of another. */
function findTraded({ lines, fit }: RegionFit): number[] {
  const size = fit.free.length;
  const row = (s: number): number => fit.free.indexOf(FIRST_LINE + PER_LINE * s);
  return [...lines.keys()].filter((s) =>
    lines.some((_, o) => {
      const [a, b] = [row(s), row(o)];
      return o !== s && a >= 0 && b >= 0 && Math.abs(fit.correlation[a * size + b]) > TRADED;
    }),
  );
}
