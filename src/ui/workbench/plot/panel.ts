/** One line or cloud of a panel. */
export interface Series {
  label: string;
  x: Float64Array;
  y: Float64Array;
  /** Points in place of a line. */
  points?: boolean;
  /** Place in the colours of categories; by order where absent. */
  colour?: number;
}

export interface Axis {
  title: string;
  log?: boolean;
  /** Larger values to the left, as spectra of binding energies are drawn. */
  reverse?: boolean;
}

/** A figure as the page draws it: lines and points on two axes. */
export interface Panel {
  id: string;
  title: string;
  x: Axis;
  y: Axis;
  series: Series[];
  /** One unit is as long on either axis, as in a Nyquist plot. */
  equal?: boolean;
}

/** The smallest rectangle around all points; values that a logarithmic axis cannot hold are left out. */
export function boundsOf({ x, y, series }: Panel): [number, number, number, number] {
  const bounds: [number, number, number, number] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const one of series) {
    for (let i = 0; i < one.x.length; i++) {
      const [u, v] = [one.x[i], one.y[i]];
      if (!(Number.isFinite(u) && Number.isFinite(v)) || (x.log && u <= 0) || (y.log && v <= 0)) continue;
      if (u < bounds[0]) bounds[0] = u;
      if (u > bounds[1]) bounds[1] = u;
      if (v < bounds[2]) bounds[2] = v;
      if (v > bounds[3]) bounds[3] = v;
    }
  }
  if (bounds[0] > bounds[1]) return [x.log ? 1 : 0, x.log ? 10 : 1, y.log ? 1 : 0, y.log ? 10 : 1];
  return [...widen(bounds[0], bounds[1], 0.01, x.log), ...widen(bounds[2], bounds[3], 0.05, y.log)];
}

function widen(low: number, high: number, share: number, log = false): [number, number] {
  if (log) {
    const room = (high / low) ** share;
    return high > low ? [low / room, high * room] : [low / 2, high * 2];
  }
  const room = high > low ? share * (high - low) : Math.abs(high) * 0.05 || 1;
  return [low - room, high + room];
}

/** Whether values never fall, so that a stretch of them can be found by bisection. */
export function isAscending(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (!(values[i] >= values[i - 1])) return false;
  return true;
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
