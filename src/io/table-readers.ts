import { mprReader } from './cyclers/biologic/read-mpr.js';
import { mptReader } from './cyclers/biologic/read-mpt.js';
import { ndaReader } from './cyclers/neware/read-nda.js';
import { ndaxReader } from './cyclers/neware/read-ndax.js';
import type { Reader } from './reader.js';

/** Readers of cyclers', impedance analysers' and other tables. */
export const tableReaders: readonly Reader[] = [mprReader, mptReader, ndaReader, ndaxReader];
