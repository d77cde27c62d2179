import { mkdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { CermetError, computeSha256, InputError, throwIfAborted } from '../../core/index.js';
import {
  ENDED,
  parseSacct,
  parseSbatch,
  parseScontrol,
  parseSqueueJson,
  type QueueTask,
  type SlurmProfile,
  type TaskWord,
  writeBatch,
} from '../../dft/index.js';
import { parseRunStatus } from '../../io/dft/index.js';
import { lockFile } from '../lock-file.js';
import { toPlainJson, writeFileSafely } from '../support.js';
import type { Shell } from './shell.js';

/** [ms] A controller that is frozen makes its clients hang: longer than this is no answer. */
const PATIENCE = 30_000;
/** [ms] between two looks at the queue: from, to. */
const LOOK: readonly [number, number] = [1_000, 20_000];
/** Looks without a trace of a task, in queue, records and folder, after which it is lost. */
const LOST_AFTER = 5;

/** One task of a folder's queue. */
export interface Task {
  /** What it is, as a person knows it: a folder, a piece of a study. */
  label: string;
  /** Shell script that it runs. */
  script: string;
  /** File that makes it stop cleanly when it appears. */
  stopFile?: string;
}

/** A task and where it stands. */
export interface TaskState {
  index: number;
  label: string;
  word: TaskWord;
  /** Slurm's own id, `123_4`. */
  task?: string;
  reason?: string;
  exitCode?: number;
}

interface Submission {
  /** Name under which it can be found again, should its id be lost. */
  name: string;
  id?: string;
  indices: number[];
}

interface QueueFile {
  format: 1;
  labels: string[];
  submissions: Submission[];
  states: TaskState[];
}

/**
 * A folder's own record of what it has put into Slurm's queue. It is written before and after each submission, so that
 * a watcher that is killed in between finds its jobs again by name, and nothing is submitted twice.
 */
export class SlurmQueue {
  private file: QueueFile = { format: 1, labels: [], submissions: [], states: [] };
  private unlock?: () => Promise<void>;
  private missed = new Map<number, number>();
  /** What was last said of a queue that does not answer. */
  silent = false;

  private constructor(
    readonly folder: string,
    readonly profile: SlurmProfile,
    private readonly shell: Shell,
  ) {}

  /**
   * Opens the queue of a folder, made where there is none.
   *
   * @throws InputError where another watcher holds it
   */
  static async open(folder: string, profile: SlurmProfile, shell: Shell): Promise<SlurmQueue> {
    const queue = new SlurmQueue(resolve(folder), profile, shell);
    await mkdir(queue.at(), { recursive: true });
    queue.unlock = await lockFile(queue.at('lock'), {
      holds: 'watches',
      held: 'watched',
      hint: 'wait for it, or end it: its jobs go on and are found again',
    });
    const text = await readFile(queue.at('queue.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) queue.file = JSON.parse(text) as QueueFile;
    return queue;
  }

  /** Whether a folder has a queue. */
  static async exists(folder: string): Promise<boolean> {
    return readFile(join(resolve(folder), '.cermet-queue', 'queue.json')).then(
      () => true,
      () => false,
    );
  }

  /** What the folder's record says, without asking the queue. */
  get states(): readonly TaskState[] {
    return this.file.states;
  }

  get open(): boolean {
    return this.file.states.some((s) => !ENDED.has(s.word));
  }

  close(): Promise<void> {
    return this.unlock?.() ?? Promise.resolve();
  }

  /**
   * Submits tasks that are not in the queue yet; those that wait or run are left as they are, those that ended go again
   * only if asked.
   *
   * @param again labels of ended tasks that are to run once more
   */
  async submit(tasks: readonly Task[], again: readonly string[] = []): Promise<void> {
    await this.adopt();
    const indices: number[] = [];
    for (const task of tasks) {
      let index = this.file.labels.indexOf(task.label);
      const state = this.file.states.find((s) => s.index === index);
      if (state && !(ENDED.has(state.word) || state.word === 'unknown')) continue;
      if (state && !again.includes(task.label)) continue;
      if (index < 0) index = this.file.labels.push(task.label) - 1;
      await writeFileSafely(this.at(`${index}.sh`), task.script);
      if (task.stopFile) await writeFileSafely(this.at(`${index}.stop`), this.shell.place(task.stopFile));
      await rm(this.at(`${index}.status`), { force: true });
      indices.push(index);
    }
    if (indices.length === 0) return;
    const name = `cermet-${(await computeSha256(`${this.folder} ${hostname()} ${this.file.submissions.length} ${indices.join(',')} ${Date.now()}`)).slice(0, 12)}`;
    const script = this.at(`${name}.sh`);
    await writeFileSafely(this.at(`${name}.tasks`), `${indices.join('\n')}\n`);
    await writeFileSafely(
      script,
      writeBatch(this.profile, name, this.shell.place(this.at()).replace(/\/$/, ''), indices.length),
    );
    const submission: Submission = { name, indices };
    this.file.submissions.push(submission);
    for (const index of indices) this.set({ index, label: this.file.labels[index], word: 'waiting' });
    // Written before it is sent: whoever comes after a crash looks for this name before sending anything.
    await this.save();
    await this.shell.push(this.folder);
    const answer = await this.shell.run(['sbatch', '--parsable', this.shell.place(script)], {
      cwd: this.folder,
      timeout: PATIENCE,
    });
    if (answer.missing) {
      await this.forget(submission);
      throw new InputError('sbatch is not on this machine', {
        value: 'sbatch',
        hint: 'run this on a login node of the cluster, or name one in the profile: host: …',
      });
    }
    if (answer.timedOut) return; // It may have arrived: the next look finds it by its name.
    if (answer.code !== 0) {
      const found = await this.findByName(name).catch(() => undefined);
      if (found !== undefined) submission.id = found;
      else {
        await this.forget(submission);
        throw new InputError(`sbatch refuses: ${answer.stderr.trim().slice(0, 300) || `exit code ${answer.code}`}`, {
          value: this.profile.name,
          hint: 'mend the profile: partition, account, walltime, ranks',
        });
      }
    } else submission.id = parseSbatch(answer.stdout);
    this.number(submission);
    await this.save();
  }

  /** Looks at the queue once; false where it does not answer. What is known is kept then. */
  async look(): Promise<boolean> {
    await this.adopt();
    const waiting = this.file.states.filter((s) => !ENDED.has(s.word));
    if (waiting.length === 0) return true;
    const tasks = await this.ask();
    this.silent = tasks === undefined;
    if (tasks === undefined) return false;
    await this.shell.pull(this.folder);
    const byTask = new Map(tasks.map((t) => [t.task, t]));
    for (const state of waiting) {
      const found = state.task === undefined ? undefined : byTask.get(state.task);
      if (found && found.word !== 'unknown') {
        this.missed.delete(state.index);
        this.set({
          ...state,
          word: found.word,
          reason: found.reason,
          ...(found.exitCode !== undefined && { exitCode: found.exitCode }),
        });
        continue;
      }
      // The queue forgets a job minutes after its end: its own status file remembers.
      const status = parseRunStatus(await readFile(this.at(`${state.index}.status`), 'utf8').catch(() => ''));
      if (status.exitCode !== undefined)
        this.set({
          ...state,
          word: status.exitCode === 0 ? 'done' : 'failed',
          reason: 'by its own status file',
          exitCode: status.exitCode,
        });
      else {
        const times = (this.missed.get(state.index) ?? 0) + 1;
        this.missed.set(state.index, times);
        if (times >= LOST_AFTER)
          this.set({ ...state, word: 'node lost', reason: 'neither the queue nor a status file knows of its end' });
      }
    }
    await this.save();
    return true;
  }

  /** Watches until every task has ended or can never start; tells changes as they come. */
  async watch(
    tell: (states: readonly TaskState[], answers: boolean) => void,
    signal?: AbortSignal,
  ): Promise<readonly TaskState[]> {
    let pause = LOOK[0];
    for (;;) {
      if (signal?.aborted) throwIfAborted({ signal });
      const before = JSON.stringify(this.file.states);
      const answers = await this.look().catch((error: unknown) => {
        if (error instanceof CermetError && error.code === 'write') throw error;
        this.silent = true;
        return false;
      });
      tell(this.file.states, answers);
      if (!this.open) return this.file.states;
      pause = JSON.stringify(this.file.states) === before ? Math.min(pause * 1.5, LOOK[1]) : LOOK[0];
      await sleep(pause, signal);
    }
  }

  /** Cancels what has not ended: tasks by their own ids, never the array's, which would end all of it. */
  async cancel(labels?: readonly string[]): Promise<readonly TaskState[]> {
    await this.look();
    const wanted = this.file.states.filter(
      (s) => (!ENDED.has(s.word) || s.word === 'never starts') && (labels === undefined || labels.includes(s.label)),
    );
    for (const state of wanted) {
      if (state.task === undefined) continue;
      const answer = await this.shell.run(['scancel', state.task], { timeout: PATIENCE });
      if (answer.code === 0) this.set({ ...state, word: 'cancelled' });
      else if (!answer.timedOut && /Invalid job id|already/i.test(answer.stderr))
        this.set({ ...state, word: 'cancelled', reason: 'the queue knows it no longer' });
      else
        throw new InputError(`scancel ${state.task} failed: ${answer.stderr.trim().slice(0, 200) || 'no answer'}`, {
          value: state.task,
          hint: 'try again when the queue answers',
        });
    }
    await this.save();
    return wanted.map((s) => this.state(s.index));
  }

  /** All that Slurm tells, from whichever of its tools answers. */
  private async ask(): Promise<QueueTask[] | undefined> {
    const ids = [...new Set(this.file.submissions.flatMap((s) => (s.id === undefined ? [] : [s.id])))];
    const squeue = await this.shell.run(['squeue', '--json'], { timeout: PATIENCE });
    let tasks: QueueTask[] | undefined;
    if (squeue.code === 0) tasks = attempt(() => parseSqueueJson(squeue.stdout));
    else if (squeue.timedOut || /Unable to contact|Connection refused|timed out|Socket/i.test(squeue.stderr))
      return undefined;
    if (tasks === undefined) {
      tasks = [];
      for (const id of ids) {
        const answer = await this.shell.run(['scontrol', 'show', 'job', '-o', id], { timeout: PATIENCE });
        if (answer.timedOut || /Unable to contact|Connection refused/i.test(answer.stderr)) return undefined;
        if (answer.code === 0) tasks.push(...parseScontrol(answer.stdout));
      }
    }
    const known = new Set(tasks.map((t) => t.task));
    if (
      this.file.states.some((s) => !ENDED.has(s.word) && s.task !== undefined && !known.has(s.task)) &&
      ids.length > 0
    ) {
      // Without accounting it answers with exit 1 and nothing.
      const sacct = await this.shell.run(
        ['sacct', '-P', '-n', '-X', '-o', 'JobID,JobName,State,ExitCode', '-j', ids.join(',')],
        { timeout: PATIENCE },
      );
      if (sacct.code === 0) tasks.push(...parseSacct(sacct.stdout).filter((t) => !known.has(t.task)));
    }
    return tasks;
  }

  /** Finds submissions again whose id was never written down. */
  private async adopt(): Promise<void> {
    for (const submission of this.file.submissions)
      if (submission.id === undefined) {
        const id = await this.findByName(submission.name);
        if (id === undefined) await this.forget(submission);
        else {
          submission.id = id;
          this.number(submission);
          await this.save();
        }
      }
  }

  /** The array's id by its name. @throws InputError where the queue does not answer: then nothing may be submitted */
  private async findByName(name: string): Promise<string | undefined> {
    const squeue = await this.shell.run(['squeue', '--json'], { timeout: PATIENCE });
    const tasks = squeue.code === 0 ? attempt(() => parseSqueueJson(squeue.stdout)) : undefined;
    if (tasks === undefined)
      throw new InputError('the queue does not answer, and whether an earlier submission arrived is not known', {
        hint: 'try again when it answers: nothing is submitted twice',
      });
    const found = tasks.find((t) => t.name === name);
    if (found) return found.task.split('_')[0];
    const sacct = await this.shell.run(
      ['sacct', '-P', '-n', '-X', '-o', 'JobID,JobName,State,ExitCode', `--name=${name}`],
      { timeout: PATIENCE },
    );
    if (sacct.code === 0) {
      const old = parseSacct(sacct.stdout).find((t) => t.name === name);
      if (old) return old.task.split('_')[0];
    }
    // A run that is over and forgotten left its status.
    const submission = this.file.submissions.find((s) => s.name === name);
    for (const index of submission?.indices ?? []) {
      const text = await readFile(this.at(`${index}.status`), 'utf8').catch(() => '');
      const id = /job=(\d+)_/.exec(text)?.[1];
      if (id) return id;
    }
    return undefined;
  }

  private async forget(submission: Submission): Promise<void> {
    this.file.submissions = this.file.submissions.filter((s) => s !== submission);
    this.file.states = this.file.states.filter((s) => !submission.indices.includes(s.index));
    await this.save();
  }

  private state(index: number): TaskState {
    const found = this.file.states.find((s) => s.index === index);
    if (found) return found;
    const made: TaskState = { index, label: this.file.labels[index], word: 'waiting' };
    this.file.states.push(made);
    return made;
  }

  /** Slurm's own name of each task: the array's id and the task's place in it. */
  private number({ id, indices }: Submission): void {
    indices.forEach((index, place) => {
      this.state(index).task = `${id}_${place}`;
    });
  }

  private set(state: TaskState): void {
    this.file.states = [...this.file.states.filter((s) => s.index !== state.index), state].sort(
      (a, b) => a.index - b.index,
    );
  }

  private at(name = ''): string {
    return join(this.folder, '.cermet-queue', name);
  }

  private save(): Promise<void> {
    return writeFileSafely(this.at('queue.json'), `${toPlainJson(this.file)}\n`);
  }
}

/** What work gives, or undefined where it fails by an error of our own. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof CermetError) return undefined;
    throw error;
  }
}

/** Waits, or returns early where interrupted. @param milliseconds [ms] */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(end, milliseconds);
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      done();
    }
    signal?.addEventListener('abort', end, { once: true });
  });
}
