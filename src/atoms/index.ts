export * from './analysis/index.js';
export * from './assemble/index.js';
export * from './crystal/index.js';
export * from './distil/index.js';
export * from './motion/index.js';
export * from './phases/index.js';
export * from './potential/index.js';
