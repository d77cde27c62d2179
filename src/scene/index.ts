export * from './appearance.js';
export * from './find-drawn-bonds.js';
export * from './pack-frames.js';
export type { PackedFrame, PackedScene } from './page-data.js';
export * from './scene.js';
