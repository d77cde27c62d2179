import type { Note } from '../../../core/index.js';
import type { NewareTest } from './assemble.js';
import type { RunInfo } from './parse-ndc.js';
import { nameStepType } from './records.js';

/**
 * Gives each record its time, capacity and energy. The archive keeps them for some records only; between those, times
 * are carried on by the last interval and capacity and energy by current times time, which is what Neware's own export
 * does.
 */
export function fillFromRunInfo(test: NewareTest, run: RunInfo, notes: Note[]): void {
  const n = test.index.length;
  const runs = run.index.length;
  const { runOf, orphans, carried } = assignRuns(test.index, run.index);
  const unixTime = new Float64Array(n);
  const testTime = new Float64Array(n);
  // Steps that end before every record have no number in whole ones.
  const stepCount = orphans > 0 ? new Float64Array(n) : new Int32Array(n);
  let before = 0;
  let longest = 0;
  let elapsed = 0;
  for (let i = 0; i < n; i++) {
    const r = runOf[i]!;
    if (r < 0) {
      unixTime[i] = testTime[i] = stepCount[i] = NaN;
      continue;
    }
    elapsed = run.index[r] === test.index[i] ? 0 : elapsed + run.interval[r]!;
    unixTime[i] = run.unixTime[r]! + elapsed;
    const count = run.stepCount[r]!;
    if (i > 0 && count !== stepCount[i - 1]) {
      before += longest;
      longest = 0;
    }
    stepCount[i] = count;
    const time = run.stepTime[r]! + elapsed;
    if (time > longest) longest = time;
    testTime[i] = before + time;
  }
  const carryOn = (amounts: Float64Array, sign: 1 | -1, energy: boolean): Float64Array =>
    carryAmounts(test, run, runOf, amounts, sign, energy);
  test.later = {
    stepTime: () => carryTimes(test.index, run, runOf),
    charge: () => carryOn(run.take('charge'), 1, false),
    discharge: () => carryOn(run.take('discharge'), -1, false),
    chargeEnergy: () => carryOn(run.take('chargeEnergy'), 1, true),
    dischargeEnergy: () => carryOn(run.take('dischargeEnergy'), -1, true),
  };
  Object.assign(test, { testTime, unixTime, stepCount });
  if (runs > 0 && n > 0 && run.index[runs - 1]! > test.index[n - 1]!)
    notes.push({
      level: 'serious',
      code: 'rows-missing',
      text: `the archive keeps times up to record ${run.index[runs - 1]}, but its records end at ${test.index[n - 1]}`,
    });
  if (carried > 0)
    notes.push({
      level: 'info',
      code: 'times-carried-on',
      text: `the archive keeps time, capacity and energy for ${n - carried - orphans} of ${n} records; the others are carried on from these by interval and current`,
    });
  if (orphans > 0)
    notes.push({
      level: 'serious',
      code: 'records-without-time',
      text: `the first ${orphans} records have no time in the archive; their times are marked missing`,
    });
}

/** The run record that each record is, or is carried on from; −1 before the first. */
function assignRuns(
  index: ArrayLike<number>,
  runs: Float64Array,
): { runOf: Int32Array; orphans: number; carried: number } {
  const runOf = new Int32Array(index.length);
  let r = -1;
  let next = 0;
  let orphans = 0;
  let carried = 0;
  for (let i = 0; i < runOf.length; i++) {
    const record = index[i]!;
    while (next < runs.length && runs[next]! < record) next++;
    if (next < runs.length && runs[next] === record) r = next;
    else if (r < 0) orphans++;
    else carried++;
    runOf[i] = r;
  }
  return { runOf, orphans, carried };
}

/** [s] Time in its step of each record. */
function carryTimes(index: ArrayLike<number>, run: RunInfo, runOf: Int32Array): Float64Array {
  const out = new Float64Array(runOf.length);
  let elapsed = 0;
  for (let i = 0; i < out.length; i++) {
    const r = runOf[i]!;
    if (r >= 0) elapsed = run.index[r] === index[i] ? 0 : elapsed + run.interval[r]!;
    out[i] = r < 0 ? NaN : run.stepTime[r]! + elapsed;
  }
  return out;
}

/**
 * One kind of amount by record: the archive's own, and between those current times time, and for energy times voltage.
 */
function carryAmounts(
  { current, voltage }: NewareTest,
  run: RunInfo,
  runOf: Int32Array,
  amounts: Float64Array,
  sign: 1 | -1,
  energy: boolean,
): Float64Array {
  const n = runOf.length;
  const out = new Float64Array(n);
  let passed = 0;
  let before = -1;
  for (let i = 0; i < n; i++) {
    const r = runOf[i]!;
    if (r < 0) {
      out[i] = NaN;
      continue;
    }
    if (r !== before) {
      passed = 0;
      before = r;
    } else passed += (run.interval[r]! * (energy ? voltage[i]! * current[i]! : current[i]!)) / 3600;
    const own = Math.abs(amounts[r]!);
    out[i] = passed * sign > 0 ? own + passed * sign : own;
  }
  return out;
}

/** Gives each record what the archive says of its step: cycle, number in the program and type. */
export function fillFromSteps(
  test: NewareTest,
  steps: { cycle: Float64Array; stepId: Float64Array; stepType: Float64Array },
  notes: Note[],
): void {
  const count = test.stepCount!;
  const n = count.length;
  let described = [steps.cycle, steps.stepId].every((values) => values.every(Number.isInteger));
  const words = new Array<string>(n);
  eachStretch(count, (at, from, to) => {
    described &&= at >= 0 && at < steps.cycle.length;
    words.fill(nameStepType(steps.stepType[at] || 0), from, to);
  });
  test.stepWords = words;
  const pick = <T extends Float64Array | Int32Array>(values: Float64Array, into: T): T => {
    eachStretch(count, (at, from, to) => into.fill(values[at] ?? NaN, from, to));
    return into;
  };
  if (described)
    test.wholes = {
      cycle: pick(steps.cycle, new Int32Array(n)),
      stepId: () => pick(steps.stepId, new Int32Array(n)),
    };
  else {
    test.cycle = pick(steps.cycle, new Float64Array(n));
    test.stepId = pick(steps.stepId, new Float64Array(n));
  }
  const last = n > 0 ? count[n - 1]! : 0;
  if (last > steps.cycle.length)
    notes.push({
      level: 'warning',
      code: 'steps-missing',
      text: `the records run to step ${last} and the archive describes ${steps.cycle.length} steps`,
    });
}

/** Calls back for rows [from, to) of one step after another, with the step's place in the archive's list, which begins with 1. */
function eachStretch(count: ArrayLike<number>, take: (at: number, from: number, to: number) => void): void {
  for (let i = 1, from = 0; i <= count.length; i++) {
    if (i < count.length && count[i] === count[from]) continue;
    take(count[from]! - 1, from, i);
    from = i;
  }
}
