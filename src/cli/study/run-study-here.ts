import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { Potential } from '../../atoms/index.js';
import { ReadError, type Context } from '../../core/index.js';
import { MAPPING_NAMES } from '../../io/index.js';
import {
  forecastStudy,
  runStudy,
  type EvidenceForecast,
  type Job,
  type JobCauses,
  type StudyHost,
  type StudyReport,
} from '../../study/index.js';
import { isShippedPlugin } from '../cermet.js';
import { isFolder, listFiles } from '../folders.js';
import { openPotential } from '../resolve.js';
import { readCodeVersions } from './code-versions.js';
import { makeFileCache, openFileCache } from './file-cache.js';
import { keepCauses, readCauses } from './job-causes.js';
import type { SlurmProfile } from '../../dft/index.js';
import type { LoadedStudy } from './load-study.js';
import { openPiecePool } from './piece-pool.js';

/** Pieces that run at a time at most, so that memory does not grow with the machine. */
const MOST_PIECES = 8;

/**
 * Runs a study with its cache beside it: its pieces on this machine, or where a profile is given as array jobs of a
 * cluster that shares the folder. The report is the same.
 */
export async function runStudyHere(
  { study, folder, kinds, plugins }: LoadedStudy,
  ctx: Context,
  { cluster, onEvidence }: { cluster?: SlurmProfile; onEvidence?: StudyHost['onEvidence'] } = {},
): Promise<StudyReport> {
  const cacheFolder = join(folder, '.cermet');
  const cache = await openFileCache(cacheFolder);
  const setup = { study, folder, cacheFolder, plugins };
  const onCluster = cluster && (await import('./slurm-pieces.js'));
  const pool = onCluster ? await onCluster.openSlurmPieces(setup, cache, cluster, ctx.signal) : openPiecePool(setup);
  const planned: Job[] = [];
  try {
    const report = await runStudy(
      study,
      kinds,
      {
        cache,
        ...(await hashesOf(folder, plugins)),
        onEvidence,
        onPlan: (jobs) => planned.push(...jobs),
        runPiece: (job, _piece, inner) => pool.run(job, inner),
        parallel: onCluster ? onCluster.MOST_IN_QUEUE : Math.min(MOST_PIECES, availableParallelism()),
      },
      ctx,
    );
    await keepCauses(cacheFolder, planned);
    return report;
  } finally {
    await pool.close();
  }
}

/** What a run would do, and what decided each piece when the study was last run to its end. */
export async function forecastStudyHere({ study, folder, kinds, plugins }: LoadedStudy): Promise<{
  forecast: EvidenceForecast[];
  before: Record<string, JobCauses>;
}> {
  const cacheFolder = join(folder, '.cermet');
  const host = { cache: makeFileCache(cacheFolder), ...(await hashesOf(folder, plugins)) };
  return { forecast: await forecastStudy(study, kinds, host), before: await readCauses(cacheFolder) };
}

/** Hashes of what decides a piece beside its settings. */
async function hashesOf(
  folder: string,
  plugins: readonly string[],
): Promise<Pick<StudyHost, 'codeVersion' | 'hashFile' | 'hashResource'>> {
  return {
    codeVersion: await readCodeVersions(plugins.filter((name) => !isShippedPlugin(name))),
    hashFile: (path) => hashPlace(isAbsolute(path) ? path : join(folder, path)),
    hashResource: async ({ type, name }) =>
      type === 'potential' ? hashPotential(await openPotential(name, folder)) : name,
  };
}

/** Of a potential and of what its committee adds. */
async function hashPotential(potential: Potential): Promise<string> {
  const members = (await potential.committee?.())?.members ?? [];
  return [...new Set([potential, ...members].map(({ sha256 }) => sha256))].join('+');
}

/** Files that may stand beside another and say how it is read. */
function besideOf(path: string): string[] {
  const stem = basename(path).replace(/(\.bdf)?\.(csv|parquet|bdf)$/i, '');
  const names = [...MAPPING_NAMES(basename(path)), `${stem}.metadata.json`, `${basename(path)}.metadata.json`];
  return names.map((name) => join(dirname(path), name));
}

/** Hash of a file and of what beside it says how it is read; of a folder that is one test, of all its files. */
async function hashPlace(path: string): Promise<string> {
  if (await isFolder(path)) {
    const names = await listFiles(path);
    const parts = await Promise.all(names.map(async (name) => `${name}\0${await hashFile(join(path, name))}`));
    return createHash('sha256').update(parts.join('\n')).digest('hex');
  }
  const own = await hashFile(path);
  const beside = await Promise.all(besideOf(path).map((name) => hashFile(name).catch(() => undefined)));
  return beside.every((hash) => hash === undefined)
    ? own
    : createHash('sha256')
        .update([own, ...beside].join('\n'))
        .digest('hex');
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
