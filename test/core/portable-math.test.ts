import { expect, test } from 'vitest';
import { portableCbrt, portableExp, portableLog } from '../../src/core/portable-math.js';
import { makeRng } from '../../src/core/rng.js';

const FUNCTIONS = [
  { name: 'logarithm', portable: portableLog, own: Math.log, at: (u: number, k: number) => u * 10 ** ((k % 31) - 15) },
  {
    name: 'exponential',
    portable: portableExp,
    own: Math.exp,
    at: (u: number, k: number) => (u - 0.5) * 10 ** (k % 4),
  },
  {
    name: 'cube root',
    portable: portableCbrt,
    own: Math.cbrt,
    at: (u: number, k: number) => u * 10 ** ((k % 31) - 15),
  },
];

/** Folds the bits of numbers into one. */
function foldBits(values: readonly number[]): number {
  const words = new Uint32Array(Float64Array.from(values).buffer);
  return words.reduce((hash, word) => (Math.imul(hash, 31) + word) | 0, 7);
}

test.each(FUNCTIONS)('the $name is the engine’s own within an ulp, and the same bits everywhere', (one) => {
  const rng = makeRng(9);
  const at = Array.from({ length: 20_000 }, (_, k) => one.at(rng.uniform(), k));
  const values = at.map(one.portable);
  values.forEach((value, k) => {
    const own = one.own(at[k]);
    // Two units in the last place: one of either.
    expect(Math.abs(value - own)).toBeLessThanOrEqual(2 ** -51 * Math.abs(own));
  });
  expect(foldBits(values)).toMatchSnapshot();
});

test('ends of the numbers', () => {
  expect(portableLog(0)).toBe(-Infinity);
  expect(portableLog(-1)).toBeNaN();
  expect(portableLog(Infinity)).toBe(Infinity);
  expect(portableLog(1)).toBe(0);
  expect(portableLog(5e-324)).toBeCloseTo(-744.44, 2);
  expect(portableExp(0)).toBe(1);
  expect(() => portableExp(701)).toThrow(RangeError);
  expect(portableCbrt(27)).toBe(3);
  expect(() => portableCbrt(0)).toThrow(RangeError);
});
