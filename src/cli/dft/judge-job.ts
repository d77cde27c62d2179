import type { Context } from '../../core/index.js';
import { type DftCalculation, type DftFolder, readDftFolder } from '../../io/dft/index.js';
import { listTree } from './list-tree.js';
import type { LoadedJob } from './load-job.js';

/**
 * The calculation in a job's folder, read and judged; undefined before anything was written. Earlier attempts are not
 * looked at.
 */
export async function judgeJob({ folder }: LoadedJob, ctx?: Context): Promise<DftCalculation | undefined> {
  const tree = await listTree(folder);
  const own: DftFolder = { ...tree, files: tree.files.filter((f) => !/^(attempts|\.cermet-queue)\//.test(f.path)) };
  const found = await readDftFolder(own, ctx).catch(() => []);
  return found.find((c) => /scf|relax|gpaw|OUTCAR|vasprun/.test(c.name)) ?? found[0];
}
