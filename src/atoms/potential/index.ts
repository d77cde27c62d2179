export * from './potential.js';
export * from './committee.js';
export * from './load-nep.js';
export * from './fused-arithmetic.js';
export * from './resolve-potential.js';
export * from './train/index.js';
export type { NepTraining } from './training-watch.js';
export * from './chgnet/index.js';
export { findDataFolder, loadStoredPotential, storedPotentialPath } from './stored-potential.js';
