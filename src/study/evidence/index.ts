import type { EvidenceKind } from '../types.js';

/** Every kind of evidence a study can name under `kind:` or `simulate:`. */
export const evidenceKinds: readonly EvidenceKind[] = [];
