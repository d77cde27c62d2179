import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { computeSha256, makeRng, type Checkpoint, type Context } from '../core/index.js';
import { decodeValue, encodeValue } from '../core/encode.js';
import { writeFileSafely } from './files.js';
import { makeProgress, printStatus } from './progress.js';

let controller: AbortController | undefined;

/**
 * The signal that Ctrl-C and a polite kill raise. A second one ends the process at once, however busy its thread is:
 * nobody here listens for it any more.
 */
export function interruptSignal(): AbortSignal {
  if (controller) return controller.signal;
  controller = new AbortController();
  const interrupt = (): void => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    process.exitCode = 130;
    printStatus('stopping; press Ctrl-C again to leave at once');
    controller!.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

/**
 * What a command hands to long work: progress on stderr, cancellation by Ctrl-C, and where asked a seed and a folder
 * for checkpoints. Where nothing is kept of work that was stopped, Ctrl-C ends the process at once: a listener would
 * not be heard while a file keeps the thread busy.
 */
export function makeCliContext(
  label: string,
  options: { seed?: number; checkpointFolder?: string; keepsNothing?: boolean } = {},
): Context & { signal: AbortSignal } {
  return {
    signal: options.keepsNothing ? new AbortController().signal : interruptSignal(),
    progress: makeProgress(label),
    log: printStatus,
    ...(options.seed !== undefined && { rng: makeRng(options.seed) }),
    ...(options.checkpointFolder && { checkpoint: makeFileCheckpoint(options.checkpointFolder) }),
  };
}

/** Times that a state is written again whose folder vanishes while it is written. */
const MOST_TRIES = 5;

/**
 * Keeps the state of unfinished work in a folder, one file for each key; a state that cannot be read counts as absent.
 */
export function makeFileCheckpoint(folder: string): Checkpoint {
  const pathOf = async (key: string): Promise<string> =>
    join(folder, `${(await computeSha256(key)).slice(0, 24)}.json`);
  return {
    async load(key) {
      try {
        return decodeValue(await readFile(await pathOf(key), 'utf8'));
      } catch {
        return undefined;
      }
    },
    async save(key, state) {
      const path = await pathOf(key);
      const text = encodeValue(state);
      for (let tries = 1; ; tries++)
        try {
          await mkdir(folder, { recursive: true });
          return await writeFileSafely(path, text);
        } catch (error) {
          // Another run that has finished the same work may have removed the folder meanwhile.
          const gone = ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
          if (!gone || tries === MOST_TRIES) throw error;
        }
    },
  };
}
