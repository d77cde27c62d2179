import { makeRng, type Rng } from '../../src/core/index.js';

/** Damaged files a reader: enough to meet every branch in the daily run, all of them in `npm run test:all`. */
export const MUTATIONS = process.env.CERMET_ALL ? 10_000 : 500;

const digits = '0123456789';
const awkward = [
  '\0',
  '\t',
  '\n',
  '\r\n',
  '"',
  "'",
  ';',
  '{',
  '}',
  '[',
  ']',
  ',',
  '-',
  '.',
  'nan',
  'inf',
  '-0',
  '1e400',
  '1e-400',
  '99999999999',
  '(2)',
  'é',
  '\uFFFD',
  'null',
  '_',
  'loop_',
  '#',
  '?',
  '/',
];

const awkwardBytes = awkward.map((text) => new TextEncoder().encode(text));

/**
 * Damages text in the ways files get damaged: flipped bits, cuts, swapped digits, lines lost, doubled or swapped, odd
 * characters.
 */
export function mutateBytes(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes: Uint8Array = original.slice();
  const times = 1 + rng.integer(4);
  for (let k = 0; k < times; k++) bytes = mutateOnce(bytes, rng);
  return bytes;
}

function mutateOnce(bytes: Uint8Array, rng: Rng): Uint8Array {
  if (bytes.length === 0) return bytes;
  const at = rng.integer(bytes.length);
  switch (rng.integer(9)) {
    case 0:
      bytes[at] ^= 1 << rng.integer(8);
      return bytes;
    case 1:
      return bytes.slice(0, at);
    case 2: {
      const digitAt = findDigit(bytes, rng);
      if (digitAt >= 0) bytes[digitAt] = digits.charCodeAt(rng.integer(10));
      return bytes;
    }
    case 3:
      return editLines(bytes, (lines) => lines.splice(rng.integer(lines.length), 1));
    case 4:
      return editLines(bytes, (lines) => {
        const i = rng.integer(lines.length);
        lines.splice(rng.integer(lines.length), 0, lines[i]);
      });
    case 5:
      return editLines(bytes, (lines) => {
        const [i, j] = [rng.integer(lines.length), rng.integer(lines.length)];
        [lines[i], lines[j]] = [lines[j], lines[i]];
      });
    case 6:
      return replace(bytes, at, 0, awkwardBytes[rng.integer(awkward.length)]);
    case 7:
      return replace(bytes, at, 1 + rng.integer(8), new Uint8Array(0));
    default: {
      const piece = bytes.slice(at, at + 1 + rng.integer(20));
      return replace(bytes, rng.integer(bytes.length), piece.length, piece);
    }
  }
}

/** Where a digit of the text stands, drawn evenly among all; -1 where there is none. */
function findDigit(bytes: Uint8Array, rng: Rng): number {
  const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
  let count = 0;
  for (const byte of bytes) if (isDigit(byte)) count++;
  if (count === 0) return -1;
  let left = rng.integer(count);
  return bytes.findIndex((byte) => isDigit(byte) && left-- === 0);
}

function replace(bytes: Uint8Array, at: number, count: number, by: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + count));
  const out = new Uint8Array(at + by.length + rest.length);
  out.set(bytes.subarray(0, at));
  out.set(by, at);
  out.set(rest, at + by.length);
  return out;
}

function editLines(bytes: Uint8Array, edit: (lines: Uint8Array[]) => void): Uint8Array {
  const lines: Uint8Array[] = [];
  for (let from = 0, end = 0; end >= 0; from = end + 1) {
    end = bytes.indexOf(10, from);
    lines.push(bytes.subarray(from, end < 0 ? bytes.length : end));
  }
  edit(lines);
  const out = new Uint8Array(
    Math.max(
      0,
      lines.reduce((sum, line) => sum + line.length + 1, -1),
    ),
  );
  let at = 0;
  for (const line of lines) {
    out.set(line, at);
    at += line.length;
    if (at < out.length) out[at++] = 10;
  }
  return out;
}

/** `count` damaged copies of the samples, in turn, repeatable by seed. */
export function* mutations(samples: readonly Uint8Array[], count: number, seed: number): Generator<Uint8Array> {
  const rng = makeRng(seed);
  for (let i = 0; i < count; i++) yield mutateBytes(samples[i % samples.length], rng);
}
