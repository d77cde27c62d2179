import type { Panel, Series } from './panel.js';

/** Points whose lowest and highest are known before a curve is drawn. */
export const BUCKET = 64;

export type Box = [x0: number, x1: number, y0: number, y1: number];

/** What drawing asks of a series before it knows what is in sight. */
export interface Outline {
  /** Whether x never falls, so that a stretch of it is found by bisection. */
  ascending: boolean;
  /** Row of the lowest and of the highest value of each `BUCKET` points; empty where points are not joined in order. */
  lows: Int32Array;
  highs: Int32Array;
}

/** A panel with all that takes a look at every point: made in a worker, so that a page draws without one. */
export interface OutlinedPanel extends Panel {
  /** The smallest rectangle around all points, with a little room. */
  bounds: Box;
  /** Of each series. */
  outlines: Outline[];
}

/** Looks at every point of a panel once. */
export const outlinePanel = (panel: Panel): OutlinedPanel => ({
  ...panel,
  bounds: boundsOf(panel),
  outlines: panel.series.map(outlineSeries),
});

/** Memory of a panel that a worker hands over rather than copies. */
export const buffersOf = ({ series, outlines }: OutlinedPanel): ArrayBuffer[] =>
  [...series.flatMap((s) => [s.x, s.y]), ...outlines.flatMap((o) => [o.lows, o.highs])].map(
    (values) => values.buffer as ArrayBuffer,
  );

function outlineSeries({ x, y, points }: Series): Outline {
  const ascending = isAscending(x);
  const count = ascending && !points ? Math.ceil(x.length / BUCKET) : 0;
  const lows = new Int32Array(count);
  const highs = new Int32Array(count);
  for (let k = 0; k < count; k++) {
    const end = Math.min(y.length, (k + 1) * BUCKET);
    let low = k * BUCKET;
    let high = low;
    for (let i = low + 1; i < end; i++) {
      // The first may be no number; any number is better.
      if (y[i] < y[low] || Number.isNaN(y[low])) low = i;
      if (y[i] > y[high] || Number.isNaN(y[high])) high = i;
    }
    lows[k] = low;
    highs[k] = high;
  }
  return { ascending, lows, highs };
}

/** The smallest rectangle around all points; values that a logarithmic axis cannot hold are left out. */
export function boundsOf({ x, y, series }: Panel): Box {
  const [leastX, leastY] = [x, y].map(({ log }) => (log ? Number.MIN_VALUE : -Number.MAX_VALUE));
  const most = Number.MAX_VALUE;
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const one of series) {
    const { x: us, y: vs } = one;
    for (let i = 0; i < us.length; i++) {
      const u = us[i];
      const v = vs[i];
      if (!(u >= leastX && u <= most && v >= leastY && v <= most)) continue;
      if (u < x0) x0 = u;
      if (u > x1) x1 = u;
      if (v < y0) y0 = v;
      if (v > y1) y1 = v;
    }
  }
  if (x0 > x1) return [x.log ? 1 : 0, x.log ? 10 : 1, y.log ? 1 : 0, y.log ? 10 : 1];
  return [...widen(x0, x1, 0.01, x.log), ...widen(y0, y1, 0.05, y.log)];
}

function widen(low: number, high: number, share: number, log = false): [number, number] {
  if (log) {
    const room = (high / low) ** share;
    return high > low ? [low / room, high * room] : [low / 2, high * 2];
  }
  const room = high > low ? share * (high - low) : Math.abs(high) * 0.05 || 1;
  return [low - room, high + room];
}

function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (!(values[i] >= values[i - 1])) return false;
  return true;
}
