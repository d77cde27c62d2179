import type { EvidenceKind } from '../types.js';
import { atomsGlass } from './atoms-glass.js';
import { atomsInterface } from './atoms-interface.js';
import { atomsScreen } from './atoms-screen.js';
import { atomsSurface } from './atoms-surface.js';
import { cellsBalance } from './cells-balance.js';
import { cellsPair } from './cells-pair.js';
import { cellsSymmetric } from './cells-symmetric.js';
import { tableValues } from './table-values.js';
import { cycling } from './cycling.js';
import { eis } from './eis.js';

/** Every kind of evidence a study can name under `kind:` or `simulate:`. */
export const evidenceKinds: readonly EvidenceKind[] = [
  atomsSurface,
  atomsGlass,
  atomsInterface,
  atomsScreen,
  tableValues,
  cellsPair,
  cellsSymmetric,
  cellsBalance,
  cycling,
  eis,
];
