import type { Reader } from '../reader.js';
import { extxyzReader } from './extxyz.js';
import { poscarReader } from './poscar.js';
import { xdatcarReader } from './xdatcar.js';

export * from './cell-parameters.js';
export { extxyzReader } from './extxyz.js';
export { poscarReader } from './poscar.js';
export { toExtxyzFrame, writeExtxyz } from './write-extxyz.js';
export { writePoscar } from './write-poscar.js';
export { xdatcarReader } from './xdatcar.js';

/** Readers of structures and trajectories. */
export const structureReaders: readonly Reader[] = [extxyzReader, poscarReader, xdatcarReader];
