import { unitOfColumn, type Column, type Context, type Note } from '../../core/index.js';
import type { Source } from '../reader.js';
import { makeUnique, type LabelledColumn } from '../vocabulary/column-label.js';
import { detectDateOrder, parseDate, type DateOrder } from './parse-date.js';
import { parseDuration, parseNumber } from './parse-number.js';
import { detectDialect, splitFields, type Dialect, type HeadLine, type TextHead } from './read-head.js';
import { ERROR_VALUE, readDelimited, type Field, type RowLayout } from './read-delimited.js';

/** A table in a text file: which line has the labels, where rows begin, and what each label means. */
export interface TextTable {
  head: TextHead;
  /** [1] index into `head.lines` of the line of labels, and of the first row */
  header: number;
  rows: number;
  /** Meaning of a label; undefined steps over the column. */
  describe(label: string, index: number): LabelledColumn | undefined;
  /** Labels, where they are not simply the header line split. */
  labels?: readonly string[];
  dialect?: Dialect;
  dateOrder?: DateOrder;
  comments?: RowLayout['comments'];
  other?: RowLayout['other'];
  keepBlank?: boolean;
  unquote?: boolean;
}

/** What came out of a table in a text file. */
export interface TextTableRead {
  columns: Column[];
  rows: number;
  notes: Note[];
  /** The file's label of each column made. */
  labels: Record<string, string>;
}

const SAMPLE = 60;
const encoder = new TextEncoder();

/**
 * Reads a table of delimited text with a header. Whether a column holds numbers, durations, dates or words is settled
 * by its first rows; dates under a label of time become `unix_time_second`.
 */
export async function readTextTable(source: Source, table: TextTable, ctx?: Context): Promise<TextTableRead> {
  const plain = (text: string): string => (table.unquote ? text.trim().replace(/^"(.*)"$/, '$1') : text);
  const lines = table.head.lines.slice(table.rows, table.rows + SAMPLE).map((l) => plain(l.text));
  const sample = lines.filter(
    (text) =>
      text.trim() !== '' && (!table.comments?.includes(text.trimStart()[0]!) || ERROR_VALUE.test(text.trimStart())),
  );
  const header = plain(table.head.lines[table.header]?.text ?? '');
  const dialect = table.dialect ?? detectDialect(sample, header);
  const labels = [...(table.labels ?? splitFields(header, dialect.delimiter))];
  // A delimiter that ends each line makes an empty label; it is no column, so that a surplus field in a row stands out.
  while (labels.length > 1 && labels.at(-1)!.trim() === '') labels.pop();
  const rows = sample.map((text) => splitFields(text, dialect.delimiter));
  const dateOrder = table.dateOrder ?? detectDateOrder(rows.flat());
  const taken = new Set<string>();
  const made: Record<string, string> = {};
  const assumed = new Map<string, string>();
  const unknown: string[] = [];
  const fields = labels.map((label, i): Field | undefined => {
    if (label.trim() === '' && rows.every((row) => (row[i] ?? '') === '')) return undefined;
    const meaning = table.describe(label, i);
    if (!meaning) return undefined;
    const kind = settleKind(
      meaning,
      rows.map((row) => row[i] ?? ''),
      dialect,
      dateOrder,
    );
    // A date under a label of time is the clock; any other date keeps its own name.
    const isClock = ['unix_time_second', 'test_time_second'].includes(meaning.name);
    const name = makeUnique(
      kind !== 'date' ? meaning.name : isClock ? 'unix_time_second' : `${meaning.name}_unix_second`,
      taken,
    );
    made[name] = label;
    if (meaning.kind === 'date' && kind === 'number')
      return {
        name,
        ...scaleClock(
          rows.map((row) => row[i] ?? ''),
          dialect,
        ),
        label,
      };
    // `0:10:00` says its unit itself.
    if (
      meaning.assumed &&
      (kind === 'number' || (kind === 'duration' && rows.some((row) => row[i] && !row[i].includes(':'))))
    )
      assumed.set(name, meaning.assumed);
    if (meaning.unknownUnit) unknown.push(`${label} (${meaning.unknownUnit})`);
    return { name, kind, factor: meaning.factor, offset: meaning.offset, dateOrder, label };
  });
  const first: HeadLine | undefined = table.head.lines[table.rows];
  const from = first?.from ?? source.size;
  const read = await readDelimited(
    source,
    {
      ...dialect,
      encoding: table.head.encoding,
      from,
      line: table.rows + 1,
      fields,
      comments: table.comments,
      other: table.other,
      keepBlank: table.keepBlank,
      unquote: table.unquote,
    },
    ctx,
  );
  const notes = [...read.notes];
  if (unknown.length > 0) notes.push(sayUnknownUnits(unknown));
  const dated = fields.some((f) => f?.kind === 'date');
  if (dated && !dateOrder && rows.flat().some((cell) => /^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}/.test(cell)))
    notes.push({
      level: 'warning',
      code: 'date-order-assumed',
      text: 'no date in the first rows tells day from month; the month was taken to stand first',
    });
  return {
    columns: read.columns.map((c) => (assumed.has(c.name) ? { ...c, assumed: assumed.get(c.name) } : c)),
    rows: read.rows,
    notes,
    labels: made,
  };
}

