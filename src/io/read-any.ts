import { CermetError, InputError, ReadError, type Context } from '../core/index.js';
import { detectReader, type Detection } from './detect.js';
import { isFolder, type Folder, type FolderReader, type Place, type Reader, type ReadResult } from './reader.js';

/** Below this score a folder is none of a reader's. */
const CLAIMS = 0.3;

/** What was made of a file or folder, and by which reader. */
export interface AnyRead extends ReadResult {
  /** Which reader, and why. */
  detection: Omit<Detection, 'reader' | 'others'> & { reader: Pick<Reader, 'id' | 'version' | 'title' | 'kind'> };
}

export interface ReadAnyOptions {
  readers: readonly Reader[];
  folderReaders: readonly FolderReader[];
  /** Id of the reader to take instead of asking the content. */
  reader?: string;
  /** Path for messages, where it says more than the name. */
  path?: string;
}

/**
 * The one way to read: a file by the reader that its content asks for, an archive by its members, a folder that is one
 * test as one. Command line, studies and pages read through it, so that they see the same numbers and the same notes.
 *
 * @throws ReadError; InputError for a reader that does not exist
 */
export async function readAny(place: Place, options: ReadAnyOptions, ctx?: Context): Promise<AnyRead> {
  const { readers, folderReaders, path = place.name } = options;
  if (isFolder(place)) return readFolder(place, folderReaders, options, ctx);
  let detection: AnyRead['detection'];
  let reader: Reader;
  if (options.reader !== undefined) {
    reader = readerById(readers, options.reader);
    detection = { reader, score: 1, because: 'named by the caller' };
  } else {
    const found = await detectReader(place, readers, path);
    reader = found.reader;
    detection = found;
  }
  const read = await reader.read(place, ctx);
  return { ...read, detection };
}

/** The reader of an id; an unknown one is an error with the nearest. */
export function readerById(readers: readonly Reader[], id: string): Reader {
  const found = readers.find((reader) => reader.id === id);
  if (!found) throw new InputError(`there is no reader "${id}"`, { value: id, allowed: readers.map((r) => r.id) });
  return found;
}

/** The reader that takes a folder as one test, if any does. */
export function findFolderReader(
  names: readonly string[],
  folderReaders: readonly FolderReader[],
): FolderReader | undefined {
  const claims = folderReaders
    .map((reader) => ({ reader, score: reader.sniff(names) }))
    .filter(({ score }) => score >= CLAIMS)
    .sort((a, b) => b.score - a.score);
  return claims[0]?.reader;
}

async function readFolder(
  folder: Folder,
  folderReaders: readonly FolderReader[],
  options: ReadAnyOptions,
  ctx?: Context,
): Promise<AnyRead> {
  const { path = folder.name } = options;
  const reader = findFolderReader(folder.names, folderReaders);
  if (!reader)
    throw new ReadError(
      'this is a folder, and its files are not one test that Cermet knows',
      { file: path },
      { hint: 'name the files in it, or a pattern such as "data/*.mpr"' },
    );
  const readFile = async (name: string): Promise<ReadResult> =>
    readAny(await folder.open(name), { ...options, reader: undefined, path: `${path}/${name}` }, ctx);
  try {
    const read = await reader.read(folder, readFile, ctx);
    return { ...read, detection: { reader, score: 1, because: `${reader.title}: the files of this folder are one` } };
  } catch (error) {
    if (error instanceof CermetError) throw error;
    throw new ReadError(
      `the folder is not ${reader.title} as known (${(error as Error).message})`,
      { file: path },
      { cause: error },
    );
  }
}
