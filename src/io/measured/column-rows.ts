import type { Column } from '../../core/index.js';

/** Whether a column is one of numbers; one that is deferred is, and stays so. */
export function holdsNumbers(column: Column): boolean {
  return column.deferred === true || !Array.isArray(column.values);
}

/** Whether a column is made later of other columns, so that none of its rows can be had without all of them. */
export function isMadeLater(column: Column): boolean {
  return column.deferred === true && column.decodeRows === undefined;
}

/** Some rows of a column of numbers. */
export interface Rows {
  values: Float64Array | Int32Array;
  valid?: Uint8Array;
}

/** Rows [from, to) of a column of numbers; of one that is deferred no others are decoded. */
export function rowsOf(column: Column, from: number, to: number): Rows {
  const { values, valid } = column.decodeRows?.(from, to) ?? {
    values: (column.values as Float64Array).subarray(from, to),
    valid: column.valid?.subarray(from, to),
  };
  return { values: values as Float64Array, valid };
}

/** Lowest and highest of what are numbers, and whether all are finite. */
export interface Extremes {
  low: number;
  high: number;
  finite: boolean;
}

const extremes = new WeakMap<Float64Array | Int32Array, Extremes>();

/** Extremes of a column's values, taken in one pass for all checks that ask. */
export function extremesOf(values: Float64Array | Int32Array): Extremes {
  const known = extremes.get(values);
  if (known) return known;
  const found = values instanceof Float64Array ? scanNumbers(values) : scanWholes(values);
  extremes.set(values, found);
  return found;
}

function scanNumbers(values: Float64Array): Extremes {
  let low = Infinity;
  let high = -Infinity;
  let odd = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v < low) low = v;
    if (v > high) high = v;
    odd += v * 0;
  }
  return { low, high, finite: odd === 0 };
}

function scanWholes(values: Int32Array): Extremes {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return { low, high, finite: true };
}
