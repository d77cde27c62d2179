import type { Reader } from '../reader.js';
import type { Writer } from '../writer.js';
import { spectrumTableReader } from './read-spectrum-table.js';
import { vamasReader } from './read-vamas.js';
import { vamasWriter } from './write-vamas.js';

/** Readers of spectra of surfaces and of electron microscopes. */
export const spectraReaders: readonly Reader[] = [vamasReader, spectrumTableReader];

/** Writers of the same. */
export const spectraWriters: readonly Writer[] = [vamasWriter];
