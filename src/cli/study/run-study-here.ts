import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { ReadError, type Context } from '../../core/index.js';
import { runStudy, type StudyReport } from '../../study/index.js';
import { openPotential } from '../resolve.js';
import { readCodeVersions } from './code-versions.js';
import { openFileCache } from './file-cache.js';
import type { LoadedStudy } from './load-study.js';
import { openPiecePool } from './piece-pool.js';

/** Pieces that run at a time at most, so that memory does not grow with the machine. */
const MOST_PIECES = 8;

/** Runs a study on this machine, with its cache beside it. */
export async function runStudyHere(
  { study, folder, kinds }: LoadedStudy,
  plugins: readonly string[],
  ctx: Context,
): Promise<StudyReport> {
  const cacheFolder = join(folder, '.cermet');
  const cache = await openFileCache(cacheFolder);
  const pool = openPiecePool({ study, folder, cacheFolder, plugins: plugins.map((p) => resolve(p)) });
  try {
    return await runStudy(
      study,
      kinds,
      {
        cache,
        codeVersion: await readCodeVersions(plugins),
        hashFile: (path) => hashFile(isAbsolute(path) ? path : join(folder, path)),
        hashPotential: async (name) => (await openPotential(name, folder)).sha256,
        runPiece: (job, _piece, inner) => pool.run(job, inner),
        parallel: Math.min(MOST_PIECES, availableParallelism()),
      },
      ctx,
    );
  } finally {
    await pool.close();
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (error) {
    throw new ReadError(
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message,
      { file: path },
      { cause: error },
    );
  }
  return hash.digest('hex');
}
