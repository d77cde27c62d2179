import { ReadError, type Note } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { sniffLines, splitFields } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { finishIsotherm, toKelvin } from './finish-isotherm.js';
import { scaleLoading } from './units.js';

/** Exports of BELSORP instruments: `.DAT` with quoted keys and two tables, and csv with ADS and DES parts. */
export const belsorpReader = defineTableReader({
  id: 'belsorp',
  version: '1',
  title: 'BELSORP isotherm (.DAT, csv)',
  kind: 'sorption',
  extensions: ['.dat', '.csv'],
  sniff: (head) => {
    const lines = sniffLines(head)
      .slice(0, 80)
      .map((l) => l.text);
    if (lines.some((l) => /^"Adsorptive:"/.test(l)) && lines.some((l) => /^"No\."\t"Pe\/kPa"/.test(l))) return 0.99;
    return lines.some((l) => /^No,pi\/kPa,pe\/kPa/.test(l)) ? 0.99 : 0;
  },
  measure: readBelsorp,
  uncertainty:
    'pressure ±0.25 % of reading (MicrotracBEL specification); loading grows with the error of the dead volume',
});

async function readBelsorp(source: Source): Promise<Measurement> {
  const lines = await readLines(source);
  const isCsv = !lines.some((l) => /^"No\."/.test(l));
  const delimiter = isCsv ? ',' : '\t';
  const pairs: Record<string, string> = {};
  const pressure: number[] = [];
  const saturation: number[] = [];
  const relative: number[] = [];
  const loading: number[] = [];
  const branch: ('ads' | 'des')[] = [];
  let now: 'ads' | 'des' = 'ads';
  let labels: string[] | undefined;
  let scale: number | undefined;
  for (const line of lines) {
    const fields = splitFields(line, delimiter);
    if (/^DES\b|^\s*Desorption data/i.test(line)) now = 'des';
    else if (/^ADS\b|^\s*Adsorption data/i.test(line)) now = 'ads';
    else if (/^No\.?$/.test(fields[0]!) && fields.length > 3) {
      labels = fields;
      const last = labels.find((l) => /^(?:na|V|Va)\s*\//.test(l));
      scale = last === undefined ? undefined : scaleLoading(last.slice(last.indexOf('/') + 1));
      if (scale === undefined)
        throw new ReadError(`the loading "${last ?? ''}" has no unit that is known`, { file: source.name });
    } else if (labels && /^\d+$/.test(fields[0]!) && Number(fields[0]) > 0) {
      const get = (pattern: RegExp): number => {
        const at = labels!.findIndex((l) => pattern.test(l));
        return at < 0 || !fields[at] ? Number.NaN : Number(fields[at]);
      };
      pressure.push(1000 * get(/^[Pp]e\/kPa$/));
      saturation.push(1000 * get(/^[Pp]0\/kPa$/));
      relative.push(get(/^p\/p0$/));
      loading.push(scale! * get(/^(?:na|V|Va)\s*\//));
      branch.push(now);
    } else if (!labels && fields.length >= 2 && fields[0] !== '') {
      const key = fields[0]!.replace(/:$/, '').trim();
      if (!Object.hasOwn(pairs, key)) pairs[key] = fields.slice(1).join(' ').trim();
    }
  }
  if (!labels) throw new ReadError('the file has no table of points', { file: source.name });
  const notes: Note[] = [];
  const number = (...keys: string[]): number | undefined => {
    for (const key of keys) {
      const value = Number.parseFloat(pairs[key] ?? '');
      if (Number.isFinite(value)) return value;
    }
    return undefined;
  };
  const promised = ['Number of adsorption data point', 'Number of desorption data point'].map((key) =>
    number(`${key} `, key),
  );
  if (promised[0] !== undefined && promised[0] + (promised[1] ?? 0) !== loading.length)
    notes.push({
      level: 'serious',
      code: 'rows-missing',
      text: `the header says ${promised[0] + (promised[1] ?? 0)} points and the file holds ${loading.length}`,
    });
  const temperature = number('Meas. Temp./K', 'Adsorption temperature');
  const gas = pairs.Adsorptive;
  return finishIsotherm(
    {
      pressure,
      saturation,
      ...(relative.some(Number.isFinite) && { relative }),
      loading,
      branch,
      ...(number('Sample weight/g', 'Sample weight') !== undefined && {
        mass: number('Sample weight/g', 'Sample weight'),
      }),
      ...(gas && { adsorptive: gas }),
      ...(temperature !== undefined && { temperature: toKelvin(temperature, 'K') }),
      metadata: pairs,
      about: {
        instrument: 'BELSORP',
        ...((pairs.Comment1 ?? pairs.COMMENT1) && { sample: pairs.Comment1 ?? pairs.COMMENT1 }),
      },
      notes,
    },
    source.name,
  );
}
