import { compileKernel, ReadError, startKernel } from '../../../core/index.js';
import { textNumbersWasm } from '../../../kernels/built/text-numbers.js';
import type { Source } from '../../reader.js';

/** [bytes] read at once. */
const PIECE = 1 << 20;
/** [bytes] that are held: what is unread of one piece, and the next. No line or word of these formats is longer. */
const HELD = 2 * PIECE;
/** Numbers that are read at once: these stay in the processor's cache until they are moved to the grid. */
const MOST = 1 << 14;
/** [bytes] past the text that the kernel may look at. */
const MARGIN = 64;
const PAGE = 65_536;

/** Functions of `src/kernels/text-numbers.as.ts`. */
interface Kernel {
  firstFree(): number;
  readNumbers(from: number, end: number, out: number, most: number, factor: number): number;
  stopped: WebAssembly.Global;
}

/** A text of numbers read from its beginning to its end: by line where it is a header, by number where it is a grid. */
export interface TextCursor {
  /** The next line without its ending; undefined at the end. */
  line(): Promise<string | undefined>;
  /**
   * Fills an array with the next numbers, times a factor.
   *
   * @throws ReadError with the byte where a word is no number or the text ends
   */
  fill(out: Float64Array, factor?: number, progress?: (done: number) => void): Promise<void>;
  /** Whether only white space follows. */
  atEnd(): Promise<boolean>;
}

/** Opens a cursor over a source, which is read piece by piece. */
export function openTextCursor(source: Source, file = source.name): TextCursor {
  const pieces = (source.pieces?.(0, source.size, PIECE) ?? source.stream())[Symbol.asyncIterator]();
  const memory = new WebAssembly.Memory({ initial: Math.ceil((HELD + MARGIN + 8 * MOST) / PAGE) + 2 });
  const kernel = startKernel<Kernel>(compileKernel(textNumbersWasm), memory);
  const textAt = (kernel.firstFree() + 7) & ~7;
  const text = new Uint8Array(memory.buffer, textAt, HELD + MARGIN);
  const numbers = new Float64Array(memory.buffer, textAt + HELD + MARGIN, MOST);
  let at = 0;
  let end = 0;
  /** [bytes] of the source before the held ones. */
  let offset = 0;
  let piece: Uint8Array = new Uint8Array(0);

  /** Where the text ends the kernel finds a word that it leaves, without looking for the end at each byte. */
  const closeText = (): void => {
    text[end] = 32;
    text[end + 1] = 48;
  };
  closeText();

  /** Lets go of what is read and takes in as much as there is room for. */
  const more = async (): Promise<boolean> => {
    if (piece.length === 0) {
      const next = await pieces.next();
      if (next.done) return false;
      piece = next.value;
    }
    text.copyWithin(0, at, end);
    offset += at;
    end -= at;
    at = 0;
    const taken = Math.min(piece.length, HELD - end);
    if (taken === 0 && piece.length > 0)
      throw new ReadError('a line is longer than any of this format', { file, byte: offset });
    text.set(piece.subarray(0, taken), end);
    piece = piece.subarray(taken);
    end += taken;
    closeText();
    return true;
  };

  const skipSpace = async (): Promise<boolean> => {
    for (;;) {
      while (at < end && text[at]! <= 32) at++;
      if (at < end) return true;
      if (!(await more())) return false;
    }
  };

  /** The word at the cursor where it lies whole in what is held, or is the text's last. */
  const takeWord = (last: boolean): string | undefined => {
    let stop = at;
    while (stop < end && text[stop]! > 32) stop++;
    if (stop === end && !last) return undefined;
    const word = new TextDecoder().decode(text.subarray(at, stop));
    at = stop;
    return word;
  };

  return {
    async line() {
      for (;;) {
        const stop = text.subarray(at, end).indexOf(10);
        if (stop < 0 && (await more())) continue;
        if (stop < 0 && at === end) return undefined;
        const line = new TextDecoder().decode(text.subarray(at, stop < 0 ? end : at + stop));
        at = stop < 0 ? end : at + stop + 1;
        return line.endsWith('\r') ? line.slice(0, -1) : line;
      }
    },
    async fill(out, factor = 1, progress) {
      let filled = 0;
      let ended = false;
      while (filled < out.length) {
        const most = Math.min(MOST, out.length - filled);
        const n = kernel.readNumbers(textAt + at, textAt + end, numbers.byteOffset, most, factor);
        out.set(numbers.subarray(0, n), filled);
        filled += n;
        at = (kernel.stopped.value as number) - textAt;
        progress?.(filled);
        if (n === most) continue;
        if (at < end) {
          const byte = offset + at;
          const word = takeWord(ended);
          if (word !== undefined) {
            out[filled++] = parseWord(word, byte) * factor;
            continue;
          }
        }
        if (ended)
          throw new ReadError(
            `the text ends after ${filled} of ${out.length} numbers`,
            { file, byte: offset + at },
            { hint: 'it was cut short: copy it again from where it was written' },
          );
        ended = !(await more());
      }
    },
    async atEnd() {
      return !(await skipSpace());
    },
  };

  function parseWord(word: string, byte: number): number {
    let value = Number.NaN;
    // What has another letter, as 0x10 has, is a number to JavaScript alone.
    if (/^[-+.\dEeDd]+$/.test(word)) {
      // Fortran drops the E of an exponent of three digits, or writes D.
      const short = /^([-+]?\d*\.?\d*)([-+]\d{3})$/.exec(word);
      value = Number(short ? `${short[1]}e${short[2]}` : word.replace(/[dD]/, 'e'));
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
}
