import { cyclerWriters } from './cycler-writers.js';
import { diffractionReaders, diffractionWriters } from './diffraction/index.js';
import { makeArchiveReader } from './generic/read-archive.js';
import { toscatFolderReader } from './cyclers/toscat-folder.js';
import type { FolderReader, Reader } from './reader.js';
import { labWriters } from './lab-writers.js';
import { dftFolderReader } from './dft/dft-folder-reader.js';
import { dftReaders } from './dft/dft-readers.js';
import { structureWriters } from './structure-writers.js';
import { spectraWriters } from './spectra/index.js';
import { structureReaders } from './structures/index.js';
import { tableReaders } from './table-readers.js';
import { tableWriters } from './table-writers.js';
import type { Writer } from './writer.js';

/** Readers of files that are not archives. */
const plainReaders: readonly Reader[] = [
  ...structureReaders.filter((reader) => !dftReaders.some((own) => own.id === reader.id)),
  ...tableReaders,
  ...diffractionReaders,
  ...dftReaders,
];

/**
 * Every reader that `cermet read` and studies choose from. Detection decides by content, so the order does not matter.
 */
export const readers: readonly Reader[] = [...plainReaders, makeArchiveReader(plainReaders)];

/** Every reader of folders whose files are one test or one calculation. */
export const folderReaders: readonly FolderReader[] = [toscatFolderReader, dftFolderReader];

/** Every writer that `cermet convert` chooses from, by the ending of the name. */
export const writers: readonly Writer[] = [
  ...structureWriters,
  ...tableWriters,
  ...cyclerWriters,
  ...labWriters,
  ...diffractionWriters,
  ...spectraWriters,
];
