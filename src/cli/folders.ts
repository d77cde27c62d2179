import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ReadError } from '../core/index.js';
import { loadCermet } from './cermet.js';
import { matchesName } from './match-name.js';

/**
 * The files that a name stands for: those of a folder (its own, not those of folders in it), those whose last part fits
 * a pattern of `*` and `?`, or the one it is. A folder that is one test, as TOSCAT keeps them, stays one.
 *
 * @throws ReadError where a folder or pattern has no file
 */
export async function expandFiles(name: string): Promise<string[]> {
  if (name === '-' || (await isOneTest(name))) return [name];
  const info = await stat(name).catch(() => undefined);
  if (info?.isDirectory()) return listOrFail(name, (file) => !file.startsWith('.'), 'the folder holds no file');
  const pattern = basename(name);
  if (info || !/[*?]/.test(pattern)) return [name];
  return listOrFail(dirname(name), (file) => matchesName(pattern, file), 'no file fits this pattern', name);
}

/** Whether a path is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

/** Whether a path is a folder whose files together are one test. */
export async function isOneTest(path: string): Promise<boolean> {
  const { findFolderReader } = await import('../io/index.js');
  const names = await listFiles(path).catch(() => []);
  return findFolderReader(names, await (await loadCermet()).folderReaders()) !== undefined;
}

/** Order of names, numbers in them by their value. */
export const compareNames = new Intl.Collator('en', { numeric: true }).compare;

/** Names of the files in a folder, numbers in them in order. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = await Promise.all(
    entries.map(
      async (e) =>
        e.isFile() ||
        (e.isSymbolicLink() &&
          (await stat(join(folder, e.name)).then(
            (s) => s.isFile(),
            () => false,
          ))),
    ),
  );
  const names = entries.filter((_, i) => files[i]).map((e) => e.name);
  return names.sort(compareNames);
}

async function listOrFail(
  folder: string,
  wanted: (name: string) => boolean,
  failure: string,
  asked = folder,
): Promise<string[]> {
  const names = (await listFiles(folder).catch(() => [])).filter((name) => wanted(name));
  if (names.length === 0) throw new ReadError(failure, { file: asked });
  return names.map((name) => join(folder, name));
}
