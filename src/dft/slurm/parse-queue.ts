import { ReadError } from '../../core/index.js';
import { type QueueTask, wordOf } from './queue-state.js';

type Json = Record<string, unknown>;

/** A number as 22.05 writes it, or `{ set, infinite, number }` of later versions; undefined where it is not set. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && value !== null && 'number' in value) {
    const { set, number } = value as { set?: unknown; number: unknown };
    return set !== false && typeof number === 'number' ? number : undefined;
  }
  return undefined;
}

/**
 * A state as a word (22.05) or a list of flags (23.11 and later): the first is the base state unless a flag decides.
 */
function stateOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  const flags = value.filter((v): v is string => typeof v === 'string');
  return flags.find((f) => /COMPLETING|REQUEUE_HOLD|SPECIAL_EXIT/.test(f)) ?? flags[0] ?? '';
}

/** Raw wait status of 22.05 (768 is exit 3, 9 is signal 9) or the object of later versions. */
function exitOf(value: unknown): Pick<QueueTask, 'exitCode' | 'signal'> {
  if (typeof value === 'object' && value !== null && ('return_code' in value || 'signal' in value)) {
    const { return_code, signal } = value as { return_code?: unknown; signal?: { id?: unknown; signal_id?: unknown } };
    const code = numberOf(return_code);
    const number = numberOf(signal?.id ?? signal?.signal_id);
    return { ...(code !== undefined && { exitCode: code }), ...(number ? { signal: number } : {}) };
  }
  const raw = numberOf(value);
  if (raw === undefined) return {};
  const signal = raw & 0x7f;
  return signal === 0 ? { exitCode: raw >> 8 } : { signal };
}

/** `0-3,7%2` as numbers; steps `0-8:2` too. */
function expandTasks(text: string): number[] {
  const tasks: number[] = [];
  for (const piece of text.replace(/%\d+$/, '').split(',')) {
    const match = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(piece.trim());
    if (!match) continue;
    const from = Number(match[1]);
    const to = Math.min(Number(match[2] ?? from), from + 1_000_000);
    for (let i = from; i <= to; i += Number(match[3] ?? 1)) tasks.push(i);
  }
  return tasks;
}

/**
 * Tasks of `squeue --json`, of 22.05 and of 23.11 and later. A waiting array is one record for all its tasks; the id of
 * its last task is the array's own.
 *
 * @throws ReadError where it is no such JSON
 */
export function parseSqueueJson(text: string): QueueTask[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new ReadError('squeue did not answer with JSON', { file: 'squeue --json' }, { cause: error });
  }
  const jobs = (parsed as { jobs?: unknown })?.jobs;
  if (!Array.isArray(jobs)) throw new ReadError('squeue answered without a list of jobs', { file: 'squeue --json' });
  // A controller that does not answer leaves exit code 0, an empty list and the error in the text (22.05).
  const errors = (parsed as { errors?: unknown }).errors;
  if (jobs.length === 0 && Array.isArray(errors) && errors.length > 0) {
    const says = (errors[0] as { description?: unknown; error?: unknown }) ?? {};
    throw new ReadError(`squeue has no list: ${String(says.description ?? says.error ?? 'unknown error')}`, {
      file: 'squeue --json',
    });
  }
  return jobs.flatMap((job: Json): QueueTask[] => {
    const id = numberOf(job.job_id);
    if (id === undefined) return [];
    const array = numberOf(job.array_job_id) ?? 0;
    const index = numberOf(job.array_task_id);
    const waiting = typeof job.array_task_string === 'string' ? job.array_task_string : '';
    const state = stateOf(job.job_state);
    const reason = typeof job.state_reason === 'string' ? job.state_reason : '';
    const of = (task: string): QueueTask => ({
      task,
      name: String(job.name ?? ''),
      word: wordOf(state, reason),
      state,
      reason,
      ...exitOf(job.exit_code),
    });
    if (array === 0) return [of(String(id))];
    if (index !== undefined && waiting === '') return [of(`${array}_${index}`)];
    const tasks = expandTasks(waiting);
    return tasks.length > 0
      ? tasks.map((t) => of(`${array}_${t}`))
      : index !== undefined
        ? [of(`${array}_${index}`)]
        : [of(String(array))];
  });
}

/** Tasks of `scontrol show job -o`, a line each. */
export function parseScontrol(text: string): QueueTask[] {
  return text.split('\n').flatMap((line): QueueTask[] => {
    const field = (name: string): string | undefined => new RegExp(`(?:^|\\s)${name}=(\\S*)`).exec(line)?.[1];
    const id = field('JobId');
    const state = field('JobState');
    if (id === undefined || state === undefined) return [];
    const reason = field('Reason') ?? '';
    const [code, signal] = (field('ExitCode') ?? '').split(':').map(Number);
    const array = field('ArrayJobId');
    const tasks = field('ArrayTaskId');
    const of = (task: string): QueueTask => ({
      task,
      name: field('JobName') ?? '',
      word: wordOf(state, reason),
      state,
      reason: reason === 'None' ? '' : reason,
      ...(Number.isFinite(code) && { exitCode: code }),
      ...(signal > 0 && { signal }),
    });
    if (array === undefined || tasks === undefined) return [of(id)];
    return expandTasks(tasks).map((t) => of(`${array}_${t}`));
  });
}

/** Tasks of `sacct -P -n -X -o JobID,JobName,State,ExitCode`; steps of a job are left out. */
export function parseSacct(text: string): QueueTask[] {
  return text.split('\n').flatMap((line): QueueTask[] => {
    const [id, name, state, exit] = line.trim().split('|');
    if (!id || !state || id.includes('.')) return [];
    const [code, signal] = (exit ?? '').split(':').map(Number);
    const of = (task: string): QueueTask => ({
      task,
      name,
      word: wordOf(state, ''),
      state,
      reason: '',
      ...(Number.isFinite(code) && { exitCode: code }),
      ...(signal > 0 && { signal }),
    });
    const waiting = /^(\d+)_\[(.*)\]$/.exec(id);
    return waiting ? expandTasks(waiting[2]).map((t) => of(`${waiting[1]}_${t}`)) : [of(id)];
  });
}

/** What `sbatch --parsable` answers: `ID` or `ID;cluster`. */
export function parseSbatch(text: string): string {
  const match = /^(\d+)(?:;.*)?$/m.exec(text.trim());
  if (!match) throw new ReadError(`sbatch answered "${text.trim().slice(0, 80)}"`, { file: 'sbatch --parsable' });
  return match[1];
}
