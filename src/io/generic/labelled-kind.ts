import { ReadError, type Context, type Note } from '../../core/index.js';
import { defineTableReader, type Measurement, type TableReader } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { detectDecimal, readTextHead, sniffLines, splitFields, type Dialect } from '../tabular/read-head.js';
import { readTextTable } from '../tabular/text-table.js';
import { toSnakeCase, type LabelledColumn } from '../vocabulary/column-label.js';
import { scaleWritten } from './label-units.js';

/** A column that a kind of table is known by. */
export interface KnownColumn {
  /** Column that is made of it. */
  name: string;
  /** The label without its unit, in snake case. */
  label: Pick<RegExp, 'test'>;
  /** Unit that the column is in; none for words and plain numbers. */
  unit?: string;
  /** Units with factors of their own, in snake case, such as gas volumes at standard conditions. */
  factors?: Readonly<Record<string, number>>;
  /**
   * Unit that is taken, and told, where the label states none. A known column with a unit and without this must state
   * it.
   */
  assumed?: string;
  text?: boolean;
}

/** [1] characters of a label */
const LONGEST_LABEL = 200;

/** Labels that were understood. */
export interface KnownLabels {
  /** [1] number of the line of labels, and index of the first row */
  line: number;
  rows: number;
  labels: string[];
  dialect: Dialect;
  columns: (LabelledColumn | undefined)[];
  names: Set<string>;
}

/** A kind of delimited table by the labels of its columns. */
export interface LabelledTable {
  id: string;
  title: string;
  kind: string;
  extensions?: readonly string[];
  columns: readonly KnownColumn[];
  /** What has to stand above the table, where its labels alone do not tell the maker. */
  mark?: RegExp;
  /** Whether the columns found are such a table. */
  accepts(names: ReadonlySet<string>): boolean;
  /** [1] how sure such labels make one; readers of one maker's files are surer. @default 0.8 */
  score?: number;
  finish(
    read: Measurement & { metadata: Record<string, unknown>; notes: Note[] },
    above: string,
    source: Source,
  ): Measurement | Measurement[];
  uncertainty?: string;
  cite?: string;
}

/** [1] Lines that are searched for labels. */
const SEARCHED = 80;
const DELIMITERS = [',', '\t', ';', '|'] as const;

/** A reader of tables whose labels say what they are. */
export function makeLabelledReader(table: LabelledTable): ReturnType<typeof defineTableReader> {
  const reader: TableReader = {
    id: table.id,
    version: '1',
    title: table.title,
    kind: table.kind as TableReader['kind'],
    extensions: table.extensions ?? ['.csv', '.txt', '.tsv'],
    sniff: (head) => {
      const lines = sniffLines(head).map((l) => l.text);
      if (table.mark && !table.mark.test(lines.slice(0, SEARCHED).join('\n'))) return 0;
      const found = findKnownLabels(lines, table);
      if (!found || (table.mark && !table.mark.test(lines.slice(0, found.line + 1).join('\n')))) return 0;
      return table.score ?? 0.8;
    },
    measure: (source, ctx) => readLabelled(source, table, ctx),
    ...(table.uncertainty !== undefined && { uncertainty: table.uncertainty }),
    ...(table.cite !== undefined && { cite: table.cite }),
  };
  return defineTableReader(reader);
}

/** Reads such a table. */
export async function readLabelled(
  source: Source,
  table: LabelledTable,
  ctx?: Context,
): Promise<Measurement | Measurement[]> {
  const head = await readTextHead(source);
  const lines = head.lines.map((l) => l.text);
  const found = findKnownLabels(lines, table);
  if (!found) throw new ReadError(`no line has the labels of ${table.title}`, { file: source.name });
  const read = await readTextTable(
    source,
    {
      head,
      header: found.line,
      rows: found.rows,
      labels: found.labels,
      dialect: found.dialect,
      comments: '#%',
      describe: (_, i) => found.columns[i],
    },
    ctx,
  );
  if (read.rows === 0)
    throw new ReadError('the table has labels but no rows', { file: source.name, line: found.line + 1 });
  const above = lines.slice(0, found.line).join('\n');
  const measurement = {
    kind: table.kind,
    columns: read.columns,
    metadata: { ...pairsOf(lines.slice(0, found.line)), columns: read.labels } as Record<string, unknown>,
    notes: read.notes,
  };
  return table.finish(measurement, above, source);
}

