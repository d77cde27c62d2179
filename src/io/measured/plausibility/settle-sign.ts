import type { Column } from '../../../core/index.js';
import { readStateSign } from '../../vocabulary/state-sign.js';
import { isMadeLater } from '../column-rows.js';
import { extremesOf, isAt, labelOf, type Examined } from './series.js';
import { findCounter } from './witnesses.js';

/** [1] Currents below this share of the largest say nothing of a direction. */
const NOISE = 1e-3;
/** [1] Share of rows that must speak one way. */
const CLEAR = 0.9;
/** Rows below this are too few to turn a sign by. */
const LEAST = 3;

interface Verdict {
  agree: number;
  against: number;
}

const isAgainst = (v: Verdict): boolean => v.against >= LEAST && v.against >= CLEAR * (v.agree + v.against);
const isMixed = (v: Verdict): boolean =>
  v.against >= LEAST && v.against > (1 - CLEAR) * (v.agree + v.against) && !isAgainst(v);

/**
 * Holds the sign of the current against the file's own words for states and its own counters of charge. Currents
 * without sign get it from the state; currents whose sign is turned against all witnesses are turned; witnesses that
 * contradict leave a serious note.
 */
export function settleSign(examined: Examined): void {
  const current = examined.columns.get('current_ampere');
  if (!current || Array.isArray(current.values) || current.values.length === 0) return;
  const values = current.values;
  const states = findStates(examined);
  let largest = 0;
  let lowest = 0;
  if (!current.valid) {
    const { low, high } = extremesOf(examined, values);
    lowest = Math.min(0, low);
    largest = Math.max(high, -low, 0);
  } else
    for (let i = 0; i < values.length; i++) {
      if (!isAt(current, i)) continue;
      if (Math.abs(values[i]!) > largest) largest = Math.abs(values[i]!);
      if (values[i]! < lowest) lowest = values[i]!;
    }
  const noise = NOISE * largest;
  if (largest === 0) return;
  const byState = states && judge(current, noise, states.signs);
  const directions = readDirections(examined);
  const byCounter = directions && judge(current, noise, directions);
  if (lowest >= -noise && states && byState!.against > 0) {
    setCurrent(
      examined,
      Float64Array.from(values, (v, i) => (states.signs[i]! < 0 ? -Math.abs(v) : v)),
    );
    examined.notes.push({
      level: 'info',
      code: 'sign-from-state',
      text: `the file writes currents without sign; rows whose ${labelOf(examined, states.name)} says discharge were made negative`,
    });
    return;
  }
  if (lowest >= -noise && !states && byCounter && byCounter.agree > 0 && byCounter.against > 0) {
    setCurrent(
      examined,
      Float64Array.from(values, (v, i) => (directions![i]! < 0 ? -Math.abs(v) : v)),
    );
    examined.notes.push({
      level: 'warning',
      code: 'sign-from-counter',
      text: 'the file writes currents without sign; rows in which its discharge capacity grows were made negative',
    });
    return;
  }
  const witnesses = [byState, byCounter].filter((v): v is Verdict => v !== undefined && v.agree + v.against >= LEAST);
  if (witnesses.length > 0 && witnesses.every(isAgainst)) {
    turn(examined, values);
    const by = [
      byState && isAgainst(byState) && `${labelOf(examined, states!.name)}`,
      byCounter && isAgainst(byCounter) && 'the capacity counters',
    ];
    examined.notes.push({
      level: 'warning',
      code: 'sign-turned',
      text: `by ${by.filter(Boolean).join(' and ')} positive current discharges in this file; the sign was turned, so that current above 0 charges`,
      where: labelOf(examined, 'current_ampere'),
    });
    return;
  }
  if (witnesses.some((v) => isAgainst(v) || isMixed(v))) {
    const [what, v] =
      byState && (isAgainst(byState) || isMixed(byState))
        ? [labelOf(examined, states!.name), byState]
        : ['the capacity counters', byCounter!];
    examined.notes.push({
      level: 'serious',
      code: 'sign-contradicts',
      text: `the sign of the current contradicts ${what} in ${v.against} of ${v.agree + v.against} rows; it was kept as the file says`,
      where: labelOf(examined, 'current_ampere'),
    });
    return;
  }
  if (witnesses.length === 0) checkVoltage(examined, values, noise, lowest);
}

/** [1] Rows that are looked at one by one; of longer tables every so many. */
const LOOKED_AT = 200_000;

function judge(current: Column, noise: number, signs: Int8Array): Verdict {
  const values = current.values as Float64Array;
  let agree = 0;
  let against = 0;
  const stride = Math.max(1, Math.floor(values.length / LOOKED_AT));
  for (let i = 0; i < values.length; i += stride) {
    const sign = signs[i]!;
    if (sign === 0 || Math.abs(values[i]!) <= noise || !isAt(current, i)) continue;
    if (sign > 0 === values[i]! > 0) agree++;
    else against++;
  }
  return { agree, against };
}

/** The column of states, where one says charge or discharge, and what each row says. */
function findStates(examined: Examined): { name: string; signs: Int8Array } | undefined {
  for (const name of ['step_type', 'state', 'status', 'command', 'mode']) {
    const column = examined.columns.get(name);
    // A deferred column holds numbers.
    const values = column?.deferred ? undefined : column?.values;
    if (!Array.isArray(values)) continue;
    const signs = new Int8Array(values.length);
    let last = '';
    let sign: number = 0;
    let any = false;
    for (let i = 0; i < values.length; i++) {
      const word = values[i]!;
      if (word !== last) {
        last = word;
        sign = readStateSign(word);
        any ||= sign !== 0;
      }
      signs[i] = sign;
    }
    if (any) return { name, signs };
  }
  return undefined;
}

