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
