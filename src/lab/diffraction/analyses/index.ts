import type { AnyAnalysis } from '../../../evidence/analysis.js';
import { rietveldAnalysis } from './rietveld.js';

/** Analyses of powder patterns. */
export const diffractionAnalyses: readonly AnyAnalysis[] = [rietveldAnalysis];
