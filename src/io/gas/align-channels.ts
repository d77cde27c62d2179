import { ReadError, type Column, type Note, type Recording } from '../../core/index.js';
import { Table } from '../../core/index.js';
import type { Measurement } from '../measured/make-recording.js';

/** One quantity at its own times. */
export interface GasChannel {
  /** Column that is made of it: `m44_ampere`, `voltage_volt`. */
  name: string;
  /** [s] */
  time: Float64Array;
  values: Float64Array;
}

/**
 * Channels at times of their own as one table: at the times of the ion current that has most points, others linear
 * between their own points and missing outside them. The channels themselves stay beside it as they are.
 *
 * @throws ReadError where there is no ion current
 */
export function alignChannels(
  channels: readonly GasChannel[],
  rest: { metadata: Record<string, unknown>; about?: Recording['about']; notes: Note[] },
  file: string,
): Measurement {
  const used = channels.filter((c) => c.time.length > 1);
  const ions = used.filter((c) => /^m\d+_/.test(c.name));
  if (ions.length === 0) throw new ReadError('the file holds no ion current over time', { file });
  const master = ions.reduce((a, b) => (b.time.length > a.time.length ? b : a));
  const grid = master.time;
  let outside = 0;
  const columns: Column[] = [{ name: 'time_second', values: grid }];
  const taken = new Set(['time_second']);
  for (const channel of used) {
    if (taken.has(channel.name)) continue;
    taken.add(channel.name);
    const column = interpolate(channel, grid);
    if (column.valid) outside++;
    columns.push(column);
  }
  if (outside > 0)
    rest.notes.push({
      level: 'info',
      code: 'outside-coverage',
      text: `${outside} of ${used.length} channels do not cover all times of m/z ${/^m(\d+)/.exec(master.name)![1]}: they are missing there, not held at their ends`,
    });
  return {
    kind: 'dems',
    columns,
    parts: { channels: tabulate(used) },
    metadata: { ...rest.metadata, channels: used.map((c) => c.name) },
    notes: rest.notes,
    ...(rest.about && { about: rest.about }),
  };
}

function interpolate({ name, time, values }: GasChannel, grid: Float64Array): Column {
  const n = time.length;
  const out = new Float64Array(grid.length);
  const valid = new Uint8Array(grid.length);
  let k = 0;
  let all = true;
  for (let i = 0; i < grid.length; i++) {
    const t = grid[i]!;
    if (!(t >= time[0]! && t <= time[n - 1]!)) {
      all = false;
      continue;
    }
    if (t < time[k]!) k = 0;
    while (k < n - 2 && time[k + 1]! < t) k++;
    const span = time[k + 1]! - time[k]!;
    const share = span > 0 ? (t - time[k]!) / span : 0;
    const value = values[k]! + share * (values[k + 1]! - values[k]!);
    if (!Number.isFinite(value)) {
      all = false;
      continue;
    }
    out[i] = value;
    valid[i] = 1;
  }
  return { name, values: out, ...(!all && { valid }) };
}

function tabulate(channels: readonly GasChannel[]): Table {
  const length = channels.reduce((s, c) => s + c.time.length, 0);
  const names: string[] = [];
  const time = new Float64Array(length);
  const value = new Float64Array(length);
  const valid = new Uint8Array(length).fill(1);
  let at = 0;
  for (const channel of channels) {
    for (let i = 0; i < channel.time.length; i++) {
      names.push(channel.name);
      time[at] = channel.time[i]!;
      value[at] = channel.values[i]!;
      if (!Number.isFinite(value[at])) {
        value[at] = 0;
        valid[at] = 0;
      }
      at++;
    }
  }
  return new Table([
    { name: 'channel', values: names },
    { name: 'time_second', values: time },
    { name: 'value', values: value, valid },
  ]);
}

/**
 * Columns of text as channels: each pair of a time and a value with both numbers, in rising time; what runs backward is
 * told.
 */
export function makeChannel(name: string, rows: readonly (readonly [number, number])[], notes: Note[]): GasChannel {
  const good = rows.filter(([t, v]) => Number.isFinite(t) && Number.isFinite(v));
  const back = good.filter(([t], i) => i > 0 && t < good[i - 1]![0]).length;
  if (back > 0)
    notes.push({
      level: 'serious',
      code: 'time-backward',
      text: `time runs backward ${back} times in ${name}; its rows were put in order`,
    });
  const sorted = back > 0 ? [...good].sort((a, b) => a[0] - b[0]) : good;
  return {
    name,
    time: Float64Array.from(sorted, ([t]) => t),
    values: Float64Array.from(sorted, ([, v]) => v),
  };
}

/** m/z of a channel by what files call it: a mass, `M44-CO2`, or a gas. */
export function massOf(name: string): number | undefined {
  const mass = /^(?:C\d+)?[Mm](?:ass|\/z)?\s*_?(\d{1,3})(?:\.0+)?\b|^(\d{1,3})(?:\.0+)?$/.exec(name.trim());
  if (mass) return Number(mass[1] ?? mass[2]);
  const gas = name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '');
  const known: Readonly<Record<string, number>> = {
    hydrogen: 2,
    helium: 4,
    water: 18,
    nitrogen: 28,
    'nitrogen/carbonmonoxide': 28,
    carbonmonoxide: 28,
    oxygen: 32,
    argon: 40,
    carbondioxide: 44,
    h2: 2,
    he: 4,
    h2o: 18,
    n2: 28,
    co: 28,
    o2: 32,
    ar: 40,
    co2: 44,
  };
  return known[gas];
}
