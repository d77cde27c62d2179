import { estimateNoise } from '../../num/index.js';
import { fitFlank, fitFlanks, integrateEvent, type Flanks } from './baseline.js';

/** Rows [from, to) where heat comes out or goes in, and the rows on both sides that are quiet. */
export interface ThermalEvent {
  from: number;
  to: number;
  before: readonly [from: number, to: number];
  after: readonly [from: number, to: number];
}

export interface FoundEvents {
  events: ThermalEvent[];
  /** Standard deviation of a row, unit of the heat flow. */
  noise: number;
  /** Departures from the line that reach an end of the run, so that nothing can be said of them. */
  atEdge: [from: number, to: number][];
}

/** [1] an event begins where it reaches this share of its height, or this many standard deviations of smoothed rows */
const SHARE = 0.003;
const DEVIATIONS = 5;
/** [1] share of an event's rows left between it and the rows of its lines, before and after */
const GAP_BEFORE = 0.4;
const GAP_AFTER = 0.25;
/** [1] fewest rows of a line, and of an event */
const FEWEST = 8;
const SHORTEST = 3;

/**
 * Events of a ramp: where the smoothed heat flow leaves the line under it. The line and what leaves it are found
 * together, from the ends of the ramp inward; lines are then fitted to quiet rows on both sides of each event.
 *
 * @param time     [s]
 * @param heatFlow [any unit]
 * @param from     [1] first row of the ramp
 * @param to       [1] row after its last
 * @param gap      [1] factor on the distance between an event and the rows of its lines
 */
export function findEvents(time: Float64Array, heatFlow: Float64Array, from: number, to: number, gap = 1): FoundEvents {
  const n = to - from;
  const half = Math.max(1, Math.round(n / 400));
  const q = heatFlow.subarray(from, to);
  const noise = estimateNoise(q);
  const smooth = averageRunning(q, half);
  const smoothNoise = noise / Math.sqrt(2 * half + 1);
  let quiet = new Uint8Array(n);
  const tenth = Math.max(FEWEST, Math.floor(n / 10));
  quiet.fill(1, 0, tenth);
  quiet.fill(1, n - tenth);
  let ranges: [number, number][] = [];
  for (let round = 0; round < 25; round++) {
    const line = drawLine(time.subarray(from, to), smooth, quiet, ranges);
    const off = smooth.map((v, i) => v - line[i]);
    const next = new Uint8Array(n).fill(1);
    ranges = findDepartures(off, smoothNoise);
    for (const [a, b] of ranges) next.fill(0, a, b);
    const same = next.every((v, i) => v === quiet[i]);
    if (next.reduce((s, v) => s + v, 0) < 2 * FEWEST) break;
    quiet = next;
    if (same) break;
  }
  const events: ThermalEvent[] = [];
  const atEdge: [number, number][] = [];
  ranges.forEach(([a, b], k) => {
    const width = b - a;
    const previous = k === 0 ? 0 : ranges[k - 1][1];
    const next = k === ranges.length - 1 ? n : ranges[k + 1][0];
    const spaceBefore = a - previous;
    const spaceAfter = next - b;
    if (spaceBefore < FEWEST || spaceAfter < FEWEST) {
      atEdge.push([from + a, from + b]);
      return;
    }
    const gapBefore = Math.min(Math.round(gap * GAP_BEFORE * width), Math.floor(spaceBefore / 2));
    const gapAfter = Math.min(Math.round(gap * GAP_AFTER * width), Math.floor(spaceAfter / 2));
    const reach = 2 * width;
    events.push({
      from: from + a - gapBefore,
      to: from + b + gapAfter,
      before: [from + Math.max(previous, a - gapBefore - reach), from + a - gapBefore],
      after: [from + b + gapAfter, from + Math.min(next, b + gapAfter + reach)],
    });
  });
  return { events, noise, atEdge };
}

/** The flanks of an event, and the event's own integral under the usual line. */
export function flanksOf(time: Float64Array, heatFlow: Float64Array, event: ThermalEvent): Flanks {
  return fitFlanks(time, heatFlow, event.before, event.after);
}

/** Lines through the quiet stretches; across what is between, the conversion leads over from one to the next. */
function drawLine(
  time: Float64Array,
  smooth: Float64Array,
  quiet: Uint8Array,
  ranges: readonly [number, number][],
): Float64Array {
  const n = smooth.length;
  const line = smooth.slice();
  const spans = ranges.length > 0 ? ranges : spansOf(quiet);
  let from = 0;
  for (const to of [...spans.map(([a]) => a), n]) {
    if (to - from >= FEWEST) {
      const { coefficients } = fitFlank(time, smooth, from, to, time[from]);
      for (let i = from; i < to; i++) line[i] = coefficients[0] + coefficients[1] * (time[i] - time[from]);
    }
    from = spans.find(([a]) => a === to)?.[1] ?? n;
  }
  for (const [a, b] of spans) {
    const width = b - a;
    if (a < FEWEST || n - b < FEWEST) {
      line.fill(a < FEWEST ? line[Math.min(n - 1, b)] : line[a - 1], a, b);
      continue;
    }
    const flanks = fitFlanks(time, line, [Math.max(0, a - 2 * width), a], [b, Math.min(n, b + 2 * width)]);
    line.set(integrateEvent(time, smooth, flanks, a, b, 'sigmoidal', 0).baseline, a);
  }
  return line;
}

function spansOf(quiet: Uint8Array): [number, number][] {
  const a = quiet.indexOf(0);
  return a < 0 ? [] : [[a, quiet.lastIndexOf(0) + 1]];
}

/**
 * Ranges where a curve departs from zero by far more than noise, out to where it comes back to a small share of its
 * height.
 */
function findDepartures(off: Float64Array, noise: number): [number, number][] {
  const n = off.length;
  const highest = off.reduce((s, v) => Math.max(s, Math.abs(v)), 0);
  const clear = Math.max(2 * DEVIATIONS * noise, 0.02 * highest);
  const ranges: [number, number][] = [];
  for (let i = 0; i < n; i++) {
    if (Math.abs(off[i]) < clear) continue;
    const sign = Math.sign(off[i]);
    let top = 0;
    let a = i;
    let b = i;
    while (b < n && off[b] * sign > 0.5 * clear) top = Math.max(top, off[b++] * sign);
    const edge = Math.max(0.6 * DEVIATIONS * noise, SHARE * top);
    while (a > 0 && off[a - 1] * sign > edge) a--;
    while (b < n && off[b] * sign > edge) b++;
    const last = ranges.at(-1);
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else if (b - a >= SHORTEST) ranges.push([a, b]);
    i = Math.max(i, b - 1);
  }
  return ranges;
}

function averageRunning(y: Float64Array, half: number): Float64Array {
  const n = y.length;
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const reach = Math.min(half, i, n - 1 - i);
    let sum = 0;
    for (let k = i - reach; k <= i + reach; k++) sum += y[k];
    out[i] = sum / (2 * reach + 1);
  }
  return out;
}
