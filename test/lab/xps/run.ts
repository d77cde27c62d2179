import { readFileSync } from 'node:fs';
import type { Recording } from '../../../src/core/index.js';
import type { AnyAnalysis, LabelledFinding, Outcome } from '../../../src/evidence/index.js';
import { runAnalysis } from '../../../src/evidence/index.js';
import { detectReader } from '../../../src/io/detect.js';
import { makeSource } from '../../../src/io/reader.js';
import { readers } from '../../../src/io/registry.js';
import { analyses } from '../../../src/lab/index.js';

/** Reads a file as the command line does: by its content. */
export async function readFileRecordings(path: string): Promise<Recording[]> {
  const source = makeSource(path.split('/').at(-1)!, new Uint8Array(readFileSync(path)));
  const { reader } = await detectReader(source, readers);
  return (await reader.read(source)).recordings;
}

export type Result = Omit<Outcome, 'findings'> & { findings: LabelledFinding[] };

/** Runs an analysis of the lab on recordings with settings as a person gives them. */
export function analyse(
  id: string,
  recordings: readonly Recording[],
  given: Record<string, string> = {},
): Promise<Result> {
  const analysis = analyses.find((a) => a.id === id) as AnyAnalysis;
  return runAnalysis(analysis, recordings, given, async () => {
    throw new Error('no structure is asked for');
  });
}

/** Values of a quantity with what they hold at. */
export function valuesOf(result: Result, id: string): { at: string; value: number; sigma?: number }[] {
  return result.findings
    .filter((f) => f.id === id)
    .map((f) => ({
      at: Object.values(f.at ?? {}).join(', '),
      value: f.estimate.value,
      ...(f.estimate.sigma !== undefined && { sigma: f.estimate.sigma }),
    }));
}
