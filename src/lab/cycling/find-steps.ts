import { InputError, type Note, type Recording } from '../../core/index.js';
import { cumulateCharge, presenceOf, type Cumulated } from './cumulate-charge.js';

export type StepMode = 'rest' | 'constant current' | 'constant voltage' | 'pulse' | 'impedance';

/** A stretch of rows in which the cell is treated alike, found from current and voltage. */
export interface Step {
  mode: StepMode;
  /** +1 charge, −1 discharge, 0 neither. */
  direction: -1 | 0 | 1;
  /** Rows [from, to) of the table. */
  from: number;
  to: number;
  /** [s] since the end of the step before. */
  duration: number;
  /** [A] median; positive charges. */
  current: number;
  /** [V] */
  startVoltage: number;
  /** [V] */
  endVoltage: number;
  /** [A] */
  endCurrent: number;
  /** [C] passed, positive. */
  charge: number;
  /** [J] passed, positive. */
  energy: number;
  /** The cycler's own numbers of the first row, where it gives them. */
  cycler: { cycle?: number; step?: number };
}

export interface SegmentOptions {
  /** [A] below which the cell counts as at rest. @default 1/1000 of the largest current */
  restCurrent?: number;
}

export interface Segmentation {
  steps: Step[];
  charge: Cumulated;
  /** [A] */
  restCurrent: number;
  notes: Note[];
}

/** [1] A change of current by more than this share begins a new step. */
const LEVEL = 0.03;
/** [V] Voltage stays within this much of its end while it is held. */
const HELD = 0.003;
/** [1] Current falls at least to this share while voltage is held. */
const TAPER = 0.95;
/** [1] Current below this share of its level is falling. */
const STEADY = 0.999;
/** [1] A single row with less than this share of the largest current belongs to the rest around it. */
const BLIP = 0.05;
/** [s] Longest pulse. */
const LONGEST_PULSE = 3600;
/** [1] A pulse passes at most this share of the largest excursion of charge. */
const PULSE_SHARE = 0.1;
/** [V] A pulse alone in its file moves the voltage by less than this. */
const PULSE_SWING = 0.3;

/**
 * Divides a recording into rests, constant current, constant voltage, pulses and impedance by what current and voltage
 * do, not by the cycler's numbering, which is kept beside.
 *
 * A step changes where the current changes sign or level (by more than 3 %). The tail of a step in which the voltage
 * stays within 3 mV of its end while the current falls is constant voltage. A pulse is a constant current between rests
 * that lasts at most an hour and passes at most a tenth of the largest excursion of charge.
 *
 * @throws InputError when the recording has no time, voltage or current
 */
export function findSteps(recording: Recording, options: SegmentOptions = {}): Segmentation {
  const { table } = recording;
  for (const name of ['test_time_second', 'voltage_volt', 'current_ampere']) {
    if (!table.has(name))
      throw new InputError(`the recording has no ${name}, which finding steps needs`, {
        value: name,
        allowed: table.names,
      });
  }
  const charge = cumulateCharge(table);
  const notes = [...charge.notes];
  const series: Series = {
    rows: new Int32Array(table.length),
    time: table.column('test_time_second'),
    current: table.column('current_ampere'),
    voltage: table.column('voltage_volt'),
    charge,
    cycle: findNumbers(table, 'cycle_count'),
    step: findNumbers(table, 'step_count') ?? findNumbers(table, 'step_id'),
  };
  const { current } = series;
  const frequency = table.find('frequency_hertz');
  let count = 0;
  let largest = 0;
  const isPresent = presenceOf(table);
  for (let i = 0; i < table.length; i++) {
    if (!isPresent(i)) continue;
    series.rows[count++] = i;
    largest = Math.max(largest, Math.abs(current[i]));
  }
  series.rows = series.rows.subarray(0, count);
  const { rows } = series;
  const restCurrent = options.restCurrent ?? largest / 1000;
  const isImpedance = (i: number): boolean =>
    frequency !== undefined && !(frequency.valid && !frequency.valid[i]) && Number(frequency.values[i]) > 0;
  const stateOf = (i: number): number =>
    isImpedance(i) ? 2 : Math.abs(current[i]) <= restCurrent ? 0 : Math.sign(current[i]);
  const parts: Part[] = [];
  for (let k = 0; k < count; k++) {
    const state = stateOf(rows[k]);
    const last = parts.at(-1);
    if (last && last.state === state) last.to = k + 1;
    else parts.push({ from: k, to: k + 1, state });
  }
  for (const part of parts)
    if (Math.abs(part.state) === 1 && part.to - part.from === 1 && Math.abs(current[rows[part.from]]) < BLIP * largest)
      part.state = 0;
  const joined: Part[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    if (before && part.state === 0 && before.state === 0) before.to = part.to;
    else joined.push(part);
  }
  const steps: Step[] = [];
  for (const part of joined)
    for (const piece of part.state === 1 || part.state === -1 ? splitByLevel(part, series) : [part])
      steps.push(describe(piece, steps.at(-1)?.to, series));
  markPulses(steps, charge);
  return { steps, charge, restCurrent, notes };
}

/** A stretch [from, to) of the rows that have values. */
interface Part {
  from: number;
  to: number;
  state: number;
  mode?: StepMode;
}

interface Numbers {
  values: Float64Array | Int32Array | Float32Array;
  valid?: Uint8Array;
}

/** Columns of a recording as they are walked through. */
interface Series {
  /** Rows of the table that have time, voltage and current. */
  rows: Int32Array;
  time: Float64Array;
  current: Float64Array;
  voltage: Float64Array;
  charge: Cumulated;
  cycle?: Numbers;
  step?: Numbers;
}

