import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { AbortError, InputError } from '../../core/index.js';
import { nextRemedy, type Step } from '../../dft/index.js';
import type { DftCalculation } from '../../io/dft/index.js';
import { printStatus } from '../support.js';
import { requireEngine } from './find-engine.js';
import { judgeJob } from './judge-job.js';
import { type LoadedJob, loadJobs, rewriteJob } from './load-job.js';
import { runProcess } from './run-process.js';

export interface LocalOptions {
  ranks?: number;
  /** Whether the ladder of remedies is climbed. */
  remedies: boolean;
  /** Go on from where a stopped run left off. */
  resume: boolean;
  signal?: AbortSignal;
}

/** Attempts of one calculation, remedies and restarts together. */
const MOST_ATTEMPTS = 6;
/** [ms] that an engine has to stop cleanly before its ranks are ended. */
const GRACE = 120_000;

/**
 * Runs a prepared calculation on this machine, watches and judges it, and where asked climbs the ladder of remedies.
 */
export async function runHere(loaded: LoadedJob, options: LocalOptions): Promise<DftCalculation | undefined> {
  const { folder, job } = loaded;
  const ranks = checkRanks(options.ranks);
  await requireMemory(job.estimate.memory);
  const main = job.steps[0];
  await requireEngine(
    main.program,
    job.version,
    job.species.some((s) => s.hubbard !== 0),
  );
  const tried: string[] = [];
  let before = await judgeJob(loaded);
  if (before?.judgement === 'converged' && (await isComplete(loaded))) return before;
  const canRestart =
    options.resume && before !== undefined && (before.cause === 'out-of-time' || before.cause === 'stopped-by-user');
  if (before && !canRestart && !options.resume)
    throw new InputError(`${folder} holds a calculation that is ${before.judgement}: ${before.reason}`, {
      where: { file: folder },
      hint: 'go on with --resume, or prepare it in a new folder',
    });
  if (before) await beginAttempt(loaded, canRestart);
  for (let attempt = 1; ; attempt++) {
    const steps = (await loadJobs(folder))[0].job.steps;
    for (const step of steps) {
      const code = await runStep(folder, step, ranks, options.signal);
      if (code !== 0) break;
    }
    before = await judgeJob(loaded);
    if (options.signal?.aborted)
      throw new AbortError(`${folder}: ${before?.reason ?? 'nothing was written'}`, {
        hint: 'cermet dft run --resume goes on',
      });
    if (!before || before.judgement === 'converged' || !options.remedies || attempt >= MOST_ATTEMPTS) return before;
    const remedy = nextRemedy(before, tried);
    if (!remedy) return before;
    tried.push(remedy.id);
    printStatus(`${before.reason}; next: ${remedy.says}`);
    await beginAttempt(
      loaded,
      remedy.restart && (before.cause === 'out-of-time' || before.cause === 'stopped-by-user'),
      remedy.change,
    );
  }
}

/** Keeps what an attempt left under `attempts/N`, and writes the inputs of the next. */
export async function beginAttempt(
  loaded: LoadedJob,
  restart: boolean,
  change: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { folder } = loaded;
  const kept = join(folder, 'attempts');
  await mkdir(kept, { recursive: true });
  const into = join(kept, String((await readdir(kept)).length + 1));
  await mkdir(into);
  for (const name of await readdir(folder))
    if (/\.(out|err|xml)$|^\.cermet\.status$|^gpaw\.txt$|^CRASH$|\.pdos_|\.cube$|^OUTCAR$/.test(name))
      await rename(join(folder, name), join(into, name));
  // A new start must not find the results of the old one.
  if (!restart) {
    await rm(join(folder, 'out'), { recursive: true, force: true });
    await rm(join(folder, 'checkpoint.gpw'), { force: true });
  }
  for (const name of await readdir(folder)) if (name.endsWith('.EXIT')) await rm(join(folder, name));
  await rewriteJob((await loadJobs(folder))[0], { ...change, restart });
}

/** Whether every step has written its output. */
export async function isComplete({ folder, job }: LoadedJob): Promise<boolean> {
  for (const step of job.steps) {
    const text = await readFile(join(folder, step.output), 'utf8').catch(() => undefined);
    if (text === undefined) return false;
    if (/\.x$/.test(step.program) && !text.includes('JOB DONE.')) return false;
  }
  return true;
}

async function runStep(folder: string, step: Step, ranks: number, signal?: AbortSignal): Promise<number> {
  const own = [step.program, ...step.arguments];
  const command =
    step.parallel && ranks > 1
      ? [
          'mpirun',
          ...(process.getuid?.() === 0 ? ['--allow-run-as-root'] : []),
          '--oversubscribe',
          '-np',
          String(ranks),
          ...own,
        ]
      : own;
  const status = join(folder, '.cermet.status');
  await appendFile(status, `START ${Math.floor(Date.now() / 1000)} ${step.id}\n`);
  const result = await runProcess(command, {
    cwd: folder,
    env: { OMP_NUM_THREADS: '1' },
    stdoutFile: join(folder, step.output),
    stderrFile: join(folder, step.error),
    stop: {
      ask: async () => (step.stopFile === undefined ? undefined : writeFile(join(folder, step.stopFile), '')),
      grace: step.stopFile === undefined ? 0 : GRACE,
    },
    ...(signal && { signal }),
  });
  if (result.missing)
    throw new InputError(`${command[0]} is not on this machine`, {
      value: command[0],
      hint: 'install the engine, load its module, or run it elsewhere with --on slurm:PROFILE',
    });
  const code = result.code ?? 128 + (signalNumbers[result.signal ?? ''] ?? 1);
  await appendFile(status, `END ${Math.floor(Date.now() / 1000)} rc=${code}\n`);
  return code;
}

const signalNumbers: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** Ranks that this machine has cores for. */
function checkRanks(asked: number | undefined): number {
  const cores = availableParallelism();
  if (asked !== undefined && asked > cores)
    throw new InputError(
      `${asked} ranks on ${cores} cores: ranks wait busily for one another, and more than cores are slower than fewer`,
      { value: asked, hint: `take --ranks ${cores} or fewer` },
    );
  return asked ?? cores;
}

/** [1] part of the free memory that may be planned with. */
const SHARE = 0.9;

async function requireMemory(bytes: number): Promise<void> {
  const meminfo = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const available = /MemAvailable:\s+(\d+) kB/.exec(meminfo);
  const free = available ? Number(available[1]) * 1024 : freemem();
  if (bytes > SHARE * free)
    throw new InputError(
      `this needs about ${(bytes / 2 ** 30).toFixed(1)} GB of memory and ${(free / 2 ** 30).toFixed(1)} GB are free`,
      {
        hint: 'run it on a cluster with --on slurm:PROFILE, or prepare it with a lower cutoff or fewer k-points',
      },
    );
}
