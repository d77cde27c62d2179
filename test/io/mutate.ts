import { makeRng, type Rng } from '../../src/core/index.js';

const digits = '0123456789';
const awkward = ['\0', '\t', '\n', '\r\n', '"', "'", ';', '{', '}', '[', ']', ',', '-', '.', 'nan', 'inf', '-0', '1e400', '1e-400', '99999999999', '(2)', 'é', '\uFFFD', 'null', '_', 'loop_', '#', '?', '/'];

/** Damages text in the ways files get damaged: flipped bits, cuts, swapped digits, lines lost, doubled or swapped, odd characters. */
export function mutateBytes(original: Uint8Array, rng: Rng): Uint8Array {
  let bytes = Array.from(original);
  const times = 1 + rng.integer(4);
  for (let k = 0; k < times; k++) bytes = mutateOnce(bytes, rng);
  return Uint8Array.from(bytes);
}

function mutateOnce(bytes: number[], rng: Rng): number[] {
  if (bytes.length === 0) return bytes;
  const at = rng.integer(bytes.length);
  switch (rng.integer(9)) {
    case 0:
      bytes[at] ^= 1 << rng.integer(8);
      return bytes;
    case 1:
      return bytes.slice(0, at);
    case 2: {
      const positions = bytes.flatMap((byte, i) => (byte >= 48 && byte <= 57 ? [i] : []));
      if (positions.length > 0) bytes[positions[rng.integer(positions.length)]] = digits.charCodeAt(rng.integer(10));
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
      bytes.splice(at, 0, ...new TextEncoder().encode(awkward[rng.integer(awkward.length)]));
      return bytes;
    case 7:
      bytes.splice(at, 1 + rng.integer(8));
      return bytes;
    default: {
      const length = 1 + rng.integer(20);
      const piece = bytes.slice(at, at + length);
      bytes.splice(rng.integer(bytes.length), piece.length, ...piece);
      return bytes;
    }
  }
}

function editLines(bytes: number[], edit: (lines: string[]) => void): number[] {
  const lines = new TextDecoder('latin1').decode(Uint8Array.from(bytes)).split('\n');
  edit(lines);
  return Array.from(lines.join('\n'), (c) => c.charCodeAt(0) & 255);
}

/** `count` damaged copies of the samples, in turn, repeatable by seed. */
export function* mutations(samples: readonly Uint8Array[], count: number, seed: number): Generator<Uint8Array> {
  const rng = makeRng(seed);
  for (let i = 0; i < count; i++) yield mutateBytes(samples[i % samples.length], rng);
}
