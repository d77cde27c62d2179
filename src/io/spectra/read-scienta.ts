import { ReadError } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { decodeText, detectEncoding } from '../tabular/encoding.js';
import { sniffLines } from '../tabular/read-head.js';
import { finishXps } from './finish-xps.js';

/** Reads text of Scienta Omicron's SES: sections of a region, its settings and its data, angles or slices added. */
export const scientaReader = defineTableReader({
  id: 'scienta-text',
  version: '1',
  title: 'Scienta Omicron SES text',
  kind: 'xps',
  extensions: ['.txt'],
  sniff: (head) => {
    const lines = sniffLines(head)
      .slice(0, 4)
      .map((l) => l.text.trim());
    return lines[0] === '[Info]' && lines.some((l) => /^Number of Regions=/.test(l)) ? 1 : 0;
  },
  measure: readScienta,
});

async function readScienta(source: Source): Promise<Measurement[]> {
  const bytes = await source.bytes();
  const { encoding, mark } = detectEncoding(bytes.subarray(0, 8192));
  const sections = new Map<string, string[]>();
  let open: string[] = [];
  for (const line of decodeText(bytes.subarray(mark), encoding).split(/\r\n|\n|\r/)) {
    const name = /^\[(.+)\]$/.exec(line.trim());
    if (name) sections.set(name[1]!, (open = []));
    else if (line.trim() !== '') open.push(line);
  }
  const pairs = (name: string): Record<string, string> =>
    Object.fromEntries(
      (sections.get(name) ?? []).flatMap((line) => {
        const at = line.indexOf('=');
        return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()]] : [];
      }),
    );
  const count = Number(pairs('Info')['Number of Regions']);
  if (!(count >= 1 && count < 10_000))
    throw new ReadError('the number of regions is not stated', { file: source.name });
  const out: Measurement[] = [];
  for (let r = 1; r <= count; r++) {
    const region = pairs(`Region ${r}`);
    const info = pairs(`Info ${r}`);
    const data = sections.get(`Data ${r}`);
    if (!data)
      throw new ReadError(
        `the data of region ${r} are missing`,
        { file: source.name },
        { hint: 'the file was cut short' },
      );
    const rows = data
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter((row) => row.length >= 2 && row.every(Number.isFinite));
    if (rows.length < 2) throw new ReadError(`region ${r} holds no rows of numbers`, { file: source.name });
    const photon = Number(info['Excitation Energy']);
    const step = Number(info['Step Time']);
    const sweeps = Number(info['Number of Sweeps']);
    const kinetic = /kinetic/i.test(info['Energy Scale'] ?? region['Dimension 1 name'] ?? '');
    const label = info['Region Name'] || region['Region Name'] || `region ${r}`;
    const found = finishXps({
      label,
      sample: info.Sample || undefined,
      energy: Float64Array.from(rows, (row) => row[0]!),
      scale: kinetic ? 'kinetic' : 'binding',
      photon: photon > 0 ? photon : undefined,
      intensity: Float64Array.from(rows, (row) => row.slice(1).reduce((a, b) => a + b, 0)),
      unit: 'count',
      dwell: step > 0 ? (step / 1000) * (sweeps > 0 ? sweeps : 1) : undefined,
      metadata: { ...region, ...info },
      instrument: info.Instrument || undefined,
      started: info.Date && info.Time ? `${info.Date}T${info.Time}` : undefined,
      notes:
        rows[0]!.length > 2
          ? [{ level: 'info', code: 'slices-added', text: `${rows[0]!.length - 1} slices of the detector are added` }]
          : [],
    });
    out.push({ ...found, series: { id: source.name, index: r - 1, label } });
  }
  return out;
}
