import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Table } from '../../src/core/index.js';
import { makeSource, toXlsx } from '../../src/io/index.js';
import { openXlsx } from '../../src/io/tabular/read-xlsx.js';

async function sheetsOf(bytes: Uint8Array): Promise<Record<string, unknown[][]>> {
  const sheets: Record<string, unknown[][]> = {};
  for (const sheet of await openXlsx(makeSource('a.xlsx', bytes))) {
    const rows: unknown[][] = [];
    await sheet.readRows((cells, row) => void (rows[row] = [...cells]));
    sheets[sheet.name] = rows.filter(Boolean);
  }
  return sheets;
}

it('keeps every number to the last bit, texts to the letter, and what is missing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ minLength: 1 })), {
        minLength: 1,
        maxLength: 20,
      }),
      async (rows) => {
        const table = new Table([
          { name: 'voltage_volt', values: Float64Array.from(rows, ([x]) => x) },
          { name: 'text', values: rows.map(([, text]) => text.replace(/[\u0000-\u001f]/g, ' ') || ' ') },
        ]);
        const [head, ...read] = Object.values(await sheetsOf(toXlsx([{ name: 'a', table }])))[0];
        expect(head).toEqual(['voltage_volt', 'text']);
        // −0 is 0 in a workbook.
        expect(read.map(([x]) => Number(x) + 0)).toEqual(rows.map(([x]) => x + 0));
        expect(read.map(([, text]) => String(text).trim())).toEqual(
          rows.map(([, text]) => (text.replace(/[\u0000-\u001f]/g, ' ') || ' ').trim()),
        );
      },
    ),
    { numRuns: 40 },
  );
});

it('names sheets as Excel allows, each once', async () => {
  const table = new Table([
    { name: 'x', values: Float64Array.of(1, 2), valid: Uint8Array.of(1, 0), sigma: Float64Array.of(0.1, 0) },
  ]);
  const long = 'dQ/dV [charge]: a title that is far too long for a sheet';
  const sheets = await sheetsOf(toXlsx([long, long, ''].map((name) => ({ name, table }))));
  const names = Object.keys(sheets);
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^[^[\]:*?/\\]{1,31}$/);
  expect(sheets[names[0]][0]).toEqual(['x', 'x_sigma']);
  expect(sheets[names[0]][1].map(Number)).toEqual([1, 0.1]);
});
