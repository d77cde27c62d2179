import { infusionEvidence } from './infusion.js';
import { particleEvidence } from './particle.js';

export { infusionEvidence, particleEvidence };

/** Kinds of evidence of the grains room. */
export const grainsEvidence = [particleEvidence, infusionEvidence] as const;
