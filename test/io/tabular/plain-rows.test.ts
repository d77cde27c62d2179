import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowText } from '../../../src/io/tabular/row-text.js';
import { makeSource } from '../../../src/io/reader.js';
import { readDelimited, type Field, type RowLayout } from '../../../src/io/tabular/read-delimited.js';

const FIELDS: Field[] = [
  { name: 'a_volt', kind: 'number' },
  { name: 'b_second', kind: 'duration' },
  { name: 'words', kind: 'text' },
  { name: 'c_ampere', kind: 'number', factor: 1e-3 },
];

/** Rows by the kernel; `unquote` has every row that does not begin with a quote read one by one in its place. */
const read = (text: string, layout: Partial<RowLayout>, unquote = false) =>
  readDelimited(makeSource('a.csv', new TextEncoder().encode(text)), {
    delimiter: ',',
    decimal: '.',
    encoding: 'utf-8',
    from: 0,
    fields: FIELDS,
    ...layout,
    unquote,
  });

const cell = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true }).map(String) },
  { weight: 4, arbitrary: fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => (n / 1000).toFixed(3)) },
  fc.constantFrom(
    ...['', ' ', '\t', '-', '+', '.', '-.5', '5.', '1e', '1e5', '1E-05', '1e+400', '1e-400', '0e999', '-0', '+07'],
    ...[
      '0.1234567890123456789',
      '123456789012345678901',
      '9007199254740993',
      '1e23',
      '1.5e22',
      '00000000000000000001.5',
    ],
    ...['N/A', '#N/A', 'nan', 'inf', '--', '0:10:00', '1-02:03:04.5', ' 3.5 ', '3 5', 'CC Chg', "'=1", 'µ', '1,5'],
    ...['"q"', '"a""b"', '"3.5"', '""', '" "', '"open', '"a,b"', '"a"x', '#', '[x', '\0', '\v7'],
  ),
);
const text = fc
  .array(
    fc.tuple(fc.array(cell, { minLength: 0, maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\r\n')),
  )
  .chain((rows) =>
    fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', ' ', '|') as fc.Arbitrary<RowLayout['delimiter']>,
      decimal: fc.constantFrom('.', ',') as fc.Arbitrary<RowLayout['decimal']>,
      rows: fc.constant(rows),
      last: fc.boolean(),
    }),
  );

describe('rows that a kernel reads', () => {
  it('end before one that is not plain; of cells that are no plain numbers is told where they stand', () => {
    const text = new RowText({
      delimiter: 0x2c,
      decimal: 0x2e,
      kinds: ['number', 'skipped', 'other', 'number'],
      leaves: (first) => first === 0x23,
    });
    text.append(new TextEncoder().encode('1.5,x,rest,2e3\n,y,"a b",N/A\n# said\n1,2,3,4\n'));
    const { rows, numbers, cells } = text.read();
    expect(rows).toBe(2);
    expect([...numbers(0)]).toEqual([1.5, Number.NaN]);
    expect(numbers(3)[0]).toBe(2000);
    const told = Array.from({ length: cells.length / 4 }, (_, k) => [
      ...cells.subarray(4 * k, 4 * k + 2),
      new TextDecoder().decode(text.bytes.subarray(cells[4 * k + 2], cells[4 * k + 3])),
    ]);
    expect(told).toEqual([
      [0, 2, 'rest'],
      [1, 2, 'a b'],
      [1, 3, 'N/A'],
    ]);
    expect(text.read().rows).toBe(0);
    expect(new TextDecoder().decode(text.bytes.subarray(text.at, text.at + 6))).toBe('# said');
    text.close();
  });

  it('are those that are read one by one, whatever stands in them', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.boolean(),
        fc.boolean(),
        async ({ delimiter, decimal, rows, last }, keepBlank, other) => {
          // A row that begins with a quote is another row where quotes are taken off.
          const lines = rows.map(([cells, end]) => cells.join(delimiter).replace(/^[\0-\x20]*"[\0-\x20"]*/, '') + end);
          const whole = lines.join('') + (last ? '' : '1,2');
          const layout: Partial<RowLayout> = {
            delimiter,
            decimal: delimiter === ',' ? '.' : decimal,
            keepBlank,
            comments: '#',
            ...(other && { other: (line: string) => (line.startsWith('[') ? 'skip' : 'row') }),
          };
          const outcome = (unquote: boolean) => read(whole, layout, unquote).catch((error: Error) => error.message);
          expect(await outcome(false)).toEqual(await outcome(true));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('go on where a piece of the file ends, wherever that is', async () => {
    const line = (k: number): string =>
      k % 1000 === 17 ? `# ${'x'.repeat(k % 97)}` : `${k / 8},0:0:${k % 60},step ${k % 7},${(k * 1.25).toFixed(2)}`;
    const count = 120_000;
    const lines = Array.from({ length: count }, (_, k) => line(k));
    const { rows, columns, notes } = await read(`${lines.join('\r\n')}\r\n`, { comments: '#' });
    const kept = Array.from({ length: count }, (_, k) => k).filter((k) => k % 1000 !== 17);
    expect(lines.join('\r\n').length).toBeGreaterThan(3 << 20);
    expect(rows).toBe(kept.length);
    expect(notes).toEqual([]);
    expect(columns[0].values).toEqual(Float64Array.from(kept, (k) => k / 8));
    expect(columns[1].values).toEqual(Float64Array.from(kept, (k) => k % 60));
    expect(columns[2].values).toEqual(kept.map((k) => `step ${k % 7}`));
    expect(columns[3].values).toEqual(Float64Array.from(kept, (k) => (k * 1.25) / 1000));
  });

  it('are as many as there are, with more fields than the kernel makes rows of at once', async () => {
    const fields = Array.from({ length: 3000 }, (_, k): Field => ({ name: `n${k}`, kind: k % 2 ? 'number' : 'text' }));
    const lines = Array.from({ length: 200 }, (_, row) => fields.map((_f, k) => row + k).join(','));
    const { rows, columns } = await read(`${lines.join('\n')}\n`, { fields });
    expect(rows).toBe(200);
    expect(columns[2999].values).toEqual(Float64Array.from({ length: 200 }, (_, row) => row + 2999));
    expect(columns[2998].values).toEqual(Array.from({ length: 200 }, (_, row) => String(row + 2998)));
  });
});
