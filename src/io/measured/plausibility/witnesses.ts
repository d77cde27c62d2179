import type { Column } from '../../../core/index.js';
import { readStateSign } from '../../vocabulary/state-sign.js';
import { holdsNumbers, isMadeLater, rowsOf, type Rows } from '../column-rows.js';
import { isAt, type Examined } from './series.js';

/** [1] Windows over which clock and test time are compared. */
const WINDOWS = 200;
/** [s] A window of less than this is not longer than the resolution of clocks by enough. */
const SHORTEST = 30;

/**
 * [1] How much faster the clock runs than the test time: the median over windows; undefined where the file has no clock
 * of its own.
 */
export function compareClock(examined: Examined): number | undefined {
  const time = examined.columns.get('test_time_second');
  const clock = examined.columns.get('unix_time_second');
  if (!time || !clock || clock.assumed || Array.isArray(time.values) || Array.isArray(clock.values)) return undefined;
  const [t, u] = [time.values, clock.values];
  const n = t.length;
  if (n < 3) return undefined;
  const span = Math.abs(u[n - 1]! - u[0]!);
  const windows = Math.max(1, Math.min(WINDOWS, n - 1, Math.floor(span / SHORTEST)));
  if (span < SHORTEST) return undefined;
  const ratios: number[] = [];
  for (let k = 0; k < windows; k++) {
    const from = Math.floor((k * (n - 1)) / windows);
    const to = Math.floor(((k + 1) * (n - 1)) / windows);
    if (![time, clock].every((c) => isAt(c, from) && isAt(c, to))) continue;
    const dt = t[to]! - t[from]!;
    const du = u[to]! - u[from]!;
    if (dt > 0 && du > 0) ratios.push(du / dt);
  }
  ratios.sort((a, b) => a - b);
  return ratios[ratios.length >> 1];
}

/** [1] Rows between which the current changes by more are left out: how it got there is not known. */
const STEADY = 0.1;

/** A counter of charge in a file: columns that grow, apart by direction, or one that holds charge minus discharge. */
export interface Counter {
  names: string[];
  /** Each in Ah. */
  columns: Column[];
  /** It falls while the cell is discharged. */
  net: boolean;
}

const PREFIXES = ['', 'schedule_', 'cycle_', 'step_', 'half_cycle_'];
const SINGLE = ['capacity_ah', 'step_cumulative_capacity_ah', 'half_cycle_capacity_ah', 'cycle_cumulative_capacity_ah'];
const NET = ['net_capacity_ah', 'step_net_capacity_ah', 'half_cycle_net_capacity_ah', 'cycle_net_capacity_ah'];
/** Short words under which files of one's own have a charge that may rise or fall. */
const SHORT = ['cap_ah', 'q_ah'];

/** Counters of capacity (`unit` Ah) or of energy (Wh), the ones that never start again first. */
export function findCounter(examined: Examined, quantity: 'capacity' | 'energy' = 'capacity'): Counter | undefined {
  const end = quantity === 'capacity' ? 'capacity_ah' : 'energy_wh';
  const named = (name: string): Column | undefined => {
    const column = examined.columns.get(name);
    return column && holdsNumbers(column) ? column : undefined;
  };
  for (const prefix of PREFIXES) {
    const names = [`${prefix}charging_${end}`, `${prefix}discharging_${end}`].filter((name) => named(name));
    if (names.length === 2) return { names, columns: names.map((n) => named(n)!), net: false };
  }
  const pair = findWordedPair(examined, end.slice(-3), named);
  if (pair) return pair;
  for (const [list, net] of [
    [SINGLE, false],
    [NET, true],
    [SHORT, true],
  ] as const) {
    const name = list.map((n) => n.replace('capacity_ah', end)).find((n) => n.endsWith(end.slice(-3)) && named(n));
    if (name) return { names: [name], columns: [named(name)!], net };
  }
  return undefined;
}

