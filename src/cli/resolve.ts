import { stat } from 'node:fs/promises';
import { InputError, ReadError, type Context, type Structure } from '../core/index.js';
import { detectReader, readers, writers, type Detection, type Reader, type ReadResult, type Source, type Writer } from '../io/index.js';
import { endingOf, fileSource, writeFileSafely } from './files.js';

/** A file with what was made of it. */
export interface ReadFile extends ReadResult {
  source: Source;
  detection: Detection;
}

/** The reader named by id, for `--reader`. */
export function readerById(id: string): Reader {
  const found = readers.find((reader) => reader.id === id);
  if (!found) throw new InputError(`there is no reader "${id}"`, { value: id, allowed: readers.map((r) => r.id) });
  return found;
}

/** Reads a file of any known kind; `-` is standard input. */
export async function readAnyFile(path: string, ctx?: Context, readerId?: string): Promise<ReadFile> {
  const source = await fileSource(path);
  const detection = readerId ? { reader: readerById(readerId), score: 1, because: 'named on the command line', others: [] } : await detectReader(source, readers, path);
  return { ...(await detection.reader.read(source, ctx)), source, detection };
}

/** Reads the structures of a file, all frames; a file that holds none is an error. */
export async function readStructures(path: string, ctx?: Context): Promise<Structure[]> {
  const { structures, detection } = await readAnyFile(path, ctx);
  if (structures.length === 0) throw new ReadError(`this ${detection.reader.title} file holds no atoms`, { file: path });
  return structures;
}

/** Whether a name is a file on disk, or standard input. */
export async function isFile(path: string): Promise<boolean> {
  return path === '-' || (await stat(path).then((info) => info.isFile(), () => false));
}

/** The writer for a name's ending. */
export function writerFor(path: string, available: readonly Writer[] = writers): Writer {
  const endings = available.flatMap((w) => w.extensions);
  const ending = endingOf(path, endings);
  const found = available.find((w) => w.extensions.includes(ending)) ?? available.find((w) => w.extensions.some((e) => !e.startsWith('.') && path.toLowerCase().endsWith(e)));
  if (!found) throw new InputError(`Cermet cannot write ${ending || `"${path}"`}`, { value: ending, allowed: endings });
  return found;
}

/** Writes frames in the form that the name's ending asks for. */
export async function writeStructures(path: string, frames: readonly Structure[], format?: string): Promise<void> {
  await writeResult(path, { recordings: [], structures: [...frames], notes: [] }, format);
}

/** Writes what was read in the form that the name's ending, or `format`, asks for. */
export async function writeResult(path: string, result: ReadResult, format?: string): Promise<void> {
  const writer = writerFor(format ? `.${format}` : path);
  const accepted = writer.accepts(result);
  if (accepted !== true) throw new InputError(`${writer.title} cannot hold this: ${accepted}`, { where: { file: path } });
  await writeFileSafely(path, await writer.write(result));
}
