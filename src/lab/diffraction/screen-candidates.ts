import { breathe, type Context } from '../../core/index.js';
import type { CrystalModel } from './crystal-model.js';
import type { Radiation } from './radiation.js';
import { type PatternData, weigh } from './refine.js';
import { searchCell, smoothForSearch } from './search-cell.js';
import { makePatternModel } from './stage.js';

/** What a candidate is worth by itself. */
export interface ScreenedCandidate {
  crystal: CrystalModel;
  /** [%] share of the weighted squares above a smooth background that it takes away alone */
  alone: number;
  /** Its lines in its own cell: [deg], and area for a scale of one. */
  lines: { bragg: number; area: number }[];
}

/** [1] coefficients of the background beneath one candidate */
const BACKGROUND = 4;
/** [1] share of a profile that must differ from those chosen before it */
const OWN = 0.02;

/**
 * Quick look at many candidates on a binned pattern: each has one profile, its cell moved within 0.6 %, so that its
 * scale and the background are linear. Candidates are then chosen one by one, each time that which takes most from what
 * those before it leave (orthogonal matching pursuit; Pati, Rezaiifar and Krishnaprasad, Proc. 27th Asilomar Conf.
 * (1993) 40).
 *
 * @param angles [deg] (n) rising
 * @param excess [counts] (n) pattern above its background
 * @param width  [deg] full width at half maximum of a line
 * @param most   [1] how many to choose at most
 * @param least  [1] fall of χ² over χ² a point, below which nothing more is chosen
 */
export async function screenCandidates(
  angles: Float64Array,
  data: PatternData,
  excess: Float64Array,
  width: number,
  radiation: Radiation,
  candidates: readonly CrystalModel[],
  { most, least }: { most: number; least: number },
  ctx?: Context,
): Promise<{ screened: ScreenedCandidate[]; chosen: CrystalModel[] }> {
  const { angles: x, data: coarse, excess: above } = binPattern(angles, data, excess, width / 2);
  const step = (x[x.length - 1] - x[0]) / (x.length - 1);
  const roots = weigh(coarse).map(Math.sqrt);
  const smoothed = smoothForSearch(above, step);
  const rest = coarse.counts.map((v, i) => v * roots[i]);
  const profiles: Float64Array[] = [];
  const lines: ScreenedCandidate['lines'][] = [];
  let basis: Float64Array[] = [];
  for (const [k, crystal] of candidates.entries()) {
    ctx?.progress?.(k, candidates.length, crystal.name);
    if (ctx && k % 5 === 0) await breathe(ctx);
    const problem = { angles: x, data: coarse, radiation, mixing: 'none' as const, phases: [crystal] };
    const model = makePatternModel(problem, BACKGROUND);
    let values: Float64Array = Float64Array.from(model.parameters, (p) => p.value);
    values[model.at('W')] = (0.8 * width) ** 2;
    values[model.at('0.X')] = 0.02;
    values[model.at('0.Y')] = 0.3 * width;
    const own = model.reflections(values);
    values = searchCell(model, values, 0, above, 0.006, smoothed, own);
    lines.push(own.map(({ bragg, area }) => ({ bragg, area })));
    profiles.push(model.contribution(values, 0).map((v, i) => v * roots[i]));
    if (k === 0) basis = model.backgroundBasis().map((column) => column.map((v, i) => v * roots[i]));
  }
  for (const [k, column] of basis.entries()) {
    for (const before of basis.slice(0, k)) removeAlong(column, before);
    normalise(column);
  }
  for (const column of basis) for (const v of [rest, ...profiles]) removeAlong(v, column);
  const whole = dot(rest, rest);
  const lengths = profiles.map((v) => dot(v, v));
  const alone = profiles.map((v, k) => (100 * gainOf(v, rest, lengths[k])) / (whole || 1));
  const chosen: number[] = [];
  while (chosen.length < most) {
    let best = -1;
    let gain = (least * dot(rest, rest)) / rest.length;
    for (const [k, v] of profiles.entries()) {
      if (chosen.includes(k)) continue;
      const own = dot(v, v);
      if (own < OWN * lengths[k]) continue;
      const g = gainOf(v, rest, own);
      if (g > gain) [best, gain] = [k, g];
    }
    if (best < 0) break;
    chosen.push(best);
    const direction = profiles[best].slice();
    normalise(direction);
    for (const v of [rest, ...profiles]) removeAlong(v, direction);
  }
  return {
    screened: candidates
      .map((crystal, k) => ({ crystal, alone: alone[k], lines: lines[k] }))
      .sort((a, b) => b.alone - a.alone),
    chosen: chosen.map((k) => candidates[k]),
  };
}

/** Squares that a profile takes away at the best amount that is not below zero. */
function gainOf(profile: Float64Array, rest: Float64Array, length: number): number {
  const along = dot(profile, rest);
  return along > 0 && length > 0 ? along ** 2 / length : 0;
}

/**
 * Means of neighbouring points, 200 of them at least.
 *
 * @param angles [deg] (n) rising
 * @param excess [counts] (n)
 * @param width  [deg] that a bin may have
 */
export function binPattern(
  angles: Float64Array,
  data: PatternData,
  excess: Float64Array,
  width: number,
): { angles: Float64Array; data: PatternData; excess: Float64Array } {
  const step = (angles[angles.length - 1] - angles[0]) / (angles.length - 1);
  const every = Math.max(1, Math.min(Math.floor(width / step), Math.floor(angles.length / 200)));
  if (every === 1) return { angles, data, excess };
  return {
    angles: bin(angles, every),
    data: { counts: bin(data.counts, every), variance: binVariance(data.variance, every) },
    excess: bin(excess, every),
  };
}

function bin(values: Float64Array, every: number): Float64Array {
  return Float64Array.from({ length: Math.floor(values.length / every) }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < every; i++) sum += values[k * every + i];
    return sum / every;
  });
}

/** Variance of the mean of a bin; a bin with a point left out is left out. */
function binVariance(variance: Float64Array, every: number): Float64Array {
  const whole = variance.map((v) => (v > 0 ? v : Number.NaN));
  return bin(whole, every).map((v) => (v > 0 ? v / every : 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function removeAlong(v: Float64Array, unit: Float64Array): void {
  const along = dot(v, unit);
  for (let i = 0; i < v.length; i++) v[i] -= along * unit[i];
}

function normalise(v: Float64Array): void {
  const length = Math.sqrt(dot(v, v)) || 1;
  for (let i = 0; i < v.length; i++) v[i] /= length;
}
