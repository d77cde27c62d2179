import { cellOfMetric } from './crystal-model.js';
import { searchMemory } from './search-memory.js';
import type { PatternModel } from './pattern-model.js';

/**
 * Lower envelope of a pattern: smallest value over a window, then the mean over the same window.
 *
 * @param width [deg]
 */
export function findEnvelope(angles: Float64Array, counts: Float64Array, width = 3): Float64Array {
  const n = angles.length;
  const half = Math.max(2, Math.round((width / Math.max(1e-9, angles[n - 1] - angles[0])) * n * 0.5));
  const smooth = boxMean(counts, Math.max(1, Math.round(half / 12)));
  const low = new Float64Array(n);
  // van Herk: running minimum by blocks
  const span = 2 * half + 1;
  const padded = new Float64Array(n + 2 * half).fill(Infinity);
  padded.set(smooth, half);
  const left = padded.slice();
  const right = padded.slice();
  for (let i = 1; i < padded.length; i++) if (i % span !== 0) left[i] = Math.min(left[i], left[i - 1]);
  for (let i = padded.length - 2; i >= 0; i--) if ((i + 1) % span !== 0) right[i] = Math.min(right[i], right[i + 1]);
  for (let i = 0; i < n; i++) low[i] = Math.min(right[i], left[Math.min(padded.length - 1, i + span - 1)]);
  return boxMean(low, half);
}

/** Mean over ± half points. */
export function boxMean(values: Float64Array, half: number): Float64Array {
  const n = values.length;
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i] + values[i];
  const mean = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const from = Math.max(0, i - half);
    const to = Math.min(n, i + half + 1);
    mean[i] = (sums[to] - sums[from]) / (to - from);
  }
  return mean;
}

/**
 * Moves the cell of a phase to where its strong reflections meet the pattern: a matched filter over a grid of cell
 * parameters, the roots of computed intensities against the roots of what stands above the envelope.
 *
 * @param excess [counts] (n) pattern above its background
 * @param range  [1] largest relative change of a length
 * @param rounds `smoothForSearch` of the excess, where it serves many phases
 * @param lines  reflections at these values, where they are known
 * @returns parameter values with the cell moved
 */
export function searchCell(
  model: PatternModel,
  values: Float64Array,
  p: number,
  excess: Float64Array,
  range: number,
  rounds: readonly Float64Array[] = smoothForSearch(excess, stepOf(model.spec.angles)),
  lines = model.reflections(values),
): Float64Array {
  const { angles, radiation } = model.spec;
  const { metrics } = model.spec.phases[p].model;
  const step = stepOf(angles);
  const strong = lines.filter((r) => r.phase === p);
  const most = Math.max(...strong.map((r) => r.area), 0);
  const used = strong
    .filter((r) => r.area > 0.004 * most)
    .sort((a, b) => b.area - a.area)
    .slice(0, 60);
  if (used.length === 0) return values;
  const wavelength = radiation.lines.reduce((sum, l) => sum + l.wavelength * l.weight, 0);
  const at = metrics.map((_, k) => model.at(`${p}.metric.${k}`));
  const best = searchMemory().search({
    start: at.map((k) => values[k]),
    forms: used.flatMap(({ hkl: [h, k, l] }) =>
      metrics.map((B) => B[0] * h * h + B[1] * k * k + B[2] * l * l + 2 * (B[3] * h * k + B[4] * h * l + B[5] * k * l)),
    ),
    amplitudes: used.map((r) => Math.sqrt(r.area / most)),
    rounds,
    from: angles[0],
    step,
    wavelength,
    range,
  });
  const moved = values.slice();
  at.forEach((k, i) => {
    moved[k] = best[i];
  });
  try {
    const cell = cellOfMetric(model.metric(moved, p));
    return Number.isFinite(cell.volume) && cell.volume > 0 ? moved : values;
  } catch {
    return values;
  }
}

/** [deg] mean step of an axis. */
export const stepOf = (angles: Float64Array): number => (angles[angles.length - 1] - angles[0]) / (angles.length - 1);

/**
 * Roots of what stands above the background, smoothed widely and then less, as a search of a cell wants them.
 *
 * @param excess [counts] (n) pattern above its background
 * @param step   [deg] from point to point
 */
export function smoothForSearch(excess: Float64Array, step: number): Float64Array[] {
  return [0.35, 0.12].map((width) => {
    const half = Math.round(width / step / 2);
    return boxMean(boxMean(excess, half), half).map((v) => Math.sqrt(Math.max(0, v)));
  });
}

/** [deg] full width at half maximum of the strongest peak above the envelope. */
export function guessWidth(angles: Float64Array, excess: Float64Array): number {
  const step = (angles[angles.length - 1] - angles[0]) / (angles.length - 1);
  const smooth = boxMean(excess, 1);
  let top = 0;
  for (let i = 0; i < smooth.length; i++) if (smooth[i] > smooth[top]) top = i;
  let [from, to] = [top, top];
  while (from > 0 && smooth[from] > smooth[top] / 2) from--;
  while (to < smooth.length - 1 && smooth[to] > smooth[top] / 2) to++;
  return Math.min(1.5, Math.max(2 * step, angles[to] - angles[from] - step));
}
