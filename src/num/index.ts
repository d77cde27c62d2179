export * from './neighbours.js';
