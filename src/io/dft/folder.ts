import type { Source } from '../reader.js';
import { isGzip, openGzip } from '../tabular/archive.js';

/** One file of a calculation's folder; its path is relative to the folder, with `/` between. */
export interface DftFile {
  path: string;
  size?: number;
  /** [ms] since 1970, where the place it comes from can tell. */
  modified?: number;
  open(): Promise<Source>;
}

/** A folder of files that a DFT code wrote or reads. Only `cli` and `server` know where they come from. */
export interface DftFolder {
  name: string;
  files: readonly DftFile[];
}

/** Last part of a path, with `%23` for `#` put back and without `.gz`. */
export function baseName(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1).replace(/\.gz$/i, '');
  return base.replace(/%23/g, '#').replace(/%28/g, '(').replace(/%29/g, ')');
}

/** The folder of a path: `out/lno.save` of `out/lno.save/data-file-schema.xml`, empty at the top. */
export function dirName(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Opens a file, unpacked where it is gzipped. */
export async function openPlain(file: DftFile): Promise<Source> {
  const source = await file.open();
  const head = await source.slice(0, Math.min(4, source.size));
  return isGzip(head) ? openGzip(source) : source;
}

/** Most characters of a line that are kept; a longer one is no line of an output that is read here. */
const LONGEST_LINE = 1 << 20;

/** The lines of a text, in blocks as its pieces arrive, so that an output of any length needs little memory. */
export async function* readLineBlocks(source: Source): AsyncIterable<string[]> {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  for await (const chunk of source.stream()) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST_LINE) rest = rest.slice(0, LONGEST_LINE);
    yield lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield [rest];
}

/** What takes the lines of a text one after the other. */
export interface LineReader<T> {
  push(line: string): void;
  finish(): T;
}

/** Feeds every line of a file to a line reader. */
export async function readByLine<T>(file: DftFile, reader: LineReader<T>): Promise<T> {
  for await (const lines of readLineBlocks(await openPlain(file)))
    for (const line of lines) reader.push(line.endsWith('\r') ? line.slice(0, -1) : line);
  return reader.finish();
}

/** The first bytes of a file as text, unpacked where it is gzipped. */
export async function readHead(file: DftFile, size = 4096): Promise<string> {
  const source = await openPlain(file);
  return new TextDecoder().decode(await source.slice(0, Math.min(size, source.size)));
}
