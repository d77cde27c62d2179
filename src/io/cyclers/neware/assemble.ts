import { deferColumn, type Column } from '../../../core/index.js';
import { markMissing } from '../../tabular/read-delimited.js';
import { findStepSign, nameStepType } from './records.js';

/**
 * A test as Neware keeps it, one value a record; what a version lacks is absent. SI units, capacities and energies in
 * Ah and Wh.
 */
export interface NewareTest {
  index: Float64Array | Int32Array;
  voltage: Float64Array;
  /** [A] */
  current: Float64Array;
  stepTime?: Float64Array;
  testTime?: Float64Array;
  unixTime?: Float64Array;
  cycle?: Float64Array;
  stepId?: Float64Array;
  stepType?: Float64Array;
  /** Step types in words, in place of their numbers. */
  stepWords?: string[];
  /** [1] number of the step since test start; counted from changes where absent */
  stepCount?: Float64Array | Int32Array;
  /** [Ah] since the step began, charge and discharge apart, both positive */
  charge?: Float64Array;
  discharge?: Float64Array;
  /** [Wh] likewise */
  chargeEnergy?: Float64Array;
  dischargeEnergy?: Float64Array;
  /** [Ah], [Wh] since the step began where only one number is kept; the step's type gives its sign. */
  capacity?: Float64Array;
  energy?: Float64Array;
  extra?: Column[];
  /** [s], [Ah], [Wh] time and amounts of the step that are made when first asked for, each as `charge` and so on. */
  later?: Record<'stepTime' | 'charge' | 'discharge' | 'chargeEnergy' | 'dischargeEnergy', () => Float64Array>;
  /** Whole numbers by record that are known to be whole. */
  wholes?: { cycle: Int32Array; stepId: () => Int32Array };
}

/** Makes columns of a test. */
export function assembleNeware(test: NewareTest): Column[] {
  const stepCount = test.stepCount ?? (test.stepId && countChanges(test.stepId));
  const columns: Column[] = [];
  const add = (name: string, values: Float64Array | undefined): void => {
    if (values) columns.push(markMissing(name, values));
  };
  const whole = (name: string, values: Float64Array | Int32Array | undefined): void => {
    if (!values) return;
    if (values instanceof Int32Array) {
      columns.push({ name, values });
      return;
    }
    const whole = new Int32Array(values.length);
    for (let i = 0; i < whole.length; i++) {
      whole[i] = values[i]!;
      if (whole[i] !== values[i]) {
        add(name, values);
        return;
      }
    }
    columns.push({ name, values: whole });
  };
  add('test_time_second', test.testTime ?? (test.stepTime && stepCount && sumStepTimes(test.stepTime, stepCount)));
  add('voltage_volt', test.voltage);
  add('current_ampere', test.current);
  if (test.wholes) columns.push({ name: 'cycle_count', values: test.wholes.cycle });
  else whole('cycle_count', test.cycle);
  whole('step_count', stepCount);
  const { wholes, later } = test;
  const { length } = test.index;
  if (wholes) columns.push(deferColumn('step_id', length, () => ({ values: wholes.stepId() })));
  else whole('step_id', test.stepId);
  const words = test.stepWords ?? (test.stepType && nameSteps(test.stepType));
  if (words) columns.push({ name: 'step_type', values: words });
  if (later)
    columns.push(deferColumn('step_time_second', length, () => markMissing('step_time_second', later.stepTime())));
  else add('step_time_second', test.stepTime);
  add('unix_time_second', test.unixTime);
  whole('record_index', test.index);
  if (later) {
    for (const [name, key] of [
      ['step_charging_capacity_ah', 'charge'],
      ['step_discharging_capacity_ah', 'discharge'],
      ['step_charging_energy_wh', 'chargeEnergy'],
      ['step_discharging_energy_wh', 'dischargeEnergy'],
    ] as const) {
      columns.push(deferColumn(name, length, () => markMissing(name, later[key]())));
    }
    return [...columns, ...(test.extra ?? [])];
  }
  const [charge, discharge] = splitSign(test, test.capacity, test.charge, test.discharge);
  const [chargeEnergy, dischargeEnergy] = splitSign(test, test.energy, test.chargeEnergy, test.dischargeEnergy);
  add('step_charging_capacity_ah', charge);
  add('step_discharging_capacity_ah', discharge);
  add('step_charging_energy_wh', chargeEnergy);
  add('step_discharging_energy_wh', dischargeEnergy);
  return [...columns, ...(test.extra ?? [])];
}

function nameSteps(codes: Float64Array): string[] {
  const words = new Array<string>(codes.length);
  let code = NaN;
  let word = '';
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] !== code) word = nameStepType((code = codes[i]!));
    words[i] = word;
  }
  return words;
}

/** Gives an unsigned amount of a step to charge or discharge, by the step's type, else by the current's sign. */
function splitSign(
  test: NewareTest,
  both: Float64Array | undefined,
  charge: Float64Array | undefined,
  discharge: Float64Array | undefined,
): [Float64Array | undefined, Float64Array | undefined] {
  if (!both) return [charge, discharge];
  const plus = new Float64Array(both.length);
  const minus = new Float64Array(both.length);
  for (let i = 0; i < both.length; i++) {
    const sign =
      (test.stepType && findStepSign(test.stepType[i]!)) || Math.sign(test.current[i]!) || Math.sign(both[i]!);
    if (sign >= 0) plus[i] = Math.abs(both[i]!);
    else minus[i] = Math.abs(both[i]!);
  }
  return [plus, minus];
}

/**
 * [1] Number of the run of equal values that each row is in, from 1. A second series also begins a new run where it
 * changes.
 */
export function countChanges(values: Float64Array, also?: Float64Array): Float64Array {
  const runs = new Float64Array(values.length);
  let run = 1;
  for (let i = 0; i < values.length; i++) {
    if (i > 0 && (values[i] !== values[i - 1] || (also && also[i] !== also[i - 1]))) run++;
    runs[i] = run;
  }
  return runs;
}

/**
 * [s] Time since test start: the step's time after the longest time of every step before it, as Neware's software
 * counts it.
 */
export function sumStepTimes(stepTime: Float64Array, stepCount: Float64Array | Int32Array): Float64Array {
  const total = new Float64Array(stepTime.length);
  let before = 0;
  let longest = 0;
  for (let i = 0; i < stepTime.length; i++) {
    if (i > 0 && stepCount[i] !== stepCount[i - 1]) {
      before += longest;
      longest = 0;
    }
    if (stepTime[i]! > longest) longest = stepTime[i]!;
    total[i] = before + stepTime[i]!;
  }
  return total;
}
