import { ReadError, type Note } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { sniffLines } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { branchesByOrder, finishIsotherm, toKelvin } from './finish-isotherm.js';
import { scaleLoading } from './units.js';

/** Text reports of Micromeritics instruments: the part "Isotherm Tabular Report". */
export const micromeriticsReader = defineTableReader({
  id: 'micromeritics-text',
  version: '1',
  title: 'Micromeritics report (text)',
  kind: 'sorption',
  extensions: ['.txt'],
  sniff: (head) => {
    const lines = sniffLines(head).map((l) => l.text);
    return lines.some((l) => /Micromeritics Instrument Corp/i.test(l)) &&
      lines.some((l) => /Isotherm Tabular Report/i.test(l))
      ? 0.99
      : 0;
  },
  measure: readMicromeritics,
  uncertainty:
    'pressure ±0.15 % of reading; free space of a Gemini is balanced, its difference stated (Micromeritics specification)',
});

async function readMicromeritics(source: Source): Promise<Measurement> {
  const lines = await readLines(source);
  const top = lines.findIndex((l) => /Isotherm Tabular Report/i.test(l));
  if (top < 0) throw new ReadError('the report has no part "Isotherm Tabular Report"', { file: source.name });
  const rule = lines.findIndex((l, i) => i > top && /^-{3,}\s*$/.test(l.trim()));
  const units = lines
    .slice(top, rule < 0 ? top + 12 : rule)
    .map((l) => [...l.matchAll(/\(([^()]+)\)/g)].map((m) => m[1]))
    .find((u) => u.length >= 3);
  if (rule < 0 || !units)
    throw new ReadError('the table of the isotherm has no units in brackets', { file: source.name, line: top + 1 });
  const at = (pattern: RegExp): number => units.findIndex((u) => pattern.test(u!));
  const [relativeAt, pressureAt] = [at(/^p\/p/i), at(/^(?:mmHg|mbar|kPa|Torr|bar|Pa)$/i)];
  const loadingAt = units.findIndex((u) => scaleLoading(u!) !== undefined);
  if (loadingAt < 0)
    throw new ReadError(`none of the units ${units.join(', ')} is that of a loading`, {
      file: source.name,
      line: rule,
    });
  const pressureScale = pressureAt < 0 ? undefined : scaleWritten(units[pressureAt]!, 'Pa')?.factor;
  const loadingScale = scaleLoading(units[loadingAt]!)!;
  const pressure: number[] = [];
  const relative: number[] = [];
  const loading: number[] = [];
  const saturation: number[] = [];
  let p0 = Number.NaN;
  for (const line of lines.slice(rule + 1)) {
    const text = line.trim();
    if (text === '') {
      if (relative.length > 0) break;
      continue;
    }
    const fields = text.split(/\s+/);
    if (!/^[-+.\d]/.test(fields[0]!)) break;
    // A row of one number is a new saturation pressure, which the points below it hold for.
    if (fields.length <= 2 && relativeAt >= 0) {
      p0 = Number(fields.at(-1)) * (pressureScale ?? Number.NaN);
      continue;
    }
    relative.push(relativeAt < 0 ? Number.NaN : Number(fields[relativeAt]));
    pressure.push(pressureAt < 0 ? Number.NaN : Number(fields[pressureAt]) * (pressureScale ?? Number.NaN));
    loading.push(Number(fields[loadingAt]) * loadingScale);
    saturation.push(p0);
  }
  const words = lines.slice(0, rule).join('\n');
  return finishReport(words, { pressure, relative, loading, saturation }, source.name);
}

/** What the head of a report says, and its points, as a measurement; shared by text and spreadsheet reports. */
export function finishReport(
  words: string,
  points: { pressure: number[]; relative: number[]; loading: number[]; saturation: number[] },
  file: string,
): Measurement {
  const notes: Note[] = [];
  const find = (pattern: RegExp): string | undefined => pattern.exec(words)?.[1]?.trim();
  const mass = Number(find(/Sample mass:\s*([0-9.]+)\s*g/i));
  const gas = find(/Analysis adsorptive:\s*(\S+)/i);
  const bath = /Analysis bath temp\.?:\s*(-?[0-9.]+)\s*(°?C|K)/i.exec(words);
  const free = find(/(?:Free space diff\.?|Cold free space|Analysis free space):\s*([0-9.]+\s*\S+)/i);
  const hasPressure = points.pressure.some(Number.isFinite);
  return finishIsotherm(
    {
      ...(hasPressure && { pressure: points.pressure }),
      ...(hasPressure && points.saturation.some(Number.isFinite) && { saturation: points.saturation }),
      ...(points.relative.some(Number.isFinite) && { relative: points.relative }),
      loading: points.loading,
      branch: branchesByOrder(points.relative.some(Number.isFinite) ? points.relative : points.pressure),
      ...(mass > 0 && { mass }),
      ...(gas && { adsorptive: gas }),
      ...(bath && { temperature: toKelvin(Number(bath[1]), bath[2]!) }),
      metadata: {
        ...(free && { free_space: free }),
        ...(find(/Started:\s*(\S+ \S+)/i) && { started: find(/Started:\s*(\S+ \S+)/i) }),
      },
      about: {
        instrument: 'Micromeritics',
        ...(find(/Sample:\s*(\S+)/) && { sample: find(/Sample:\s*(\S+)/) }),
        ...(find(/Operator:\s*(\S+)/) && { operator: find(/Operator:\s*(\S+)/) }),
      },
      notes,
    },
    file,
  );
}
