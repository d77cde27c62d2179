export * from './detect.js';
export * from './reader.js';
export * from './registry.js';
export * from './summarise.js';
export * from './to-csv.js';
export * from './writer.js';
export * from './structures/index.js';
