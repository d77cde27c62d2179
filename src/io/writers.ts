import { cyclerWriters } from './cycler-writers.js';
import { xrdmlWriter, xyeWriter, xyWriter } from './diffraction/write-powder.js';
import { labWriters } from './lab-writers.js';
import { emsaWriter } from './spectra/write-emsa.js';
import { spectrumLineWriter } from './spectra/write-spectrum-line.js';
import { vamasWriter } from './spectra/write-vamas.js';
import { structureWriters } from './structure-writers.js';
import { tableWriters } from './table-writers.js';
import type { Writer } from './writer.js';

/**
 * Every writer that `cermet convert` chooses from, by the ending of the name. Apart from the readers, which are many:
 * who only writes does not load them.
 */
export const writers: readonly Writer[] = [
  ...structureWriters,
  ...tableWriters,
  ...cyclerWriters,
  ...labWriters,
  xyWriter,
  xyeWriter,
  xrdmlWriter,
  vamasWriter,
  emsaWriter,
  spectrumLineWriter,
];
