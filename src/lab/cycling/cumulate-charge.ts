import type { Column, Note, Table } from '../../core/index.js';

/** Charge and energy that passed up to each row, counted from the first. */
export interface Cumulated {
  /** [C] (n) */
  charging: Float64Array;
  /** [C] (n) */
  discharging: Float64Array;
  /** [J] (n) energy put in */
  chargingEnergy: Float64Array;
  /** [J] (n) energy taken out */
  dischargingEnergy: Float64Array;
  notes: Note[];
}

/** Counters that cyclers keep, from the ones that never start again to those that do. */
const COUNTERS = ['', 'schedule_', 'cycle_', 'step_'];
/**
 * [1] Largest disagreement between a cycler's counter and the integral of its current that is put down to coarse rows.
 */
const AGREE = 0.05;
/** [1] Disagreement worth a word. */
const WORTH_SAYING = 0.005;

/**
 * Charge and energy by row. The cycler's own counters are taken where the file has them, because they integrate between
 * rows; starts from zero again are joined. They are held against the integral of the recorded current, which is taken
 * where there are none, or none that agree.
 */
export function cumulateCharge(table: Table): Cumulated {
  const notes: Note[] = [];
  const integral = integrate(table);
  const counted =
    COUNTERS.map((prefix) => readCounter(table, prefix)).find((c) => c !== undefined) ?? readNetCounter(table);
  const n = table.length;
  if (!counted || n === 0) return { ...integral, ...sumEnergy(table, integral), notes };
  const total = integral.charging[n - 1] + integral.discharging[n - 1];
  const difference =
    Math.max(
      Math.abs(counted.charging[n - 1] - integral.charging[n - 1]),
      Math.abs(counted.discharging[n - 1] - integral.discharging[n - 1]),
    ) / (total || 1);
  if (total > 0 && difference > AGREE) {
    notes.push({
      level: 'warning',
      code: 'counter-disagrees',
      text: `the file's own capacity counter and the integral of its current differ by ${(100 * difference).toPrecision(2)} % of the charge passed; the integral is used`,
    });
    return { ...integral, ...sumEnergy(table, integral), notes };
  }
  if (difference > WORTH_SAYING)
    notes.push({
      level: 'info',
      code: 'counter-differs',
      text: `the file's capacity counter, which is used, and the integral of the recorded current differ by ${(100 * difference).toPrecision(2)} % of the charge passed`,
    });
  return { ...counted, ...sumEnergy(table, counted), notes };
}

/** ∫V dq with the mean voltage of neighbouring rows; across a change of direction the later row's voltage holds. */
function sumEnergy(
  table: Table,
  { charging, discharging }: Pick<Cumulated, 'charging' | 'discharging'>,
): Pick<Cumulated, 'chargingEnergy' | 'dischargingEnergy'> {
  const n = table.length;
  const out = { chargingEnergy: new Float64Array(n), dischargingEnergy: new Float64Array(n) };
  const voltage = table.column('voltage_volt');
  const current = table.column('current_ampere');
  const isPresent = presenceOf(table);
  let last = 0;
  if (n > 0) {
    out.chargingEnergy[0] = voltage[0] * charging[0];
    out.dischargingEnergy[0] = voltage[0] * discharging[0];
  }
  for (let i = 1; i < n; i++) {
    out.chargingEnergy[i] = out.chargingEnergy[i - 1];
    out.dischargingEnergy[i] = out.dischargingEnergy[i - 1];
    if (!isPresent(i)) continue;
    const volts = isAbrupt(current[last], current[i]) ? voltage[i] : (voltage[i] + voltage[last]) / 2;
    out.chargingEnergy[i] += volts * (charging[i] - charging[last]);
    out.dischargingEnergy[i] += volts * (discharging[i] - discharging[last]);
    last = i;
  }
  return out;
}

/** Whether the current jumps between two rows, so that the later one's value held all along. */
const isAbrupt = (before: number, after: number): boolean =>
  Math.abs(after - before) > 0.5 * Math.max(Math.abs(after), Math.abs(before));