/** A unit that is stated and not known leaves the numbers as they are, and is said. */
export function sayUnknownUnits(labels: readonly string[]): Note {
  return {
    level: 'warning',
    code: 'unit-unknown',
    text: `the unit of ${labels.join(', ')} is not known here: the numbers are kept as the file has them, under a name that ends in it`,
  };
}

function settleKind(
  meaning: LabelledColumn,
  cells: readonly string[],
  dialect: Dialect,
  dateOrder: DateOrder | undefined,
): Field['kind'] {
  if (meaning.kind === 'text') return 'text';
  const filled = cells.filter((cell) => cell !== '').map((cell) => encoder.encode(cell));
  if (filled.length === 0) return meaning.kind;
  const decimal = dialect.decimal.charCodeAt(0);
  const share = (test: (bytes: Uint8Array, i: number) => boolean): number => filled.filter(test).length / filled.length;
  if (share((bytes) => !Number.isNaN(parseNumber(bytes, 0, bytes.length, decimal))) >= 0.5)
    return meaning.kind === 'date' ? 'number' : meaning.kind;
  if (share((bytes) => !Number.isNaN(parseDuration(bytes, 0, bytes.length, decimal))) >= 0.5) return 'duration';
  const words = cells.filter((cell) => cell !== '');
  if (words.filter((cell) => !Number.isNaN(parseDate(cell, dateOrder))).length >= words.length / 2) return 'date';
  return meaning.known && unitOfColumn(meaning.name) !== undefined && meaning.name !== 'unix_time_second'
    ? meaning.kind
    : 'text';
}

/** Clocks written as numbers: days since 1899-12-30 as Excel has them, seconds or milliseconds since 1970. */
function scaleClock(cells: readonly string[], dialect: Dialect): Pick<Field, 'kind' | 'factor' | 'offset'> {
  const bytes = encoder.encode(cells.find((cell) => cell !== '') ?? '');
  const value = parseNumber(bytes, 0, bytes.length, dialect.decimal.charCodeAt(0));
  if (value > 20_000 && value < 100_000) return { kind: 'number', factor: 86_400, offset: -25_569 * 86_400 };
  return { kind: 'number', factor: value > 1e11 ? 1e-3 : 1 };
}

/** Adds `test_time_second` from dates where a file has no other time, and says so. */
export function deriveTestTime(columns: Column[], notes: Note[]): Column[] {
  if (columns.some((c) => c.name === 'test_time_second')) return columns;
  const unix = columns.find((c) => c.name === 'unix_time_second');
  if (!unix || !(unix.values instanceof Float64Array) || unix.values.length === 0) return columns;
  const start = unix.values[0]!;
  notes.push({
    level: 'info',
    code: 'time-derived',
    text: 'the file gives dates only: the time of the test is counted from the first row',
  });
  return [{ name: 'test_time_second', values: unix.values.map((v) => v - start), valid: unix.valid }, ...columns];
}
