import { ReadError, type Note } from '../../core/index.js';
import { scaleWritten } from '../generic/label-units.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { sniffLines } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { alignChannels, makeChannel, massOf, type GasChannel } from './align-channels.js';

/**
 * ASCII exports of Pfeiffer Quadera: names of channels above triples of time, relative time, and current or pressure.
 */
export const quaderaReader = defineTableReader({
  id: 'pfeiffer-quadera',
  version: '1',
  title: 'Pfeiffer Quadera text (.asc)',
  kind: 'dems',
  extensions: ['.asc', '.txt'],
  sniff: (head) => {
    const lines = sniffLines(head)
      .slice(0, 30)
      .map((l) => l.text);
    return lines.some((l) => /^Sourcefile\t/.test(l)) &&
      lines.some((l) => /Time Relative \[s\]\t(?:Ion Current|Partial Pressure)/.test(l))
      ? 0.99
      : 0;
  },
  measure: readQuadera,
  uncertainty:
    'relative to the sensitivity of the gas: a factor of two without calibration (Pfeiffer Vacuum, Mass Spectrometry Know-How)',
});

async function readQuadera(source: Source): Promise<Measurement> {
  const lines = await readLines(source);
  const top = lines.findIndex((l) => /Time Relative \[s\]/.test(l));
  if (top < 1) throw new ReadError('the file has no line of labels with "Time Relative [s]"', { file: source.name });
  const labels = lines[top]!.split('\t').map((l) => l.trim());
  const names = lines[top - 1]!.split('\t').map((l) => l.trim());
  const notes: Note[] = [];
  const starts = labels.flatMap((l, k) => (/^Time Relative \[s\]$/.test(l) ? [k] : []));
  const channels: GasChannel[] = [];
  const body = lines
    .slice(top + 1)
    .filter((l) => l.trim() !== '')
    .map((l) => l.split('\t'));
  for (const k of starts) {
    const unit = /\[([^\]]+)\]/.exec(labels[k + 1] ?? '')?.[1] ?? '';
    const pressure = scaleWritten(unit, 'Pa');
    const current = scaleWritten(unit, 'A');
    const name = names.slice(Math.max(0, k - 1), k + 2).find((n) => n !== '') ?? '';
    const mass = massOf(name);
    if (mass === undefined || (!pressure && !current)) {
      notes.push({
        level: 'warning',
        code: 'channel-left-out',
        text: `the channel "${name}" in ${unit || 'no unit'} is none whose m/z is known; it is left out`,
      });
      continue;
    }
    const factor = (pressure ?? current)!.factor;
    channels.push(
      makeChannel(
        `m${mass}_${pressure ? 'pa' : 'ampere'}`,
        body.map((f) => [toNumber(f[k]), factor * toNumber(f[k + 1])] as const),
        notes,
      ),
    );
  }
  return alignChannels(
    channels,
    {
      metadata: {
        header: lines
          .slice(0, top - 1)
          .map((l) => l.trim())
          .filter(Boolean),
        names: names.filter(Boolean),
      },
      about: { instrument: 'Pfeiffer Quadera' },
      notes,
    },
    source.name,
  );
}

/** Three digits of exponent and decimal commas are numbers too. */
function toNumber(text: string | undefined): number {
  const clean = (text ?? '').trim();
  return clean === '' ? Number.NaN : Number(clean.replace(',', '.'));
}
