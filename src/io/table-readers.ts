import { bdfCsvReader, parquetReader } from './bdf/read-bdf.js';
import { arbinReader } from './cyclers/arbin.js';
import { arbinResReader } from './cyclers/read-arbin-res.js';
import { basytecReader } from './cyclers/basytec.js';
import { mprReader } from './cyclers/biologic/read-mpr.js';
import { mptReader } from './cyclers/biologic/read-mpt.js';
import { digatronReader } from './cyclers/digatron.js';
import { landtReader } from './cyclers/landt.js';
import { maccorReader } from './cyclers/maccor.js';
import { ndaReader } from './cyclers/neware/read-nda.js';
import { ndaxReader } from './cyclers/neware/read-ndax.js';
import { newareNestedReader } from './cyclers/neware/read-nested.js';
import { newareTextReader } from './cyclers/neware/read-text.js';
import { novonixReader } from './cyclers/novonix.js';
import { pecReader } from './cyclers/pec.js';
import { toscatLogReader, toscatReader } from './cyclers/toscat.js';
import { delimitedReader } from './generic/read-delimited-table.js';
import { matReader } from './generic/read-mat.js';
import { xlsxReader } from './generic/read-xlsx-table.js';
import { gamryReader } from './impedance/read-gamry.js';
import { versaStudioReader } from './impedance/read-versastudio.js';
import { autolabReader, chiReader, parstatReader, relaxisReader, zplotReader } from './impedance/spectra.js';
import { pngReader, tiffReader } from './images/read-image.js';
import type { Reader } from './reader.js';
import { spectraReaders } from './spectra/index.js';
import { gasReaders } from './gas/index.js';
import { solutionReaders } from './solutions/index.js';
import { sorptionReaders } from './sorption/index.js';
import { thermalReaders } from './thermal/index.js';

/** Readers of cyclers', impedance analysers' and other tables. */
export const tableReaders: readonly Reader[] = [
  mprReader,
  mptReader,
  ndaReader,
  ndaxReader,
  newareTextReader,
  newareNestedReader,
  arbinReader,
  arbinResReader,
  maccorReader,
  landtReader,
  basytecReader,
  novonixReader,
  pecReader,
  digatronReader,
  toscatReader,
  toscatLogReader,
  gamryReader,
  versaStudioReader,
  zplotReader,
  autolabReader,
  chiReader,
  relaxisReader,
  parstatReader,
  ...thermalReaders,
  ...gasReaders,
  ...sorptionReaders,
  ...solutionReaders,
  bdfCsvReader,
  ...spectraReaders,
  pngReader,
  tiffReader,
  parquetReader,
  xlsxReader,
  matReader,
  delimitedReader,
];
