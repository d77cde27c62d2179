export * from './detect.js';
export * from './reader.js';
export * from './registry.js';
export * from './summarise.js';
export * from './writer.js';
