export * from './bdf-integrator.js';
export * from './dae-system.js';
export * from './integrator-space.js';
export * from './solve-consistent.js';
