import type { Context, Note } from '../../core/index.js';
import type { CellSystem } from '../model/cell-system.js';
import type { Protocol } from '../protocol/protocol.js';
import { compileProtocol } from '../protocol/program.js';
import type { Rows } from './rows.js';
import { runProtocol, type RunOptions, type StepSummary } from './run-protocol.js';

/** Numerical error of a simulated curve. */
export interface CurveError {
  /** [V] (rows looked at) */
  sigma: Float64Array;
  /** [V] root mean square, outside the first and last twentieth of each step. */
  typical: number;
  /** [V] largest, outside the first and last twentieth of each step. */
  largest: number;
  /** [1] largest relative error of a step's duration. */
  duration: number;
  note: Note;
  /** Largest difference to the full model, where the model is a simplified one; voltage [V] and durations [1]. */
  model?: { largest: number; duration: number };
  /** The share of the mesh in it. */
  mesh: { largest: number; duration: number };
}

/**
 * [1] of a step's duration on either side of a row, over which the largest difference counts: differences pass through
 * zero where errors do not.
 */
const NEIGHBOURHOOD = 0.05;
/**
 * [1] Of the difference between two meshes: a third is the error of the finer at second order, all of it at first,
 * which salt depletion comes near. Half, so that two sigma cover both.
 */
const SHARE = 0.5;
/** [V] below which nothing is claimed: what two codes of the same equations agree to. */
const FLOOR = 5e-5;

/** A run beside the one that is judged. */
export interface Comparison {
  system: CellSystem;
  y: Float64Array;
  tolerance: number;
}

/**
 * Error of a curve from runs beside it, compared at equal time within each step: one on half the mesh cells and half
 * the shells at four times the tolerance, and for a simplified model one of the full model, whose whole difference
 * counts.
 *
 * @param limit [1] steps to look at
 */
export async function estimateCurveError(
  fine: { rows: Rows; steps: readonly StepSummary[] },
  coarse: Comparison,
  full: Comparison | undefined,
  protocol: Protocol,
  options: RunOptions,
  limit: number | undefined,
  ctx?: Context,
): Promise<CurveError | undefined> {
  const short = limit === undefined ? protocol : firstSteps(protocol, limit);
  const run = async ({ system, y, tolerance }: Comparison): Promise<Difference> =>
    compareRuns(fine, await runProtocol(system, short, y, { ...options, tolerance }, ctx && { signal: ctx.signal }));
  const mesh = await run(coarse);
  const model = full && (await run(full));
  const count = Math.min(mesh.values.length, model?.values.length ?? Infinity);
  if (count === 0) return undefined;
  const sigma = Float64Array.from({ length: count }, (_, r) =>
    Math.hypot(FLOOR, SHARE * mesh.values[r], model ? model.values[r] : 0),
  );
  let largest = 0;
  let sum = 0;
  let judged = 0;
  for (const wholeRun of [false, true]) {
    if (judged > 0) break;
    for (let r = 0; r < count; r++) {
      if (!wholeRun && !mesh.inside[r]) continue;
      largest = Math.max(largest, sigma[r]);
      sum += sigma[r] ** 2;
      judged++;
    }
  }
  const typical = Math.sqrt(sum / judged);
  const duration = Math.max(SHARE * mesh.duration, model?.duration ?? 0);
  const steps = Math.min(fine.rows.steps.length, mesh.steps);
  const over = limit === undefined ? '' : `, over the first ${steps} steps`;
  const text = `error of ${model ? 'the simplified model, ' : ''}mesh and tolerance: ${(1e3 * typical).toPrecision(2)} mV typical and ${(1e3 * largest).toPrecision(2)} mV at most away from the ends of steps, durations within ${(100 * duration).toPrecision(2)} %${over}`;
  return {
    sigma,
    typical,
    largest,
    duration,
    note: { level: 'info', code: 'numerical-error', text },
    model: model && { largest: model.largest, duration: model.duration },
    mesh: { largest: SHARE * mesh.largest, duration: SHARE * mesh.duration },
  };
}

