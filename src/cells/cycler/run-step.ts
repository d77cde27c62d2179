import { breathe, SolveError, type Context } from '../../core/index.js';
import { BdfIntegrator, solveConsistent } from '../../num/ode/index.js';
import type { CellSystem } from '../model/cell-system.js';
import type { Control } from '../model/control.js';
import type { Step } from '../protocol/protocol.js';
import {
  diagnose,
  findWrong,
  makeEndConditions,
  notANumber,
  toAmpere,
  type EndCondition,
  type Ending,
} from './step-ends.js';
import { startStep } from './start-step.js';
import type { StepRecorder } from './step-recorder.js';

/** Steps of the integrator after which a protocol step is given up. */
const STEP_LIMIT = 100_000;
/** [s] a step may last at most. */
const TIME_LIMIT = 3.2e7;

export interface StepRun {
  /** [s] */
  duration: number;
  ending: Ending;
  integratorSteps: number;
}

/**
 * Runs one step from a state, which is left as it is at the end.
 *
 * @param y state, changed in place
 */
export async function runStep(
  system: CellSystem,
  step: Step,
  y: Float64Array,
  tolerance: number,
  recorder: StepRecorder,
  ctx?: Context,
): Promise<StepRun> {
  const { control, breaks } = makeControl(step, system);
  system.settle(y);
  const before = { charge: system.charge(y), voltage: system.voltage(y), temperature: system.temperature(y) };
  const earlier = y.slice();
  const conditions = makeEndConditions(step, system, before);
  const wrong = startStep(system, control, y) ?? findWrong(conditions, system, y);
  if (wrong) {
    y.set(earlier);
    return { duration: 0, ending: wrong, integratorSteps: 0 };
  }
  recorder.record(0, y);
  const met = conditions.find((c) => c.value(y) <= 0);
  if (met)
    return {
      duration: 0,
      ending: { ...met.ending, text: `${met.ending.text} at once` },
      integratorSteps: 0,
    };

  const timeEnds = step.ends.filter((e) => e.quantity === 'time').map((e) => e.value);
  if (breaks) timeEnds.push(breaks[breaks.length - 1]);
  const timeLimit = Math.min(TIME_LIMIT, ...timeEnds);
  const bdf = new BdfIntegrator(system, { relativeTolerance: tolerance });
  bdf.restart(0, y);
  const inside = new Float64Array(system.size);
  let previous = Float64Array.from(conditions, (c) => c.value(y));
  let values = new Float64Array(conditions.length);
  let recorded = 0;
  let voltage = system.voltage(y);
  let nextBreak = 0;
  let restarted = -1;
  let rested = performance.now();
  const finish = (duration: number, ending: Ending): StepRun => ({
    duration,
    ending,
    integratorSteps: bdf.counts.steps,
  });
  const recordUpTo = (end: number, state: Float64Array): void => {
    const { recordEvery } = step;
    if (recordEvery !== undefined) {
      for (
        let k = Math.floor(recorded / recordEvery + 1 + 1e-9) * recordEvery;
        k < end - 1e-9 * recordEvery;
        k += recordEvery
      ) {
        bdf.interpolate(k, inside);
        recorder.record(k, inside);
      }
      recorded = end;
      return;
    }
    const now = system.voltage(state);
    const pieces = Math.min(8, Math.ceil(Math.abs(now - voltage) / 0.005) || 1);
    for (let k = 1; k < pieces; k++) {
      const at = recorded + ((end - recorded) * k) / pieces;
      bdf.interpolate(at, inside);
      recorder.record(at, inside);
    }
    voltage = now;
    recorder.record(end, state);
    recorded = end;
  };

  while (bdf.t < timeLimit * (1 - 1e-14)) {
    if (performance.now() - rested > 40) {
      y.set(bdf.y);
      await breathe(ctx);
      rested = performance.now();
    }
    let limit = timeLimit;
    if (breaks) {
      while (nextBreak < breaks.length && breaks[nextBreak] <= bdf.t * (1 + 1e-12)) nextBreak++;
      if (nextBreak < breaks.length) limit = Math.min(limit, breaks[nextBreak]);
    }
    try {
      bdf.advance(limit);
      if (bdf.counts.steps > STEP_LIMIT) throw new SolveError('too many steps in time', { time: bdf.t });
    } catch (error) {
      if (!(error instanceof SolveError)) throw error;
      y.set(bdf.y);
      if (bdf.t > restarted && bdf.counts.steps <= STEP_LIMIT && startAgain(system, bdf, y)) {
        restarted = bdf.t;
        continue;
      }
      return finish(
        bdf.t,
        diagnose(system, y) ?? { by: 'failure', cause: 'solver', text: `the solver could not go on: ${error.what}` },
      );
    }
    let crossed = false;
    for (let k = 0; k < values.length; k++) {
      values[k] = conditions[k].value(bdf.y);
      if (Number.isNaN(values[k])) {
        // The state before the last step is the last one that is known.
        bdf.interpolate(bdf.stepStart, y);
        return finish(bdf.stepStart, diagnose(system, y) ?? notANumber(conditions[k]));
      }
      crossed ||= values[k] <= 0;
    }
    if (crossed) {
      const { time, ending } = findFirst(conditions, bdf, inside, previous, values);
      bdf.interpolate(time, y);
      recordUpTo(time, y);
      if (step.recordEvery !== undefined) recorder.record(time, y);
      return finish(time, ending.by === 'failure' ? (diagnose(system, y) ?? ending) : ending);
    }
    [previous, values] = [values, previous];
    recordUpTo(bdf.t, bdf.y);
  }
  y.set(bdf.y);
  if (step.recordEvery !== undefined) recorder.record(bdf.t, y);
  if (timeLimit === TIME_LIMIT)
    return finish(bdf.t, { by: 'failure', cause: 'endless', text: 'the step met none of its ends within a year' });
  return finish(bdf.t, {
    by: 'time',
    text:
      breaks && timeLimit === breaks[breaks.length - 1]
        ? 'the table ended'
        : `${Number(timeLimit.toPrecision(6))} s passed`,
  });
}

