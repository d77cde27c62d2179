import { breathe, type Context } from '../../core/index.js';
import { findLayeredSites } from './layered-oxide.js';
import { refineFrom, refineInStages, type Rietveld, type RietveldProblem } from './stage.js';
import { findEnvelope, searchCell } from './search-cell.js';
import { type CrystalModel, metricOf } from './crystal-model.js';

/** One pattern of a series as refined. */
export interface SeriesFrame {
  refinement: Rietveld;
  /** From where it was seeded. */
  seed: 'start' | 'extrapolated' | 'searched' | 'next';
  /** [1] F-ratio of a second phase of the first kind against none, where it was asked */
  secondPhase?: number;
}

/** [1] F-ratio above which a second phase is called for: p < 1e-5 for four more numbers. */
export const SECOND_PHASE = 7.5;

/**
 * Refines a series of patterns: the first in stages, each next from where the last two point, then backward from the
 * next where that fits better. Occupancies and displacements are those of the first pattern; cells, shift, scale,
 * widths, coordinates and background follow.
 */
export async function refineSeries(problems: readonly RietveldProblem[], ctx?: Context): Promise<SeriesFrame[]> {
  const first = await refineInStages(problems[0], ctx);
  const drop = first.refined.free
    .map((i) => first.model.parameters[i].id)
    .filter((id) => /^\d+\.(u|tensor)\./.test(id) || /^\d+\.(mixing|occupancy)/.test(id) || /^[UVW]$/.test(id));
  const frames: SeriesFrame[] = [{ refinement: first, seed: 'start' }];
  for (let k = 1; k < problems.length; k++) {
    ctx?.progress?.(k, problems.length, `pattern ${k + 1}`);
    if (ctx) await breathe(ctx);
    frames.push(follow(problems[k], frames, drop, ctx));
  }
  for (let k = problems.length - 2; k > 0; k--) {
    const [now, next] = [frames[k].refinement, frames[k + 1].refinement];
    if (quality(now) < 1.05 * Math.min(quality(next), quality(frames[k - 1].refinement))) continue;
    const again = refineFrom(problems[k], next, { drop, add: following(problems[k]) }, ctx);
    if (again.refined.chiSquare < now.refined.chiSquare - 1) frames[k] = { refinement: again, seed: 'next' };
  }
  await askSecondPhases(problems, frames, ctx);
  return frames;
}

/** Occupancies that follow along a series. */
const following = (problem: RietveldProblem): string[] =>
  (problem.modes ?? []).flatMap((modes, p) => modes.map((m) => `${p}.${m.id}`));

const quality = (r: Rietveld): number => r.refined.chiSquare / r.refined.points;

function follow(
  problem: RietveldProblem,
  frames: readonly SeriesFrame[],
  drop: readonly string[],
  ctx?: Context,
): SeriesFrame {
  const last = frames.at(-1)!.refinement;
  const before = frames.at(-2)?.refinement;
  const seed = before && frames.length > 2 ? extrapolate(before, last) : undefined;
  let best = refineFrom(problem, last, { drop, add: following(problem), ...(seed && { seed }) }, ctx);
  let from: SeriesFrame['seed'] = 'extrapolated';
  const usual = Math.min(...frames.map((f) => quality(f.refinement)));
  if (quality(best) > 1.25 * usual) {
    const searched = refineFrom(
      problem,
      last,
      { drop, add: following(problem), seed: search(problem, last, seed) },
      ctx,
    );
    if (searched.refined.chiSquare < best.refined.chiSquare) {
      best = searched;
      from = 'searched';
    }
  }
  return { refinement: best, seed: from };
}

/** Cells, coordinates and displacement where the last two patterns point. */
function extrapolate(before: Rietveld, last: Rietveld): Map<string, number> {
  const seed = new Map<string, number>();
  last.model.parameters.forEach((p, i) => {
    if (!/\.metric\.|^displacement$|^zero$|\.[xyz]\.\d+$/.test(p.id) || !before.model.has(p.id)) return;
    const was = before.refined.values[before.model.at(p.id)];
    seed.set(p.id, 2 * last.refined.values[i] - was);
  });
  return seed;
}

