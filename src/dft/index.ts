export * from './remedies.js';
export * from './tell-calculation.js';
