import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeValue, encodeValue, type Checkpoint } from '../../core/index.js';
import type { ResultCache } from '../../study/index.js';
import { makeFileCheckpoint } from '../context.js';
import { isAbandonedPart, makeFolder, writeFileSafely } from '../files.js';

/** [ms] age at which a half-written file of another machine can only be what a killed run left. */
const ABANDONED = 3_600_000;

/** Results under `.cermet/pieces`, states of unfinished pieces under `.cermet/runs`; the folder may be deleted at any time. */
export interface FileCache extends ResultCache {
  checkpoint(hash: string): Checkpoint;
  /** Forgets the states of a piece that is finished. */
  finish(hash: string): Promise<void>;
}

/** Opens, and makes where needed, the cache in a folder; a folder that cannot be written is an error before any work is done. */
export async function openFileCache(folder: string): Promise<FileCache> {
  await makeFolder(join(folder, 'pieces'));
  await writeFileSafely(
    join(folder, 'README'),
    'Results and checkpoints of Cermet, by content hash. Safe to delete: they are computed again when needed.\n',
  );
  await removeAbandoned(folder);
  return makeFileCache(folder);
}

/** The cache in a folder that {@link openFileCache} has prepared. */
export function makeFileCache(folder: string): FileCache {
  const pathOf = (hash: string): string => join(folder, 'pieces', `${hash}.json`);
  const runOf = (hash: string): string => join(folder, 'runs', hash);
  return {
    async get(hash) {
      const text = await readFile(pathOf(hash), 'utf8').catch(() => undefined);
      if (text === undefined) return undefined;
      try {
        return { value: (decodeValue(text) as { value: unknown }).value };
      } catch {
        return undefined;
      }
    },
    put: (hash, value, about) => writeFileSafely(pathOf(hash), encodeValue({ about, value })),
    checkpoint: (hash) => makeFileCheckpoint(runOf(hash)),
    finish: (hash) => rm(runOf(hash), { recursive: true, force: true }),
  };
}

async function removeAbandoned(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((e) => e.isFile() && e.name.endsWith('.part'))) {
    const path = join(entry.parentPath, entry.name);
    const gone = isAbandonedPart(entry.name);
    const info = gone === undefined ? await stat(path).catch(() => undefined) : undefined;
    if (gone || (info && Date.now() - info.mtimeMs > ABANDONED)) await rm(path, { force: true });
  }
}
