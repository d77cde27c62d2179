import type { AnyAnalysis } from '../../evidence/analysis.js';
import { edsAnalysis } from './eds.js';
import { eelsAnalysis } from './eels.js';
import { micrographAnalysis } from './micrograph.js';
import { overlayerAnalysis } from './overlayer.js';
import { xpsAnalysis } from './xps.js';

/** Surfaces, energy losses, elements and pictures. */
export const spectraAnalyses: readonly AnyAnalysis[] = [
  xpsAnalysis,
  overlayerAnalysis,
  eelsAnalysis,
  edsAnalysis,
  micrographAnalysis,
];
