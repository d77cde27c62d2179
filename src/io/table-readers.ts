import { mprReader } from './cyclers/biologic/read-mpr.js';
import { mptReader } from './cyclers/biologic/read-mpt.js';
import type { Reader } from './reader.js';

/** Readers of cyclers', impedance analysers' and other tables. */
export const tableReaders: readonly Reader[] = [mprReader, mptReader];
