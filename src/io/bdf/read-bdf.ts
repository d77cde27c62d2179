import { ReadError, type Column, type Context, type Note } from '../../core/index.js';
import { finishImpedance } from '../impedance/finish.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { markMissing } from '../tabular/read-delimited.js';
import { detectDialect, readTextHead, sniffLines, splitFields } from '../tabular/read-head.js';
import { readTextTable } from '../tabular/text-table.js';
import { describeColumn, makeUnique, toSnakeCase, type LabelledColumn } from '../vocabulary/column-label.js';
import { finishCycling } from '../cyclers/text-cycler.js';
import { findBdfColumn, scoreBdf } from './label.js';

const cite =
  'Battery Data Format, ontology 1.3.0 (Battery Data Alliance, LF Energy), github.com/battery-data-alliance/battery-data-format';

/** Reads BDF tables in csv: preferred, machine and legacy labels, comma, semicolon or tab. */
export const bdfCsvReader = defineTableReader({
  id: 'bdf-csv',
  version: '1',
  title: 'Battery Data Format csv',
  kind: 'cycling',
  extensions: ['.bdf.csv', '.bdf', '.csv'],
  sniff: (head) => {
    const lines = sniffLines(head);
    const line = lines.find((l) => l.text.trim() !== '' && !l.text.startsWith('#'));
    return line ? scoreBdf(splitFields(line.text, delimiterOf(line.text))) : 0;
  },
  measure: readCsv,
  cite,
});

/** Reads Parquet tables: BDF's labels in any spelling, else what labels with units say. */
export const parquetReader = defineTableReader({
  id: 'parquet',
  version: '1',
  title: 'Parquet table (Battery Data Format or other labels)',
  kind: 'cycling',
  extensions: ['.bdf.parquet', '.parquet'],
  // The labels stand at the end of the file, which a sniff does not see; names of columns also stand in the head of
  // each page only.
  sniff: (head, name) => (isParquet(head) ? (name.toLowerCase().endsWith('.bdf.parquet') ? 0.9 : 0.85) : 0),
  measure: readParquetTable,
  cite,
});

function isParquet(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x41 && head[2] === 0x52 && head[3] === 0x31;
}

function delimiterOf(line: string): ',' | ';' | '\t' {
  return ([',', ';', '\t'] as const).reduce((best, d) => (line.split(d).length > line.split(best).length ? d : best));
}

/** A label that is no BDF term keeps its own name; a unit is claimed only where the label states one. */
export function describeOther(label: string): LabelledColumn {
  const found = describeColumn(label);
  // A clock without a unit could be counted from any day; it keeps its own name.
  return found.assumed || found.name === 'unix_time_second'
    ? {
        name: toSnakeCase(label) || 'column',
        kind: found.kind === 'date' ? 'number' : found.kind,
        factor: 1,
        offset: 0,
        known: false,
      }
    : { ...found, known: false };
}

async function readCsv(source: Source, ctx?: Context): Promise<Measurement> {
  const head = await readTextHead(source);
  const header = head.lines.findIndex((l) => l.text.trim() !== '' && !l.text.startsWith('#'));
  if (header < 0) throw new ReadError('the file holds no line of labels', { file: source.name, line: 1 });
  const delimiter = delimiterOf(head.lines[header]!.text);
  const labels = splitFields(head.lines[header]!.text, delimiter);
  const { decimal } = detectDialect(
    head.lines.slice(header + 1, header + 40).map((l) => l.text),
    head.lines[header]!.text,
  );
  const taken = new Set(labels.map((l) => findBdfColumn(l)?.name).filter((n) => n !== undefined));
  const table = await readTextTable(
    source,
    {
      head,
      header,
      rows: header + 1,
      labels,
      dialect: { delimiter, decimal: delimiter === ',' ? '.' : decimal },
      comments: '#',
      describe: (label) => findBdfColumn(label) ?? giveWay(describeOther(label), taken, label),
    },
    ctx,
  );
  return finish(table.columns, table.labels, table.notes, source.name, await readSibling(source));
}

