import type { AnyEvidenceKind } from '../../evidence/index.js';
import { atomsCoatings } from './coatings.js';
import { atomsGlass } from './glass.js';
import { atomsInterface } from './interface.js';
import { atomsScreen } from './screen.js';
import { atomsSurface } from './surface.js';

/** Evidence of this room. */
export const atomsEvidence: readonly AnyEvidenceKind[] = [
  atomsSurface,
  atomsGlass,
  atomsInterface,
  atomsScreen,
  atomsCoatings,
];
