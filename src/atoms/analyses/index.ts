import type { AnyAnalysis } from '../../evidence/index.js';
import { convergenceAnalysis } from './convergence.js';
import { dynamicsAnalysis } from './dynamics.js';

/** Analyses of this room. */
export const atomsAnalyses: readonly AnyAnalysis[] = [dynamicsAnalysis, convergenceAnalysis];
