import type { EvidenceKind } from '../study/types.js';
import { atomsGlass } from '../atoms/evidence/glass.js';
import { atomsInterface } from '../atoms/evidence/interface.js';
import { atomsScreen } from '../atoms/evidence/screen.js';
import { atomsSurface } from '../atoms/evidence/surface.js';
import { cellsBalance } from '../cells/evidence/balance.js';
import { cellsPair } from '../studies/yoon-2021/pair.js';
import { cellsSymmetric } from '../studies/yoon-2021/symmetric.js';
import { tableValues } from '../evidence/values.js';
import { cycling } from '../study/evidence/cycling.js';
import { eis } from '../study/evidence/eis.js';

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