/** Two columns under the file's own names, one of which says charge and the other discharge. */
function findWordedPair(
  examined: Examined,
  unit: string,
  named: (name: string) => Column | undefined,
): Counter | undefined {
  const ways = { 1: [] as string[], [-1]: [] as string[] };
  for (const name of examined.columns.keys()) {
    const way = name.endsWith(unit) ? readStateSign(name.slice(0, -unit.length)) : 0;
    if (way !== 0 && named(name)) ways[way].push(name);
  }
  if (ways[1].length !== 1 || ways[-1].length !== 1) return undefined;
  const names = [ways[1][0]!, ways[-1][0]!];
  return { names, columns: names.map((n) => named(n)!), net: false };
}

/**
 * [C] or [J] What a counter moved by, and what current (times voltage) and time make of the same rows; starts from zero
 * again are left out.
 */
export function compareCounter(
  examined: Examined,
  quantity: 'capacity' | 'energy' = 'capacity',
): { counter: Counter; counted: number; integral: number } | undefined {
  const counter = findCounter(examined, quantity);
  const time = examined.columns.get('test_time_second');
  const current = examined.columns.get('current_ampere');
  const voltage = examined.columns.get('voltage_volt');
  // A format that fixes the units of what it makes later of other numbers needs no witness for them.
  if (
    !counter ||
    counter.columns.some(isMadeLater) ||
    !time ||
    !current ||
    Array.isArray(time.values) ||
    Array.isArray(current.values)
  )
    return undefined;
  if (quantity === 'energy' && (!voltage || Array.isArray(voltage.values))) return undefined;
  const { length } = time.values;
  const total = { counted: 0, integral: 0, used: 0 };
  // Long tables are looked at in windows: a unit is the same everywhere.
  const width = length <= LOOKED_AT ? length : Math.floor(LOOKED_AT / COUNTED);
  const count = length <= LOOKED_AT ? 1 : COUNTED;
  for (let k = 0; k < count; k++) {
    const from = Math.floor((k * (length - width)) / Math.max(1, count - 1));
    const look = (column: Column): Rows => rowsOf(column, from, from + width);
    const series = counter.columns.map(look);
    addUp(look(time), look(current), quantity === 'energy' ? look(voltage!) : undefined, series, counter.net, total);
  }
  const { counted, integral, used } = total;
  return used >= 4 && integral > 0 ? { counter, counted, integral } : undefined;
}

/** [1] Ratios that a unit mistaken for another makes. */
const FACTORS = [1, 60, 3600, 86_400, 1000, 1e6, 60_000, 3.6e6];

/** The ratio of two units that a measured ratio stands for, 1 included; undefined where it is none. */
export function nearestFactor(ratio: number, within: number): number | undefined {
  for (const factor of FACTORS) for (const f of [factor, 1 / factor]) if (Math.abs(ratio / f - 1) < within) return f;
  return undefined;
}

/** [1] Rows looked at of a long table, and in how many windows. */
const LOOKED_AT = 40_000;
const COUNTED = 80;

/** Adds what the counter moved by and what current and time make of it, in the same rows of all. */
function addUp(
  time: Rows,
  current: Rows,
  voltage: Rows | undefined,
  counters: readonly Rows[],
  net: boolean,
  total: { counted: number; integral: number; used: number },
): void {
  const [t, i, v] = [time.values, current.values, voltage?.values];
  const series = counters.map((c) => c.values);
  const gaps = [time, current, ...counters, ...(voltage ? [voltage] : [])].filter((c) => c.valid);
  for (let row = 1; row < t.length; row++) {
    const [a, b] = [i[row - 1]!, i[row]!];
    if (!(a * b > 0) || Math.abs(a - b) > STEADY * Math.abs(b)) continue;
    const dt = t[row]! - t[row - 1]!;
    if (!(dt > 0) || (gaps.length > 0 && !gaps.every((c) => c.valid![row] === 1 && c.valid![row - 1] === 1))) continue;
    let step = 0;
    let again = false;
    for (const c of series) {
      const moved = c[row]! - c[row - 1]!;
      if (net) {
        again ||= Math.abs(c[row]!) < 0.5 * Math.abs(moved);
        step += Math.abs(moved);
      } else {
        again ||= moved < 0;
        step += moved;
      }
    }
    if (again) continue;
    total.counted += 3600 * step;
    total.integral += (Math.abs(a + b) / 2) * dt * (v ? Math.abs(v[row]! + v[row - 1]!) / 2 : 1);
    total.used++;
  }
}
