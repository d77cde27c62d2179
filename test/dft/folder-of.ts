import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DftFile, DftFolder } from '../../src/io/dft/index.js';
import { makeSource } from '../../src/io/reader.js';

/** A folder on disk as readers of DFT outputs take it. */
export function folderOf(root: string): DftFolder {
  const files = (readdirSync(root, { recursive: true, encoding: 'utf8' }) as string[])
    .filter((path) => statSync(join(root, path)).isFile())
    .sort()
    .map(
      (path): DftFile => ({
        path,
        open: async () => makeSource(path.split('/').pop()!, new Uint8Array(readFileSync(join(root, path)))),
      }),
    );
  return { name: root, files };
}

/** A folder in memory. */
export function folderOfTexts(texts: Readonly<Record<string, string | Uint8Array>>): DftFolder {
  return {
    name: 'memory',
    files: Object.entries(texts).map(([path, text]) => ({
      path,
      open: async () =>
        makeSource(path.split('/').pop()!, typeof text === 'string' ? new TextEncoder().encode(text) : text),
    })),
  };
}
