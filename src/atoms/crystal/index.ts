export * from './build-surface.js';
export * from './formal-charges.js';
export { parseMiller } from './lattice-plane.js';
export * from './library.js';
export * from './resolve-crystal.js';
export * from './symmetry.js';
export * from './transform.js';
export { formatCounts, type TaskerType, type Termination } from './terminations.js';