/**
 * Goes on from a state whose potentials were accepted too loosely for the next step: solves them anew, as after a jump.
 */
function startAgain(system: CellSystem, bdf: BdfIntegrator, y: Float64Array): boolean {
  try {
    solveConsistent(system, bdf.t, y);
    bdf.restart(bdf.t, y);
    return true;
  } catch (error) {
    if (error instanceof SolveError) return false;
    throw error;
  }
}

function makeControl(step: Step, system: CellSystem): { control: Control; breaks?: Float64Array } {
  const { control } = step;
  switch (control.mode) {
    case 'rest':
    case 'impedance':
      return { control: { mode: 'current', value: 0 } };
    case 'current':
      return { control: { mode: 'current', value: toAmpere(control, system.cell) } };
    case 'table': {
      const { time, value } = control;
      let at = 0;
      const lookUp = (t: number): number => {
        while (at > 0 && time[at] > t) at--;
        while (at < time.length - 2 && time[at + 1] < t) at++;
        const share = time.length < 2 ? 0 : (t - time[at]) / (time[at + 1] - time[at]);
        return value[at] + Math.min(1, Math.max(0, share)) * ((value[at + 1] ?? value[at]) - value[at]);
      };
      return { control: { mode: control.quantity, value: lookUp }, breaks: time };
    }
    default:
      return { control };
  }
}

/** The condition that was met first in the last step, and [s] when. */
function findFirst(
  conditions: readonly EndCondition[],
  bdf: BdfIntegrator,
  inside: Float64Array,
  before: Float64Array,
  after: Float64Array,
): { time: number; ending: Ending } {
  let time = Infinity;
  let first = -1;
  conditions.forEach((condition, k) => {
    if (after[k] > 0) return;
    const root = findRoot(
      (t) => (bdf.interpolate(t, inside), condition.value(inside)),
      bdf.stepStart,
      bdf.t,
      before[k],
      after[k],
    );
    if (root >= time) return;
    time = root;
    first = k;
  });
  return { time, ending: conditions[first].ending };
}

/** Root of a function that is positive at `a` and not at `b`, by the Illinois form of false position. */
function findRoot(f: (t: number) => number, a: number, b: number, fa: number, fb: number): number {
  let side = 0;
  for (let k = 0; k < 60 && Math.abs(b - a) > 1e-12 * Math.abs(b); k++) {
    const m = fa === fb ? (a + b) / 2 : (a * fb - b * fa) / (fb - fa);
    const fm = f(m);
    if (Math.abs(fm) < 1e-12) return m;
    if (fm > 0) {
      a = m;
      fa = fm;
      if (side === 1) fb /= 2;
      side = 1;
    } else {
      b = m;
      fb = fm;
      if (side === -1) fa /= 2;
      side = -1;
    }
  }
  return b;
}
