import type { Reader } from '../reader.js';
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
