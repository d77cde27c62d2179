export * from './neighbours.js';
export * from './fit/index.js';
export * from './expression/index.js';
export * from './ode/index.js';
export * from './smooth/index.js';
export * from './special/index.js';
