import type { AnyAnalysis } from '../../../evidence/analysis.js';
import { rietveldAnalysis } from './rietveld.js';
import { seriesAnalysis } from './series.js';

/** Analyses of powder patterns. */
export const diffractionAnalyses: readonly AnyAnalysis[] = [rietveldAnalysis, seriesAnalysis];