/** Cells by a matched filter on what stands above the background. */
function search(
  problem: RietveldProblem,
  last: Rietveld,
  seed: ReadonlyMap<string, number> | undefined,
): Map<string, number> {
  const { counts } = problem.data;
  const envelope = findEnvelope(problem.angles, counts);
  const excess = counts.map((v, i) => Math.max(0, v - envelope[i]));
  let values: Float64Array = last.refined.values.slice();
  for (const [id, v] of seed ?? []) values[last.model.at(id)] = v;
  const found = new Map(seed ?? []);
  problem.phases.forEach((phase, p) => {
    if (problem.standards?.includes(p)) return;
    values = searchCell(last.model, values, p, excess, 0.012);
    phase.metrics.forEach((_, k) => found.set(`${p}.metric.${k}`, values[last.model.at(`${p}.metric.${k}`)]));
  });
  return found;
}

/**
 * Patterns that fit worse than the rest are asked whether a second phase of the first kind, with a cell of its own, is
 * there.
 */
async function askSecondPhases(
  problems: readonly RietveldProblem[],
  frames: SeriesFrame[],
  ctx?: Context,
): Promise<void> {
  const sorted = frames.map((f) => quality(f.refinement)).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  for (const [k, frame] of frames.entries()) {
    if (quality(frame.refinement) < 1.1 * Math.min(middle, 1.5)) continue;
    if (ctx) await breathe(ctx);
    const single = frame.refinement;
    let best = Number.POSITIVE_INFINITY;
    let parameters = 0;
    for (const shift of [0.008, -0.008]) {
      const doubled = withSecond(problems[k], single, shift);
      const r = refineFrom(doubled.problem, single, { seed: doubled.seed, add: doubled.free }, ctx);
      parameters = r.refined.free.length - single.refined.free.length;
      best = Math.min(best, r.refined.chiSquare);
    }
    const freedom = single.refined.points - single.refined.free.length - parameters;
    frame.secondPhase = Math.max(0, (single.refined.chiSquare - best) / parameters / (best / freedom));
  }
}

function withSecond(problem: RietveldProblem, single: Rietveld, shift: number) {
  const copy: CrystalModel = { ...problem.phases[0], name: `${problem.phases[0].name} (second)` };
  const p = problem.phases.length;
  const seed = new Map<string, number>([
    [`${p}.scale`, 0.2 * single.refined.values[single.model.at('0.scale')]],
    [`${p}.X`, single.refined.values[single.model.at('0.X')]],
    [`${p}.Y`, single.refined.values[single.model.at('0.Y')]],
  ]);
  // the longest axis moves most: the metric's last amount
  copy.metrics.forEach((_, k) => {
    const value = single.refined.values[single.model.at(`0.metric.${k}`)];
    seed.set(`${p}.metric.${k}`, k === copy.metrics.length - 1 ? value * (1 - 2 * shift) : value);
  });
  const layered = findLayeredSites(copy);
  if (layered) seed.set(`${p}.z.${layered.oxygen}`, single.refined.values[single.model.at(`0.z.${layered.oxygen}`)]);
  return {
    problem: { ...problem, phases: [...problem.phases, copy] },
    seed,
    free: [`${p}.scale`, ...copy.metrics.map((_, k) => `${p}.metric.${k}`)],
  };
}

/** [Å⁻²] (6) reciprocal metric of a phase of a frame. */
export function metricAt(frame: SeriesFrame, p: number): Float64Array {
  const { model, refined } = frame.refinement;
  const { metrics } = model.spec.phases[p].model;
  return metricOf(
    metrics,
    metrics.map((_, k) => refined.values[model.at(`${p}.metric.${k}`)]),
  );
}
