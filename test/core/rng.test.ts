import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRng } from '../../src/core/index.js';

/** xoshiro128** as Blackman and Vigna print it, in whole numbers of any size rather than in 32-bit tricks. */
function* xoshiro(state: readonly number[]): Generator<number> {
  const mask = 0xffffffffn;
  const rotate = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & mask;
  let [a, b, c, d] = state.map(BigInt);
  for (;;) {
    yield Number((rotate((b * 5n) & mask, 7n) * 9n) & mask);
    const t = (b << 9n) & mask;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11n);
  }
}

describe('makeRng', () => {
  it('follows xoshiro128** from any state', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2 ** 32 - 1 }), { minLength: 4, maxLength: 4 }), (state) => {
        const rng = makeRng([...state, 0, NaN]);
        const reference = xoshiro(state);
        for (let i = 0; i < 20; i++) {
          const high = reference.next().value! >>> 5;
          const low = reference.next().value! >>> 6;
          expect(rng.uniform()).toBe((high * 2 ** 26 + low) / 2 ** 53);
        }
      }),
    );
  });

  it('gives the published sequence of the state 1, 2, 3, 4', () => {
    // First outputs of the reference C code, prng.di.unimi.it/xoshiro128starstar.c: 11520, 0, 5927040, 70819200.
    const rng = makeRng([1, 2, 3, 4, 0, NaN]);
    expect(rng.uniform()).toBe(((11520 >>> 5) * 2 ** 26 + 0) / 2 ** 53);
    expect(rng.uniform()).toBe(((5927040 >>> 5) * 2 ** 26 + (70819200 >>> 6)) / 2 ** 53);
  });

  it('is uniform: χ² of 100 bins', () => {
    const bins = new Float64Array(100);
    const rng = makeRng(7);
    const n = 200_000;
    for (let i = 0; i < n; i++) bins[Math.floor(rng.uniform() * 100)]++;
    const chi2 = bins.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0);
    // 99 degrees of freedom: 0.1 % lie below 60.0 and 0.1 % above 148.2 (scipy.stats.chi2.ppf).
    expect(chi2).toBeGreaterThan(60);
    expect(chi2).toBeLessThan(148.2);
  });

  it('has a standard normal with the right moments', () => {
    const rng = makeRng(11);
    const n = 200_000;
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      const x = rng.normal();
      for (let k = 0; k < 4; k++) moments[k] += x ** (k + 1) / n;
    }
    // Four standard errors of each moment: sqrt(1, 2, 15, 96 / n).
    const expected = [0, 1, 0, 3];
    [1, 2, 15, 96].forEach((variance, k) =>
      expect(Math.abs(moments[k] - expected[k])).toBeLessThan(4 * Math.sqrt(variance / n)),
    );
  });

  it('goes on from a saved state, also between the two normals of a pair', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 9 }), (seed, steps) => {
        const rng = makeRng(seed);
        for (let i = 0; i < steps; i++) rng.normal();
        const copy = makeRng(
          JSON.parse(JSON.stringify(rng.state()).replaceAll('null', '"NaN"'), (_, v: unknown) =>
            v === 'NaN' ? NaN : v,
          ) as number[],
        );
        for (let i = 0; i < 5; i++) expect(copy.normal()).toBe(rng.normal());
        expect(copy.fork('a').uniform()).toBe(rng.fork('a').uniform());
      }),
    );
  });

  it('forks by name without moving the parent', () => {
    const [a, b] = [makeRng(3), makeRng(3)];
    const forks = ['seed', 'glass', 1, 2].map((label) => a.fork(label).uniform());
    expect(new Set(forks).size).toBe(4);
    expect(a.uniform()).toBe(b.uniform());
  });

  it('tells seeds apart, also neighbours and those beyond 32 bits', () => {
    const first = [0, 1, 2, 3, 2 ** 32, 2 ** 32 + 1, 2 ** 40].map((seed) => makeRng(seed).uniform());
    expect(new Set(first).size).toBe(first.length);
  });

  it('gives whole numbers in range, each as often', () => {
    const rng = makeRng(5);
    const counts = new Map<number, number>();
    for (let i = 0; i < 60_000; i++) {
      const k = rng.integer(6);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    // Five standard deviations of a binomial count.
    for (const count of counts.values())
      expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt((60_000 * 5) / 36));
  });
});
