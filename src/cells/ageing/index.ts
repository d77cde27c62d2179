export * from './coating.js';
export * from './electrolyte-consumption.js';
export * from './film-on-cathode.js';
export * from './lithium-metal-ageing.js';
export * from './lithium-plating.js';
export * from './lost-lithium.js';
export * from './mechanism.js';
export * from './metal-dissolution.js';
export * from './particle-cracking.js';
export * from './rock-salt-shell.js';
export * from './sei-on-graphite.js';
export * from './shared-quantities.js';
export { COATING_RANGES, MECHANISM_KINDS, type MechanismKind, type NumberRange } from './mechanism-kinds.js';
export { parseAgeing, readAgeing, type Ageing } from './read-ageing.js';
export { SHIPPED_AGEING, shippedAgeing, shippedAgeingData, type AgeingData } from './shipped-ageing.js';
export * from './diffusion-stress.js';
export * from './graphite-cracking.js';
export * from './stress-driven-loss.js';
export * from './surface-carbonate.js';
export { CLASSES, areaOf, makeShape } from './surface-shape.js';
export {
  describeBeyond,
  isParticleTable,
  makeGivenParticle,
  OUTER_AREAS,
  OXIDE_DENSITY,
  readParticle,
  type GivenParticleOptions,
  type ParticleSeries,
} from './given-particle.js';
export { resizeParticle } from './resize-particle.js';
export { checkMechanisms } from './check-mechanisms.js';
