import { CermetError, type Context } from '../../core/index.js';
import { analysesOf, primaryInput, runAnalysis } from '../../evidence/index.js';
import type { DraftFile } from '../../workbench/index.js';
import { loadCermet } from '../cermet.js';
import { readPlace } from '../places.js';

/** What a file is, in words, and what a draft of evidence needs to know of it; no draft where nothing analyses it. */
export async function draftFile(
  path: string,
  place: string,
  sample: string,
  ctx: Context,
): Promise<{ says: string; draft?: DraftFile }> {
  const cermet = await loadCermet();
  const read = await readPlace(path, cermet, ctx);
  const says = read.detection.reader.title;
  const [recording] = read.recordings;
  if (!recording) return { says };
  const analyses = analysesOf(await cermet.analyses(), recording.kind).filter(
    (a) => a.byDefault !== false && !primaryInput(a).input.many,
  );
  if (analyses.length === 0) return { says };
  const findings: NonNullable<DraftFile['findings']>[number][] = [];
  for (const analysis of analyses) {
    try {
      const outcome = await runAnalysis(
        analysis,
        [recording],
        {},
        () => Promise.reject(new CermetError('input', 'no structure is asked for')),
        ctx,
      );
      findings.push(...outcome.findings);
    } catch (error) {
      // An analysis that has nothing to say of a file gives no claim.
      if (!(error instanceof CermetError) || error.code === 'abort') throw error;
    }
  }
  return { says, draft: { path: place, sample, kind: recording.kind, findings } };
}
