import type { ReadResult } from './reader.js';
import { tabulateStructures } from './summarise.js';
import { toCsv } from './to-csv.js';
import { toXlsx } from './write-xlsx.js';
import { defineWriter, type Writer } from './writer.js';

/** Writers of tables. */
export const tableWriters: readonly Writer[] = [
  defineWriter({
    id: 'csv',
    title: 'CSV',
    extensions: ['.csv'],
    accepts: ({ recordings, structures }: ReadResult) =>
      recordings.length === 1 ||
      (recordings.length === 0 && structures.length > 0) ||
      (recordings.length === 0 ? 'there is no table in it' : `it holds one table, and there are ${recordings.length}`),
    write: async ({ recordings, structures }) => toCsv(recordings[0]?.table ?? tabulateStructures(structures)),
    writePiece: toCsv,
  }),
  defineWriter({
    id: 'xlsx',
    title: 'Excel workbook',
    extensions: ['.xlsx'],
    accepts: ({ recordings, structures }: ReadResult) =>
      recordings.length > 0 || structures.length > 0 || 'there is no table in it',
    write: async ({ recordings, structures }) =>
      toXlsx(
        recordings.length > 0
          ? recordings.map(({ kind, table }) => ({ name: kind, table }))
          : [{ name: 'structures', table: tabulateStructures(structures) }],
      ),
  }),
];