function findNumbers(table: Recording['table'], name: string): Numbers | undefined {
  const column = table.find(name);
  return column && !Array.isArray(column.values) ? (column as Numbers) : undefined;
}

/** Constant-current levels of a run in one direction, and its constant-voltage tails. */
function splitByLevel(part: Part, { rows, current, voltage }: Series): Part[] {
  const { state } = part;
  const out: Part[] = [];
  let begin = part.from;
  while (begin < part.to) {
    // A plateau of voltage over which the current falls is one step, however far it falls.
    const held = findHeldEnd(rows, begin, part.to, current, voltage);
    if (held > begin + 2) {
      out.push({ from: begin, to: held, state, mode: 'constant voltage' });
      begin = held;
      continue;
    }
    const level = current[rows[Math.min(begin + 1, part.to - 1)]];
    const off = (k: number): boolean => Math.abs(current[rows[k]] - level) > LEVEL * Math.abs(level);
    let end = begin + 1;
    for (; end < part.to; end++) {
      if (!off(end)) continue;
      if (end === begin + 1) continue;
      if (end + 1 >= part.to || off(end + 1)) break;
    }
    // The voltage was held already while the current had fallen by less than that.
    while (
      end < part.to &&
      end - 1 > begin &&
      Math.abs(voltage[rows[end - 1]] - voltage[rows[end]]) < HELD &&
      Math.abs(current[rows[end - 1]]) < STEADY * Math.abs(level)
    )
      end--;
    out.push({ from: begin, to: end, state, mode: 'constant current' });
    begin = end;
  }
  return mergeSlivers(out);
}

/**
 * End of a stretch from `begin` over which the voltage is held while the current falls; `begin` where there is none.
 */
function findHeldEnd(
  rows: Int32Array,
  begin: number,
  limit: number,
  current: Float64Array,
  voltage: Float64Array,
): number {
  const v0 = voltage[rows[begin]];
  let end = begin + 1;
  while (
    end < limit &&
    Math.abs(voltage[rows[end]] - v0) < HELD &&
    Math.abs(current[rows[end]]) <= Math.abs(current[rows[end - 1]]) * (1 + LEVEL)
  )
    end++;
  if (end - begin < 3) return begin;
  return Math.abs(current[rows[end - 1]]) < TAPER * Math.abs(current[rows[begin]]) ? end : begin;
}

/** Rows of a ramp between two steps, one or two, belong to the step that follows. */
function mergeSlivers(parts: Part[]): Part[] {
  const out: Part[] = [];
  for (let k = 0; k < parts.length; k++) {
    const short = parts[k].to - parts[k].from <= 2;
    if (short && k + 1 < parts.length) parts[k + 1] = { ...parts[k + 1], from: parts[k].from };
    else if (short && out.length > 0) out[out.length - 1].to = parts[k].to;
    else out.push(parts[k]);
  }
  return out;
}

function describe(part: Part, previousEnd: number | undefined, series: Series): Step {
  const { rows, time, current, voltage, charge } = series;
  const first = rows[part.from];
  const last = rows[part.to - 1];
  const before = previousEnd === undefined ? first : previousEnd - 1;
  const impedance = part.state === 2;
  const direction = impedance ? 0 : (part.state as -1 | 0 | 1);
  // What passed before the very first row is in it: a counter may begin above zero.
  const passed = (values: Float64Array): number => values[last] - (previousEnd === undefined ? 0 : values[before]);
  const number = (column: Numbers | undefined): number | undefined =>
    column && !(column.valid && !column.valid[first]) ? column.values[first] : undefined;
  const cycle = number(series.cycle);
  const step = number(series.step);
  return {
    mode: part.mode ?? (impedance ? 'impedance' : 'rest'),
    direction,
    from: first,
    to: last + 1,
    duration: time[last] - time[before],
    current: medianOf(rows, part, current),
    startVoltage: voltage[first],
    endVoltage: voltage[last],
    endCurrent: current[last],
    charge: direction > 0 ? passed(charge.charging) : direction < 0 ? passed(charge.discharging) : 0,
    energy: direction > 0 ? passed(charge.chargingEnergy) : direction < 0 ? passed(charge.dischargingEnergy) : 0,
    cycler: { ...(cycle !== undefined && { cycle }), ...(step !== undefined && { step }) },
  };
}

function medianOf(rows: Int32Array, { from, to }: Part, values: Float64Array): number {
  const sorted = new Float64Array(to - from);
  let low = Infinity;
  let high = -Infinity;
  for (let k = from; k < to; k++) {
    const value = values[rows[k]];
    sorted[k - from] = value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low === high ? low : sorted.sort()[sorted.length >> 1];
}

function markPulses(steps: Step[], charge: Cumulated): void {
  let low = 0;
  let high = 0;
  for (let i = 0; i < charge.charging.length; i++) {
    const net = charge.charging[i] - charge.discharging[i];
    low = Math.min(low, net);
    high = Math.max(high, net);
  }
  const active = steps.filter((s) => s.direction !== 0);
  steps.forEach((step, k) => {
    if (step.mode !== 'constant current' || step.duration > LONGEST_PULSE) return;
    const [before, after] = [steps[k - 1], steps[k + 1]];
    const alone =
      active.length === 1 && after?.mode === 'rest' && Math.abs(step.endVoltage - step.startVoltage) < PULSE_SWING;
    const between = (!before || before.mode === 'rest') && after?.mode === 'rest';
    if (alone || (between && step.charge <= PULSE_SHARE * (high - low))) step.mode = 'pulse';
  });
}
