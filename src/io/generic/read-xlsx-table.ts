import { ReadError, type Context, type Note } from '../../core/index.js';
import { ARBIN_NAMES, finishArbin } from '../cyclers/arbin.js';
import { finishLandt, LANDT_MARKS, LANDT_NAMES } from '../cyclers/landt.js';
import { finishNeware, NEWARE_NAMES } from '../cyclers/neware/read-text.js';
import { describeByNames, finishCycling, type CyclerColumns, type LabelNames } from '../cyclers/text-cycler.js';
import { listLocalNames } from '../cyclers/neware/read-ndax.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { isZip } from '../tabular/archive.js';
import { CellColumns, type Cell } from '../tabular/cell-columns.js';
import { toLocalIso } from '../tabular/parse-date.js';
import { deriveTestTime } from '../tabular/text-table.js';
import type { Sheet } from '../tabular/read-xlsx.js';
import { describeColumn, parseLabel, toSnakeCase, type LabelledColumn } from '../vocabulary/column-label.js';
import { classifyTable, kindOfColumns } from './classify-table.js';
import { describeMapped, sayUnusedKeys, turnCurrent, type ColumnMapping } from './column-mapping.js';
import { findMapping } from './read-delimited-table.js';

/** Reads Excel workbooks: the exports of Arbin, Neware and Landt, and sheets with one table of labelled columns. */
export const xlsxReader = defineTableReader({
  id: 'xlsx',
  version: '1',
  title: 'Excel workbook (Arbin, Neware, Landt exports, or labelled tables)',
  kind: 'table',
  extensions: ['.xlsx', '.xlsm'],
  sniff: (head) =>
    isZip(head) && listLocalNames(head).some((n) => n.startsWith('xl/') || n === '[Content_Types].xml') ? 0.9 : 0,
  measure: readWorkbook,
});

interface Maker {
  instrument: string;
  marks: readonly (readonly string[])[];
  names: LabelNames;
  finish(read: CyclerColumns): void;
}

const makers: readonly Maker[] = [
  {
    instrument: 'Arbin',
    marks: [['test_time', 'step_index', 'cycle_index', 'current', 'voltage', 'charge_capacity']],
    names: ARBIN_NAMES,
    finish: finishArbin,
  },
  { instrument: 'Landt', marks: LANDT_MARKS, names: LANDT_NAMES, finish: finishLandt },
  {
    instrument: 'Neware',
    marks: [
      ['data_point', 'cycle_index', 'step_type', 'voltage'],
      ['data_point', 'time', 'current', 'voltage'],
      ['record_number', 'step_name', 'voltage'],
      ['record_id', 'step_name', 'voltage'],
    ],
    names: NEWARE_NAMES,
    finish: finishNeware,
  },
];
/** [1] Rows searched for labels. */
const SEARCHED = 60;

interface ReadSheet {
  name: string;
  /** Rows before the labels. */
  above: Cell[][];
  labels: string[];
  maker?: Maker;
  columns: CellColumns;
}

async function readWorkbook(source: Source, ctx?: Context): Promise<Measurement[]> {
  const { openXlsx } = await import('../tabular/read-xlsx.js');
  const sheets = await openXlsx(source);
  const mapping = await findMapping(source);
  const read: ReadSheet[] = [];
  const loose: Record<string, unknown> = {};
  for (const [i, sheet] of sheets.entries()) {
    ctx?.progress?.(i, sheets.length, `${source.name}: ${sheet.name}`);
    const previous = read.at(-1);
    const found = await readSheet(sheet, previous, mapping);
    if (found === 'continued') continue;
    if ('columns' in found) read.push(found);
    else if (found.rows.length > 0) loose[sheet.name] = found.rows.slice(0, 40);
  }
  if (read.length === 0)
    throw new ReadError('no sheet of the workbook holds a table with labels', { file: source.name });
  const measured = read.filter((r) => r.maker);
  // Where a maker's table stands among summaries, it is what was measured; the summaries are kept beside it.
  const wanted = measured.length > 0 ? measured : read;
  return wanted.map((r) =>
    toMeasurement(r, source.name, measured.length > 0 ? describeOthers(read, loose) : loose, mapping),
  );
}

