import { open, readFile, truncate, type FileHandle } from 'node:fs/promises';
import type { ChainFrame, FrameStore } from '../../atoms/index.js';
import type { Structure } from '../../core/index.js';
import { toExtxyzFrame } from '../../io/index.js';
import { toWriteError } from '../files.js';
import { isFile, readStructures } from '../resolve.js';

/** Labelled frames on disk, each appended as it comes. */
export interface FrameLog extends FrameStore {
  /** [1] frames that an earlier run left. */
  found: number;
  close(): Promise<void>;
}

/**
 * Opens a file of labelled frames and goes on after the last whole one: what a killed run wrote of another is cut off.
 */
export async function openFrameLog(path: string): Promise<FrameLog> {
  const known = new Map<string, Structure>();
  const keyOf = (chain: string, index: number): string => `${chain}#${index}`;
  if (await isFile(path)) {
    const whole = findWholeFrames(await readFile(path));
    await truncate(path, whole);
    if (whole > 0)
      for (const { info, ...structure } of await readStructures(path))
        known.set(keyOf(String(info!.chain), Number(info!.index)), structure);
  }
  const handle: FileHandle = await open(path, 'a').catch((error: NodeJS.ErrnoException) => {
    throw toWriteError(error, path);
  });
  let last = Promise.resolve();
  return {
    found: known.size,
    find: (chain, index) => known.get(keyOf(chain, index)),
    add(frame) {
      known.set(keyOf(frame.chain, frame.index), frame.structure);
      // One after another, so that frames of two threads never mingle.
      last = last.then(() =>
        handle.appendFile(toLogFrame(frame)).catch((error: NodeJS.ErrnoException) => {
          throw toWriteError(error, path);
        }),
      );
      return last;
    },
    async close() {
      await last.catch(() => undefined);
      await handle.close();
    },
  };
}

/** A labelled frame as extended XYZ; the comment line says where it belongs. */
export function toLogFrame({ chain, index, family, pair, structure }: ChainFrame): string {
  const { labels: _labels, ...rest } = structure;
  return toExtxyzFrame({ ...rest, info: { chain, index, family, ...(pair !== undefined && { pair }) } });
}

/** [1] bytes of the frames that are whole. */
function findWholeFrames(bytes: Buffer): number {
  const NEWLINE = 10;
  let whole = 0;
  for (;;) {
    let at = bytes.indexOf(NEWLINE, whole);
    if (at < 0) return whole;
    const atoms = Number(bytes.toString('latin1', whole, at));
    if (!Number.isInteger(atoms) || atoms < 1) return whole;
    for (let line = 0; line <= atoms; line++) {
      at = bytes.indexOf(NEWLINE, at + 1);
      if (at < 0) return whole;
    }
    whole = at + 1;
  }
}
