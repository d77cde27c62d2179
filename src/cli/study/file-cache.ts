import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeValue, encodeValue, type Checkpoint } from '../../core/index.js';
import type { ResultCache } from '../../study/index.js';
import { makeFileCheckpoint } from '../context.js';
import { makeFolder, removeAbandoned, writeFileSafely } from '../files.js';

/**
 * Results under `.cermet/pieces`, states of unfinished pieces under `.cermet/runs`; the folder may be deleted at any
 * time.
 */
export interface FileCache extends ResultCache {
  checkpoint(hash: string): Checkpoint;
  /** Forgets the states of a piece that is finished. */
  finish(hash: string): Promise<void>;
}

/**
 * Opens, and makes where needed, the cache in a folder, and clears away what killed runs left there; a folder that
 * cannot be written is an error before any work is done. Others may write into it at the same time.
 */
export async function openFileCache(folder: string): Promise<FileCache> {
  await makeFolder(join(folder, 'pieces'));
  await writeFileSafely(
    join(folder, 'README'),
    'Results and checkpoints of Cermet, by content hash. Safe to delete: they are computed again when needed.\n',
  );
  await removeHalfWritten(folder);
  const cache = makeFileCache(folder);
  await forgetFinished(folder, cache);
  return cache;
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
    finish: (hash) => rm(runOf(hash), { recursive: true, force: true, maxRetries: 5 }),
  };
}

async function removeHalfWritten(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const parts = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.part'));
  await removeAbandoned(parts.map((entry) => join(folder, entry.name)));
  for (const entry of entries) if (entry.isDirectory()) await removeHalfWritten(join(folder, entry.name));
}

/**
 * A run that is killed between keeping a result and forgetting how far it had come leaves states that nothing asks for
 * again.
 */
async function forgetFinished(folder: string, cache: FileCache): Promise<void> {
  const hashes = await readdir(join(folder, 'runs')).catch(() => []);
  for (const hash of hashes) if (await cache.get(hash)) await cache.finish(hash);
}
