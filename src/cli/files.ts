import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, readFile, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { InputError, ReadError, WriteError } from '../core/index.js';
import { makeSource, type Source } from '../io/reader.js';
import { hashFile } from './hash-file.js';

/** A source over a file on disk, read by piece; `-` is standard input, read whole. */
export async function fileSource(path: string): Promise<Source> {
  if (path === '-') return makeSource('stdin', await readStdin());
  const info = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw toReadError(error, path);
  });
  if (info.isDirectory())
    throw new ReadError('this is a folder, not a file', { file: path }, { hint: 'name the files in it' });
  return {
    name: basename(path),
    size: info.size,
    async slice(from, to) {
      const handle = await openToRead(path);
      try {
        return await fill(handle, new Uint8Array(Math.max(0, Math.min(to, info.size) - from)), from);
      } finally {
        await handle.close();
      }
    },
    async bytes() {
      return new Uint8Array(
        await readFile(path).catch((error: NodeJS.ErrnoException) => {
          throw toReadError(error, path);
        }),
      );
    },
    async *stream() {
      try {
        for await (const chunk of createReadStream(path)) yield new Uint8Array(chunk as Buffer);
      } catch (error) {
        throw toReadError(error as NodeJS.ErrnoException, path);
      }
    },
    pieces: (from, to, size) => readPieces(path, from, Math.min(to, info.size), size),
    sha256: () => hashFile(path),
    async sibling(name) {
      const other = join(dirname(path), name);
      return (await access(other).then(
        () => true,
        () => false,
      ))
        ? fileSource(other)
        : undefined;
    },
  };
}

function openToRead(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw toReadError(error, path);
  });
}

/** Reads until the buffer is full or the file ends. */
async function fill(handle: FileHandle, buffer: Uint8Array, from: number): Promise<Uint8Array> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

/** Pieces of a file through two buffers in turn: one is filled while the other is worked on. */
async function* readPieces(path: string, from: number, to: number, size: number): AsyncIterable<Uint8Array> {
  const handle = await openToRead(path);
  let next: Promise<Uint8Array> | undefined;
  try {
    const buffers = [
      new Uint8Array(Math.min(size, Math.max(0, to - from))),
      new Uint8Array(Math.min(size, Math.max(0, to - from))),
    ];
    const fetch = (at: number, turn: number): Promise<Uint8Array> | undefined => {
      const piece = at < to ? fill(handle, buffers[turn % 2].subarray(0, to - at), at) : undefined;
      piece?.catch(() => undefined);
      return piece;
    };
    next = fetch(from, 0);
    for (let at = from, turn = 0; next; at += size, turn++) {
      const piece = await next;
      next = fetch(at + size, turn + 1);
      yield piece;
    }
  } finally {
    await next?.catch(() => undefined);
    await handle.close();
  }
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return new Uint8Array(Buffer.concat(chunks));
}

/** Reads a text file; a missing one is an error with its place. */
export async function readTextFile(path: string): Promise<string> {
  return new TextDecoder().decode(await (await fileSource(path)).bytes());
}

function toReadError(error: NodeJS.ErrnoException, path: string): Error {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ReadError('there is no such file', { file: path }, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new ReadError(
        'this file may not be read',
        { file: path },
        { hint: 'ask its owner for the right to read it', cause: error },
      );
    case 'EISDIR':
      return new ReadError('this is a folder, not a file', { file: path }, { cause: error });
    default:
      return error.code ? new ReadError(error.message, { file: path }, { cause: error }) : error;
  }
}

/** A file in the making. Nothing of it is seen until it is kept. */
export interface PendingFile {
  write(data: Uint8Array | string): Promise<void>;
  /** Ends it and puts it in its place. */
  keep(): Promise<void>;
  /** Leaves nothing behind; does nothing once it is kept. */
  drop(): Promise<void>;
}

/** [ms] age at which a file that another machine began can only be what a killed run left. */
const ABANDONED = 3_600_000;

/**
 * Place of a file in the making: its name says which process of which machine makes it, so that what a killed one left
 * is told from what lives.
 */
export const placeOfPart = (target: string): string =>
  join(dirname(target), `${partPrefix(target)}${hostTag()}-${process.pid}-${(parts++).toString(36)}.part`);
let parts = 0;

const partPrefix = (target: string): string => `.${basename(target).slice(0, 150)}.`;

/** This machine, in letters and digits. */
const hostTag = (): string =>
  hostname()
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 16) || 'here';

/**
 * Whether the process that makes a file of such a name is gone; undefined where that cannot be told, on another
 * machine.
 */
