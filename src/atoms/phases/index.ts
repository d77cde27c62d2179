export * from './find-equilibrium.js';
export * from './phase.js';
export * from './react-phases.js';
