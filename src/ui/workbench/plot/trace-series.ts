import { firstNotBelow } from './panel.js';

/** Places on the canvas for values, along one axis. */
export type Place = (value: number) => number;

/** What is needed of a canvas to trace a line on it. */
export interface Tracer {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/**
 * Traces a line through points, those in sight only. Of a long ascending curve each column of pixels gets its first,
 * lowest, highest and last value, so that no spike is lost and drawing takes no longer than the columns do.
 *
 * @param from value at the left edge of what is in sight
 * @param to   value at its right edge
 * @returns [1] points that were traced
 */
export function traceSeries(
  path: Tracer,
  x: Float64Array,
  y: Float64Array,
  placeX: Place,
  placeY: Place,
  ascending: boolean,
  from: number,
  to: number,
): number {
  let traced = 0;
  const begin = ascending ? Math.max(0, firstNotBelow(x, from) - 1) : 0;
  const end = ascending ? Math.min(x.length, firstNotBelow(x, to) + 2) : x.length;
  const columns = Math.abs(placeX(to) - placeX(from));
  let pen = false;
  const put = (u: number, v: number): void => {
    if (pen) path.lineTo(u, v);
    else path.moveTo(u, v);
    pen = true;
    traced++;
  };
  if (!ascending || end - begin < 4 * columns) {
    for (let i = begin; i < end; i++) {
      const [u, v] = [placeX(x[i]), placeY(y[i])];
      if (Number.isFinite(u) && Number.isFinite(v)) put(u, v);
      else pen = false;
    }
    return traced;
  }
  for (let i = begin; i < end; ) {
    const column = Math.floor(placeX(x[i]));
    const first = i;
    let [low, high] = [i, i];
    for (; i < end && Math.floor(placeX(x[i])) === column; i++) {
      if (y[i] < y[low]) low = i;
      if (y[i] > y[high]) high = i;
    }
    for (const k of new Set([first, Math.min(low, high), Math.max(low, high), i - 1])) put(placeX(x[k]), placeY(y[k]));
  }
  return traced;
}
