import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, type Structure } from '../../core/index.js';
import type { Prepared } from '../../dft/index.js';
import { writeExtxyz } from '../../io/index.js';
import { toPlainJson, writeFileSafely } from '../support.js';

/** Writes the inputs of a calculation, the structure and the description of the job into a folder. */
export async function writeJob(folder: string, prepared: Prepared, structure: Structure): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of prepared.files) {
    await writeFileSafely(join(folder, file.name), file.text);
    if (file.executable) await chmod(join(folder, file.name), 0o755);
  }
  await writeFileSafely(join(folder, 'structure.extxyz'), writeExtxyz([structure]));
  await writeFileSafely(join(folder, 'dft.json'), `${toPlainJson(prepared.job)}\n`);
}

/** Refuses a folder that holds results already, so that old ones never stand in for new ones. */
export async function requireFresh(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const results = names.filter((name) => /\.out$|^out$|^OUTCAR$|^vasprun\.xml$|\.gpw$|^\.cermet/.test(name));
  if (results.length > 0)
    throw new InputError(`${folder} holds results of an earlier run (${results.slice(0, 3).join(', ')})`, {
      value: folder,
      hint: 'name a new folder: old results must not stand in for new ones',
    });
}
