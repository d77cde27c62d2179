import { ReadError, type Column } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { isMat5, parseMat5, type MatValue } from '../tabular/parse-mat.js';
import { markMissing } from '../tabular/read-delimited.js';
import { describeColumn, makeUnique } from '../vocabulary/column-label.js';
import { classifyTable } from './classify-table.js';

/** Reads MATLAB 5 files: every structure whose vectors have one length is a table. */
export const matReader = defineTableReader({
  id: 'matlab-5',
  version: '1',
  title: 'MATLAB 5 file (.mat)',
  kind: 'table',
  extensions: ['.mat'],
  sniff: (head) => (isMat5(head) ? 0.9 : 0),
  measure: readMat,
  cite: 'MathWorks, MAT-File Format, version 5',
});

async function readMat(source: Source): Promise<Measurement[]> {
  const variables = await parseMat5(await source.bytes(), source.name);
  const tables: Measurement[] = [];
  collect(new Map(variables), '', tables, source.name);
  if (tables.length === 0) throw new ReadError('the file holds no vectors that make a table', { file: source.name });
  return tables;
}

function collect(fields: Map<string, MatValue>, path: string, tables: Measurement[], file: string): void {
  const vectors = new Map<number, [name: string, values: Float64Array][]>();
  for (const [name, value] of fields) {
    if (!value || 'text' in value) continue;
    if ('fields' in value) collect(value.fields, path ? `${path}/${name}` : name, tables, file);
    else if (value.numbers.length > 1 && value.shape.filter((n) => n > 1).length === 1)
      vectors.set(value.numbers.length, [...(vectors.get(value.numbers.length) ?? []), [name, value.numbers]]);
  }
  for (const columns of vectors.values()) tables.push(toTable(columns, path, file));
}

function toTable(vectors: [string, Float64Array][], path: string, file: string): Measurement {
  const taken = new Set<string>();
  const labels: Record<string, string> = {};
  const columns = vectors.map(([label, values]): Column => {
    const meaning = describeColumn(label);
    const name = makeUnique(meaning.name, taken);
    labels[name] = label;
    return {
      ...markMissing(
        name,
        values.map((v) => v * meaning.factor + meaning.offset),
      ),
      ...(meaning.assumed && { assumed: meaning.assumed }),
    };
  });
  const metadata = { path, columns: labels };
  const about = { sample: path || undefined };
  return classifyTable({ columns, metadata, notes: [], about, file, rows: vectors[0]?.[1].length ?? 0 });
}