function isAbandonedPart(name: string): boolean | undefined {
  const match = /\.([A-Za-z0-9]+)-(\d+)-[0-9a-z]+\.part$/.exec(name);
  if (!match || match[1] !== hostTag()) return undefined;
  try {
    process.kill(Number(match[2]), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Files in the making of a target whose makers, as far as can be told from here, are no more. */
export async function findLeftovers(target: string): Promise<string[]> {
  const prefix = partPrefix(target);
  const names = await readdir(dirname(target)).catch(() => []);
  return names
    .filter((name) => name.startsWith(prefix) && /^[A-Za-z0-9]+-\d+-[0-9a-z]+\.part$/.test(name.slice(prefix.length)))
    .filter((name) => isAbandonedPart(name) !== false)
    .map((name) => join(dirname(target), name));
}

/**
 * Removes those of these files in the making whose makers are surely gone: killed here, or silent elsewhere for an
 * hour.
 */
export async function removeAbandoned(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const gone = isAbandonedPart(basename(path));
    const info = gone === undefined ? await stat(path).catch(() => undefined) : undefined;
    if (gone || (info && Date.now() - info.mtimeMs > ABANDONED)) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Opens a neighbour of a file, to be renamed over it in the end. A device such as /dev/stdout is written straight. */
export async function openPendingFile(path: string): Promise<PendingFile> {
  // A link stays a link: what it points to is written.
  const target = await realpath(path).catch(() => resolve(path));
  const known = await stat(target).catch(() => undefined);
  if (known?.isDirectory()) throw new WriteError('this is a folder', { file: path }, { hint: 'name a file in it' });
  const straight = known !== undefined && !known.isFile();
  const place = straight ? target : placeOfPart(target);
  let handle: FileHandle | undefined = await open(place, 'w', known?.isFile() ? known.mode : 0o666).catch(
    (error: NodeJS.ErrnoException) => {
      throw toWriteError(error, path);
    },
  );
  const drop = async (): Promise<void> => {
    if (!handle) return;
    await handle.close().catch(() => undefined);
    handle = undefined;
    if (!straight) await rm(place, { force: true }).catch(() => undefined);
  };
  const guard = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await drop();
      throw toWriteError(error as NodeJS.ErrnoException, path);
    }
  };
  return {
    write: (data) => guard(() => handle!.writeFile(data)),
    keep: () =>
      guard(async () => {
        if (!straight) await handle!.sync();
        await handle!.close();
        if (!straight) await rename(place, target);
        handle = undefined;
        if (!straight) await removeAbandoned(await findLeftovers(target));
      }),
    drop,
  };
}

/** Writes a file whole or not at all: into a neighbour first, then renamed over the old one. `-` is standard output. */
export async function writeFileSafely(path: string, data: Uint8Array | string): Promise<void> {
  if (path === '-') return writeStdout(data);
  const file = await openPendingFile(path);
  await file.write(data);
  await file.keep();
}

/** Makes a folder and its parents. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw toWriteError(error, path);
  });
}

/** Turns a failed write into an error with its place and what to do. */
export function toWriteError(error: NodeJS.ErrnoException, path: string): Error {
  const where = { file: path };
  switch (error.code) {
    case 'ENOENT':
      return new WriteError('the folder to write into does not exist', where, {
        hint: `make it first: mkdir -p ${dirname(path)}`,
        cause: error,
      });
    case 'ENOTDIR':
    case 'EEXIST':
      return new WriteError('part of this path is a file, not a folder', where, {
        hint: 'choose another name',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
      return new WriteError('this place may not be written', where, {
        hint: 'choose another folder, or ask its owner for the right to write',
        cause: error,
      });
    case 'EROFS':
      return new WriteError('this folder is read-only', where, {
        hint: 'choose a folder that can be written',
        cause: error,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return new WriteError('the disk is full', where, {
        hint: 'free some space and run the same command again; nothing half-written was left',
        cause: error,
      });
    case 'EFBIG':
      return new WriteError('the file would be larger than this system allows', where, {
        hint: 'write to another disk, or raise the limit (ulimit -f)',
        cause: error,
      });
    case 'ENAMETOOLONG':
      return new WriteError('this name is too long', where, { hint: 'choose a shorter one', cause: error });
    default:
      return error.code ? new WriteError(error.message, where, { cause: error }) : error;
  }
}

/** Writes to standard output and waits until it is taken; a closed pipe (`| head`) ends the command quietly. */
export async function writeStdout(data: Uint8Array | string): Promise<void> {
  await new Promise<void>((done, fail) => {
    process.stdout.write(data, (error) => {
      if (!error) done();
      else if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0);
      else fail(toWriteError(error, 'standard output'));
    });
  });
}

/**
 * The ending of a file's name, lower case and with its dot; `.bdf.csv` counts as one ending, and so do other known
 * pairs.
 */
export function endingOf(path: string, known: readonly string[] = []): string {
  const name = basename(path).toLowerCase();
  const match = [...known].filter((e) => name.endsWith(e)).sort((a, b) => b.length - a.length)[0];
  return match ?? /\.[^.]*$/.exec(name)?.[0] ?? '';
}

/** Refuses to overwrite what a command was not told to replace. */
export async function requireAbsent(path: string): Promise<void> {
  if (
    await stat(path).then(
      () => true,
      () => false,
    )
  )
    throw new InputError(`${path} exists already`, { hint: 'choose another name or remove it' });
}
