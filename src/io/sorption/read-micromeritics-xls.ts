import { ReadError } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { isOle } from '../tabular/read-ole.js';
import { readXls, type OldSheet } from '../tabular/read-xls.js';
import { finishReport } from './read-micromeritics.js';
import { scaleLoading } from './units.js';

/**
 * Reports of Micromeritics instruments as workbooks of Excel 97–2003: parts side by side, the isotherm under "Isotherm
 * Tabular Report".
 */
export const micromeriticsXlsReader = defineTableReader({
  id: 'micromeritics-xls',
  version: '1',
  title: 'Micromeritics report (.xls)',
  kind: 'sorption',
  extensions: ['.xls'],
  sniff: (head) => (isOle(head) ? 0.6 : 0),
  measure: readReport,
  uncertainty: 'pressure ±0.15 % of reading (Micromeritics specification)',
});

async function readReport(source: Source): Promise<Measurement> {
  const sheets = readXls(await source.bytes(), source.name);
  for (const sheet of sheets) {
    const place = findCell(sheet, /^Isotherm Tabular Report/i);
    if (place) return readPart(sheet, place, source.name);
  }
  throw new ReadError(
    'this workbook of the old kind (.xls) holds no "Isotherm Tabular Report" of Micromeritics',
    { file: source.name },
    { hint: 'save any other workbook as .xlsx or csv' },
  );
}

function findCell({ cells }: OldSheet, pattern: RegExp): [row: number, column: number] | undefined {
  for (const [row, columns] of cells)
    for (const [column, value] of columns) if (typeof value === 'string' && pattern.test(value)) return [row, column];
  return undefined;
}

function readPart({ cells }: OldSheet, [row, column]: [number, number], file: string): Measurement {
  const last = Math.max(...cells.keys());
  const at = (r: number, c: number): number | string | undefined => cells.get(r)?.get(c);
  // A part is as wide as its labels go; a bar stands between it and the next.
  let top = row + 1;
  while (top <= last && typeof at(top, column) !== 'string') top++;
  const labels: string[] = [];
  for (let c = column; typeof at(top, c) === 'string' && at(top, c) !== '|'; c++) labels.push(String(at(top, c)));
  const unitOf = (label: string): string => /\((.*)\)\s*$/.exec(label)?.[1] ?? '';
  const find = (pattern: RegExp): number => labels.findIndex((l) => pattern.test(l));
  const [relativeAt, pressureAt, loadingAt, p0At] = [
    find(/^Relative Pressure/i),
    find(/^Absolute Pressure/i),
    find(/^Quantity Adsorbed/i),
    find(/^Saturation Pressure/i),
  ];
  const loadingScale = loadingAt < 0 ? undefined : scaleLoading(unitOf(labels[loadingAt]!));
  if (loadingScale === undefined || (relativeAt < 0 && pressureAt < 0))
    throw new ReadError(`the isotherm's labels are not understood: ${labels.join('; ')}`, { file });
  const scaleOf = (k: number): number =>
    k < 0 ? Number.NaN : (scaleWritten(unitOf(labels[k]!), 'Pa')?.factor ?? Number.NaN);
  const [pressureScale, p0Scale] = [scaleOf(pressureAt), scaleOf(p0At)];
  const points = {
    pressure: [] as number[],
    relative: [] as number[],
    loading: [] as number[],
    saturation: [] as number[],
  };
  let p0 = Number.NaN;
  for (let r = top + 1; r <= last; r++) {
    const number = (k: number): number =>
      k < 0 || typeof at(r, column + k) !== 'number' ? Number.NaN : (at(r, column + k) as number);
    if (Number.isFinite(number(p0At))) p0 = number(p0At) * p0Scale;
    if (!Number.isFinite(number(loadingAt))) {
      if (points.loading.length > 0) break;
      continue;
    }
    points.relative.push(number(relativeAt));
    points.pressure.push(number(pressureAt) * pressureScale);
    points.loading.push(number(loadingAt) * loadingScale);
    points.saturation.push(p0);
  }
  const words = [...cells]
    .filter(([r]) => r < top)
    .map(([, columns]) =>
      [...columns]
        .filter(([c, v]) => c >= column && c < column + 4 && v !== '|')
        .map(([, v]) => String(v))
        .join(' '),
    )
    .join('\n');
  return finishReport(words, points, file);
}
