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
}

/**
 * Repeats a run with half the mesh cells, half the shells and four times the tolerance. The scheme is of second order, so a third of the difference is
 * the error of the finer run (Richardson); compared at equal time within each step.
 *
 * @param limit [1] steps to look at
 */
export async function estimateCurveError(
  fine: { rows: Rows; steps: readonly StepSummary[] },
  coarse: CellSystem,
  protocol: Protocol,
  y: Float64Array,
  options: RunOptions,
  limit: number | undefined,
  ctx?: Context,
): Promise<CurveError | undefined> {
  const short = limit === undefined ? protocol : firstSteps(protocol, limit);
  const other = await runProtocol(coarse, short, y, options, ctx && { signal: ctx.signal });
  const steps = Math.min(fine.rows.steps.length, other.rows.steps.length);
  const values: number[] = [];
  const inner: number[] = [];
  let largest = 0;
  let duration = 0;
  for (let k = 0; k < steps; k++) {
    const end = fine.rows.end(k);
    const endOther = other.rows.end(k);
    const length = fine.steps[k].duration;
    if (length > 0) duration = Math.max(duration, Math.abs(other.steps[k].duration - length) / length / 3);
    for (let r = fine.rows.steps[k].from, q = other.rows.steps[k].from; r < end && q < endOther; r++) {
      const t = fine.rows.stepTime(r);
      while (q + 2 < endOther && other.rows.stepTime(q + 1) < t) q++;
      const next = Math.min(q + 1, endOther - 1);
      const [t0, t1] = [other.rows.stepTime(q), other.rows.stepTime(next)];
      const [v0, v1] = [other.rows.voltage(q), other.rows.voltage(next)];
      const share = t1 > t0 ? Math.min(1, Math.max(0, (t - t0) / (t1 - t0))) : 0;
      const error = Math.abs(fine.rows.voltage(r) - v0 - share * (v1 - v0)) / 3;
      values.push(error);
      const part = length > 0 ? t / length : 0.5;
      if (part > 0.05 && part < 0.95) {
        largest = Math.max(largest, error);
        inner.push(error);
      }
    }
  }
  if (values.length === 0) return undefined;
  const judged = inner.length > 0 ? inner : values;
  const typical = Math.sqrt(judged.reduce((s, v) => s + v * v, 0) / judged.length);
  const over = limit === undefined ? '' : `, over the first ${steps} steps`;
  const text = `error of mesh and tolerance: ${(1e3 * typical).toPrecision(2)} mV typical and ${(1e3 * largest).toPrecision(2)} mV at most away from the ends of steps, durations within ${(100 * duration).toPrecision(2)} %${over}`;
  return {
    sigma: Float64Array.from(values),
    typical,
    largest,
    duration,
    note: { level: 'info', code: 'numerical-error', text },
  };
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
