import type { AnyEvidenceKind } from '../../evidence/index.js';
import { instrumentEvidence } from './instrument.js';
import { recipeEvidence } from './recipe.js';

/** Evidence of this room that is no measured file. */
export const labEvidence: readonly AnyEvidenceKind[] = [recipeEvidence, instrumentEvidence];
