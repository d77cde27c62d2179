import { ReadError } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { decodeText, detectEncoding } from '../tabular/encoding.js';
import { sniffLines } from '../tabular/read-head.js';
import { finishXps } from './finish-xps.js';

/** Reads text that CasaXPS exports: a region with its components, background and envelope in columns. */
export const casaTextReader = defineTableReader({
  id: 'casa-text',
  version: '1',
  title: 'CasaXPS export (.txt)',
  kind: 'xps',
  extensions: ['.txt'],
  sniff: (head) => {
    const lines = sniffLines(head)
      .slice(0, 12)
      .map((l) => l.text);
    return lines.some((l) => /^\s*K\.E\.\tCounts/.test(l)) && lines.some((l) => /Characteristic Energy eV/.test(l))
      ? 1
      : 0;
  },
  measure: readCasaText,
});

async function readCasaText(source: Source): Promise<Measurement> {
  const bytes = await source.bytes();
  const { encoding, mark } = detectEncoding(bytes.subarray(0, 8192));
  const lines = decodeText(bytes.subarray(mark), encoding).split(/\r\n|\n|\r/);
  const title = lines[0]?.trim() ?? '';
  const field = (name: string): string[] =>
    lines
      .slice(0, 20)
      .find((l) => l.startsWith(`${name}\t`))
      ?.split('\t')
      .slice(2) ?? [];
  const header = lines.findIndex((l) => /^\s*K\.E\.\tCounts/.test(l));
  if (header < 0) throw new ReadError('there is no row of labels', { file: source.name });
  const labels = lines[header]!.split('\t').map((l) => l.trim());
  const info = /Characteristic Energy eV\s+(\S+)\s+Acquisition Time s\s+(\S+)/.exec(lines.slice(0, header).join('\t'));
  const photon = Number(info?.[1]);
  const time = Number(info?.[2]);
  const rows: number[][] = [];
  for (let i = header + 1; i < lines.length; i++) {
    if (lines[i]!.trim() === '') continue;
    const row = lines[i]!.split('\t').map((f) => (f.trim() === '' ? NaN : Number(f)));
    if (Number.isFinite(row[0]) && Number.isFinite(row[1])) rows.push(row);
    else if (rows.length > 0) break;
  }
  if (rows.length < 2)
    throw new ReadError('there are no rows of numbers under the labels', { file: source.name, line: header + 1 });
  const background = labels.indexOf('Background');
  const names = field('Name').filter((n) => n.trim() !== '');
  const positions = field('Position').map(Number);
  const widths = field('FWHM').map(Number);
  const areas = field('Area').map(Number);
  const shapes = field('Lineshape');
  const components = names.map((name, k) => ({
    name,
    shape: shapes[k] ?? '',
    area: areas[k],
    width: widths[k],
    // Exports hold binding energies; comments of VAMAS files kinetic ones.
    position: photon - positions[k]!,
    sensitivity: 1,
  }));
  const found = finishXps({
    label:
      title
        .split(':')
        .at(-1)
        ?.replace(/^([A-Z][a-z]?)(\d[spdf])$/, '$1 $2') ?? title,
    sample: title.split(':')[1],
    energy: Float64Array.from(rows, (r) => r[0]!),
    scale: 'kinetic',
    photon: photon > 0 ? photon : undefined,
    intensity: Float64Array.from(rows, (r) => r[1]!),
    unit: 'count',
    dwell: time > 0 ? time : undefined,
    metadata: {
      title,
      casa: { regions: [], components: components.filter((c) => Number.isFinite(c.position)), calibrations: [] },
    },
  });
  const extra = (name: string, column: number) =>
    column > 0 && rows.every((r) => Number.isFinite(r[column]))
      ? [{ name, values: Float64Array.from(rows, (r) => r[column]!) }]
      : [];
  return {
    ...found,
    columns: [
      ...found.columns,
      ...extra('background_count', background),
      ...extra('envelope_count', labels.indexOf('Envelope')),
      ...names.flatMap((_, k) => extra(`component_${k + 1}_count`, 2 + k)),
    ],
  };
}
