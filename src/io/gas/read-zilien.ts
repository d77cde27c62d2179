import { ReadError, type Note } from '../../core/index.js';
import { defineTableReader, type Measurement } from '../measured/make-recording.js';
import type { Source } from '../reader.js';
import { sniffLines } from '../tabular/read-head.js';
import { readLines } from '../tabular/read-text.js';
import { toSnakeCase } from '../vocabulary/column-label.js';
import { alignChannels, makeChannel, massOf, type GasChannel } from './align-channels.js';

/**
 * Datasets of Spectro Inlets' Zilien: lines of settings, a line of series above a line of columns, every series at its
 * own times; and its mass scans.
 */
export const zilienReader = defineTableReader({
  id: 'zilien-tsv',
  version: '1',
  title: 'Zilien dataset or mass scan (.tsv)',
  kind: 'dems',
  extensions: ['.tsv'],
  sniff: (head) => (/^num_header_lines\t/.test(sniffLines(head)[0]?.text ?? '') ? 0.99 : 0),
  measure: readZilien,
  cite: 'Spectro Inlets, Zilien',
});

async function readZilien(source: Source): Promise<Measurement | Measurement[]> {
  const lines = await readLines(source);
  const settings = lines.slice(0, 2000).map((l) => l.split('\t'));
  const promised = Number(settings.find((f) => f[0] === 'data_start')?.at(-1));
  if (!(promised >= 2 && promised < lines.length))
    throw new ReadError('the file says no line at which its data begin', { file: source.name });
  const scan = lines.findIndex((l) => /^Mass\s+\[AMU\]\tCurrent \[A\]/.test(l));
  const metadata = Object.fromEntries(
    settings
      .slice(0, promised)
      .filter((f) => f.length >= 4 && f[0] !== '')
      .map((f) => [f[2] ? `${f[2]}/${f[0]}` : f[0], f.at(-1) ?? '']),
  );
  if (scan >= 0) return readScan(lines, scan, metadata);
  return readSeries(lines, promised, metadata, source.name);
}

function readScan(lines: readonly string[], top: number, metadata: Record<string, unknown>): Measurement {
  const rows = lines
    .slice(top + 1)
    .filter((l) => l.trim() !== '')
    .map((l) => l.split('\t').map(Number))
    .filter((r) => r.length >= 2 && r.every(Number.isFinite));
  return {
    kind: 'mass-spectrum',
    columns: [
      { name: 'mass_to_charge', values: Float64Array.from(rows, (r) => r[0]!) },
      { name: 'ion_current_ampere', values: Float64Array.from(rows, (r) => r[1]!) },
    ],
    metadata,
    about: { instrument: 'Spectro Inlets Zilien' },
    notes: [],
  };
}

/** Columns of a series other than its time, by their labels. */
const COLUMNS: Readonly<Record<string, readonly [name: string, factor: number]>> = {
  'Voltage [V]': ['voltage_volt', 1],
  'Current [mA]': ['current_ampere', 1e-3],
};

function readSeries(
  lines: readonly string[],
  start: number,
  metadata: Record<string, unknown>,
  file: string,
): Measurement {
  // Names of the series stand two lines above the data, the labels of their columns one line above.
  const series = lines[start - 2]?.split('\t') ?? [];
  const labels = lines[start - 1]?.split('\t') ?? [];
  const notes: Note[] = [];
  const body = lines
    .slice(start)
    .filter((l) => l.trim() !== '')
    .map((l) => l.split('\t'));
  const channels: GasChannel[] = [];
  let name = '';
  let time = -1;
  labels.forEach((label, k) => {
    if ((series[k] ?? '').trim() !== '') {
      name = series[k]!.trim();
      time = -1;
    }
    const clean = label.trim();
    if (/^Time \[s\]$|^time\/s$/.test(clean)) {
      time = k;
      return;
    }
    if (time < 0 || clean === '') return;
    const rows = (factor: number): [number, number][] => body.map((f) => [toNumber(f[time]), factor * toNumber(f[k])]);
    const mass = massOf(name) ?? massOf(clean);
    if (mass !== undefined && /\[A\]$/.test(clean)) channels.push(makeChannel(`m${mass}_ampere`, rows(1), notes));
    else if (Object.hasOwn(COLUMNS, clean)) {
      const [column, factor] = COLUMNS[clean]!;
      channels.push(makeChannel(column, rows(factor), notes));
    } else if (name === 'EC-lab') {
      // Files of the potentiostat are copied in beside its own readings; they are kept under names of their own.
      const column = toSnakeCase(`ec_lab ${clean}`);
      if (['Ewe/V', 'I/mA', '<I>/mA', 'cycle number'].includes(clean))
        channels.push(makeChannel(column, rows(1), notes));
    } else if (/\[(?:mbar|ml\/min)\]$/.test(clean))
      channels.push(makeChannel(toSnakeCase(`${name} ${clean}`), rows(1), notes));
  });
  const filled = channels.filter((c) => c.time.length > 0);
  for (const c of filled) {
    const counted = Number(Object.entries(metadata).find(([key]) => key.endsWith(`${c.name}_count`))?.[1]);
    if (Number.isFinite(counted) && counted !== c.time.length)
      notes.push({
        level: 'warning',
        code: 'rows-missing',
        text: `${c.name} says ${counted} points and has ${c.time.length}`,
      });
  }
  return alignChannels(filled, { metadata, about: { instrument: 'Spectro Inlets Zilien' }, notes }, file);
}

function toNumber(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}
