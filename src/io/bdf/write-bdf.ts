import { toCsvText, type Table } from '../../core/index.js';
import type { ReadResult } from '../reader.js';
import { defineWriter } from '../writer.js';
import { toPreferredLabel } from '../vocabulary/column-label.js';

/** Whether recordings make one BDF table; else a sentence that says why not. */
function acceptsOne({ recordings, structures }: ReadResult): true | string {
  if (recordings.length === 0)
    return structures.length > 0 ? 'it holds atoms, and this form holds tables' : 'there is no table in it';
  if (recordings.length > 1) return `it holds one table, and there are ${recordings.length}`;
  return true;
}

/** The preferred labels of a table's columns, made unique where two would collide. */
function toLabels(table: Table): string[] {
  return table.columns.map((c) => toPreferredLabel(c.name));
}

/**
 * A table as BDF csv: preferred labels, numbers in the shortest form that reads back the same, missing cells empty.
 * Columns that are not in the BDF vocabulary keep their machine names; an uncertainty stands beside its column as
 * `NAME_sigma`. Without the header it goes on where another table ended.
 */
export function toBdfCsv(table: Table, header = true): string {
  const labels = toLabels(table);
  const cells = table.columns.flatMap((c, k) => {
    const own = { label: labels[k]!, at: (i: number): string => (c.valid && !c.valid[i] ? '' : quote(c.values[i]!)) };
    return c.sigma
      ? [
          own,
          { label: `${c.name}_sigma`, at: (i: number): string => (c.valid && !c.valid[i] ? '' : String(c.sigma![i])) },
        ]
      : [own];
  });
  const lines = header ? [cells.map((c) => quote(c.label)).join(',')] : [];
  for (let i = 0; i < table.length; i++) lines.push(cells.map((c) => c.at(i)).join(','));
  lines.push('');
  return lines.join('\n');
}

function quote(value: number | string): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return toCsvText(value);
}

/** Recordings as BDF csv. */
export const bdfCsvWriter = defineWriter({
  id: 'bdf-csv',
  title: 'Battery Data Format csv',
  extensions: ['.bdf.csv', '.bdf'],
  accepts: acceptsOne,
  write: async ({ recordings }) => toBdfCsv(recordings[0]!.table),
  writePiece: toBdfCsv,
});

/** Recordings as BDF Parquet. */
export const bdfParquetWriter = defineWriter({
  id: 'bdf-parquet',
  title: 'Battery Data Format Parquet',
  extensions: ['.bdf.parquet', '.parquet'],
  accepts: acceptsOne,
  // Loaded when something is written, since it takes longer to load than all other writers.
  write: async ({ recordings }) => (await import('./write-bdf-parquet.js')).toBdfParquet(recordings[0]!),
});
