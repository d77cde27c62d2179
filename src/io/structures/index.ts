import type { Reader } from '../reader.js';
import { cifReader } from './cif.js';
import { extxyzReader } from './extxyz.js';
import { poscarReader } from './poscar.js';
import { xdatcarReader } from './xdatcar.js';

export * from './cell-parameters.js';
export { toExtxyzFrame, writeExtxyz } from './write-extxyz.js';
export { writeCif } from './write-cif.js';
export { writePoscar } from './write-poscar.js';
export { cifReader, extxyzReader, poscarReader, xdatcarReader };

/** Readers of structures and trajectories. */
export const structureReaders: readonly Reader[] = [cifReader, extxyzReader, poscarReader, xdatcarReader];