interface Difference {
  /** [V] (rows) largest difference in the neighbourhood of each row. */
  values: Float64Array;
  /** (rows) away from the ends of its step. */
  inside: boolean[];
  /** [V] largest among those. */
  largest: number;
  /** [1] of the durations, relative. */
  duration: number;
  steps: number;
}

function compareRuns(
  fine: { rows: Rows; steps: readonly StepSummary[] },
  other: { rows: Rows; steps: readonly StepSummary[] },
): Difference {
  const steps = Math.min(fine.rows.steps.length, other.rows.steps.length);
  const values: number[] = [];
  const inside: boolean[] = [];
  let largest = 0;
  let duration = 0;
  for (let k = 0; k < steps; k++) {
    const from = fine.rows.steps[k].from;
    const end = fine.rows.end(k);
    const endOther = other.rows.end(k);
    const length = fine.steps[k].duration;
    if (length > 0) duration = Math.max(duration, Math.abs(other.steps[k].duration - length) / length);
    if (other.rows.steps[k].from >= endOther) break;
    const own: number[] = [];
    for (let r = from, q = other.rows.steps[k].from; r < end; r++) {
      const t = fine.rows.stepTime(r);
      while (q + 2 < endOther && other.rows.stepTime(q + 1) < t) q++;
      const next = Math.min(q + 1, endOther - 1);
      const [t0, t1] = [other.rows.stepTime(q), other.rows.stepTime(next)];
      const [v0, v1] = [other.rows.voltage(q), other.rows.voltage(next)];
      const share = t1 > t0 ? Math.min(1, Math.max(0, (t - t0) / (t1 - t0))) : 0;
      own.push(Math.abs(fine.rows.voltage(r) - v0 - share * (v1 - v0)));
    }
    for (const [i, value] of slidingMaximum(
      own,
      (i) => fine.rows.stepTime(from + i),
      NEIGHBOURHOOD * length,
    ).entries()) {
      const part = length > 0 ? fine.rows.stepTime(from + i) / length : 0.5;
      const within = part > 0.05 && part < 0.95;
      values.push(value);
      inside.push(within);
      if (within) largest = Math.max(largest, own[i]);
    }
  }
  return { values: Float64Array.from(values), inside, largest, duration, steps };
}

/** For each value the largest of those at most `reach` away. */
function slidingMaximum(values: readonly number[], at: (i: number) => number, reach: number): number[] {
  const out = new Array<number>(values.length);
  const queue: number[] = [];
  let head = 0;
  for (let i = 0, next = 0; i < values.length; i++) {
    for (; next < values.length && at(next) <= at(i) + reach; next++) {
      while (queue.length > head && values[queue[queue.length - 1]] <= values[next]) queue.pop();
      queue.push(next);
    }
    while (head < queue.length - 1 && at(queue[head]) < at(i) - reach) head++;
    out[i] = values[queue[head]];
  }
  return out;
}

/** A protocol cut after its first steps, loops written out. */
function firstSteps(protocol: Protocol, limit: number): Protocol {
  const program = compileProtocol(protocol);
  const counters = new Array<number>(program.counters).fill(0);
  const items: Protocol['items'][number][] = [];
  let steps = 0;
  for (let at = 0; at < program.code.length && steps < limit; ) {
    const instruction = program.code[at++];
    if (instruction.op === 'step') {
      items.push(instruction.step);
      steps++;
    } else if (instruction.op === 'temperature') items.push({ kind: 'temperature', value: instruction.value });
    else if (instruction.op === 'loop') {
      if (++counters[instruction.counter] < instruction.times) at = instruction.to;
      else counters[instruction.counter] = 0;
    } else if ((counters[instruction.counter] + 1) % instruction.passes !== 0) at = instruction.to;
  }
  return { items };
}
