import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AbortError, CermetError, decodeValue, encodeValue, InputError, type Context } from '../../core/index.js';
import type { SlurmProfile } from '../../dft/index.js';
import { quoteShell } from '../../dft/slurm/write-batch.js';
import { Pending } from '../../evidence/index.js';
import type { Job } from '../../study/index.js';
import { localShell } from '../dft/shell.js';
import { SlurmQueue, sleep, type TaskState } from '../dft/slurm-queue.js';
import { makeTeller } from '../dft/run-on-slurm.js';
import { writeFileSafely } from '../files.js';
import type { FileCache } from './file-cache.js';
import type { PiecePool, WorkerSetup } from './piece-pool.js';

/** [ms] in which pieces are gathered into one array. */
const GATHER = 400;
/** Times that a piece that was stopped in time, or whose node was lost, is sent again. */
const MOST_ROUNDS = 10;
/** Pieces that may be in the queue at a time. */
export const MOST_IN_QUEUE = 512;

/** What a task of the array is told, and what it answers where the cache cannot hold it. */
export interface PieceFile {
  setup: WorkerSetup;
  job: Job;
}
export type PieceAnswer =
  | { pending: { ticket: string; says: string } }
  | { error: { what: string; code?: string; hint?: string } };

interface Waiting {
  job: Job;
  ctx: Context;
  done(value: unknown): void;
  fail(error: Error): void;
  rounds: number;
}

/**
 * Pieces of a study as array jobs of the installed `cermet`, with the cache in the folder of the study, which the
 * cluster shares. A piece is in the cache before its task ends; so whoever looks later, this process or the next, finds
 * it there.
 */
export async function openSlurmPieces(
  setup: WorkerSetup,
  cache: FileCache,
  profile: SlurmProfile,
  signal?: AbortSignal,
): Promise<PiecePool> {
  if (profile.host !== undefined)
    throw new InputError('a study runs on a cluster from a folder that the cluster shares', {
      value: profile.host,
      hint: 'start cermet on the login node, in a shared folder, with a profile without host',
    });
  const root = join(resolve(setup.cacheFolder), 'slurm');
  await mkdir(join(root, 'pieces'), { recursive: true });
  const queue = await SlurmQueue.open(root, profile, localShell);
  const waiting = new Map<string, Waiting>();
  let fresh: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const tell = makeTeller();
  const labelOf = ({ evidence, label, hash }: Job): string => `${evidence}, ${label} (${hash.slice(0, 8)})`;
  const answerOf = (hash: string): string => join(root, 'pieces', `${hash}.answer`);

  const submit = async (pieces: readonly Waiting[]): Promise<void> => {
    for (const { job } of pieces) {
      await writeFileSafely(join(root, 'pieces', `${job.hash}.json`), encodeValue({ setup, job } satisfies PieceFile));
      await rm(answerOf(job.hash), { force: true });
    }
    const tasks = pieces.map(({ job }) => ({
      label: labelOf(job),
      script: `exec ${profile.cermet} run --piece ${quoteShell(join(root, 'pieces', `${job.hash}.json`))}\n`,
    }));
    await queue.submit(
      tasks,
      tasks.map((t) => t.label),
    );
  };

  const settle = async (state: TaskState): Promise<void> => {
    const piece = waiting.get(state.label);
    if (!piece) return;
    const { job } = piece;
    const found = await cache.get(job.hash);
    const answer = found
      ? undefined
      : ((await readFile(answerOf(job.hash), 'utf8').then(decodeValue, () => undefined)) as PieceAnswer | undefined);
    waiting.delete(state.label);
    if (found) return piece.done(found.value);
    if (answer && 'pending' in answer) return piece.done(new Pending(answer.pending.ticket, answer.pending.says));
    if (answer && 'error' in answer && answer.error.code !== 'abort')
      return piece.fail(
        new CermetError(
          answer.error.code ?? 'worker',
          `${job.evidence}, ${job.label}: ${answer.error.what}`,
          answer.error.hint ? { hint: answer.error.hint } : {},
        ),
      );
    const stopped =
      state.word === 'out of time' || state.word === 'node lost' || (state.word === 'failed' && state.exitCode === 130);
    if (stopped && piece.rounds < MOST_ROUNDS) {
      piece.rounds++;
      waiting.set(state.label, piece);
      fresh.push(piece);
      return;
    }
    const how =
      state.word === 'never starts'
        ? `the queue can never start it (${state.reason})`
        : `it ended as "${state.word}"${state.exitCode !== undefined ? `, exit code ${state.exitCode}` : ''}`;
    piece.fail(
      new CermetError('worker', `${job.evidence}, ${job.label}: ${how}`, {
        hint: `its output lies in ${join(root, '.cermet-queue')}; finished pieces are kept`,
      }),
    );
  };

  const loop = (async () => {
    while (!closed) {
      if (signal?.aborted) {
        for (const piece of waiting.values()) piece.fail(new AbortError());
        waiting.clear();
        return;
      }
      if (fresh.length > 0 && timer === undefined) {
        const batch = fresh;
        fresh = [];
        try {
          await submit(batch);
        } catch (error) {
          for (const piece of batch) {
            waiting.delete(labelOf(piece.job));
            piece.fail(error instanceof Error ? error : new Error(String(error)));
          }
        }
      }
      if (waiting.size > 0 && fresh.length === 0) {
        const answers = await queue.look().catch(() => false);
        tell(
          queue.states.filter((s) => waiting.has(s.label)),
          answers,
        );
        for (const state of queue.states)
          if (waiting.has(state.label) && /^(done|failed|out of|cancelled|never|node)/.test(state.word))
            await settle(state);
      }
      await sleep(waiting.size > 0 ? 1000 : 100, signal);
    }
  })();

  return {
    run: (job, ctx) =>
      new Promise((done, fail) => {
        const piece: Waiting = { job, ctx, done, fail, rounds: 0 };
        waiting.set(labelOf(job), piece);
        fresh.push(piece);
        clearTimeout(timer);
        timer = setTimeout(() => {
          timer = undefined;
        }, GATHER);
      }),
    async close() {
      closed = true;
      clearTimeout(timer);
      await loop;
      await queue.close();
    },
  };
}
