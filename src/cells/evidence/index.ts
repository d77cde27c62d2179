import type { AnyAnalysis, AnyEvidenceKind } from '../../evidence/index.js';
import { cellsBalance } from './balance.js';
import { makeCyclerEvidence } from './cycler.js';

/**
 * Evidence of this room.
 *
 * @param analyses those that read what a cycler records; simulated recordings go through the same ones as measured
 */
export const cellsEvidence = (analyses: readonly AnyAnalysis[]): readonly AnyEvidenceKind[] => [
  cellsBalance,
  makeCyclerEvidence(analyses),
];
