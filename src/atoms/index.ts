export * from './potential.js';
