export * from './cite.js';
export * from './crate.js';
