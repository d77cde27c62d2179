import type { Reader } from '../reader.js';
import type { Writer } from '../writer.js';
import { casaTextReader } from './read-casa-text.js';
import { dmReader } from './read-dm.js';
import { emsaReader } from './read-emsa.js';
import { nxmpesReader } from './read-nxmpes.js';
import { phiReader } from './read-phi-spe.js';
import { scientaReader } from './read-scienta.js';
import { specsXmlReader } from './read-specs-xml.js';
import { specsXyReader } from './read-specs-xy.js';
import { spectrumTableReader } from './read-spectrum-table.js';
import { vamasReader } from './read-vamas.js';
import { emsaWriter } from './write-emsa.js';
import { spectrumLineWriter } from './write-spectrum-line.js';
import { vamasWriter } from './write-vamas.js';

/** Readers of spectra of surfaces and of electron microscopes. */
export const spectraReaders: readonly Reader[] = [
  vamasReader,
  phiReader,
  specsXyReader,
  specsXmlReader,
  scientaReader,
  casaTextReader,
  emsaReader,
  dmReader,
  nxmpesReader,
  spectrumTableReader,
];

/** Writers of the same. */
export const spectraWriters: readonly Writer[] = [vamasWriter, emsaWriter, spectrumLineWriter];
