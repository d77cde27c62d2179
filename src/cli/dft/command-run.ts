import type { Command } from 'commander';
import {
  EXIT,
  formatNumber,
  integerOption,
  interruptSignal,
  printJson,
  printStatus,
  printTable,
  runCommand,
  writeText,
} from '../support.js';
import { loadJobs } from './load-job.js';
import { loadProfile, parsePlace } from './load-profile.js';
import { runHere } from './run-here.js';
import { type ClusterResult, runOnSlurm, shellOf } from './run-on-slurm.js';
import { judgeJob } from './judge-job.js';
import { SlurmQueue } from './slurm-queue.js';

interface RunOptions {
  on: string;
  profiles?: string;
  ranks?: number;
  remedies?: boolean;
  resume?: boolean;
  detach?: boolean;
  json?: boolean;
}

/** `cermet dft run|status|cancel FOLDER` */
export function addDftRun(dft: Command): void {
  dft
    .command('run')
    .description('run prepared calculations, here or through Slurm; watched and judged')
    .argument('<folder>', 'folder of a prepared calculation, or of several')
    .option('--on <place>', 'local, slurm or slurm:PROFILE', 'local')
    .option('--profiles <file>', 'YAML file with profiles (default: slurm.yaml here, or ~/.config/cermet/slurm.yaml)')
    .option('--ranks <number>', 'MPI ranks on this machine (default: its cores)', integerOption('--ranks', { min: 1 }))
    .option('--remedies', 'where the electrons do not converge, climb the ladder of remedies')
    .option('--resume', 'go on with what was stopped; begin anew what cannot go on')
    .option('--detach', 'submit and leave; cermet dft status looks later')
    .option('--json', 'print what became of them as JSON')
    .action(runCommand(run));
  dft
    .command('status')
    .description('where calculations stand: in the queue, and by their own outputs')
    .argument('<folder>', 'folder that was run')
    .option('--profiles <file>', 'YAML file with profiles')
    .option('--on <place>', 'the profile it was run with, to ask the queue: slurm or slurm:PROFILE')
    .option('--json', 'print as JSON')
    .action(runCommand(status));
  dft
    .command('cancel')
    .description('take calculations out of the queue')
    .argument('<folder>', 'folder that was run')
    .argument('[calculations...]', 'only these')
    .option('--on <place>', 'the profile it was run with', 'slurm')
    .option('--profiles <file>', 'YAML file with profiles')
    .action(runCommand(cancel));
}

async function run(folder: string, options: RunOptions): Promise<number> {
  const jobs = await loadJobs(folder);
  const where = parsePlace(options.on);
  const results: ClusterResult[] = [];
  if (where.place === 'local')
    for (const job of jobs) {
      printStatus(`${job.label || folder}: ${job.job.steps.map((s) => s.program).join(', ')}`);
      const calculation = await runHere(job, {
        ...(options.ranks !== undefined && { ranks: options.ranks }),
        remedies: options.remedies ?? false,
        resume: options.resume ?? false,
        signal: interruptSignal(),
      });
      results.push({ label: job.label || '.', ...(calculation && { calculation }) });
    }
  else
    results.push(
      ...(await runOnSlurm(folder, jobs, await loadProfile(where.profile, options.profiles), {
        remedies: options.remedies ?? false,
        detach: options.detach ?? false,
        signal: interruptSignal(),
      })),
    );
  await tell(results, options.json);
  if (options.detach) return EXIT.done;
  return results.every((r) => r.calculation?.judgement === 'converged') ? EXIT.done : EXIT.partial;
}

async function tell(results: readonly ClusterResult[], json: boolean | undefined): Promise<void> {
  const { findRemedies, tellCalculation } = await import('../../dft/index.js');
  if (json)
    return printJson(
      results.map(({ label, state, calculation }) => ({
        folder: label,
        queue: state
          ? {
              task: state.task ?? null,
              state: state.word,
              reason: state.reason ?? '',
              exit_code: state.exitCode ?? null,
            }
          : null,
        ...(calculation ? tellCalculation(calculation) : { judgement: null }),
      })),
    );
  await printTable(
    ['calculation', 'queue', 'judgement', 'energy (eV)', 'moment (μB)'],
    results.map(({ label, state, calculation }) => [
      label,
      state && `${state.word}${state.task ? ` (${state.task})` : ''}`,
      calculation?.judgement,
      calculation?.energy?.toFixed(5),
      calculation?.totalMoment === undefined ? undefined : formatNumber(calculation.totalMoment, 4),
    ]),
  );
  for (const { label, state, calculation } of results) {
    if (state?.word === 'never starts')
      await writeText(
        `${label}: waits for ever (${state.reason}): the queue accepts it but can never start it; mend the profile and cancel it\n`,
      );
    if (!calculation || calculation.judgement === 'converged') continue;
    await writeText(`${label}: ${calculation.judgement}; ${calculation.reason}\n`);
    for (const { says } of findRemedies(calculation).slice(0, 2)) await writeText(`  next: ${says}\n`);
  }
}

async function status(folder: string, options: { on?: string; profiles?: string; json?: boolean }): Promise<void> {
  const jobs = await loadJobs(folder);
  let states: SlurmQueue['states'] = [];
  if (await SlurmQueue.exists(folder)) {
    const where = parsePlace(options.on ?? 'slurm');
    const profile =
      where.place === 'slurm'
        ? await loadProfile(where.profile, options.profiles).catch((error: unknown) =>
            options.on ? Promise.reject(error) : undefined,
          )
        : undefined;
    if (profile) {
      const queue = await SlurmQueue.open(folder, profile, shellOf(profile, folder));
      try {
        if (!(await queue.look())) printStatus('the queue does not answer; this is what was last known');
        states = queue.states;
      } finally {
        await queue.close();
      }
    }
  }
  const results: ClusterResult[] = [];
  for (const job of jobs) {
    const state = states.find((s) => s.label === (job.label || '.'));
    const calculation = await judgeJob(job);
    results.push({ label: job.label || '.', ...(state && { state }), ...(calculation && { calculation }) });
  }
  await tell(results, options.json);
}

async function cancel(
  folder: string,
  calculations: string[],
  options: { on: string; profiles?: string },
): Promise<void> {
  const where = parsePlace(options.on);
  const profile = await loadProfile(where.place === 'slurm' ? where.profile : 'default', options.profiles);
  const queue = await SlurmQueue.open(folder, profile, shellOf(profile, folder));
  try {
    const ended = await queue.cancel(calculations.length > 0 ? calculations : undefined);
    if (ended.length === 0) printStatus('nothing of this folder is in the queue');
    for (const state of ended) printStatus(`${state.label} (${state.task ?? 'no id'}): ${state.word}`);
  } finally {
    await queue.close();
  }
}
