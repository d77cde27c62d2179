import { computeSha256 } from '../../core/index.js';
import { makeSource, type Source } from '../reader.js';

/** Files up to this size are hashed in one piece, by the platform. */
const AT_ONCE = 1 << 27;
/** Files up to this size are read whole before they are parsed, even where they could be hashed beside it. */
const HELD = 1 << 24;

/**
 * A file made ready: a small one is held in memory, read once; a large one is read by piece. Its hash is taken beside
 * the parsing.
 */
export async function holdSource(source: Source): Promise<{ source: Source; sha256: Promise<string> }> {
  if (source.sha256 && source.size > HELD) {
    const sha256 = source.sha256();
    sha256.catch(() => undefined);
    return { source, sha256 };
  }
  if (source.size > AT_ONCE) return { source, sha256: Promise.resolve('') };
  const bytes = await source.slice(0, source.size);
  const sha256 = computeSha256(bytes);
  // A reader that fails never asks for the hash; its own failure is the one to tell.
  sha256.catch(() => undefined);
  return { source: { ...makeSource(source.name, bytes), sibling: source.sibling?.bind(source) }, sha256 };
}

/** SHA-256 of a file too large to be held, in bounded memory. */
export async function hashSource(source: Source): Promise<string> {
  const hash = new Sha256();
  for await (const chunk of source.stream()) hash.update(chunk);
  return hash.finish();
}

// Constants of FIPS 180-4, §4.2.2 and §5.3.3: fractional parts of cube and square roots of the first primes.
const primes: number[] = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
const fraction = (root: number): number => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
const rounds = Int32Array.from(primes, (p) => fraction(Math.cbrt(p)));
const initial = Int32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p)));

/** Incremental SHA-256 (FIPS 180-4), for what is too large to hand to `crypto.subtle` in one piece. */
export class Sha256 {
  private readonly state = initial.slice();
  private readonly block = new Uint8Array(64);
  private readonly schedule = new Int32Array(64);
  private filled = 0;
  private length = 0;

  update(bytes: Uint8Array): void {
    this.length += bytes.length;
    let at = 0;
    if (this.filled > 0) {
      at = Math.min(64 - this.filled, bytes.length);
      this.block.set(bytes.subarray(0, at), this.filled);
      this.filled += at;
      if (this.filled < 64) return;
      this.compress(this.block, 0);
      this.filled = 0;
    }
    for (; at + 64 <= bytes.length; at += 64) this.compress(bytes, at);
    this.block.set(bytes.subarray(at));
    this.filled = bytes.length - at;
  }

  finish(): string {
    const bits = this.length * 8;
    const tail = new Uint8Array(this.filled < 56 ? 64 - this.filled : 128 - this.filled);
    tail[0] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(tail.length - 4, bits >>> 0);
    this.update(tail);
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  private compress(bytes: Uint8Array, at: number): void {
    const w = this.schedule;
    for (let i = 0; i < 16; i++, at += 4)
      w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!;
      const y = w[i - 2]!;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
    }
    const s = this.state;
    let a = s[0]!;
    let b = s[1]!;
    let c = s[2]!;
    let d = s[3]!;
    let e = s[4]!;
    let f = s[5]!;
    let g = s[6]!;
    let h = s[7]!;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + rounds[i]! + w[i]!) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    s[0]! += a;
    s[1]! += b;
    s[2]! += c;
    s[3]! += d;
    s[4]! += e;
    s[5]! += f;
    s[6]! += g;
    s[7]! += h;
  }
}
