import { diffractionReaders } from './diffraction/index.js';
import { makeArchiveReader } from './generic/read-archive.js';
import { toscatFolderReader } from './cyclers/toscat-folder.js';
import type { FolderReader, Reader } from './reader.js';
import { dftFolderReader } from './dft/dft-folder-reader.js';
import { dftReaders } from './dft/dft-readers.js';
import { structureReaders } from './structures/index.js';
import { tableReaders } from './table-readers.js';

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
