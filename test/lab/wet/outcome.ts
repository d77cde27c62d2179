import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { makeRng, type Recording } from '../../../src/core/index.js';
import { runAnalysis } from '../../../src/evidence/run-analysis.js';
import type { AnyAnalysis, Finding, Outcome } from '../../../src/evidence/index.js';
import { makeSource } from '../../../src/io/reader.js';
import { detectReader } from '../../../src/io/detect.js';
import { readers } from '../../../src/io/registry.js';
import { analyses } from '../../../src/lab/analyses/index.js';
import { sharedPath } from '../../shared-data.js';

export const rngOf = (seed: number) => ({ rng: makeRng(seed) });

/** Recordings of bytes under a name, by the reader that detection chooses. */
export async function readBytes(name: string, bytes: Uint8Array | string): Promise<Recording[]> {
  const source = makeSource(name, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  const { reader } = await detectReader(source, readers);
  return (await reader.read(source)).recordings;
}

/** Recordings of a shared file, by the reader that detection chooses. */
export function readSharedFile(path: string): Promise<Recording[]> {
  return readBytes(basename(path), new Uint8Array(readFileSync(sharedPath(path))));
}

/** A truth.json of the synthetic cases. */
export const readTruth = (folder: string) =>
  JSON.parse(readFileSync(sharedPath(`lab_synthetic/${folder}/truth.json`), 'utf8'));

/** What an analysis says of recordings. */
export async function analyse(
  id: string,
  recordings: Recording | readonly Recording[],
  settings: Record<string, string> = {},
): Promise<Outcome> {
  const analysis = analyses.find((a) => a.id === id) as AnyAnalysis;
  return runAnalysis(
    analysis,
    Array.isArray(recordings) ? recordings : [recordings as Recording],
    settings,
    async () => {
      throw new Error('no structure is asked for');
    },
  );
}

/** The finding of an id at a condition; the first where none is said. */
export function pick({ findings }: Outcome, id: string, at?: Record<string, string | number>): Finding {
  const found = findings.find((f) => f.id === id && (!at || Object.entries(at).every(([k, v]) => f.at?.[k] === v)));
  if (!found) throw new Error(`no finding ${id} among ${findings.map((f) => f.id).join(', ')}`);
  return found;
}
