import { unzipSync } from 'fflate';
import type { DroppedFile } from './file-store.js';

/** [bytes] of the largest archive that is unpacked in memory, and of what it may hold. */
const LARGEST = 1 << 30;

/** Archives as the files in them; one that holds a single file stays one, for its reader knows it. */
export async function unpackZips(files: readonly DroppedFile[]): Promise<DroppedFile[]> {
  const out: DroppedFile[] = [];
  for (const one of files) {
    const inside = /\.zip$/i.test(one.path) && one.file.size <= LARGEST ? await unpack(one) : [];
    out.push(...(inside.length > 1 ? inside : [one]));
  }
  return out;
}

async function unpack({ path, file }: DroppedFile): Promise<DroppedFile[]> {
  try {
    let total = 0;
    const entries = unzipSync(new Uint8Array(await file.arrayBuffer()), {
      filter: ({ name, originalSize }) => {
        total += originalSize;
        return total <= LARGEST && !name.endsWith('/') && !/(^|\/)(__MACOSX|\.)/.test(name);
      },
    });
    return Object.entries(entries).map(([name, bytes]) => ({
      path: `${path.replace(/\.zip$/i, '')}/${name}`,
      file: new Blob([bytes as Uint8Array<ArrayBuffer>]),
    }));
  } catch {
    // What is no archive, whatever its name, is left to the readers, which say what it is.
    return [];
  }
}
