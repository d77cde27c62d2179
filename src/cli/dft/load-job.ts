import { compareNames } from '../folders.js';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError, ReadError, type Structure } from '../../core/index.js';
import { type Job, type Prepared, writeCalculation } from '../../dft/index.js';
import { readStructures } from '../support.js';
import { readPseudos } from './read-pseudos.js';
import { writeJob } from './write-job.js';

/** A prepared calculation on disk. */
export interface LoadedJob {
  folder: string;
  /** Its folder below the one that was named; empty where it is that. */
  label: string;
  job: Job;
}

/**
 * Prepared calculations: of a folder itself, or of those in it.
 *
 * @throws ReadError where there is none
 */
export async function loadJobs(folder: string): Promise<LoadedJob[]> {
  const root = resolve(folder);
  const own = await loadJob(root, '');
  if (own) return [own];
  const names = (await readdir(root, { withFileTypes: true }).catch(() => []))
    .filter((e) => e.isDirectory())
    .map((e) => e.name);
  const jobs: LoadedJob[] = [];
  for (const name of names.sort(compareNames)) {
    const job = await loadJob(join(root, name), name);
    if (job) jobs.push(job);
  }
  if (jobs.length === 0)
    throw new ReadError(
      'no prepared calculation is here',
      { file: folder },
      { hint: 'make one with cermet dft prepare' },
    );
  return jobs;
}

async function loadJob(folder: string, label: string): Promise<LoadedJob | undefined> {
  const path = join(folder, 'dft.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let job: Job;
  try {
    job = JSON.parse(text) as Job;
  } catch (error) {
    throw new ReadError(
      'the description of the job is damaged',
      { file: path },
      { hint: 'prepare the calculation again', cause: error },
    );
  }
  if (job.format !== 1 || !Array.isArray(job.steps) || job.steps.length === 0 || typeof job.settings !== 'object')
    throw new ReadError(
      'this is no description of a job that this version knows',
      { file: path },
      { hint: 'prepare the calculation again' },
    );
  return { folder, label, job };
}

/** Writes a job's inputs again with changed settings. */
export async function rewriteJob(
  { folder, job }: LoadedJob,
  change: Readonly<Record<string, unknown>>,
): Promise<Prepared> {
  const structure: Structure = (await readStructures(join(folder, 'structure.extxyz')))[0];
  const pseudos = job.pseudoFolder
    ? (await readPseudos(job.pseudoFolder)).headers.filter((h) => job.species.some((s) => s.pseudo === h.file))
    : [];
  if (job.engine === 'qe' && pseudos.length === 0)
    throw new InputError('the pseudopotentials of this calculation are no longer where they were', {
      where: { file: job.pseudoFolder },
    });
  const prepared = writeCalculation(
    structure,
    { ...job.settings, ...change },
    pseudos,
    job.pseudoFolder,
    job.sites?.map((s) => s ?? undefined),
  );
  await writeJob(folder, prepared, structure);
  return prepared;
}

/** Whether a path is there. */
export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
