import { lowerBound, type PatternModel } from './pattern-model.js';
import { refinePattern } from './refine.js';
import { boxMean, searchCell } from './search-cell.js';

/** What a phase is worth by the lines that no other phase covers. */
export interface OwnLines {
  /** [1] amount over its esd */
  significance: number;
  /** [counts] (n) its whole pattern at that amount */
  profile: Float64Array;
}

/** [1] noise of a point beneath which others leave a place open */
const OPEN = 3;
/** [1] own lines, each of which must be seen, and what a line must reach of its esd to be asked */
const LEAST_LINES = 3;
const ASKED = 3;
/** [1] amount over its esd, before the cell is refined, from which a start is followed */
const PROMISING = 1.5;
/** [1] usual change of a length from a candidate's own */
const MOVED = 0.006;
/** [1] share of the lines asked that must be there */
const CONSISTENT = 0.7;
/** [1] of the phase's strongest line: an own line above that is not one of those that are left when others hide it */
const HIDDEN = 0.5;

/** Where a pattern is open: weights, 0 where the lines of others lie. */
export function findOpen(
  angles: Float64Array,
  others: Float64Array,
  weights: Float64Array,
  width: number,
): Float64Array {
  // the shoulders of their lines, which no profile meets wholly, are theirs too
  const near = boxMean(
    others.map((v, i) => (v * Math.sqrt(weights[i]) < OPEN ? 0 : 1)),
    Math.ceil((angles.length * width) / (angles[angles.length - 1] - angles[0])),
  );
  return weights.map((w, i) => (near[i] === 0 ? w : 0));
}

/**
 * Whether a phase is one to ask for by its own lines: it has three or more in the open, and its strongest are not among
 * them, where they would show it the usual way.
 *
 * @param lines  of the phase in its own cell
 * @param angles [deg] (n) rising
 * @param open   [1] (n) `findOpen`
 */
export function hasOwnLines(lines: readonly Line[], angles: Float64Array, open: Float64Array): boolean {
  const shown = listOwnLines(lines, angles, open);
  const strongest = lines.reduce((most, l) => Math.max(most, l.area), 0);
  return shown.length >= LEAST_LINES && shown.every((l) => l.area <= HIDDEN * strongest);
}

/**
 * Asks for a phase only where other phases leave the pattern open: superlattice lines of a phase whose strong lines all
 * lie under another's (`hasOwnLines`). Its cell is moved by about 0.6 % to what is left there; then amount and a
 * straight background under each group of lines are fitted. Undefined where fewer than three own lines stand above the
 * noise, or those that should are not there.
 *
 * @param rest  [counts] (n) pattern without background and the phases that are known
 * @param open  [1] (n) 1/variance where nothing of these lies, in counts; 0 leaves a point out
 * @param model the phase alone, at unit scale
 * @param start [any unit] (parameters) its own cell, and the widths of the known phases
 * @param width [deg] full width at half maximum of a line
 */
export function findByOwnLines(
  rest: Float64Array,
  open: Float64Array,
  model: PatternModel,
  start: Float64Array,
  width: number,
): OwnLines | undefined {
  const { angles } = model.spec;
  const values = placeCell(rest, open, model, start);
  if (!values) return undefined;
  const profile = model.contribution(values, 0);
  const places = listOwnLines(model.reflections(values), angles, open)
    .map((l) => l.bragg)
    .sort((a, b) => a - b);
  // straight backgrounds are fitted over groups of lines whose surroundings touch
  const own = new Float64Array(angles.length);
  const left = new Float64Array(angles.length);
  let [product, square] = [0, 0];
  for (let k = 0; k < places.length; ) {
    const from = places[k] - 4 * width;
    let to = from;
    for (; k < places.length && (to === from || places[k] - 4 * width < to); k++) to = places[k] + 4 * width;
    const [a, b] = [lowerBound(angles, from), lowerBound(angles, to)];
    own.set(straighten(angles, profile, open, a, b), a);
    left.set(straighten(angles, rest, open, a, b), a);
    for (let i = a; i < b; i++) {
      product += open[i] * own[i] * left[i];
      square += open[i] * own[i] ** 2;
    }
  }
  const amount = product / square;
  if (!(amount > 0)) return undefined;
  let asked = 0;
  let there = 0;
  let last = -Infinity;
  for (const position of places) {
    if (position - last < width) continue;
    last = position;
    let [along, whole] = [0, 0];
    for (let i = lowerBound(angles, position - width); i < angles.length && angles[i] < position + width; i++) {
      along += open[i] * own[i] * left[i];
      whole += open[i] * own[i] ** 2;
    }
    if (amount * Math.sqrt(whole) < ASKED) continue;
    asked++;
    const share = along / whole / amount;
    if (share > 1 / 3 && share < 3) there++;
  }
  if (asked < LEAST_LINES || there < CONSISTENT * asked) return undefined;
  return { significance: amount * Math.sqrt(square), profile: profile.map((v) => v * amount) };
}

