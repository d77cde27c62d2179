import { portableLog } from './portable-math.js';

/** Seeded random numbers: the same on every machine and in every engine. */
export interface Rng {
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** Whole number on [0, n). */
  integer(n: number): number;
  /** An independent generator named by `label`; the parent is not advanced. */
  fork(label: string | number): Rng;
  /** Full state, to be kept in a checkpoint. */
  state(): number[];
}

/**
 * xoshiro128** seeded through splitmix32.
 *
 * Blackman and Vigna, ACM Trans. Math. Softw. 47 (2021) 36, doi:10.1145/3460772.
 *
 * @param seed [1] whole number, or a state from `state()`
 */
export function makeRng(seed: number | number[]): Rng {
  const s = new Uint32Array(4);
  let spare: number | undefined;
  let origin: number;
  if (Array.isArray(seed)) {
    s.set(seed.slice(0, 4));
    origin = seed[4]!;
    spare = Number.isFinite(seed[5]) ? seed[5] : undefined;
  } else {
    origin = seed >>> 0;
    let x = (origin ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)) >>> 0;
    for (let i = 0; i < 4; i++) {
      x = (x + 0x9e3779b9) >>> 0;
      let z = x;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      s[i] = z ^ (z >>> 15);
    }
  }
  const next = (): number => {
    const r = Math.imul(s[1]!, 5);
    const result = Math.imul((r << 7) | (r >>> 25), 9) >>> 0;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = (s[3]! << 11) | (s[3]! >>> 21);
    return result;
  };
  const uniform = (): number => ((next() >>> 5) * 67108864 + (next() >>> 6)) / 9007199254740992;
  return {
    uniform,
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const q = u * u + v * v;
        if (q > 0 && q < 1) {
          const f = Math.sqrt((-2 * portableLog(q)) / q);
          spare = v * f;
          return u * f;
        }
      }
    },
    integer: (n) => Math.floor(uniform() * n),
    fork(label) {
      let h = origin ^ 0x811c9dc5;
      for (const ch of String(label)) h = Math.imul(h ^ ch.codePointAt(0)!, 0x01000193);
      return makeRng((h >>> 0) + 1);
    },
    state: () => [...s, origin, spare ?? NaN],
  };
}

/** Puts items into a random order, in place (Fisher and Yates), and gives them back. */
export function shuffle<T>(items: T[], rng: Rng): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
