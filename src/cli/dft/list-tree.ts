import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, ReadError } from '../../core/index.js';
import type { DftFile, DftFolder } from '../../io/dft/index.js';
import { fileSource } from '../files.js';

/** Folders below the named one that are looked into. */
const DEEPEST = 5;
const MOST_FILES = 20_000;

/**
 * The files of a folder and of those in it, as readers of DFT outputs take them; a file stands for itself and its own
 * kind beside it.
 */
export async function listTree(path: string): Promise<DftFolder> {
  const info = await stat(path).catch(() => undefined);
  if (!info) throw new ReadError('there is no such folder', { file: path });
  if (info.isFile()) return { name: path, files: [await toFile(dirname(path), basename(path))] };
  const files: DftFile[] = [];
  await walk(path, '', 0, files);
  return { name: basename(resolve(path)), files };
}

async function walk(root: string, at: string, depth: number, files: DftFile[]): Promise<void> {
  const entries = await readdir(join(root, at), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = at === '' ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) {
      if (depth < DEEPEST && entry.name !== 'node_modules' && entry.name !== '.git')
        await walk(root, path, depth + 1, files);
    } else if (entry.isFile()) {
      if (files.length >= MOST_FILES)
        throw new InputError(`more than ${MOST_FILES} files lie in this folder`, {
          where: { file: root },
          hint: 'name the folder of one calculation',
        });
      files.push(await toFile(root, path));
    }
  }
}

async function toFile(root: string, path: string): Promise<DftFile> {
  return { path, open: () => fileSource(join(root, path)) };
}
