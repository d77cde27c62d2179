import { bdfCsvWriter, bdfParquetWriter } from './bdf/write-bdf.js';
import { mptWriter } from './cyclers/biologic/write-mpt.js';
import { gamryWriter } from './impedance/write-gamry.js';
import type { Writer } from './writer.js';

/** Writers in the forms of cyclers and impedance analysers. */
export const cyclerWriters: readonly Writer[] = [bdfCsvWriter, bdfParquetWriter, mptWriter, gamryWriter];
