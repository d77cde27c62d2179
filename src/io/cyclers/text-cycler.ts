import { ReadError, unitOfColumn, type Column, type Context, type Note } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Reader, Source } from '../reader.js';
import { parseDate, toLocalIso, type DateOrder } from '../tabular/parse-date.js';
import {
  detectDecimal,
  readTextHead,
  sniffLines,
  splitFields,
  type Dialect,
  type HeadLine,
  type TextHead,
} from '../tabular/read-head.js';
import type { RowLayout } from '../tabular/read-delimited.js';
import { deriveTestTime, readTextTable } from '../tabular/text-table.js';
import { describeColumn, parseLabel, scaleTo, toSnakeCase, type LabelledColumn } from '../vocabulary/column-label.js';

/** Where the table of a text export stands. */
export interface FoundTable {
  /** [1] index of the line of labels, and of the first row */
  header: number;
  rows: number;
  labels?: string[];
  delimiter?: Dialect['delimiter'];
  dialect?: Dialect;
  unquote?: boolean;
  other?: RowLayout['other'];
}

/**
 * What a maker's labels mean: by the label without its unit, in snake case, the column it becomes. A label without a
 * unit has the unit of that column, which is the maker's, or the one given beside it. `null` leaves the column out.
 */
export type LabelNames = Record<string, string | [name: string, unit: string] | null>;

/** A maker's text export as data. */
export interface TextCycler {
  id: string;
  title: string;
  instrument: string;
  extensions: readonly string[];
  cite: string;
  uncertainty?: string;
  /** Finds the table; undefined where the text is not this maker's. */
  find(lines: readonly string[], name: string): FoundTable | undefined;
  /** [1] 0 to 1, how sure a find is; 0.95 unless told */
  sure?: number;
  names: LabelNames;
  dateOrder?: DateOrder;
  /** What the lines before the table say. */
  preamble?(lines: readonly string[]): Record<string, unknown>;
  /** Last touches: signs, words, refusals. */
  finish?(read: CyclerColumns): void;
}

/** Columns of a cycler's file under way to a recording. */
export interface CyclerColumns {
  columns: Map<string, Column>;
  metadata: Record<string, unknown>;
  notes: Note[];
  about: NonNullable<Measurement['about']>;
  file: string;
}

/** Meaning of a maker's label. */
export function describeByNames(names: LabelNames, label: string): LabelledColumn | undefined {
  const { quantity, unit } = parseLabel(label);
  const stem = toSnakeCase(quantity);
  if (!Object.hasOwn(names, stem)) return describeColumn({ quantity, unit });
  const meaning = names[stem]!;
  if (meaning === null) return undefined;
  const [name, madeIn] = typeof meaning === 'string' ? [meaning, undefined] : meaning;
  const target = unitOfColumn(name);
  const common = { name, known: true };
  if (name === 'unix_time_second') return { ...common, kind: 'date', factor: 1, offset: 0 };
  if (/^(step_type|state|status|command|end_status)$/.test(name))
    return { ...common, kind: 'text', factor: 1, offset: 0 };
  const written = unit || madeIn;
  const kind = target === 's' ? 'duration' : 'number';
  // A time without a unit may be in any: whatever else the file holds decides.
  if (!target || !written || /hh|h:m/i.test(written))
    return { ...common, kind, factor: 1, offset: 0, ...(!written && target === 's' && { assumed: 's' }) };
  const scale = scaleTo(target, written);
  if (!scale) return describeColumn({ quantity, unit });
  return { ...common, kind: scale.factor === 1 ? kind : 'number', ...scale };
}

/** Makes the reader of a maker's text export. */
export function defineTextCycler(maker: TextCycler): Reader {
  const find = (lines: readonly HeadLine[], name: string): FoundTable | undefined =>
    lines.length > 0
      ? maker.find(
          lines.map((l) => l.text),
          name,
        )
      : undefined;
  return defineTableReader({
    id: maker.id,
    version: '1',
    title: maker.title,
    kind: 'cycling',
    extensions: maker.extensions,
    cite: maker.cite,
    uncertainty: maker.uncertainty,
    sniff: (bytes, name) => (find(sniffLines(bytes), name) ? (maker.sure ?? 0.95) : 0),
    measure: async (source, ctx) => {
      const head = await readTextHead(source);
      const found = find(head.lines, source.name);
      if (!found)
        throw new ReadError(`no line of labels as ${maker.title} has it was found`, { file: source.name, line: 1 });
      return readCycler(source, head, found, maker, ctx);
    },
  });
}

