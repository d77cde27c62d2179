export * from './appearance.js';
export * from './find-drawn-bonds.js';
export * from './pack-frames.js';
export * from './pack-particle.js';
export type { PackedFrame, PackedParticle, PackedScene } from './page-data.js';
export * from './particle-scene.js';
export * from './scene.js';
