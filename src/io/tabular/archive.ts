import { ReadError } from '../../core/index.js';
import { makeSource, type Source } from '../reader.js';
import { ByteReader } from './byte-reader.js';
import { computeCrc32 } from './crc32.js';

/** One file inside a zip archive. */
export interface ZipEntry {
  name: string;
  /** [1] bytes when unpacked, as the archive says */
  size: number;
  read(): Promise<Uint8Array>;
}

const END = 0x06054b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;
const LOCATOR64 = 0x07064b50;
const WIDE = 0xffffffff;
/** Deflate cannot pack better than about 1032 : 1; what claims more is not believed. */
const BEST_RATIO = 1032;

/** Whether bytes begin as a zip archive does. */
export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4;
}

/** Whether bytes begin as a gzip file does. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/**
 * The files in a zip archive, without unpacking any. An archive cut before its directory is listed by its local heads
 * as far as they go.
 */
export async function openZip(source: Source): Promise<ZipEntry[]> {
  const tailAt = Math.max(0, source.size - 65_557);
  const tail = new ByteReader(await source.slice(tailAt, source.size), source.name, tailAt);
  let end = tail.length - 22;
  while (end >= 0 && tail.u32(end) !== END) end--;
  if (end < 0)
    throw new ReadError(
      'the archive has no directory at its end: it was cut',
      { file: source.name, byte: source.size },
      { hint: 'copy the file again from where it was made' },
    );
  let count = tail.u16(end + 10);
  let size = tail.u32(end + 12);
  let at = tail.u32(end + 16);
  // Zip64 keeps what does not fit in a record of its own, whose place stands just before the end.
  if ((count === 0xffff || at === WIDE || size === WIDE) && end >= 20 && tail.u32(end - 20) === LOCATOR64) {
    const wideAt = tail.u64(end - 12);
    const wide = new ByteReader(await source.slice(wideAt, wideAt + 56), source.name, wideAt);
    count = wide.u64(32);
    size = wide.u64(40);
    at = wide.u64(48);
  }
  const directory = new ByteReader(await source.slice(at, Math.min(source.size, at + size)), source.name, at);
  const entries: ZipEntry[] = [];
  let offset = 0;
  for (let i = 0; i < count; i++) {
    if (directory.u32(offset) !== DIRECTORY)
      throw new ReadError('the directory of the archive is damaged', { file: source.name, byte: at + offset });
    const flags = directory.u16(offset + 8);
    const method = directory.u16(offset + 10);
    const crc = directory.u32(offset + 16);
    const nameLength = directory.u16(offset + 28);
    const extra = directory.slice(offset + 46 + nameLength, directory.u16(offset + 30));
    const [size, packed, local] = readPlaces(
      [directory.u32(offset + 24), directory.u32(offset + 20), directory.u32(offset + 42)],
      new ByteReader(extra, source.name, at + offset),
    );
    const name = new TextDecoder(flags & 0x800 ? 'utf-8' : 'windows-1252').decode(
      directory.slice(offset + 46, nameLength),
    );
    offset += 46 + nameLength + directory.u16(offset + 30) + directory.u16(offset + 32);
    if (name.endsWith('/')) continue;
    entries.push({ name, size, read: () => readEntry(source, { name, flags, method, packed, size, local, crc }) });
  }
  return entries;
}

type Places = [size: number, packed: number, local: number];

/** Numbers that do not fit in 32 bits stand in an extra field, in this order. */
function readPlaces(places: Places, extra: ByteReader): Places {
  if (!places.includes(WIDE)) return places;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.u16(at + 2)) {
    if (extra.u16(at) !== 1) continue;
    let from = at + 4;
    return places.map((place) => {
      if (place !== WIDE) return place;
      from += 8;
      return extra.u64(from - 8);
    }) as Places;
  }
  return places;
}

interface EntryPlace {
  name: string;
  flags: number;
  method: number;
  packed: number;
  size: number;
  local: number;
  crc: number;
}

/** The file inside an archive, unpacked and held against the size and the checksum that the archive states. */
async function readEntry(source: Source, entry: EntryPlace): Promise<Uint8Array> {
  const bytes = await unpackEntry(source, entry);
  const where = { file: `${source.name}/${entry.name}`, byte: entry.local };
  const hint = 'the archive was damaged after it was made: copy it again from where it comes from';
  if (bytes.length !== entry.size)
    throw new ReadError(`${bytes.length} bytes come out where the archive states ${entry.size}`, where, { hint });
  // What is packed was held against its checksum while it was unpacked.
  if (entry.method === 0 && computeCrc32(bytes) !== entry.crc)
    throw new ReadError('the checksum of this file in the archive is wrong', where, { hint });
  return bytes;
}