async function readCycler(
  source: Source,
  head: TextHead,
  found: FoundTable,
  maker: TextCycler,
  ctx?: Context,
): Promise<Measurement> {
  const lines = head.lines.map((l) => l.text);
  const table = await readTextTable(
    source,
    {
      head,
      ...found,
      dialect:
        found.dialect ??
        (found.delimiter && {
          delimiter: found.delimiter,
          decimal: detectDecimal(lines.slice(found.rows, found.rows + 60), found.delimiter),
        }),
      describe: (label) => describeByNames(maker.names, label),
      dateOrder: maker.dateOrder,
    },
    ctx,
  );
  const metadata: Record<string, unknown> = {
    ...maker.preamble?.(lines.slice(0, found.header)),
    columns: table.labels,
  };
  const notes = table.notes;
  const columns = new Map(deriveTestTime(table.columns, notes).map((c) => [c.name, c]));
  const about: CyclerColumns['about'] = { instrument: maker.instrument };
  maker.finish?.({ columns, metadata, notes, about, file: source.name });
  return finishCycling({ columns, metadata, notes, about, file: source.name });
}

/** Common last step: what a cycling recording needs must be there, and its start is told. */
export function finishCycling({ columns, metadata, notes, about, file }: CyclerColumns): Measurement {
  const needed: [string, string][] = [
    ['test_time_second', 'time'],
    ['voltage_volt', 'voltage'],
    ['current_ampere', 'current'],
  ];
  const lacking = needed.filter(([name]) => !columns.has(name)).map(([, word]) => word);
  if (lacking.length > 0)
    throw new ReadError(
      `the table has no column of ${lacking.join(' and none of ')}`,
      { file },
      {
        hint: `its columns are ${[...columns.keys()].slice(0, 12).join(', ')}; if one of them is it, say so in a column mapping`,
      },
    );
  const unix = columns.get('unix_time_second');
  const time = columns.get('test_time_second')!;
  if (!about.started && unix && unix.values.length > 0 && !(unix.valid && !unix.valid[0])) {
    about.started = toLocalIso((unix.values[0] as number) - ((time.values[0] as number) || 0));
    notes.push({
      level: 'info',
      code: 'time-zone-unknown',
      text: 'the file does not say in which time zone its clock runs; unix_time_second takes it as UTC',
    });
  }
  return { kind: 'cycling', columns: orderColumns([...columns.values()]), metadata, notes, about };
}

const first = ['test_time_second', 'voltage_volt', 'current_ampere'];

/** The columns everyone asks for stand first; the others keep the file's order. */
export function orderColumns(columns: Column[]): Column[] {
  const rank = (c: Column): number => (first.includes(c.name) ? first.indexOf(c.name) : first.length);
  return columns.sort((a, b) => rank(a) - rank(b));
}

/** Finds the line whose fields hold all of some labels, compared without units and in snake case. */
export function findLabels(
  lines: readonly string[],
  wanted: readonly string[],
  delimiters: readonly Dialect['delimiter'][] = [',', '\t', ';'],
): { line: number; delimiter: Dialect['delimiter']; labels: string[] } | undefined {
  for (let i = 0; i < Math.min(lines.length, 400); i++) {
    const text = lines[i]!.replace(/^\uFEFF/, '');
    // Rows of numbers are no labels; asking so much first saves taking them apart.
    if ((text.match(/[A-Za-z]{3}/g)?.length ?? 0) < wanted.length / 2) continue;
    for (const delimiter of delimiters) {
      if (!text.includes(delimiter)) continue;
      const labels = splitFields(text, delimiter);
      const stems = labels.map((label) => toSnakeCase(parseLabel(label).quantity));
      if (wanted.every((w) => stems.includes(w))) return { line: i, delimiter, labels };
    }
  }
  return undefined;
}

/** `key: value` or `key,value` lines as data. */
export function parsePairs(lines: readonly string[], separator: RegExp): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const line of lines) {
    const match = separator.exec(line);
    if (match && match[1]!.trim() !== '') pairs[match[1]!.trim()] = (match[2] ?? '').trim();
  }
  return pairs;
}

/** ISO start out of a date as the file writes it. */
export function toStart(text: unknown, order?: DateOrder): string | undefined {
  return typeof text === 'string' ? toLocalIso(parseDate(text, order)) : undefined;
}
