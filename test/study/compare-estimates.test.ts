import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Estimate, estimateMean, makeRng } from '../../src/core/index.js';
import { computeDifference, computeInterval, computeRatio } from '../../src/study/index.js';

const { groups } = JSON.parse(readFileSync(new URL('../reference/study/statistics.json', import.meta.url), 'utf8')) as {
  groups: { a: number[]; b: number[]; paired: boolean; difference: [number, number]; ratio: [number, number] }[];
};
const named = (values: number[], prefix = ''): Record<string, number> =>
  Object.fromEntries(values.map((v, i) => [`${prefix}${i}`, v]));

describe.each(groups)('groups of $a.length and $b.length, paired: $paired', ({ a, b, paired, difference, ratio }) => {
  const args = [estimateMean(a, 'Pa'), estimateMean(b, 'Pa'), named(a), named(b, paired ? '' : 'other ')] as const;
  // The t quantile is good to 1e-9, and both intervals are linear in it.
  it('has the difference that SciPy gives', () => {
    const { interval, unit } = computeDifference(...args);
    expect(interval![0]).toBeCloseTo(difference[0], 8);
    expect(interval![1]).toBeCloseTo(difference[1], 8);
    expect(unit).toBe('Pa');
  });
  it('has the ratios that a t test does not reject', () => {
    const { interval, unit } = computeRatio(...args);
    expect(interval![0]).toBeCloseTo(ratio[0], 8);
    expect(interval![1]).toBeCloseTo(ratio[1], 8);
    expect(unit).toBe('1');
  });
});

describe('computeRatio', () => {
  it('covers the true ratio 95 times in 100', () => {
    const rng = makeRng(4);
    const draw = (mean: number, sd: number, n: number) => Array.from({ length: n }, () => mean + sd * rng.normal());
    let hits = 0;
    const trials = 4000;
    for (let i = 0; i < trials; i++) {
      const [lo, hi] = computeRatio(estimateMean(draw(6, 1, 4), '1'), estimateMean(draw(2, 0.2, 5), '1')).interval!;
      if (lo <= 3 && 3 <= hi) hits++;
    }
    // Welch's degrees of freedom are an approximation, good to about a per cent here; four binomial standard errors are
    // 1.4 %.
    expect(hits / trials).toBeGreaterThan(0.925);
    expect(hits / trials).toBeLessThan(0.975);
  });

  it('has its interval also where groups scatter by the last digits of their numbers alone', () => {
    const digits = [0, 1, -1, 2, -2].map((k) => k * 4e-16);
    const near = (value: number): Estimate =>
      estimateMean(
        digits.map((d) => value * (1 + d)),
        '1',
      );
    const ratio = computeRatio(near(0.970299), near(0.912673));
    expect(ratio.sigma).toBeGreaterThan(0);
    expect(ratio.interval![0]).toBeLessThanOrEqual(ratio.value);
    expect(ratio.interval![1]).toBeGreaterThanOrEqual(ratio.value);
    expect(ratio.interval![1] - ratio.interval![0]).toBeLessThan(1e-14);
  });

  it('says that there are no bounds where the denominator may be zero', () => {
    const ratio = computeRatio(estimateMean([3, 3.1, 2.9], '1'), estimateMean([0.1, -0.2, 0.2], '1'));
    expect(ratio.interval).toBeUndefined();
    expect(ratio.sigma).toBeUndefined();
    expect(ratio.notes![0].code).toBe('ratio-unbounded');
  });

  it('gains from pairs that share their scatter', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 3, maxLength: 6 }), (shared) => {
        fc.pre(Math.max(...shared) - Math.min(...shared) > 0.1);
        const [a, b] = [shared.map((x) => 4 * x), shared];
        const paired = computeRatio(estimateMean(a, '1'), estimateMean(b, '1'), named(a), named(b));
        expect(paired.value).toBeCloseTo(4, 12);
        expect(paired.sigma!).toBeLessThan(1e-6);
      }),
    );
  });

  it('knows nothing where one side knows nothing', () => {
    expect(computeRatio({ value: 4, n: 1, unit: '1' }, estimateMean([1, 1.1], '1')).sigma).toBeUndefined();
    expect(computeDifference({ value: 4, n: 1, unit: '1' }, estimateMean([1, 1.1], '1')).sigma).toBeUndefined();
  });

  it('of a scale whose zero is not nothing is told in kelvin, with no other number', () => {
    const [warm, cold] = [estimateMean([45, 46, 44], 'degC'), estimateMean([25, 26, 24], 'degC')];
    const same = (e: Estimate): Estimate => ({ ...e, unit: 'Pa' });
    expect(computeDifference(warm, cold)).toEqual({ ...computeDifference(same(warm), same(cold)), unit: 'K' });
    expect(computeDifference({ ...warm, unit: '°C' }, { ...cold, unit: '°C' }).unit).toBe('K');
  });

  it('is exact of exact numbers', () => {
    const exact = (value: number) => ({ value, sigma: 0, n: 1, unit: '1' });
    expect(computeInterval(computeRatio(exact(8), exact(2)))).toEqual([4, 4]);
    expect(computeInterval(computeDifference(exact(8), exact(2)))).toEqual([6, 6]);
  });
});

