import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Recording } from '../../src/core/index.js';
import { detectReader, makeSource, tableReaders } from '../../src/io/index.js';
import { sharedPath } from '../shared-data.js';

/** The first recording of a file in the shared data. */
export async function readShared(path: string): Promise<Recording> {
  return readBytes(basename(path), readFileSync(sharedPath(path)));
}

/** The first recording in the bytes of a file. */
export async function readBytes(name: string, bytes: Uint8Array | string): Promise<Recording> {
  const source = makeSource(name, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : new Uint8Array(bytes));
  const { reader } = await detectReader(source, tableReaders);
  return (await reader.read(source)).recordings[0];
}
