import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Recording } from '../../src/core/index.js';
import { makeSource, type Reader, type Source } from '../../src/io/reader.js';
import { sharedPath } from '../shared-data.js';

/** A file of the shared data folder as a source. */
export function sharedSource(path: string): Source {
  return makeSource(basename(path), new Uint8Array(readFileSync(sharedPath(path))));
}

/** The first recording a reader makes of a file of the shared data folder. */
export async function readShared(reader: Reader, path: string): Promise<Recording> {
  return (await reader.read(sharedSource(path))).recordings[0];
}
