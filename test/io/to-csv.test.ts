import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromCsvText, Table } from '../../src/core/index.js';
import { summariseColumns, toCsv } from '../../src/io/index.js';
import { readOne } from './measured/read-text.js';

/** RFC 4180 in a few lines, for the test only. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n)/g)) {
    rows.at(-1)!.push(fromCsvText(quoted?.replaceAll('""', '"') ?? plain));
    if (end === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

it('keeps every number to the last bit and every text to the letter', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.double({ noDefaultInfinity: false }),
          fc.string({ unit: 'binary', minLength: 1 }).filter((s) => !s.includes('\0')),
        ),
      ),
      (rows) => {
        const [header, ...read] = parseCsv(
          toCsv(
            new Table([
              { name: 'a', values: Float64Array.from(rows, (r) => r[0]) },
              { name: 'b, "c"', values: rows.map((r) => r[1]) },
            ]),
          ),
        );
        expect(header).toEqual(['a', 'b, "c"']);
        // -0 and 0 are the same number in a text file.
        expect(read.map(([x, t]) => [Number(x), t])).toEqual(rows.map(([x, t]) => [x === 0 ? 0 : x, t]));
      },
    ),
  );
});

it.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+cmd|x', "'+cmd|x"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-20C', "'-20C"],
  ["'=1+1", "''=1+1"],
  ['-20', '-20'],
  ['+1.5e-3', '+1.5e-3'],
  ['-', '-'],
  ["it's", "it's"],
])('no spreadsheet runs %s, and it is read back', async (text, cell) => {
  const written = toCsv(
    new Table([
      { name: 'test_time_second', values: Float64Array.of(0, 1, 2) },
      { name: 'voltage_volt', values: Float64Array.of(3, 3.1, 3.2) },
      { name: 'current_ampere', values: Float64Array.of(1, 1, 1) },
      { name: 'step_type', values: [text, text, text] },
    ]),
  );
  expect(written.split('\n')[1]).toBe(`0,3,1,${cell}`);
  expect((await readOne('a.csv', written)).table.get('step_type').values).toEqual([text, text, text]);
});

it('leaves missing cells empty and puts uncertainties beside', () => {
  const table = new Table([
    {
      name: 'voltage_volt',
      values: Float64Array.of(1, 2),
      sigma: Float64Array.of(0.1, 0.2),
      valid: Uint8Array.of(1, 0),
    },
    { name: 'step_count', values: Int32Array.of(1, 2) },
  ]);
  expect(toCsv(table)).toBe('voltage_volt,voltage_volt_sigma,step_count\n1,0.1,1\n,,2\n');
});

it('summarises what is there, not what is missing', () => {
  const table = new Table([
    { name: 'a', values: Float64Array.of(9, -1, 3, 7), valid: Uint8Array.of(0, 1, 1, 0) },
    { name: 'b', values: ['y', 'x', 'z', 'y'] },
    { name: 'c', values: Float64Array.of(0, 0, 0, 0), valid: new Uint8Array(4) },
  ]);
  expect(summariseColumns(table)).toEqual([
    { name: 'a', first: -1, last: 3, min: -1, max: 3, missing: 2 },
    { name: 'b', first: 'y', last: 'y', min: 'x', max: 'z', missing: 0 },
    { name: 'c', first: null, last: null, min: null, max: null, missing: 4 },
  ]);
});
