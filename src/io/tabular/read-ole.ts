import { ReadError } from '../../core/index.js';

/** Ends of chains of sectors, from here on no sector. */
const LAST = 0xfffffffa;

/** Whether bytes begin as a compound file (old Office documents). */
export function isOle(head: Uint8Array): boolean {
  return [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].every((b, i) => head[i] === b);
}

/**
 * One stream of a compound file, by its name.
 *
 * Microsoft, [MS-CFB] Compound File Binary File Format.
 *
 * @throws ReadError where the file is damaged or has no such stream
 */
export function readOleStream(bytes: Uint8Array, names: readonly string[], file: string): Uint8Array {
  const fail = (what: string): never => {
    throw new ReadError(what, { file });
  };
  if (!isOle(bytes) || bytes.length < 512) fail('this is no compound file, or is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shift = view.getUint16(30, true);
  const miniShift = view.getUint16(32, true);
  if (shift < 7 || shift > 16 || miniShift < 4 || miniShift > shift) fail('the sizes of the sectors cannot be');
  const size = 2 ** shift;
  const count = Math.ceil((bytes.length - 512) / size);
  const sector = (id: number): Uint8Array => {
    const at = 512 + id * size;
    if (id >= count || at >= bytes.length) fail('a sector lies beyond the end of the file');
    return bytes.subarray(at, Math.min(bytes.length, at + size));
  };
  const numbers = (data: Uint8Array): Uint32Array => {
    const v = new DataView(data.buffer, data.byteOffset, data.byteLength);
    return Uint32Array.from({ length: data.length >> 2 }, (_, i) => v.getUint32(4 * i, true));
  };
  // Where the table of chains stands: 109 entries in the head, more in sectors of their own.
  const places: number[] = [];
  for (let i = 0; i < 109; i++) {
    const id = view.getUint32(76 + 4 * i, true);
    if (id < LAST) places.push(id);
  }
  let next = view.getUint32(68, true);
  for (let k = 0; next < LAST && k < count; k++) {
    const more = numbers(sector(next));
    for (const id of more.subarray(0, more.length - 1)) if (id < LAST) places.push(id);
    next = more[more.length - 1]!;
  }
  const table: number[] = [];
  for (const id of places) for (const link of numbers(sector(id))) table.push(link);
  const chain = (start: number, links: ArrayLike<number>): number[] => {
    const ids: number[] = [];
    for (let id = start; id < LAST; id = links[id] ?? LAST) {
      if (ids.length > links.length) fail('a chain of sectors runs in a circle');
      ids.push(id);
    }
    return ids;
  };
  const join = (parts: Uint8Array[], length?: number): Uint8Array => {
    const all = new Uint8Array(parts.reduce((s, p) => s + p.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return length === undefined ? all : all.subarray(0, length);
  };
  const directory = join(chain(view.getUint32(48, true), table).map(sector));
  const entries = Array.from({ length: Math.floor(directory.length / 128) }, (_, i) => {
    const e = directory.subarray(128 * i, 128 * i + 128);
    const v = new DataView(e.buffer, e.byteOffset, 128);
    const letters = Math.max(0, Math.min(64, v.getUint16(64, true)) - 2);
    return {
      name: new TextDecoder('utf-16le').decode(e.subarray(0, letters)),
      type: e[66],
      start: v.getUint32(116, true),
      size: v.getUint32(120, true),
    };
  });
  const found = entries.find((e) => e.type === 2 && names.includes(e.name));
  if (!found) return fail(`the document has no part ${names.join(' or ')}`);
  if (found.size >= view.getUint32(56, true)) return join(chain(found.start, table).map(sector), found.size);
  // Small streams lie in the root's stream, in sectors of their own.
  const root = entries.find((e) => e.type === 5) ?? fail('the document has no root');
  const small = join(chain(root.start, table).map(sector));
  const links = numbers(join(chain(view.getUint32(60, true), table).map(sector)));
  const step = 2 ** miniShift;
  return join(
    chain(found.start, links).map((id) => small.subarray(id * step, (id + 1) * step)),
    found.size,
  );
}