type Line = Pick<ReturnType<PatternModel['reflections']>[number], 'bragg' | 'area'>;

/** Strong ones among the lines that nothing covers. */
function listOwnLines(all: readonly Line[], angles: Float64Array, open: Float64Array) {
  const lines = all.filter((l) => {
    const i = lowerBound(angles, l.bragg);
    return i > 0 && i < angles.length && open[i] > 0;
  });
  const most = Math.max(...lines.map((l) => l.area), 0);
  return lines.filter((l) => l.area > 0.2 * most);
}

/**
 * Cell and amount where a phase meets what is left best, from its own cell and from where a matched filter moves it;
 * undefined where neither promises anything.
 */
function placeCell(
  rest: Float64Array,
  open: Float64Array,
  model: PatternModel,
  start: Float64Array,
): Float64Array | undefined {
  const strongest = (values: Float64Array) => model.contribution(values, 0).reduce((a, b) => Math.max(a, b), 1e-300);
  const above = rest.map((v, i) => (open[i] > 0 ? Math.max(0, v) : 0));
  const metrics = model.spec.phases[0].model.metrics.map((_, k) => model.at(`0.metric.${k}`));
  const backgrounds = Array.from({ length: model.spec.background }, (_, k) => model.at(`background.${k}`));
  const least = 0.1 * Math.max(...metrics.map((k) => Math.abs(start[k])));
  const restraints = metrics.map((parameter) => ({
    parameter,
    value: start[parameter],
    // a length changes by half of what the metric does; a skew that happens to be none may change as others do
    sigma: 2 * MOVED * Math.max(Math.abs(start[parameter]), least),
  }));
  const scale = model.at('0.scale');
  const fits = [start, searchCell(model, start, 0, above, MOVED)].flatMap((from) => {
    const values = from.slice();
    values[scale] = (0.1 * above.reduce((a, b) => Math.max(a, b), 0)) / strongest(values);
    const data = { counts: rest, variance: open.map((w) => (w > 0 ? 1 / w : 0)) };
    const near = refinePattern(model, data, values, [...backgrounds, scale], { maxIterations: 3 });
    const k = near.free.indexOf(scale);
    const sigma = Math.sqrt(near.covariance[k * near.free.length + k] * Math.max(1, near.chiSquare / near.points));
    if (!(near.values[scale] > PROMISING * sigma) || sigma === 0) return [];
    return refinePattern(
      model,
      data,
      near.values,
      [...backgrounds, scale, ...metrics].sort((a, b) => a - b),
      {
        maxIterations: 12,
        tolerance: 1e-6,
        restraints,
      },
    );
  });
  if (fits.length === 0) return undefined;
  const best = fits.reduce((a, b) => (b.chiSquare < a.chiSquare ? b : a)).values;
  // shape only: the amount is told beside a background of its own for each group of lines
  best[scale] = 1;
  return best;
}

/** Values from `a` to `b` less their weighted straight line. */
function straighten(x: Float64Array, y: Float64Array, w: Float64Array, a: number, b: number): Float64Array {
  let [s, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (let i = a; i < b; i++) {
    const u = x[i] - x[a];
    s += w[i];
    sx += w[i] * u;
    sy += w[i] * y[i];
    sxx += w[i] * u * u;
    sxy += w[i] * u * y[i];
  }
  const determinant = s * sxx - sx * sx;
  const slope = determinant > 0 ? (s * sxy - sx * sy) / determinant : 0;
  const level = s > 0 ? (sy - slope * sx) / s : 0;
  return Float64Array.from({ length: b - a }, (_, k) => y[a + k] - level - slope * (x[a + k] - x[a]));
}
