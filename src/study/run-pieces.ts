import { AbortError, throwIfAborted, type Context } from '../core/index.js';
import type { Piece } from '../evidence/index.js';
import type { Job, StudyHost } from './run-study.js';

/** A piece of evidence that is to be there. */
export interface WantedPiece {
  job: Job;
  piece: Piece;
  /** How many pieces of evidence, one after the other, wait for it: the longest such chain goes first. */
  chain: number;
}

/**
 * Sees to it that every wanted piece has its value: kept ones are taken from the cache, the others run, several at a
 * time, those that the longest chain waits for first; equal pieces run once.
 *
 * @param follow is told all values that are there at the start and again with each new one, and gives the pieces that
 *   these make known; undefined where nothing new is
 * @throws AbortError with the number of finished pieces; whatever a piece raises
 */
export async function runPieces(
  host: StudyHost,
  ctx: Context,
  follow: (values: ReadonlyMap<string, unknown>) => Promise<readonly WantedPiece[] | undefined>,
): Promise<void> {
  const values = new Map<string, unknown>();
  const known = new Set<string>();
  const open: WantedPiece[] = [];
  const weights = new Map<string, number>();
  const done = new Map<string, number>();
  const report = (job: Job, fraction: number, inner: string): void => {
    done.set(job.hash, job.weight * fraction);
    ctx.progress?.(sum(done.values()), sum(weights.values()), [job.label, inner].filter(Boolean).join(': '));
  };
  const stop = new AbortController();
  const signal = ctx.signal ? AbortSignal.any([ctx.signal, stop.signal]) : stop.signal;
  let failure: { error: unknown } | undefined;
  const fail = (error: unknown): void => {
    if (!failure || failure.error instanceof AbortError) failure = { error };
    stop.abort();
  };

  /** Takes in what follows from the values that are there, until nothing new does. */
  const takeIn = async (): Promise<void> => {
    for (let wanted = await follow(values); wanted; wanted = await follow(values)) {
      for (const entry of wanted) {
        throwIfAborted(ctx);
        const { hash, weight } = entry.job;
        if (known.has(hash)) continue;
        known.add(hash);
        const kept = await host.cache.get(hash);
        if (kept) {
          values.set(hash, kept.value);
          continue;
        }
        weights.set(hash, weight);
        const place = open.findIndex(({ chain }) => chain < entry.chain);
        open.splice(place < 0 ? open.length : place, 0, entry);
      }
    }
  };

  const run = async ({ job, piece }: WantedPiece): Promise<void> => {
    report(job, 0, '');
    const inner: Context = {
      ...ctx,
      signal,
      progress: (at, all, label) => report(job, all ? Math.min(1, at / all) : 0, label),
    };
    values.set(job.hash, await host.runPiece(job, piece, inner));
    report(job, 1, '');
  };

  await takeIn();
  // One at a time takes in: two would plan the same evidence twice.
  let taking = Promise.resolve();
  const running = new Set<Promise<void>>();
  for (;;) {
    while (open.length > 0 && running.size < Math.max(1, host.parallel) && !signal.aborted) {
      const task: Promise<void> = run(open.shift()!)
        .then(() => (taking = taking.then(takeIn)))
        .catch(fail)
        .finally(() => running.delete(task));
      running.add(task);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (failure && !(failure.error instanceof AbortError)) throw failure.error;
  if (failure || ctx.signal?.aborted)
    throw new AbortError(`${values.size} of ${known.size} pieces are finished and kept`, {
      hint: 'run the same command again to go on',
    });
}

const sum = (terms: Iterable<number>): number => [...terms].reduce((total, term) => total + term, 0);
