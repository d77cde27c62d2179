import type { AgedCycle, AgeingInput, AgeingOutput, CurveInput, CurveOutput, TableInput } from './cell-tasks.js';

/** What the worker does: input, output, and what it tells meanwhile. */
export interface Tasks {
  curve: { input: CurveInput; output: CurveOutput; part: never };
  ageing: { input: AgeingInput; output: AgeingOutput; part: AgedCycle };
  csv: { input: TableInput; output: string; part: never };
}
export type TaskName = keyof Tasks;

export type Request =
  | { [K in TaskName]: { id: number; task: K; input: Tasks[K]['input'] } }[TaskName]
  | { abort: number };

export interface Progress {
  done: number;
  total?: number;
}
export type Reply = { id: number } & (
  | { progress: Progress }
  | { part: unknown }
  | { result: unknown }
  | { error: string }
);
