import { ReadError, type Note } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { sniffLines, splitFields } from '../tabular/read-head.js';
import { branchesByOrder, finishIsotherm, toKelvin } from './finish-isotherm.js';
import { scaleLoading } from './units.js';

/** Reads isotherms that pyGAPS wrote, as JSON or csv. */
export const pygapsReader = defineTableReader({
  id: 'pygaps',
  version: '1',
  title: 'pyGAPS isotherm (.json, .csv)',
  kind: 'sorption',
  extensions: ['.json', '.csv'],
  sniff: (head) => {
    const text = new TextDecoder().decode(head.subarray(0, 4096));
    const lines = sniffLines(head).slice(0, 60);
    if (/^\s*\{/.test(text) && /"(?:isotherm_data|pressure_mode|loading_basis|iso_type)"/.test(text)) return 0.97;
    return lines.some((l) => /^data:\[?pressure,loading/.test(l.text)) ? 0.97 : 0;
  },
  measure: readPygaps,
  cite: 'Iacomi and Llewellyn, Adsorption 25 (2019) 1533, doi:10.1007/s10450-019-00168-5',
});

interface Points {
  pressure: number[];
  loading: number[];
  branch: (string | undefined)[];
}

async function readPygaps(source: Source): Promise<Measurement> {
  const text = new TextDecoder().decode(await source.bytes());
  const { metadata, points } = /^\s*\{/.test(text) ? parseJson(text, source.name) : parseCsv(text, source.name);
  return toMeasurement(metadata, points, source.name);
}

function parseJson(text: string, file: string): { metadata: Record<string, unknown>; points: Points } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new ReadError('the file is not JSON', { file }, { cause: error });
  }
  if (!data || typeof data !== 'object') throw new ReadError('the file holds no isotherm', { file });
  const { isotherm_data: rows, ...metadata } = data as Record<string, unknown>;
  if (!Array.isArray(rows))
    throw new ReadError(
      'the isotherm has no points ("isotherm_data")',
      { file },
      { hint: 'a model isotherm holds parameters only' },
    );
  const points: Points = { pressure: [], loading: [], branch: [] };
  for (const row of rows as Record<string, unknown>[]) {
    if (!row || typeof row !== 'object') continue;
    points.pressure.push(Number(row.pressure ?? Number.NaN));
    points.loading.push(Number(row.loading ?? Number.NaN));
    points.branch.push(typeof row.branch === 'string' ? row.branch : row.branch === 1 ? 'des' : undefined);
  }
  return { metadata, points };
}

function parseCsv(text: string, file: string): { metadata: Record<string, unknown>; points: Points } {
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((l) => l.startsWith('data:'));
  if (start < 0) throw new ReadError('the file has no line "data:"', { file });
  const metadata: Record<string, unknown> = {};
  for (const line of lines.slice(0, start)) {
    const comma = line.indexOf(',');
    if (comma > 0) metadata[line.slice(0, comma).trim()] = line.slice(comma + 1).trim();
  }
  const labels = splitFields(lines[start + 1] ?? '', ',');
  const at = (name: string): number => labels.indexOf(name);
  if (at('pressure') < 0 || at('loading') < 0)
    throw new ReadError('the table has no columns pressure and loading', { file, line: start + 2 });
  const points: Points = { pressure: [], loading: [], branch: [] };
  for (const line of lines.slice(start + 2)) {
    if (line.trim() === '') continue;
    const fields = splitFields(line, ',');
    const number = (name: string): number => (fields[at(name)] ? Number(fields[at(name)]) : Number.NaN);
    points.pressure.push(number('pressure'));
    points.loading.push(number('loading'));
    points.branch.push(at('branch') >= 0 ? fields[at('branch')] : undefined);
  }
  return { metadata, points };
}

function toMeasurement(metadata: Record<string, unknown>, points: Points, file: string): Measurement {
  const notes: Note[] = [];
  const word = (key: string): string => (metadata[key] == null ? '' : String(metadata[key]));
  const mode = word('pressure_mode');
  const isRelative = mode.startsWith('relative');
  const percent = mode === 'relative%' ? 0.01 : 1;
  const scale = isRelative ? percent : scaleWritten(word('pressure_unit') || 'bar', 'Pa')?.factor;
  if (scale === undefined)
    throw new ReadError(`the pressure's unit "${word('pressure_unit')}" is none that is known`, { file });
  if (word('material_basis') && word('material_basis') !== 'mass')
    throw new ReadError(`loadings per ${word('material_basis')} of the material cannot be taken per gram`, { file });
  const perMass = scaleWritten(word('material_unit') || 'g', 'g')?.factor ?? 1;
  const basis = word('loading_basis') || 'molar';
  const unit = word('loading_unit') || 'mmol';
  const loadingScale =
    basis === 'molar'
      ? scaleWritten(unit, 'mmol')?.factor
      : basis === 'volume_gas' || /stp/i.test(unit)
        ? scaleLoading(`${unit.replace(/\(?STP\)?/i, '')}/g`)
        : undefined;
  if (loadingScale === undefined)
    throw new ReadError(`a loading in ${unit} by ${basis} is none that is known`, { file });
  if (basis === 'volume_gas' && !/stp/i.test(unit))
    notes.push({
      level: 'warning',
      code: 'gas-volume-state',
      text: 'the loading is a gas volume without its state: it was taken at 0 °C and 1 atm; pyGAPS counts such volumes at the temperature of the bath',
    });
  const pressure = points.pressure.map((p) => p * scale);
  const temperature = Number(metadata.temperature);
  const branch = points.branch.some((b) => b?.startsWith('des'))
    ? points.branch.map((b): 'ads' | 'des' => (b?.startsWith('des') ? 'des' : 'ads'))
    : points.branch.some((b) => b?.startsWith('ads'))
      ? points.branch.map((): 'ads' => 'ads')
      : branchesByOrder(pressure);
  return finishIsotherm(
    {
      ...(isRelative ? { relative: pressure } : { pressure }),
      loading: points.loading.map((n) => (n * loadingScale) / perMass),
      branch,
      ...(word('adsorbate') && { adsorptive: word('adsorbate') }),
      ...(Number.isFinite(temperature) && {
        temperature: toKelvin(temperature, word('temperature_unit') || 'K'),
      }),
      metadata,
      about: {
        ...(word('material') && { sample: word('material') }),
        ...(word('instrument') && { instrument: word('instrument') }),
        ...(word('user') && { operator: word('user') }),
      },
      notes,
    },
    file,
  );
}
