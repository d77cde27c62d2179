/** Where a task of the queue stands, in words that hold for every version of Slurm. */
export type TaskWord =
  | 'waiting'
  | 'held'
  | 'never starts'
  | 'running'
  | 'done'
  | 'failed'
  | 'out of time'
  | 'out of memory'
  | 'cancelled'
  | 'node lost'
  | 'unknown';

/** One task as the queue or its records tell it. */
export interface QueueTask {
  /** `123_4` of an array, else `123`. */
  task: string;
  name: string;
  word: TaskWord;
  /** State and reason as Slurm calls them. */
  state: string;
  reason: string;
  exitCode?: number;
  signal?: number;
}

/** Words after which nothing more comes. */
export const ENDED: ReadonlySet<TaskWord> = new Set([
  'never starts',
  'done',
  'failed',
  'out of time',
  'out of memory',
  'cancelled',
  'node lost',
]);

/** Reasons of waiting that no waiting ends. */
const NEVER =
  /^(Partition(Config|NodeLimit|TimeLimit)|BadConstraints|DependencyNeverSatisfied|Invalid(Account|QOS)|(Account|QOS)NotAllowed|QOSTimeLimit|QOSMin\w+|(Assoc|QOS)Max\w+Per(Job|Node)(Limit)?)$/;

/** The word for a state and its reason. */
export function wordOf(state: string, reason: string): TaskWord {
  // `CANCELLED by 0`, `COMPLETED+`
  const main = state.split(/[ +]/)[0].toUpperCase();
  switch (main) {
    case 'PENDING':
    case 'REQUEUED':
    case 'REQUEUE_HOLD':
    case 'SPECIAL_EXIT':
      if (NEVER.test(reason)) return 'never starts';
      return /^JobHeld/.test(reason) || main === 'REQUEUE_HOLD' || main === 'SPECIAL_EXIT' ? 'held' : 'waiting';
    case 'RUNNING':
    case 'COMPLETING':
    case 'CONFIGURING':
    case 'STAGE_OUT':
    case 'SIGNALING':
    case 'STOPPED':
    case 'SUSPENDED':
    case 'RESIZING':
      return 'running';
    case 'COMPLETED':
      return 'done';
    case 'FAILED':
      return 'failed';
    case 'TIMEOUT':
    case 'DEADLINE':
      return 'out of time';
    case 'OUT_OF_MEMORY':
      return 'out of memory';
    case 'CANCELLED':
    case 'REVOKED':
      return 'cancelled';
    case 'NODE_FAIL':
    case 'BOOT_FAIL':
    case 'PREEMPTED':
      return 'node lost';
    default:
      return 'unknown';
  }
}
