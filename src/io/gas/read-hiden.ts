import { ReadError, type Note } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { sniffLines } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { alignChannels, makeChannel, massOf, type GasChannel } from './align-channels.js';

/**
 * Trend tables that Hiden MASsoft and QGA export: a header of quoted fields, then clock time, milliseconds, and a
 * column for each mass or gas.
 */
export const hidenReader = defineTableReader({
  id: 'hiden-massoft',
  version: '1',
  title: 'Hiden MASsoft or QGA table (.csv)',
  kind: 'dems',
  extensions: ['.csv', '.txt'],
  sniff: (head) =>
    sniffLines(head).some(({ text }) => {
      const [time = '', ms, ...more] = splitFields(text);
      return /^time$/i.test(time) && /^ms$/i.test(ms ?? '') && more.length > 0;
    })
      ? 0.98
      : 0,
  measure: readHiden,
  uncertainty: 'relative to the sensitivity of the gas: a factor of two without calibration',
});

const splitFields = (line: string): string[] =>
  line.split(line.includes('\t') ? '\t' : line.includes(';') ? ';' : ',').map((f) =>
    f
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );

async function readHiden(source: Source): Promise<Measurement> {
  const lines = await readLines(source);
  const top = lines.findIndex((l) => /^time$/i.test(splitFields(l)[0] ?? '') && /^ms$/i.test(splitFields(l)[1] ?? ''));
  if (top < 0) throw new ReadError('the file has no line of labels with Time and ms', { file: source.name });
  const labels = splitFields(lines[top] ?? '');
  const header = lines.slice(0, top).map(splitFields);
  const unit = header
    .flat()
    .map((f) => /^units?\s*[:=]?\s*(\S+)$/i.exec(f)?.[1] ?? '')
    .find((u) => u !== '');
  const comma = /[;\t]/.test(lines[top] ?? '');
  const number = (text: string | undefined): number => {
    const clean = (text ?? '').trim();
    return clean === '' ? Number.NaN : Number(comma ? clean.replace(',', '.') : clean);
  };
  const notes: Note[] = [];
  const body = lines
    .slice(top + 1)
    .filter((l) => l.trim() !== '')
    .map(splitFields);
  const channels: GasChannel[] = [];
  const shares: string[] = [];
  for (const [k, label] of labels.entries()) {
    if (k < 2) continue;
    const own = /[[(]\s*([^\])]+)\s*[\])]\s*$/.exec(label)?.[1] ?? unit ?? labelUnit(label);
    const mass = massOf(label.replace(/[[(][^\])]*[\])]\s*$/, '').trim());
    if (label.includes('%')) {
      shares.push(label);
      continue;
    }
    const pressure = scaleWritten(own, 'Pa');
    const scale = pressure ?? scaleWritten(own, 'A');
    if (mass === undefined || !scale) {
      if (label !== '')
        notes.push({
          level: 'warning',
          code: 'channel-left-out',
          text: `the column "${label}" is none whose m/z is known; it is left out`,
        });
      continue;
    }
    channels.push(
      makeChannel(
        `m${mass}_${pressure ? 'pa' : 'ampere'}`,
        body.map((f) => [number(f[1]) / 1000, scale.factor * number(f[k])] as const),
        notes,
      ),
    );
  }
  if (shares.length > 0)
    notes.push({
      level: 'warning',
      code: 'shares-left-out',
      text: `${shares.join(', ')}: shares that the instrument computed are left out, only what it measured is kept`,
    });
  if (unit === undefined && channels.length > 0)
    notes.push({
      level: 'info',
      code: 'unit-assumed',
      text: `the file does not say what its columns are in: ${channels[0]?.name.endsWith('_pa') ? 'torr, as the SEM of this maker shows,' : 'A'} was taken; a calibration makes it immaterial`,
    });
  return alignChannels(
    channels,
    { metadata: { header: header.map((h) => h.join(', ')).filter(Boolean) }, about: { instrument: 'Hiden' }, notes },
    source.name,
  );
}

/** Partial pressures in torr are what MASsoft shows of its masses, unless it says otherwise. */
const labelUnit = (label: string): string => /\b(torr|mbar|Pa|A)\b/.exec(label)?.[1] ?? 'torr';
