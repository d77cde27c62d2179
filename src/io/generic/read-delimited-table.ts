import { ReadError, type Context } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { findHeader, type FoundHeader } from '../tabular/find-header.js';
import { readTextHead, sniffLines, splitFields } from '../tabular/read-head.js';
import { deriveTestTime, readTextTable } from '../tabular/text-table.js';
import { describeColumn, parseLabel, type LabelledColumn } from '../vocabulary/column-label.js';
import { classifyTable } from './classify-table.js';
import {
  describeMapped,
  parseColumnMapping,
  sayUnusedKeys,
  turnCurrent,
  type ColumnMapping,
} from './column-mapping.js';

/** Names under which a column mapping may stand beside a file. */
export const MAPPING_NAMES = (file: string): string[] => [
  `${file}.columns.yaml`,
  `${file.replace(/\.[^.]*$/, '')}.columns.yaml`,
  'columns.yaml',
];

/** Reads any table of delimited text: labels with units, or a column mapping beside the file. */
export const delimitedReader = defineTableReader({
  id: 'delimited-text',
  version: '1',
  title: 'Table of delimited text',
  kind: 'table',
  extensions: ['.csv', '.txt', '.tsv', '.dat'],
  sniff: (head) => {
    const lines = sniffLines(head).map((l) => l.text);
    if (lines.length < 2) return 0;
    const found = findHeader(lines);
    if (!found) return 0;
    const names =
      found.header < 0
        ? []
        : splitFields(lines[found.header]!, found.dialect.delimiter).map((l) => describeColumn(l).name);
    const hits = [
      'test_time_second',
      'voltage_volt',
      'current_ampere',
      'frequency_hertz',
      'real_impedance_ohm',
      'imaginary_impedance_ohm',
    ].filter((n) => names.includes(n)).length;
    if (found.header < 0 && describeBare(lines.slice(found.rows), found)) return 0.85;
    return hits >= 3 ? 0.6 : hits === 2 ? 0.5 : 0.36;
  },
  measure: readTable,
});

/** The column mapping that stands beside a file, where there is one. */
export async function findMapping(source: Source): Promise<ColumnMapping | undefined> {
  for (const name of MAPPING_NAMES(source.name)) {
    const beside = await source.sibling?.(name);
    if (beside) return parseColumnMapping(new TextDecoder().decode(await beside.bytes()), name);
  }
  return undefined;
}

async function readTable(source: Source, ctx?: Context): Promise<Measurement> {
  return readMappedTable(source, await findMapping(source), ctx);
}

/** Reads a table of delimited text by a column mapping, or by its labels where there is none. */
export async function readMappedTable(
  source: Source,
  mapping: ColumnMapping | undefined,
  ctx?: Context,
): Promise<Measurement> {
  const head = await readTextHead(source);
  const lines = head.lines.map((l) => l.text);
  const found = placeTable(lines, mapping);
  if (!found) throw new ReadError('no rows of numbers were found in the text', { file: source.name });
  const labels = listLabels(lines, found);
  const bare = found.header < 0 && !mapping ? describeBare(lines.slice(found.rows), found) : undefined;
  const describe = (label: string, i: number): LabelledColumn | undefined => {
    if (mapping)
      return Object.hasOwn(mapping.columns, label)
        ? describeMapped(label, mapping.columns[label]!)
        : Object.hasOwn(mapping.columns, String(i + 1))
          ? describeMapped(label, mapping.columns[String(i + 1)]!)
          : { ...describeColumn(label), known: false };
    return bare?.[i] ?? describeColumn(label);
  };
  const table = await readTextTable(
    source,
    {
      head,
      header: Math.max(0, found.header),
      rows: found.rows,
      labels,
      dialect: found.dialect,
      describe,
      comments: '#%',
      dateOrder: mapping?.dates,
      keepBlank: true,
    },
    ctx,
  );
  const notes = table.notes;
  if (mapping) notes.push(...sayUnusedKeys(mapping, labels));
  const metadata: Record<string, unknown> = {
    ...preamble(lines.slice(0, Math.max(0, found.header < 0 ? found.rows : found.header)), found),
    columns: table.labels,
    ...(mapping && { column_mapping: mapping }),
  };
  const columns = turnCurrent(deriveTestTime(table.columns, notes), mapping);
  return classifyTable({
    columns,
    metadata,
    notes,
    file: source.name,
    rows: table.rows,
    signOpen: bare !== undefined,
  });
}

