import { toCsvText, type Table } from '../core/index.js';

/**
 * A table as CSV (RFC 4180): a header of column names, numbers in the shortest form that reads back the same, missing
 * cells empty. Text that a spreadsheet would run as a formula begins with an apostrophe, which readers here take off
 * again. Columns with an uncertainty are followed by `NAME_sigma`. Without the header it goes on where another
 * table ended.
 */
export function toCsv(table: Table, header = true): string {
  const columns = table.columns.flatMap((c) => [
    { name: c.name, cell: (i: number): string => (c.valid && !c.valid[i] ? '' : toCell(c.values[i]!)) },
    ...(c.sigma
      ? [{ name: `${c.name}_sigma`, cell: (i: number): string => (c.valid && !c.valid[i] ? '' : toCell(c.sigma![i]!)) }]
      : []),
  ]);
  const lines = header ? [columns.map((c) => toCell(c.name)).join(',')] : [];
  for (let i = 0; i < table.length; i++) lines.push(columns.map((c) => c.cell(i)).join(','));
  lines.push('');
  return lines.join('\n');
}

function toCell(value: number | string): string {
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : String(value);
  return toCsvText(value);
}
