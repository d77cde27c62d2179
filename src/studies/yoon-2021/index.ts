import type { AnyEvidenceKind } from '../../evidence/index.js';
import { powderPatterns } from './diffraction.js';
import { cellsPair } from './pair.js';
import { filmSpectra } from './photoelectrons.js';
import { cellsSymmetric } from './symmetric.js';

/** The campaigns of one paper, as a plug-in: `plugins: [cermet/studies/yoon-2021]`. */
const plugin: { evidence: readonly AnyEvidenceKind[] } = {
  evidence: [cellsPair, cellsSymmetric, filmSpectra, powderPatterns],
};
export default plugin;