function placeTable(lines: readonly string[], mapping: ColumnMapping | undefined): FoundHeader | undefined {
  const found = findHeader(lines);
  if (mapping?.header === undefined && mapping?.delimiter === undefined && mapping?.decimal === undefined) return found;
  const dialect = {
    delimiter: mapping.delimiter ?? found?.dialect.delimiter ?? ',',
    decimal: mapping.decimal ?? found?.dialect.decimal ?? '.',
  };
  if (mapping.header === undefined) return found && { ...found, dialect };
  return { header: mapping.header - 1, units: -1, rows: mapping.header, dialect };
}

/** Labels, each with its unit where a line of units stands below. */
function listLabels(lines: readonly string[], found: FoundHeader): string[] {
  if (found.header < 0)
    return splitFields(lines[found.rows]!, found.dialect.delimiter).map((_, i) => `column ${i + 1}`);
  const labels = splitFields(lines[found.header]!.replace(/^\s*[#%]+/, ''), found.dialect.delimiter);
  if (found.units < 0) return labels;
  const units = splitFields(lines[found.units]!, found.dialect.delimiter).map((u) => u.replace(/^[[(]|[\])]$/g, ''));
  return labels.map((label, i) =>
    units[i] && parseLabel(label).unit === undefined ? `${label} [${units[i]}]` : label,
  );
}

/**
 * Three bare columns are a spectrum where the first is positive, runs one way and spans at least two decades evenly on
 * a logarithmic scale: frequency, Re Z, Im Z.
 */
function describeBare(lines: readonly string[], found: FoundHeader): LabelledColumn[] | undefined {
  const rows = lines
    .map((l) =>
      splitFields(l, found.dialect.delimiter).map((f) =>
        Number(found.dialect.decimal === ',' ? f.replace(',', '.') : f),
      ),
    )
    .filter((r) => r.length >= 3);
  if (rows.length < 8 || rows.some((r) => r.length !== rows[0]!.length) || rows[0]!.length !== 3) return undefined;
  const f = rows.map((r) => r[0]!).filter((v) => v > 0);
  if (f.length < rows.length) return undefined;
  const ratios = f.slice(1).map((v, i) => Math.log(v / f[i]!));
  const falling = ratios.filter((r) => r < 0).length;
  const oneWay = falling === 0 || falling >= ratios.length - ratios.length / 8;
  if (!oneWay || Math.abs(Math.log10(f[0]! / f[f.length - 1]!)) < 2) return undefined;
  const column = (name: string): LabelledColumn => ({ name, kind: 'number', factor: 1, offset: 0, known: true });
  return [column('frequency_hertz'), column('real_impedance_ohm'), column('imaginary_impedance_ohm')];
}

function preamble(lines: readonly string[], found: FoundHeader): Record<string, unknown> {
  const pairs: Record<string, string> = {};
  const rest: string[] = [];
  for (const line of lines) {
    const fields = splitFields(line, found.dialect.delimiter).filter((f) => f !== '');
    const colon = /^\s*[#%~]?\s*([^:]{2,50}):\s*(.+)$/.exec(line);
    if (fields.length === 2 && !/^[#%]/.test(line) && !Object.hasOwn(pairs, fields[0]!)) pairs[fields[0]!] = fields[1]!;
    else if (colon) pairs[colon[1]!.trim()] = colon[2]!.trim().replace(/[;,\t]+$/, '');
    else if (line.trim() !== '') rest.push(line.trim().replace(/[;,\t]+$/, ''));
  }
  return {
    ...(Object.keys(pairs).length > 0 && { preamble: pairs }),
    ...(rest.length > 0 && { header: rest.slice(0, 200) }),
  };
}