/** Trapezoids between rows; across a change of direction the later row's current holds. */
function integrate(table: Table): Pick<Cumulated, 'charging' | 'discharging'> {
  const n = table.length;
  const out = { charging: new Float64Array(n), discharging: new Float64Array(n) };
  const time = table.column('test_time_second');
  const current = table.column('current_ampere');
  const isPresent = presenceOf(table);
  let last = 0;
  for (let i = 1; i < n; i++) {
    out.charging[i] = out.charging[i - 1];
    out.discharging[i] = out.discharging[i - 1];
    if (!isPresent(i)) continue;
    const dt = time[i] - time[last];
    const mean = isAbrupt(current[last], current[i]) ? current[i] : (current[i] + current[last]) / 2;
    last = i;
    if (!(dt > 0)) continue;
    if (mean > 0) out.charging[i] += mean * dt;
    else out.discharging[i] -= mean * dt;
  }
  return out;
}

/**
 * Whether a row has time, voltage and current, as a function of the row from 0.
 */
export function presenceOf(table: Table): (row: number) => boolean {
  const marks = ['test_time_second', 'current_ampere', 'voltage_volt'].flatMap((name) => table.find(name)?.valid ?? []);
  if (marks.length === 0) return () => true;
  return (row) => marks.every((valid) => valid[row] === 1);
}

function readCounter(table: Table, prefix: string): Pick<Cumulated, 'charging' | 'discharging'> | undefined {
  const charging = table.find(`${prefix}charging_capacity_ah`);
  const discharging = table.find(`${prefix}discharging_capacity_ah`);
  if (!charging || !discharging) return undefined;
  return { charging: unwind(charging, table), discharging: unwind(discharging, table) };
}

/** [1] A counter that moves by more than this many times what the current can have passed has begun again. */
const LEAP = 5;

/** A counter of charge minus discharge, split by its direction; where it leaps it has begun again, from zero. */
function readNetCounter(table: Table): Pick<Cumulated, 'charging' | 'discharging'> | undefined {
  const net = table.find('net_capacity_ah');
  if (!net || Array.isArray(net.values)) return undefined;
  const n = table.length;
  const out = { charging: new Float64Array(n), discharging: new Float64Array(n) };
  const time = table.column('test_time_second');
  const current = table.column('current_ampere');
  let last = 0;
  const before = n > 0 ? 3600 * chargeBefore(Math.abs(net.values[0]), table) : 0;
  if (net.values[0] > 0) out.charging[0] = before;
  else out.discharging[0] = before;
  for (let i = 1; i < n; i++) {
    out.charging[i] = out.charging[i - 1];
    out.discharging[i] = out.discharging[i - 1];
    if (net.valid && !net.valid[i]) continue;
    const possible = LEAP * Math.max(Math.abs(current[i]), Math.abs(current[last])) * Math.max(0, time[i] - time[last]);
    let step = 3600 * (net.values[i] - net.values[last]);
    if (Math.abs(step) > possible) step = Math.abs(3600 * net.values[i]) <= possible ? 3600 * net.values[i] : 0;
    last = i;
    if (step > 0) out.charging[i] += step;
    else out.discharging[i] -= step;
  }
  return out;
}

/**
 * [Ah] What a counter held at the first row already, where the time since the test or its step began accounts for it: a
 * file whose first record comes after its first interval. A counter that goes on from an earlier file begins at
 * nothing.
 */
function chargeBefore(first: number, table: Table): number {
  if (!(first > 0)) return 0;
  const current = Math.abs(table.column('current_ampere')[0]);
  for (const name of ['test_time_second', 'step_time_second']) {
    const time = table.find(name);
    if (!time || Array.isArray(time.values) || (time.valid && !time.valid[0])) continue;
    const passed = (current * time.values[0]) / 3600;
    if (passed > 0 && Math.abs(first / passed - 1) < 0.2) return first;
  }
  return 0;
}

/** A growing counter in coulombs from zero; a fall is a start from zero again. */
function unwind(column: Column, table: Table): Float64Array {
  const { values, valid } = column as { values: Float64Array; valid?: Uint8Array };
  const out = new Float64Array(values.length);
  let last = 0;
  if (values.length > 0 && !(valid && !valid[0])) out[0] = 3600 * chargeBefore(values[0], table);
  for (let i = 1; i < values.length; i++) {
    out[i] = out[i - 1];
    if (valid && !valid[i]) continue;
    const step = values[i] - values[last];
    last = i;
    out[i] += 3600 * (step >= 0 ? step : Math.max(0, values[i]));
  }
  return out;
}