async function readSheet(
  sheet: Sheet,
  previous: ReadSheet | undefined,
  mapping: ColumnMapping | undefined,
): Promise<ReadSheet | 'continued' | { rows: unknown[] }> {
  const above: Cell[][] = [];
  let reading: CellColumns | undefined;
  let result: ReadSheet | undefined;
  let continued = false;
  await sheet.readRows((cells) => {
    if (reading) {
      if (cells.some((c) => c !== undefined && c !== '')) reading.push(cells);
      return true;
    }
    const labels = toLabels(cells);
    const maker =
      labels &&
      !mapping &&
      makers.find((m) =>
        m.marks.some((marks) =>
          marks.every((mark) => labels.some((l) => toSnakeCase(parseLabel(l).quantity) === mark)),
        ),
      );
    const before = above.at(-1);
    if (labels && maker) {
      // Long tests go on in further sheets under the same labels (Channel_1_1, Channel_1_2, …).
      if (previous?.maker === maker && previous.labels.join('\t') === labels.join('\t')) {
        reading = previous.columns;
        continued = true;
        return true;
      }
      reading = new CellColumns(
        labels.map((l) => (l === '' ? undefined : describeByNames(maker.names, l))),
        labels,
      );
      result = { name: sheet.name, above, labels, maker, columns: reading };
      return true;
    }
    // Without a maker's labels, the first row of numbers under a row of words begins the table.
    const above1 = before && toLabels(before);
    if (
      above1 &&
      cells.some((c) => typeof c === 'number' || typeof c === 'object') &&
      above1.filter((l) => l !== '').length >= cells.filter((c) => c !== undefined).length
    ) {
      reading = new CellColumns(describeOpen(above1, mapping), above1);
      result = { name: sheet.name, above: above.slice(0, -1), labels: above1, columns: reading };
      reading.push(cells);
      return true;
    }
    above.push([...cells]);
    return above.length < SEARCHED;
  });
  if (continued) return 'continued';
  return result ?? { rows: above.filter((r) => r.some((c) => c !== undefined)).map((r) => r.map(toPlain)) };
}

/**
 * Labels of a sheet that no maker's are: by the column mapping, else by their words. A unit that none of them states is
 * taken, and said, where they make a measurement together; elsewhere what is not known is not claimed.
 */
function describeOpen(labels: readonly string[], mapping: ColumnMapping | undefined): (LabelledColumn | undefined)[] {
  const found = labels.map((label, i) => {
    if (label === '') return undefined;
    for (const key of [label, String(i + 1)])
      if (mapping && Object.hasOwn(mapping.columns, key)) return describeMapped(label, mapping.columns[key]!);
    return describeColumn(label);
  });
  if (kindOfColumns(new Set(found.flatMap((c) => c?.name ?? []))) !== 'table') return found;
  return found.map((c, i) =>
    c?.assumed ? { name: toSnakeCase(labels[i]!), kind: c.kind, factor: 1, offset: 0, known: false } : c,
  );
}

function toLabels(cells: readonly Cell[]): string[] | undefined {
  const filled = Array.from(cells).filter((c) => c !== undefined);
  if (filled.length === 0 || filled.some((c) => typeof c !== 'string')) return undefined;
  return Array.from(cells, (c) => (c === undefined ? '' : String(c).trim()));
}

function toPlain(cell: Cell): unknown {
  return typeof cell === 'object' ? toLocalIso(cell.date) : cell;
}

function describeOthers(read: readonly ReadSheet[], loose: Record<string, unknown>): Record<string, unknown> {
  const others: Record<string, unknown> = { ...loose };
  for (const sheet of read) if (!sheet.maker) others[sheet.name] = { labels: sheet.labels, rows: sheet.columns.rows };
  return others;
}

function toMeasurement(
  sheet: ReadSheet,
  file: string,
  others: Record<string, unknown>,
  mapping: ColumnMapping | undefined,
): Measurement {
  const notes: Note[] = [];
  const { columns: read, labels } = sheet.columns.finish(notes);
  const columns = deriveTestTime(turnCurrent(read, mapping), notes);
  if (mapping) notes.push(...sayUnusedKeys(mapping, sheet.labels));
  const metadata: Record<string, unknown> = {
    sheet: sheet.name,
    columns: labels,
    ...(sheet.above.length > 0 && { above: sheet.above.map((r) => Array.from(r, toPlain)) }),
    ...(Object.keys(others).length > 0 && { other_sheets: others }),
    ...(mapping && { column_mapping: mapping }),
  };
  if (!sheet.maker)
    return classifyTable({ columns, metadata, notes, about: { sample: sheet.name }, file, rows: sheet.columns.rows });
  const cycler: CyclerColumns = {
    columns: new Map(columns.map((c) => [c.name, c])),
    metadata,
    notes,
    about: { instrument: sheet.maker.instrument },
    file,
  };
  sheet.maker.finish(cycler);
  return finishCycling(cycler);
}
