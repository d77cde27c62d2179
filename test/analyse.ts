import type { Given, Recording } from '../src/core/index.js';
import { findAnalysis, runAnalysis, type AnyAnalysis } from '../src/evidence/index.js';
import { analyses } from '../src/lab/index.js';

/** What an analysis, by itself or by its id, gives of a recording, with settings as a person gives them. */
export function analyse(analysis: AnyAnalysis | string, recording: Recording, settings: Given = {}) {
  return runAnalysis(
    typeof analysis === 'string' ? findAnalysis(analyses, analysis) : analysis,
    [recording],
    settings,
    () => Promise.reject(new Error('no structure is asked for')),
  );
}
