import type { Column, Note, Recording } from '../../../core/index.js';

/** A measurement under examination: checks read it, settle its columns and leave notes. */
export interface Examined {
  kind: string;
  columns: Map<string, Column>;
  notes: Note[];
  about: Recording['about'];
  metadata: Record<string, unknown>;
  rows: number;
  /** Of columns that a check has asked for. */
  extremes: Map<Float64Array | Int32Array, Extremes>;
}

/** One thing that every measurement is held against, as data: code, documentation and tests have it from here. */
export interface PlausibilityCheck {
  id: string;
  kinds: readonly string[] | 'all';
  /** What is held against what. */
  holds: string;
  /** What follows where the two disagree, with the codes of the notes. */
  otherwise: string;
  run(examined: Examined): void;
}

/** Values of a column of numbers; undefined where there is none of that name. */
export function numbersOf(examined: Examined, name: string): Float64Array | Int32Array | Float32Array | undefined {
  const values = examined.columns.get(name)?.values;
  return values === undefined || Array.isArray(values) ? undefined : values;
}

/** Multiplies a column; its unit is settled by that. */
export function scaleColumn(examined: Examined, name: string, factor: number): void {
  const column = examined.columns.get(name);
  if (!column || Array.isArray(column.values)) return;
  const { assumed: _, ...rest } = column;
  examined.columns.set(name, {
    ...rest,
    values: Float64Array.from(column.values, (v) => v * factor),
    ...(column.sigma && { sigma: column.sigma.map((v) => Math.abs(v * factor)) }),
  });
}

/** The file's own label of a column, where it has one. */
export function labelOf(examined: Examined, name: string): string {
  const labels = examined.metadata.columns as Record<string, string> | undefined;
  return labels?.[name] ?? name;
}

/** Whether a column has a value in a row. */
export function isAt(column: Column, row: number): boolean {
  return !column.valid || column.valid[row] === 1;
}

/** Lowest and highest of what are numbers, and whether all are finite. */
export interface Extremes {
  low: number;
  high: number;
  finite: boolean;
}

/** Extremes of a column's values, taken in one pass for all checks that ask. */
export function extremesOf({ extremes }: Examined, values: Float64Array | Int32Array): Extremes {
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

/** `12`, `12 and 13`, `12, 13 and 3 more`: rows for a note, counted from 1. */
export function listRows(rows: readonly number[], count = rows.length): string {
  return `row ${rows.slice(0, 5).join(', ')}${count > Math.min(5, rows.length) ? ', …' : ''}`;
}

export function formatSeconds(seconds: number): string {
  if (seconds >= 7200) return `${Number((seconds / 3600).toPrecision(4))} h`;
  return seconds >= 1 ? `${Number(seconds.toPrecision(4))} s` : `${Number((seconds * 1000).toPrecision(3))} ms`;
}
