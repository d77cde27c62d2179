import { BUCKET, type Outline } from './outline.js';
import type { Series } from './panel.js';

/** Places on the canvas for values, along one axis. */
export type Place = (value: number) => number;

/** What is needed of a canvas to trace a line on it. */
export interface Tracer {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/**
 * Traces a line through points, those in sight only. Of a long ascending curve each column of pixels gets its first,
 * lowest, highest and last value, so that no spike is lost; where a column holds many buckets of the outline, those
 * stand for their points, so that drawing hardly knows how long the curve is.
 *
 * @param from value at the left edge of what is in sight
 * @param to   value at its right edge
 * @returns [1] points that were looked at
 */
export function traceSeries(
  path: Tracer,
  { x, y }: Pick<Series, 'x' | 'y'>,
  { ascending, lows, highs }: Outline,
  placeX: Place,
  placeY: Place,
  from: number,
  to: number,
): number {
  const begin = ascending ? Math.max(0, firstNotBelow(x, from) - 1) : 0;
  const end = ascending ? Math.min(x.length, firstNotBelow(x, to) + 2) : x.length;
  const perColumn = (end - begin) / Math.abs(placeX(to) - placeX(from));
  let pen = false;
  const put = (i: number): void => {
    const u = placeX(x[i]);
    const v = placeY(y[i]);
    const drawn = Number.isFinite(u) && Number.isFinite(v);
    if (drawn && pen) path.lineTo(u, v);
    else if (drawn) path.moveTo(u, v);
    pen = drawn;
  };
  if (!ascending || perColumn < 4) {
    for (let i = begin; i < end; i++) put(i);
    return end - begin;
  }
  const step = perColumn < 2 * BUCKET ? 1 : BUCKET;
  let looked = 0;
  for (let i = begin - (begin % step); i < end; ) {
    const column = Math.floor(placeX(x[i]));
    const first = i;
    let low = i;
    let high = i;
    for (; i < end && Math.floor(placeX(x[i])) === column; i += step) {
      const lowest = step === 1 ? i : lows[i / BUCKET];
      const highest = step === 1 ? i : highs[i / BUCKET];
      if (y[lowest] < y[low] || Number.isNaN(y[low])) low = lowest;
      if (y[highest] > y[high] || Number.isNaN(y[high])) high = highest;
      looked++;
    }
    const last = Math.min(i, x.length) - 1;
    put(first);
    if (low !== first && low < high) put(low);
    if (high !== first) put(high);
    if (low !== first && low > high) put(low);
    if (last !== first && last !== low && last !== high) put(last);
  }
  return looked;
}

/** First index whose value is not below `value`, among ascending ones. */
export function firstNotBelow(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
