import { ReadError, type Note } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { sniffLines } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { toSnakeCase } from '../vocabulary/column-label.js';
import { alignChannels, makeChannel, massOf, type GasChannel } from './align-channels.js';

/** Csv that ixdat exports: `key = value` lines, which column is whose time, then the table. */
export const ixdatReader = defineTableReader({
  id: 'ixdat-csv',
  version: '1',
  title: 'ixdat csv',
  kind: 'dems',
  extensions: ['.csv'],
  sniff: (head) => (/^ixdat version/.test(sniffLines(head)[0]?.text ?? '') ? 0.99 : 0),
  measure: readIxdat,
  cite: 'ixdat, https://ixdat.readthedocs.io',
});

async function readIxdat(source: Source): Promise<Measurement> {
  const lines = await readLines(source);
  const metadata: Record<string, unknown> = {};
  const timeOf = new Map<string, string>();
  let top = -1;
  for (let i = 0; i < Math.min(lines.length, 400); i++) {
    const count = /^N_header_lines\s*=\s*(\d+)/.exec(lines[i]!)?.[1];
    if (count) top = Number(count) - 1;
    const time = /^timecol '(.+?)' for: (.+)$/.exec(lines[i]!);
    if (time) for (const [, column] of time[2]!.matchAll(/'([^']+)'/g)) timeOf.set(column!, time[1]!);
    const pair = /^([A-Za-z_ ]+?)\s*=\s*(.*)$/.exec(lines[i]!);
    if (pair) metadata[pair[1]!] = pair[2];
    if (top >= 0 && i >= top) break;
  }
  const labels = (lines[top] ?? '').split(',').map((l) => l.trim());
  if (top < 0 || timeOf.size === 0 || labels.length < 2)
    throw new ReadError('the file does not say where its table begins or which column is a time', {
      file: source.name,
    });
  const body = lines
    .slice(top + 1)
    .filter((l) => l.trim() !== '')
    .map((l) => l.split(','));
  const notes: Note[] = [];
  const number = (text: string | undefined): number =>
    text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  const channels: GasChannel[] = [];
  labels.forEach((label, k) => {
    const time = timeOf.get(label);
    const at = time === undefined ? -1 : labels.indexOf(time);
    if (at < 0) return;
    const mass = massOf(label);
    const [name, factor] =
      mass !== undefined
        ? [`m${mass}_ampere`, 1]
        : /^(?:Ewe|raw_potential|U)\/V$/.test(label)
          ? ['voltage_volt', 1]
          : /^<?I>?\/mA$/.test(label)
            ? ['current_ampere', 1e-3]
            : [toSnakeCase(label), 1];
    if (name)
      channels.push(
        makeChannel(
          name,
          body.map((f) => [number(f[at]), factor * number(f[k])] as const),
          notes,
        ),
      );
  });
  const stamp = Number(metadata.tstamp);
  return alignChannels(
    channels,
    {
      metadata,
      about: {
        instrument: 'ixdat',
        ...(Number.isFinite(stamp) && stamp > 0 && { started: new Date(1000 * stamp).toISOString() }),
      },
      notes,
    },
    source.name,
  );
}
