import { readFile } from 'node:fs/promises';
import { CermetError, decodeValue, encodeValue, ReadError } from '../../core/index.js';
import { Pending } from '../../evidence/index.js';
import { EXIT } from '../exit.js';
import { makeCliContext, writeFileSafely } from '../support.js';
import { openPiecePool } from './piece-pool.js';
import type { PieceAnswer, PieceFile } from './slurm-pieces.js';

/**
 * Runs one piece of a study that a queue was given: its value goes into the cache, what the cache cannot hold beside
 * the file.
 */
export async function runPieceFile(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ReadError('there is no such piece of a study', { file: path });
  });
  const { setup, job } = decodeValue(text) as PieceFile;
  const answer = (given: PieceAnswer): Promise<void> =>
    writeFileSafely(path.replace(/\.json$/, '.answer'), encodeValue(given));
  const pool = openPiecePool(setup);
  try {
    const value = await pool.run(job, makeCliContext(job.label));
    if (value instanceof Pending) await answer({ pending: { ticket: value.ticket, says: value.says } });
    return EXIT.done;
  } catch (error) {
    const known = error instanceof CermetError;
    await answer({
      error: {
        what: known ? error.what : (error as Error).message,
        ...(known && { code: error.code }),
        ...(known && error.hint && { hint: error.hint }),
      },
    });
    throw error;
  } finally {
    await pool.close();
  }
}
