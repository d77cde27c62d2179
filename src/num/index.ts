export * from './neighbours.js';
export * from './fit/index.js';