describe('computeInterval', () => {
  it('uses Student for scatter and a normal for a stated uncertainty', () => {
    const [low] = computeInterval({ value: 0, sigma: 1, n: 3, unit: '1' })!;
    expect(low).toBeCloseTo(-4.302652729749462, 8); // scipy.stats.t.ppf(0.025, 2)
    expect(computeInterval({ value: 0, sigma: 1, n: 1, unit: '1' })![1]).toBeCloseTo(1.959964, 4);
  });
  it('does not believe in two equal numbers, and takes an interval of 95 % as it is given', () => {
    expect(computeInterval(estimateMean([5, 5], '1'))).toBeUndefined();
    expect(computeInterval(estimateMean([5, 5, 5], '1'))).toEqual([5, 5]);
    expect(computeInterval({ value: 5, n: 1, unit: '1' })).toBeUndefined();
    expect(computeInterval({ value: 5, n: 8, unit: '1', interval: [4, 7], confidence: 0.95 })).toEqual([4, 7]);
    expect(computeInterval({ value: 5, n: 8, unit: '1', interval: [4, 7], confidence: 0.68 })).toBeUndefined();
    expect(computeInterval({ value: NaN, sigma: 0, n: 1, unit: '1' })).toBeUndefined();
  });
});

describe('draws of what is unknown', () => {
  it('are compared sample by sample with the uncertainty that they state, which averaging does not narrow', () => {
    const [x, y] = [
      [101, 102, 104, 107],
      [102, 102.5, 105.5, 108],
    ];
    const named = (values: number[]): Record<string, number> =>
      Object.fromEntries(values.map((v, k) => [`sample ${k + 1}`, v]));
    const stated = (values: number[]) => {
      const mean = estimateMean(values, '1');
      return { value: mean.value, sigma: mean.spread! * Math.sqrt(1 + 1 / 4), n: 4, unit: '1' };
    };
    const repeats = computeDifference(estimateMean(x, '1'), estimateMean(y, '1'), named(x), named(y));
    const draws = computeDifference(stated(x), stated(y), named(x), named(y));
    expect(draws.value).toBeCloseTo(repeats.value, 12);
    // The standard error s/√n becomes that of one further draw, s √(1 + 1/n): larger by √(n + 1).
    expect(draws.sigma! / repeats.sigma!).toBeCloseTo(Math.sqrt(5), 12);
    expect(
      computeRatio(stated(x), stated(y), named(x), named(y)).sigma! /
        computeRatio(estimateMean(x, '1'), estimateMean(y, '1'), named(x), named(y)).sigma!,
    ).toBeCloseTo(Math.sqrt(5), 12);
  });
});
