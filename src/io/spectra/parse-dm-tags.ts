import { ReadError } from '../../core/index.js';

/** Where an array lies that is not read with the tags. */
export interface DmBlock {
  offset: number;
  bytes: number;
  little: boolean;
}
export type DmValue = number | string | DmBlock | DmTag | readonly number[];
/** A group of tags; unnamed ones are numbered. */
export type DmTag = Map<string, DmValue>;

/** Bytes of Gatan's encoded types. */
const SIZES: Record<number, number> = { 2: 2, 3: 4, 4: 2, 5: 4, 6: 4, 7: 8, 8: 1, 9: 1, 10: 1, 11: 8, 12: 8 };
const DEEPEST = 64;
const MOST_TAGS = 2_000_000;
/** Arrays of 16-bit numbers shorter than this are text. */
const LONGEST_TEXT = 4096;

/**
 * The tree of tags of a DigitalMicrograph file, arrays by their place only: versions 3 and 4 differ in the width of
 * counts.
 *
 * @throws ReadError with the byte where the tree cannot go on
 */
export function parseDmTags(bytes: Uint8Array, file: string): { root: DmTag; version: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let tags = 0;
  const need = (count: number): void => {
    if (!(count >= 0) || at + count > bytes.length)
      throw new ReadError('the file ends before its contents do', { file, byte: at });
  };
  const u32 = (): number => {
    need(4);
    at += 4;
    return view.getUint32(at - 4);
  };
  const u64 = (): number => {
    const high = u32();
    return high * 2 ** 32 + u32();
  };
  const version = u32();
  if (version !== 3 && version !== 4)
    throw new ReadError(`this is version ${version} of the format; 3 and 4 are read`, { file, byte: 0 });
  const wide = version === 4;
  const count = (): number => (wide ? u64() : u32());
  count();
  const little = u32() === 1;

  const scalar = (type: number): number => {
    const size = SIZES[type]!;
    need(size);
    const from = at;
    at += size;
    switch (type) {
      case 2:
        return view.getInt16(from, little);
      case 3:
        return view.getInt32(from, little);
      case 4:
        return view.getUint16(from, little);
      case 5:
        return view.getUint32(from, little);
      case 6:
        return view.getFloat32(from, little);
      case 7:
        return view.getFloat64(from, little);
      case 11:
        return Number(view.getBigInt64(from, little));
      case 12:
        return Number(view.getBigUint64(from, little));
      default:
        return view.getUint8(from);
    }
  };
  const checkType = (type: number): void => {
    if (!Object.hasOwn(SIZES, type)) throw new ReadError(`a tag has the unknown type ${type}`, { file, byte: at });
  };

  const value = (): DmValue => {
    need(4);
    if (bytes[at] !== 0x25 || bytes[at + 1] !== 0x25 || bytes[at + 2] !== 0x25 || bytes[at + 3] !== 0x25)
      throw new ReadError('the tags are out of step', { file, byte: at });
    at += 4;
    const length = count();
    const type = length > 0 ? count() : 0;
    if (Object.hasOwn(SIZES, type)) return scalar(type);
    if (type === 15) return struct(readStruct());
    if (type === 18) {
      const size = count();
      need(2 * size);
      const text = new TextDecoder(little ? 'utf-16le' : 'utf-16be').decode(bytes.subarray(at, at + 2 * size));
      at += 2 * size;
      return text;
    }
    if (type === 20) return array();
    throw new ReadError(`a tag has the unknown type ${type}`, { file, byte: at });
  };
  const readStruct = (): number[] => {
    count();
    const fields = count();
    if (fields > 1000) throw new ReadError(`a tag of ${fields} fields is not believed`, { file, byte: at });
    return Array.from({ length: fields }, () => {
      count();
      const type = count();
      checkType(type);
      return type;
    });
  };
  const struct = (types: readonly number[]): readonly number[] => types.map(scalar);
  const array = (): DmValue => {
    const type = count();
    let size = 0;
    let text = false;
    if (type === 15) size = readStruct().reduce((sum, t) => sum + SIZES[t]!, 0);
    else {
      checkType(type);
      size = SIZES[type]!;
      text = type === 4;
    }
    const length = count();
    const total = size * length;
    need(total);
    const offset = at;
    at += total;
    if (text && length < LONGEST_TEXT)
      return new TextDecoder(little ? 'utf-16le' : 'utf-16be')
        .decode(bytes.subarray(offset, offset + total))
        .replace(/\0+$/, '');
    return { offset, bytes: total, little };
  };

  const group = (depth: number): DmTag => {
    if (depth > DEEPEST) throw new ReadError('tags are nested too deeply to be believed', { file, byte: at });
    need(2);
    at += 2;
    const entries = count();
    const out: DmTag = new Map();
    for (let k = 0; k < entries; k++) {
      if (++tags > MOST_TAGS) throw new ReadError('there are more tags than can be believed', { file, byte: at });
      need(3);
      const kind = bytes[at];
      if (kind === 0) break;
      const length = view.getUint16(at + 1);
      at += 3;
      need(length);
      const name = new TextDecoder('windows-1252').decode(bytes.subarray(at, at + length));
      at += length;
      if (wide) u64();
      if (kind !== 20 && kind !== 21) throw new ReadError('the tags are out of step', { file, byte: at });
      const key = name === '' || out.has(name) ? `${name}${k}` : name;
      out.set(key, kind === 20 ? group(depth + 1) : value());
    }
    return out;
  };
  return { root: group(0), version };
}
