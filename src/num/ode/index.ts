export * from './bdf-integrator.js';
export * from './dae-system.js';
export * from './solve-consistent.js';