/** Columns that an instrument's own labels would make again beside BDF's keep their label as a name. */
function giveWay(column: LabelledColumn, taken: Set<string>, label: string): LabelledColumn {
  return taken.has(column.name) ? { ...column, name: toSnakeCase(label), factor: 1, offset: 0 } : column;
}

async function readParquetTable(source: Source): Promise<Measurement | Measurement[]> {
  const { readParquet } = await import('../tabular/read-parquet.js');
  const parquet = await readParquet(source);
  const labels = parquet.columns.map((c) => c.name);
  const isBdf = scoreBdf(labels) > 0;
  const taken = new Set<string>();
  const made: Record<string, string> = {};
  const columns = parquet.columns.map((c): Column => {
    const meaning =
      c.name === 'indices'
        ? { ...describeOther(c.name), name: 'spectrum_index' }
        : isBdf
          ? (findBdfColumn(c.name) ?? describeOther(c.name))
          : describeColumn(c.name);
    const name = makeUnique(meaning.name, taken);
    made[name] = c.name;
    if (Array.isArray(c.values)) return { name, values: c.values };
    const { factor, offset } = meaning;
    return {
      ...markMissing(name, factor === 1 && offset === 0 ? c.values : c.values.map((v) => v * factor + offset)),
      ...(meaning.assumed && { assumed: meaning.assumed }),
    };
  });
  const notes: Note[] = [];
  const texts = Object.fromEntries(
    Object.entries(parquet.texts).filter(([key]) => key !== 'ARROW:schema' && key !== 'pandas'),
  );
  return finish(columns, made, notes, source.name, { ...texts, ...(await readSibling(source)) });
}

/** Uncertainties stand beside their column as NAME_sigma, as Cermet writes them. */
function attachSigma(columns: Column[]): Column[] {
  const sigmas = new Map(
    columns
      .filter((c) => c.name.endsWith('_sigma') && c.values instanceof Float64Array)
      .map((c) => [c.name.slice(0, -6), c]),
  );
  return columns
    .filter((c) => !(sigmas.get(c.name.slice(0, -6)) === c && columns.some((o) => o.name === c.name.slice(0, -6))))
    .map((c) => (sigmas.has(c.name) ? { ...c, sigma: sigmas.get(c.name)!.values as Float64Array } : c));
}

function finish(
  all: Column[],
  labels: Record<string, string>,
  notes: Note[],
  file: string,
  extra: Record<string, unknown>,
): Measurement {
  const columns = attachSigma(all);
  const metadata = { ...extra, columns: labels };
  const names = new Set(columns.map((c) => c.name));
  if (names.has('frequency_hertz') && names.has('real_impedance_ohm') && names.has('imaginary_impedance_ohm'))
    return finishImpedance({ columns, metadata, notes, about: {} });
  if (names.has('test_time_second') && names.has('voltage_volt') && names.has('current_ampere'))
    return finishCycling({ columns: new Map(columns.map((c) => [c.name, c])), metadata, notes, about: {}, file });
  return { kind: 'table', columns, metadata, notes };
}

/** BDF keeps metadata in a file beside the table. */
async function readSibling(source: Source): Promise<Record<string, unknown>> {
  const stem = source.name.replace(/(\.bdf)?\.(csv|parquet|bdf)$/i, '');
  for (const name of [`${stem}.metadata.json`, `${source.name}.metadata.json`, `${stem}.bdf.metadata.json`]) {
    const beside = await source.sibling?.(name);
    if (!beside || beside.size > 1 << 22) continue;
    try {
      const data: unknown = JSON.parse(new TextDecoder().decode(await beside.bytes()));
      if (data && typeof data === 'object') return { ...data };
    } catch {
      return {};
    }
  }
  return {};
}