/** By row: which counter of a pair grew. */
function readDirections(examined: Examined): Int8Array | undefined {
  const counter = findCounter(examined);
  if (counter?.columns.length !== 2 || counter.columns.some(isMadeLater)) return undefined;
  const [into, out] = counter.columns.map((c) => c.values as Float64Array) as [Float64Array, Float64Array];
  const [a, b] = counter.columns as [Column, Column];
  const signs = new Int8Array(into.length);
  const gaps = a.valid !== undefined || b.valid !== undefined;
  for (let i = 1; i < into.length; i++) {
    if (gaps && !(isAt(a, i) && isAt(a, i - 1) && isAt(b, i) && isAt(b, i - 1))) continue;
    const [p, q] = [into[i]! - into[i - 1]!, out[i]! - out[i - 1]!];
    if (p > 0 && q <= 0) signs[i] = 1;
    else if (q > 0 && p <= 0) signs[i] = -1;
  }
  return signs;
}

function setCurrent(examined: Examined, values: Float64Array): void {
  examined.columns.set('current_ampere', { ...examined.columns.get('current_ampere')!, values });
}

/** Turns the current, and with it what has the sign of the current. */
function turn(examined: Examined, values: ArrayLike<number>): void {
  const before = Float64Array.from(values);
  setCurrent(
    examined,
    before.map((v) => -v),
  );
  const power = examined.columns.get('power_watt');
  if (power?.values instanceof Float64Array) {
    let same = 0;
    for (let i = 0; i < before.length; i++) same += Math.sign(power.values[i]! * before[i]!);
    if (same > 0) examined.columns.set('power_watt', { ...power, values: power.values.map((v) => -v) });
  }
  for (const name of [
    'net_capacity_ah',
    'step_net_capacity_ah',
    'cycle_net_capacity_ah',
    'half_cycle_net_capacity_ah',
  ]) {
    const net = examined.columns.get(name);
    if (!(net?.values instanceof Float64Array)) continue;
    let same = 0;
    for (let i = 1; i < before.length; i++) same += Math.sign((net.values[i]! - net.values[i - 1]!) * before[i]!);
    if (same > 0) examined.columns.set(name, { ...net, values: net.values.map((v) => -v) });
  }
}

/** [V] A run of one sign that moves the voltage by less than this says nothing. */
const SWING = 0.05;

/** Without any other witness the voltage is one: charging raises it, discharging lowers it. */
function checkVoltage(examined: Examined, current: ArrayLike<number>, noise: number, lowest: number): void {
  const voltage = examined.columns.get('voltage_volt');
  if (!voltage || Array.isArray(voltage.values)) return;
  const v = voltage.values;
  let rises = 0;
  let falls = 0;
  let from = 0;
  const n = current.length;
  let sign = 0;
  for (let i = 0; i <= n; i++) {
    const c = i < n ? current[i]! : 0;
    const here = c > noise ? 1 : c < -noise ? -1 : 0;
    if (i < n && here === sign) continue;
    if (i - from >= 5) {
      // The jump of the first row under current is resistance, which has the sign of the current as well.
      const moved = (v[i - 1]! - v[from]!) * sign;
      if (moved > SWING) rises++;
      else if (moved < -SWING) falls++;
    }
    from = i;
    sign = here;
  }
  if (lowest >= -noise && current.length > 20 && countFalls(current, v, noise) >= 1) {
    examined.notes.push({
      level: 'serious',
      code: 'sign-missing',
      text: 'the current is never negative, yet the voltage falls under it for long stretches: the file writes currents without sign, and nothing in it tells charge from discharge',
      where: labelOf(examined, 'current_ampere'),
    });
    return;
  }
  if (falls >= 2 && falls >= CLEAR * (rises + falls))
    examined.notes.push({
      level: 'serious',
      code: 'sign-against-voltage',
      text: `in ${falls} of ${rises + falls} stretches the voltage falls under positive current or rises under negative: the sign looks turned; it was kept as the file says (positive_current: discharging in a column mapping turns it)`,
      where: labelOf(examined, 'current_ampere'),
    });
}

/** Long falls of the voltage, beside a rise as long, while current flows: a discharge written without sign. */
function countFalls(current: ArrayLike<number>, v: ArrayLike<number>, noise: number): number {
  let high = -Infinity;
  let low = Infinity;
  for (let i = 0; i < v.length; i++) {
    if (v[i]! > high) high = v[i]!;
    if (v[i]! < low) low = v[i]!;
  }
  const swing = high - low;
  if (!(swing > 0.2)) return 0;
  let falls = 0;
  let rises = 0;
  let top = v[0]!;
  let bottom = v[0]!;
  for (let i = 1; i < v.length; i++) {
    if (Math.abs(current[i]!) <= noise) {
      top = bottom = v[i]!;
      continue;
    }
    if (v[i]! > top) top = v[i]!;
    if (v[i]! < bottom) bottom = v[i]!;
    if (top - v[i]! > 0.6 * swing) {
      falls++;
      top = bottom = v[i]!;
    } else if (v[i]! - bottom > 0.6 * swing) {
      rises++;
      top = bottom = v[i]!;
    }
  }
  return rises > 0 ? falls : 0;
}
