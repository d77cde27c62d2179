import { describe, expect, it } from 'vitest';
import { deferColumn, InputError, renameColumn, Table } from '../../src/core/index.js';

const table = new Table([
  { name: 'test_time_second', values: Float64Array.of(0, 1, 2, 3) },
  { name: 'current_ampere', values: Float64Array.of(0, 0.5, 0.5, -0.25), sigma: Float64Array.of(1, 1, 1, 1) },
  { name: 'step_count', values: Int32Array.of(1, 2, 2, 3), valid: Uint8Array.of(1, 1, 0, 1) },
  { name: 'step_type', values: ['REST', 'CC_CHG', 'CC_CHG', 'CC_DCH'] },
]);

describe('a deferred column', () => {
  const make = () => {
    const asked: string[] = [];
    const values = Float64Array.of(1, 2, 3, 4);
    const column = deferColumn(
      'voltage_volt',
      4,
      () => (asked.push('all'), { values }),
      (from, to) => (asked.push(`${from}-${to}`), { values: values.subarray(from, to) }),
    );
    return { asked, column };
  };

  it('is decoded once, when its values are asked for', () => {
    const { asked, column } = make();
    const deferred = new Table([column]);
    expect(deferred.length).toBe(4);
    expect(asked).toEqual([]);
    expect([...deferred.column('voltage_volt'), ...deferred.column('voltage_volt')]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(asked).toEqual(['all']);
  });

  it('gives some rows without the others, under another name too', () => {
    const { asked, column } = make();
    expect([...(renameColumn(column, 'mean_voltage_volt').decodeRows!(1, 3).values as Float64Array)]).toEqual([2, 3]);
    expect(asked).toEqual(['1-3']);
  });

  it('with other values is deferred no more', () => {
    const { column } = make();
    const copy = { ...column, values: Float64Array.of(5, 6, 7, 8) };
    expect([copy.deferred, copy.decodeRows, copy.length]).toEqual([undefined, undefined, undefined]);
    expect(new Table([copy]).column('voltage_volt')[3]).toBe(8);
  });
});

describe('Table', () => {
  it('converts by the unit in the name', () => {
    expect([...table.in('current_ampere', 'mA')]).toEqual([0, 500, 500, -250]);
    expect(() => table.in('current_ampere', 'V')).toThrow(/not a/);
    expect(() => table.in('step_type', 'V')).toThrow(InputError);
  });

  it('names the nearest column where one is missing', () => {
    expect(() => table.get('curent_ampere')).toThrow(/did you mean "current_ampere"/);
    expect(() => table.column('step_type')).toThrow(/text/);
  });

  it('slices every part of a column, sharing memory', () => {
    const part = table.slice(1, 3);
    expect(part.length).toBe(2);
    expect([...part.get('step_count').valid!]).toEqual([1, 0]);
    expect(part.get('current_ampere').sigma).toHaveLength(2);
    expect(part.column('test_time_second').buffer).toBe(table.column('test_time_second').buffer);
    expect(part.text('step_type')).toEqual(['CC_CHG', 'CC_CHG']);
  });

  it('groups consecutive rows', () => {
    expect(table.groupBy('step_count')).toEqual([
      { value: 1, from: 0, to: 1 },
      { value: 2, from: 1, to: 3 },
      { value: 3, from: 3, to: 4 },
    ]);
    expect(table.slice(0, 0).groupBy('step_count')).toEqual([]);
  });

  it('replaces and adds columns in place', () => {
    const more = table.with(
      { name: 'step_count', values: Int32Array.of(9, 9, 9, 9) },
      { name: 'voltage_volt', values: new Float64Array(4) },
    );
    expect(more.names).toEqual(['test_time_second', 'current_ampere', 'step_count', 'step_type', 'voltage_volt']);
    expect(more.column('step_count')[0]).toBe(9);
    expect(table.column('step_count')[0]).toBe(1);
    expect(table.select(['step_type', 'step_count']).names).toEqual(['step_type', 'step_count']);
  });

  it('refuses ragged and doubled columns', () => {
    expect(() => table.with({ name: 'short', values: new Float64Array(3) })).toThrow(/3 rows where the table has 4/);
    expect(() => new Table([table.columns[0], table.columns[0]])).toThrow(/twice/);
    expect(() => new Table([{ name: 'a', values: new Float64Array(2), sigma: new Float64Array(1) }])).toThrow(
      InputError,
    );
  });
});