/** The first line whose labels make such a table. */
export function findKnownLabels(
  lines: readonly string[],
  { columns, accepts }: Pick<LabelledTable, 'columns' | 'accepts'>,
): KnownLabels | undefined {
  const seen = new Map<string, Match[]>();
  for (let line = 0; line < Math.min(lines.length, SEARCHED); line++) {
    const text = lines[line]!.replace(/^\uFEFF/, '').replace(/^\s*[#%]+\s*/, '');
    if (!/[A-Za-z]{2}/.test(text)) continue;
    for (const delimiter of DELIMITERS) {
      if (!text.includes(delimiter)) continue;
      const labels = splitFields(text, delimiter);
      if (labels.length > 400) break;
      // no label is that long; what it is matched with takes the square of its length
      if (labels.some((label) => label.length > LONGEST_LABEL)) continue;
      const taken = new Set<string>();
      const made = labels.map((label) => matchLabel(label, columns, taken, seen));
      const names = new Set(made.filter((m) => m?.known).map((m) => m!.name));
      if (!accepts(names)) continue;
      let rows = line + 1;
      while (rows < lines.length && lines[rows]!.trim() === '') rows++;
      const sample = lines.slice(rows, rows + 40);
      return {
        line,
        rows,
        labels,
        dialect: { delimiter, decimal: detectDecimal(sample, delimiter) },
        columns: made,
        names,
      };
    }
  }
  return undefined;
}

/** A value, a date or a time of day: what stands below labels. */
const NUMBER = /^[-+]?\d[-+\d.,:/ ]*(?:[eE][-+]?\d+)?$/;

/** What a label means among known columns that are not yet taken; others keep their own name. */
function matchLabel(
  label: string,
  columns: readonly KnownColumn[],
  taken: Set<string>,
  seen: Map<string, Match[]>,
): (LabelledColumn & { known: boolean }) | undefined {
  // Longer text is no label, and taking it apart would take its time.
  if (label.length > LONGEST_LABEL) return undefined;
  const clean = label.trim().replace(/^"(.*)"$/, '$1');
  if (clean === '') return undefined;
  let matches = seen.get(clean);
  if (!matches) seen.set(clean, (matches = NUMBER.test(clean) ? [] : matchColumns(clean, columns)));
  const found = matches.find((match) => !taken.has(match.name));
  if (found) {
    taken.add(found.name);
    return found;
  }
  const name = toSnakeCase(clean) || 'column';
  return { name, kind: 'number', factor: 1, offset: 0, known: false };
}

type Match = LabelledColumn & { known: true };

/** The columns that a label may stand for, in their order. */
function matchColumns(label: string, columns: readonly KnownColumn[]): Match[] {
  const readings = listReadings(label);
  return columns.flatMap((column) => matchColumn(readings, column) ?? []);
}

function matchColumn(readings: readonly Reading[], column: KnownColumn): Match | undefined {
  const plain = { name: column.name, factor: 1, offset: 0, known: true } as const;
  for (const [quantity, unit] of readings) {
    if (!column.label.test(quantity)) continue;
    if (column.text) return { ...plain, kind: 'text' };
    if (column.unit === undefined) {
      if (unit === undefined) return { ...plain, kind: 'number' };
      continue;
    }
    if (unit === undefined) {
      if (column.assumed === undefined) continue;
      const scale = column.factors?.[toSnakeCase(column.assumed)];
      return {
        ...plain,
        kind: 'number',
        ...(scale !== undefined ? { factor: scale } : scaleWritten(column.assumed, column.unit)),
        assumed: column.assumed,
      };
    }
    const own = column.factors?.[toSnakeCase(unit.replaceAll('³', '3'))];
    const scale = own !== undefined ? { factor: own, offset: 0 } : scaleWritten(unit, column.unit);
    if (scale) return { ...plain, kind: 'number', ...scale };
  }
  return undefined;
}

/** A quantity in snake case, and its unit as written. */
type Reading = [quantity: string, unit: string | undefined];

/**
 * Ways of taking a label apart into quantity (snake case) and unit: brackets, a slash, underscores, a last word, a unit
 * alone.
 */
function listReadings(label: string): Reading[] {
  const readings: Reading[] = [];
  const bracketed = /^(.*?)\s*[[(]([^[\]]*)[\])]\s*$/.exec(label);
  if (bracketed) readings.push([toSnakeCase(bracketed[1]!), bracketed[2]]);
  const slash = label.indexOf('/');
  if (slash > 0)
    readings.push([toSnakeCase(label.slice(0, slash)), label.slice(slash + 1).replace(/^\s*[[(]?|[\])]?\s*$/g, '')]);
  const tokens = label.split(/[_\s]+/);
  for (let k = 1; k < tokens.length; k++)
    readings.push([toSnakeCase(tokens.slice(0, k).join('_')), tokens.slice(k).join('_')]);
  readings.push([toSnakeCase(label), undefined], ['', label]);
  return readings;
}

/** `key: value`, `key,value` and `key = value` of lines above a table, under the file's own names. */
function pairsOf(lines: readonly string[]): Record<string, unknown> {
  const header = lines.map((l) => l.trim()).filter((l) => l !== '');
  const pairs: Record<string, string> = {};
  for (const line of header) {
    const match = /^[#%\s]*([^:=,\t]{2,60}?)\s*[:=,\t]\s*(\S.*?)[;,\t\s]*$/.exec(line);
    if (match && !Object.hasOwn(pairs, match[1]!)) pairs[match[1]!] = match[2]!;
  }
  return header.length > 0
    ? { header: header.slice(0, 200), ...(Object.keys(pairs).length > 0 && { preamble: pairs }) }
    : {};
}
