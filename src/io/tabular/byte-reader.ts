import { ReadError } from '../../core/index.js';

/**
 * Little-endian numbers out of bytes; reading past the end is a {@link ReadError} that names the byte, never a
 * RangeError.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly length: number;
  private readonly view: DataView;
  private readonly file: string;
  private readonly base: number;

  /**
   * @param base [1] where these bytes begin in the file, for error messages
   */
  constructor(bytes: Uint8Array, file: string, base = 0) {
    this.bytes = bytes;
    this.length = bytes.length;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.file = file;
    this.base = base;
  }

  private check(at: number, size: number): void {
    if (!(at >= 0) || at + size > this.length)
      throw new ReadError('the file ends before its contents do', { file: this.file, byte: this.base + at });
  }

  u8(at: number): number {
    this.check(at, 1);
    return this.view.getUint8(at);
  }

  u16(at: number): number {
    this.check(at, 2);
    return this.view.getUint16(at, true);
  }

  i32(at: number): number {
    this.check(at, 4);
    return this.view.getInt32(at, true);
  }

  u32(at: number): number {
    this.check(at, 4);
    return this.view.getUint32(at, true);
  }

  /** A 64-bit count or position; above 2^53 it is rounded, which no real file reaches. */
  u64(at: number): number {
    this.check(at, 8);
    return this.view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
  }

  f32(at: number): number {
    this.check(at, 4);
    return this.view.getFloat32(at, true);
  }

  f64(at: number): number {
    this.check(at, 8);
    return this.view.getFloat64(at, true);
  }

  slice(at: number, size: number): Uint8Array {
    this.check(at, size);
    return this.bytes.subarray(at, at + size);
  }

  /** Text of a fixed field, up to its first zero byte. */
  text(at: number, size: number, encoding = 'windows-1252'): string {
    const field = this.slice(at, size);
    const end = field.indexOf(0);
    return new TextDecoder(encoding).decode(end < 0 ? field : field.subarray(0, end)).trim();
  }

  /** First position of a sequence at or after `from`, or -1. */
  find(sequence: ArrayLike<number>, from = 0): number {
    for (let at = this.bytes.indexOf(sequence[0]!, from); at >= 0; at = this.bytes.indexOf(sequence[0]!, at + 1)) {
      let same = 1;
      while (same < sequence.length && this.bytes[at + same] === sequence[same]) same++;
      if (same === sequence.length) return at;
    }
    return -1;
  }
}
