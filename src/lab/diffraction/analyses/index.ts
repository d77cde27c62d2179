import type { AnyAnalysis } from '../../../evidence/analysis.js';
import { leBailAnalysis } from './le-bail.js';
import { patternAnalysis } from './pattern.js';
import { rietveldAnalysis } from './rietveld.js';
import { seriesAnalysis } from './series.js';

/** Analyses of powder patterns. */
export const diffractionAnalyses: readonly AnyAnalysis[] = [
  patternAnalysis,
  leBailAnalysis,
  rietveldAnalysis,
  seriesAnalysis,
];
