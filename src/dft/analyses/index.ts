import type { AnyAnalysis } from '../../evidence/index.js';
import { chargeAnalysis } from './charge.js';
import { type ClassifySites, makeDosAnalysis } from './dos.js';

export * from './charge.js';
export * from './dos.js';

/** Analyses of what DFT codes write. @param classify tells oxygens apart, where the room that knows bonds is at hand */
export const dftAnalyses = (classify?: ClassifySites): readonly AnyAnalysis[] => [
  makeDosAnalysis(classify),
  chargeAnalysis,
];
