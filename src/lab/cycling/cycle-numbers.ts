import { Table, type Column, type Note, type Recording } from '../../core/index.js';
import type { Cycle, HalfCycle } from './compute-cycles.js';

/** The file's own number of a half cycle. */
const fileNumber = (half: HalfCycle | undefined): number | undefined =>
  half?.steps.find((s) => s.direction !== 0)?.cycler.cycle;

/**
 * How cycles are numbered here, and in the file: a row for each, with the rows, times and records that it spans, by
 * which it is found on the cycler's screen.
 */
export function tabulateNumbers(cycles: readonly Cycle[], { table }: Recording): Table {
  const spans = cycles.map((c) => {
    const steps = [...(c.charge?.steps ?? []), ...(c.discharge?.steps ?? [])];
    return {
      from: steps.reduce((least, s) => Math.min(least, s.from), Infinity),
      to: steps.reduce((most, s) => Math.max(most, s.to), 0) - 1,
    };
  });
  const partial = (name: string, values: readonly (number | undefined)[]): Column | undefined =>
    values.every((v) => v === undefined)
      ? undefined
      : {
          name,
          values: Float64Array.from(values, (v) => v ?? 0),
          ...(values.some((v) => v === undefined) && {
            valid: Uint8Array.from(values, (v) => (v === undefined ? 0 : 1)),
          }),
        };
  const record = table.find('record_index');
  const recordAt = (row: number): number | undefined =>
    record && !Array.isArray(record.values) && !(record.valid && !record.valid[row]) ? record.values[row] : undefined;
  const time = table.column('test_time_second');
  return new Table(
    [
      { name: 'cycle_count', values: Int32Array.from(cycles, (c) => c.number) } as Column,
      partial(
        'file_cycle_of_charge',
        cycles.map((c) => fileNumber(c.charge)),
      ),
      partial(
        'file_cycle_of_discharge',
        cycles.map((c) => fileNumber(c.discharge)),
      ),
      { name: 'first_row', values: Int32Array.from(spans, (s) => s.from + 1) },
      { name: 'last_row', values: Int32Array.from(spans, (s) => s.to + 1) },
      partial(
        'first_record_index',
        spans.map((s) => recordAt(s.from)),
      ),
      partial(
        'last_record_index',
        spans.map((s) => recordAt(s.to)),
      ),
      { name: 'begin_test_time_second', values: Float64Array.from(spans, (s) => time[s.from]) },
      { name: 'end_test_time_second', values: Float64Array.from(spans, (s) => time[s.to]) },
    ].filter((c) => c !== undefined),
  );
}

/** A word on where the numbers differ. */
export function sayNumbering(cycles: readonly Cycle[]): Note[] {
  const numbered = cycles.filter((c) => c.cyclerNumber !== undefined);
  if (numbered.length === 0) return [];
  const different = numbered.filter((c) => c.cyclerNumber !== c.number);
  if (different.length === 0) return [];
  const shift = different[0].cyclerNumber! - different[0].number;
  const constant = numbered.every((c) => c.cyclerNumber! - c.number === shift);
  return [
    {
      level: 'info',
      code: 'cycle-numbers-differ',
      text: constant
        ? `cycle 1 here is cycle ${1 + shift} of the file, and so on`
        : `cycles are counted from 1 by their reversals of current; the file counts otherwise (cycle ${different[0].number} here is its cycle ${different[0].cyclerNumber}): the table of cycle numbers sets them side by side`,
    },
  ];
}