async function unpackEntry(source: Source, entry: EntryPlace): Promise<Uint8Array> {
  const where = { file: `${source.name}/${entry.name}`, byte: entry.local };
  const head = new ByteReader(await source.slice(entry.local, entry.local + 30), source.name, entry.local);
  if (head.u32(0) !== LOCAL) throw new ReadError('the archive has no file where its directory says', where);
  if (entry.flags & 1) throw new ReadError('the file in the archive is encrypted', where);
  const at = entry.local + 30 + head.u16(26) + head.u16(28);
  const packed = await source.slice(at, at + entry.packed);
  if (packed.length < entry.packed) throw new ReadError('the archive ends inside this file', where);
  if (entry.method === 0) return packed;
  if (entry.method !== 8)
    throw new ReadError(`the file in the archive is packed by method ${entry.method}, which is not known`, where);
  if (entry.size > entry.packed * BEST_RATIO + 64)
    throw new ReadError('the archive claims a size that its bytes cannot hold', where);
  return inflate(wrapAsGzip(packed, entry), 'gzip', entry.size, where);
}

/**
 * Deflated bytes as a gzip file, whose checksum the platform checks as it unpacks: head, bytes, CRC-32 and size (RFC
 * 1952).
 */
function wrapAsGzip(packed: Uint8Array, { crc, size }: { crc: number; size: number }): Uint8Array {
  const out = new Uint8Array(packed.length + 18);
  out.set([0x1f, 0x8b, 8]);
  out[9] = 0xff;
  out.set(packed, 10);
  const view = new DataView(out.buffer);
  view.setUint32(packed.length + 10, crc, true);
  view.setUint32(packed.length + 14, size % 2 ** 32, true);
  return out;
}

/** Unpacks deflate or gzip with the platform's own unpacker. */
export async function inflate(
  packed: Uint8Array,
  format: 'gzip' | 'deflate',
  size: number | undefined,
  where: { file: string; byte?: number },
): Promise<Uint8Array> {
  const inOne = size === undefined || format !== 'gzip' ? undefined : gunzipInOne(packed, size);
  if (inOne)
    return inOne.catch((error: unknown) => {
      throw toInflateError(error, where);
    });
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // A failure comes out of the reading side as well; it is reported once, from there.
  const written = writer
    .write(packed as Uint8Array<ArrayBuffer>)
    .then(() => writer.close())
    .catch(() => undefined);
  const limit = size ?? packed.length * BEST_RATIO + 64;
  let out = new Uint8Array(size ?? Math.min(limit, packed.length * 4 + 1024));
  let filled = 0;
  const reader = stream.readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (filled + next.value.length > limit) throw new Error('more bytes come out than the archive says');
      if (filled + next.value.length > out.length) {
        const larger = new Uint8Array(Math.min(limit, Math.max(out.length * 2, filled + next.value.length)));
        larger.set(out.subarray(0, filled));
        out = larger;
      }
      out.set(next.value, filled);
      filled += next.value.length;
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    await written;
    throw toInflateError(error, where);
  }
  await written;
  return out.subarray(0, filled);
}

/**
 * Node unpacks into one buffer of a known size in a thread beside this one; streams would come back here for every few
 * kilobytes.
 */
function gunzipInOne(packed: Uint8Array, size: number): Promise<Uint8Array> | undefined {
  const zlib = globalThis.process?.getBuiltinModule?.('node:zlib');
  return (
    zlib &&
    new Promise((done, fail) => {
      // A byte more than it should be shows what is too long.
      zlib.gunzip(packed, { chunkSize: Math.max(64, size + 1), maxOutputLength: size + 1 }, (error, bytes) => {
        if (error) fail(error);
        else done(bytes);
      });
    })
  );
}

function toInflateError(error: unknown, where: { file: string; byte?: number }): ReadError {
  const wrong =
    error instanceof Error &&
    /data check|length check/.test(String((error.cause as Error | undefined)?.message ?? error.message));
  return new ReadError(wrong ? 'the checksum of the packed data is wrong' : 'the packed data is damaged', where, {
    cause: error,
  });
}

/** The file inside a `.gz`, under its name without the ending. */
export async function openGzip(source: Source): Promise<Source> {
  const bytes = await inflate(await source.bytes(), 'gzip', undefined, { file: source.name });
  return makeSource(source.name.replace(/\.gz$/i, ''), bytes);
}
