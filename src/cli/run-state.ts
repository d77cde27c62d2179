import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findDataFolder } from '../atoms/index.js';
import { computeContentHash, type Checkpoint } from '../core/index.js';
import { makeFileCheckpoint } from './context.js';
import type { FramePosition, FrameWriter } from './frame-writer.js';
import { printStatus } from './progress.js';

/** State of one run that may be killed, kept in the user's data folder under everything that decides its result. */
export interface RunState {
  checkpoint: Checkpoint;
  /** Forgets it, once the run has ended. */
  clear(): Promise<void>;
}

/**
 * Keeps the state of a run and where its trajectory stood, so that the same command goes on after it was killed or
 * stopped. A state that cannot be kept does not stop the run.
 *
 * @param identity everything that decides the result, and the name of the trajectory
 * @param fresh    begin anew, whatever is there
 */
export async function openRunState(
  identity: unknown,
  trajectory: FrameWriter | undefined,
  fresh: boolean,
): Promise<RunState> {
  const folder = join(findDataFolder(), 'runs', (await computeContentHash(identity)).slice(0, 24));
  const inner = makeFileCheckpoint(folder);
  let warned = false;
  return {
    checkpoint: {
      async load(key) {
        if (fresh) return undefined;
        const kept = (await inner.load(key)) as { state: unknown; trajectory?: FramePosition } | undefined;
        if (!kept) return undefined;
        if (trajectory && !(kept.trajectory && (await trajectory.resume(kept.trajectory)))) {
          printStatus('the frames of the unfinished run are gone: it begins anew');
          return undefined;
        }
        return kept.state;
      },
      async save(key, state) {
        try {
          await inner.save(key, { state, ...(trajectory && { trajectory: await trajectory.position() }) });
        } catch (error) {
          if (!warned)
            printStatus(
              `the state of this run cannot be kept (${(error as Error).message}): it could not go on if it were killed`,
            );
          warned = true;
        }
      },
    },
    clear: () => rm(folder, { recursive: true, force: true }).catch(() => undefined),
  };
}
