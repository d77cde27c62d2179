import { CERMET_VERSION, computeSha256, ReadError, required, Table, text, type Measured } from '../core/index.js';
import { defineEvidence, makeOutput, type Result } from './evidence-kind.js';

interface ValuesPiece {
  rows: { quantity: string; unit: string; values: (number | undefined)[] }[];
  groups: string[];
  origin: Measured;
}

/**
 * Values that another program or a publication gives, side by side: a CSV with the columns quantity, unit, and one for
 * each source.
 */
export const tableValues = defineEvidence({
  id: 'values',
  title: 'Values from a table',
  settings: {
    file: required(
      text(undefined, 'CSV whose first columns are quantity and unit, and whose others are named after their sources'),
    ),
    says: text(undefined, 'a sentence on where the values come from'),
  },
  quantities: { value: { label: 'a value of the table, at its quantity', unit: '1' } },
  plan({ file }) {
    return [
      {
        label: file,
        weight: 0.01,
        inputs: { file },
        files: [file],
        async run(_ctx, host): Promise<ValuesPiece> {
          const bytes = await (await host.open(file)).bytes();
          const lines = new TextDecoder()
            .decode(bytes)
            .split(/\r?\n/)
            .filter((line) => line.trim() !== '');
          const [head, ...body] = lines.map(splitLine);
          if (head?.[0] !== 'quantity' || head[1] !== 'unit' || head.length < 3)
            throw new ReadError('the first columns are not quantity, unit and at least one source', { file, line: 1 });
          const rows = body.map((cells, i) => {
            if (cells.length !== head.length)
              throw new ReadError(`${cells.length} cells where the head has ${head.length}`, { file, line: i + 2 });
            const values = cells.slice(2).map((cell) => (cell.trim() === '' ? undefined : Number(cell)));
            if (values.some((v) => v !== undefined && !Number.isFinite(v)))
              throw new ReadError(
                'a cell is not a number',
                { file, line: i + 2 },
                { hint: 'leave it empty where there is none' },
              );
            return { quantity: cells[0], unit: cells[1], values };
          });
          return {
            rows,
            groups: head.slice(2),
            origin: { type: 'measured', file, sha256: await computeSha256(bytes), reader: `values@${CERMET_VERSION}` },
          };
        },
      },
    ];
  },
  assemble({ says }, [{ rows, groups, origin }]) {
    const results: Result[] = rows.flatMap(({ quantity, unit, values }) =>
      values.flatMap((value, i): Result[] =>
        value === undefined
          ? []
          : [
              {
                id: 'value',
                label: quantity,
                at: { quantity },
                group: groups[i],
                estimate: { value, n: 1, unit },
                origin,
              },
            ],
      ),
    );
    const column = (i: number) => ({
      name: groups[i],
      values: Float64Array.from(rows, (row) => row.values[i] ?? 0),
      valid: Uint8Array.from(rows, (row) => (row.values[i] === undefined ? 0 : 1)),
    });
    const table = new Table([
      { name: 'quantity', values: rows.map((row) => row.quantity) },
      ...groups.map((_, i) => column(i)),
      { name: 'unit', values: rows.map((row) => row.unit) },
    ]);
    return makeOutput({
      results,
      tables: [{ id: 'values', title: 'Side by side', table, origin }],
      notes: says ? [{ level: 'info', code: 'about', text: says }] : [],
    });
  },
});

/** Cells of one CSV line; quoted ones may hold commas and doubled quotes. */
function splitLine(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
