import { join, resolve } from 'node:path';
import { nextRemedy, type SlurmProfile, writeTask } from '../../dft/index.js';
import type { DftCalculation } from '../../io/dft/index.js';
import { printStatus } from '../support.js';
import { judgeJob } from './judge-job.js';
import { type LoadedJob, loadJobs } from './load-job.js';
import { beginAttempt, isComplete } from './run-here.js';
import { localShell, sshShell, type Shell } from './shell.js';
import { SlurmQueue, type Task, type TaskState } from './slurm-queue.js';

export interface ClusterOptions {
  remedies: boolean;
  signal?: AbortSignal;
  /** Submit and leave; `cermet dft status` looks later. */
  detach: boolean;
}

/** Rounds of restarts and remedies. */
const MOST_ROUNDS = 10;

/** The shell that reaches a profile's queue from a folder. */
export function shellOf(profile: SlurmProfile, folder: string): Shell {
  const root = resolve(folder);
  return profile.host === undefined
    ? localShell
    : sshShell(profile.host, root, `${profile.folder}/${root.replaceAll('/', '_').replace(/^_/, '')}`);
}

/** What became of one calculation on the cluster. */
export interface ClusterResult {
  label: string;
  state?: TaskState;
  calculation?: DftCalculation;
}

/**
 * Runs prepared calculations as an array of Slurm, watches them, restarts those that ran out of time, and where asked
 * climbs the ladder of remedies. Killed and started again it finds its jobs and submits nothing twice.
 */
export async function runOnSlurm(
  folder: string,
  jobs: readonly LoadedJob[],
  profile: SlurmProfile,
  options: ClusterOptions,
): Promise<ClusterResult[]> {
  const shell = shellOf(profile, folder);
  const queue = await SlurmQueue.open(folder, profile, shell);
  const tried = new Map<string, string[]>();
  try {
    const open: LoadedJob[] = [];
    for (const job of jobs) {
      const found = await judgeJob(job);
      if (!(found?.judgement === 'converged' && (await isComplete(job)))) open.push(job);
    }
    await queue.submit(open.map((job) => taskOf(job, profile, shell)));
    for (let round = 0; ; round++) {
      if (options.detach) break;
      await queue.watch(makeTeller(), options.signal);
      const again: LoadedJob[] = [];
      for (const job of open) {
        const state = queue.states.find((s) => s.label === labelOf(job));
        const calculation = await judgeJob(job);
        if (
          !state ||
          calculation?.judgement === 'converged' ||
          state.word === 'cancelled' ||
          state.word === 'never starts'
        )
          continue;
        const mayRestart = calculation?.cause === 'out-of-time' && job.job.steps[0].restartable;
        const remedy =
          options.remedies && calculation ? nextRemedy(calculation, tried.get(job.folder) ?? []) : undefined;
        if (mayRestart) await beginAttempt(job, true);
        else if (state.word === 'node lost' && calculation?.judgement !== 'failed') {
          if (calculation) await beginAttempt(job, false);
        } else if (remedy) {
          tried.set(job.folder, [...(tried.get(job.folder) ?? []), remedy.id]);
          printStatus(`${labelOf(job)}: ${calculation!.reason}; next: ${remedy.says}`);
          await beginAttempt(job, false, remedy.change);
        } else continue;
        again.push((await loadJobs(job.folder))[0]);
      }
      if (again.length === 0 || round >= MOST_ROUNDS) break;
      await queue.submit(
        again.map((job) => taskOf({ ...job, label: labelOfFolder(folder, job.folder) }, profile, shell)),
        again.map((job) => labelOfFolder(folder, job.folder)),
      );
    }
    const results: ClusterResult[] = [];
    for (const job of jobs) {
      const state = queue.states.find((s) => s.label === labelOf(job));
      const calculation = await judgeJob(job);
      results.push({ label: labelOf(job), ...(state && { state }), ...(calculation && { calculation }) });
    }
    return results;
  } finally {
    await queue.close();
  }
}

const labelOf = ({ label }: LoadedJob): string => label || '.';
const labelOfFolder = (root: string, folder: string): string =>
  resolve(root) === folder ? '.' : folder.slice(resolve(root).length + 1);

function taskOf(job: LoadedJob, profile: SlurmProfile, shell: Shell): Task {
  const stop = job.job.steps[0].stopFile;
  return {
    label: labelOf(job),
    script: writeTask(job.job.steps, shell.place(job.folder), profile),
    ...(stop && { stopFile: join(job.folder, stop) }),
  };
}

/** Tells each change of a task once, and that the queue is silent once. */
export function makeTeller(): (states: readonly TaskState[], answers: boolean) => void {
  const told = new Map<string, string>();
  let silent = false;
  return (states, answers) => {
    if (!answers && !silent) printStatus('the queue does not answer; waiting, nothing is lost');
    if (answers && silent) printStatus('the queue answers again');
    silent = !answers;
    for (const { label, word, reason, task, exitCode } of states) {
      const text = `${word}${reason && reason !== 'None' ? ` (${reason})` : ''}${word === 'failed' && exitCode !== undefined ? `, exit code ${exitCode}` : ''}`;
      if (told.get(label) === text) continue;
      told.set(label, text);
      printStatus(`${label}${task ? ` (${task})` : ''}: ${text}`);
    }
  };
}
