import { aifWriter } from './sorption/write-aif.js';
import { thermogramWriter } from './thermal/write-thermogram.js';
import type { Writer } from './writer.js';

/** Writers in the forms of instruments of the laboratory. */
export const labWriters: readonly Writer[] = [thermogramWriter, aifWriter];
