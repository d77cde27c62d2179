import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job, JobCauses } from '../../study/index.js';
import { writeFileSafely } from '../files.js';

const placeIn = (cacheFolder: string): string => join(cacheFolder, 'causes.json');

/** By which a piece is known from one run to the next. */
export const nameJob = (job: Pick<Job, 'evidence' | 'label'>): string => `${job.evidence}\n${job.label}`;

/** Keeps what decided each piece of a run that came to its end. */
export async function keepCauses(cacheFolder: string, jobs: readonly Job[]): Promise<void> {
  const causes = Object.fromEntries(jobs.map((job) => [nameJob(job), job.causes]));
  await writeFileSafely(placeIn(cacheFolder), JSON.stringify(causes));
}

/** What {@link keepCauses} kept last; nothing where that cannot be read. */
export async function readCauses(cacheFolder: string): Promise<Record<string, JobCauses>> {
  try {
    return JSON.parse(await readFile(placeIn(cacheFolder), 'utf8')) as Record<string, JobCauses>;
  } catch {
    return {};
  }
}
