import type { Job, JobCauses } from '../../study/index.js';
import { nameJob } from '../study/job-causes.js';

/** Why pieces run again, in words: what differs from the last time that each was run. */
export function sayWhy(
  open: readonly Job[],
  waitsFor: readonly string[],
  before: Readonly<Record<string, JobCauses>>,
): string[] {
  const reasons = new Set<string>();
  if (waitsFor.length > 0) reasons.add(`takes numbers from ${waitsFor.join(', ')}, which runs first`);
  for (const job of open) {
    const known = before[nameJob(job)];
    if (!known) reasons.add('has not been run to its end yet');
    else for (const reason of compareCauses(known, job.causes)) reasons.add(reason);
  }
  return [...reasons];
}

function compareCauses(before: JobCauses, now: JobCauses): string[] {
  const reasons: string[] = [];
  if (before.settings !== now.settings) reasons.push('its settings have changed');
  for (const [file, hash] of Object.entries(now.files)) {
    if (before.files[file] === undefined) reasons.push(`${file} is new`);
    else if (before.files[file] !== hash) reasons.push(`${file} has changed`);
  }
  for (const file of Object.keys(before.files)) if (now.files[file] === undefined) reasons.push(`${file} is gone`);
  if (before.resources !== now.resources) reasons.push('the potential or another resource that it uses has changed');
  if (before.code !== now.code) reasons.push('the code that computes it has changed');
  return reasons.length > 0 ? reasons : ['its result is no longer kept'];
}
