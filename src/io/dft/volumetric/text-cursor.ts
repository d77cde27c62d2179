import { ReadError } from '../../../core/index.js';
import type { Source } from '../../reader.js';

/** [bytes] read at once. */
const PIECE = 1 << 20;
const POWERS = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);
/** Above this a mantissa of decimal digits is no longer exact. */
const EXACT = 2 ** 53;

/** A text of numbers read from its beginning to its end: by line where it is a header, by number where it is a grid. */
export interface TextCursor {
  /** The next line without its ending; undefined at the end. */
  line(): Promise<string | undefined>;
  /**
   * Fills an array with the next numbers.
   *
   * @throws ReadError with the byte where a word is no number or the text ends
   */
  fill(out: Float64Array, progress?: (done: number) => void): Promise<void>;
  /** Whether only white space follows. */
  atEnd(): Promise<boolean>;
}

/** Opens a cursor over a source, which is read piece by piece. */
export function openTextCursor(source: Source, file = source.name): TextCursor {
  const pieces = (source.pieces?.(0, source.size, PIECE) ?? source.stream())[Symbol.asyncIterator]();
  let buffer: Uint8Array = new Uint8Array(0);
  let at = 0;
  let offset = 0;
  let ended = false;

  /** Keeps what is unread and adds the next piece. */
  const more = async (): Promise<boolean> => {
    if (ended) return false;
    const next = await pieces.next();
    if (next.done) {
      ended = true;
      return false;
    }
    const rest = buffer.length - at;
    const joined = new Uint8Array(rest + next.value.length);
    joined.set(buffer.subarray(at));
    joined.set(next.value, rest);
    offset += at;
    buffer = joined;
    at = 0;
    return true;
  };

  const skipSpace = async (): Promise<boolean> => {
    for (;;) {
      while (at < buffer.length && buffer[at]! <= 32) at++;
      if (at < buffer.length) return true;
      if (!(await more())) return false;
    }
  };

  return {
    async line() {
      for (;;) {
        const end = buffer.indexOf(10, at);
        if (end >= 0) {
          const text = new TextDecoder().decode(buffer.subarray(at, end));
          at = end + 1;
          return text.endsWith('\r') ? text.slice(0, -1) : text;
        }
        if (buffer.length - at > 1 << 24)
          throw new ReadError('a line is longer than any of this format', { file, byte: offset + at });
        if (!(await more())) {
          if (at >= buffer.length) return undefined;
          const text = new TextDecoder().decode(buffer.subarray(at));
          at = buffer.length;
          return text;
        }
      }
    },
    async fill(out, progress) {
      let filled = 0;
      while (filled < out.length) {
        const done = readNumbers(out, filled);
        if (done > filled) {
          filled = done;
          progress?.(filled);
          if (filled === out.length) return;
        }
        if (!(await more())) {
          // The last word of the text touches its end.
          if (await skipSpace()) {
            const word = new TextDecoder().decode(buffer.subarray(at, Math.min(buffer.length, at + 40)));
            const value = parseWord(word.split(/\s/)[0]!, offset + at);
            at += word.split(/\s/)[0]!.length;
            out[filled++] = value;
            if (filled === out.length) return;
          }
          throw new ReadError(
            `the text ends after ${filled} of ${out.length} numbers`,
            { file, byte: offset + at },
            { hint: 'it was cut short: copy it again from where it was written' },
          );
        }
      }
    },
    async atEnd() {
      return !(await skipSpace());
    },
  };

  function parseWord(word: string, byte: number): number {
    let value = Number(word);
    if (!Number.isFinite(value) || word === '') {
      // Fortran drops the E of an exponent of three digits, or writes D.
      const short = /^([-+]?\d*\.?\d*)([-+]\d{3})$/.exec(word);
      value = short ? Number(`${short[1]}e${short[2]}`) : Number(word.replace(/[dD]/, 'e'));
    }
    if (!Number.isFinite(value))
      throw new ReadError(
        /^\*+$/.test(word)
          ? 'a number did not fit its column and is starred out'
          : `"${word.slice(0, 24)}" is not a number`,
        { file, byte },
      );
    return value;
  }

  /** Numbers that lie whole in the buffer, as many as are wanted. */
  function readNumbers(out: Float64Array, from: number): number {
    const bytes = buffer;
    const end = bytes.length;
    let i = at;
    let filled = from;
    while (filled < out.length) {
      while (i < end && bytes[i]! <= 32) i++;
      if (i >= end) break;
      const start = i;
      let c = bytes[i]!;
      const negative = c === 45;
      if (negative || c === 43) c = bytes[++i]!;
      let mantissa = 0;
      let scale = 0;
      let digits = 0;
      while (c >= 48 && c <= 57) {
        mantissa = mantissa * 10 + (c - 48);
        digits++;
        c = bytes[++i]!;
      }
      if (c === 46) {
        c = bytes[++i]!;
        while (c >= 48 && c <= 57) {
          mantissa = mantissa * 10 + (c - 48);
          scale++;
          digits++;
          c = bytes[++i]!;
        }
      }
      let exponent = 0;
      let odd = digits === 0;
      if (c === 69 || c === 101 || c === 68 || c === 100) {
        c = bytes[++i]!;
        const below = c === 45;
        if (below || c === 43) c = bytes[++i]!;
        let some = 0;
        while (c >= 48 && c <= 57) {
          exponent = exponent * 10 + (c - 48);
          some++;
          c = bytes[++i]!;
        }
        if (some === 0) odd = true;
        if (below) exponent = -exponent;
      }
      if (i >= end) {
        // The word may go on in the next piece.
        i = start;
        break;
      }
      const power = exponent - scale;
      if (odd || c > 32 || mantissa >= EXACT || power > 22 || power < -22) {
        let stop = i;
        while (stop < end && bytes[stop]! > 32) stop++;
        if (stop >= end) {
          i = start;
          break;
        }
        out[filled++] = parseWord(new TextDecoder().decode(bytes.subarray(start, stop)), offset + start);
        i = stop;
        continue;
      }
      const value = power < 0 ? mantissa / POWERS[-power]! : mantissa * POWERS[power]!;
      out[filled++] = negative ? -value : value;
    }
    at = i;
    return filled;
  }
}
