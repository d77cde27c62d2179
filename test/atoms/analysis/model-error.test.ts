import { describe, expect, it } from 'vitest';
import { joinModelError, markDisagreement, resolvePotential, resolveCrystal } from '../../../src/atoms/index.js';
import { estimateMean, makeRng, type Estimate } from '../../../src/core/index.js';
import { computeDifference, computeInterval } from '../../../src/study/index.js';
import { scaled } from '../scaled-potential.js';

describe('an estimate with a model error', () => {
  const seeds = estimateMean([4, 5, 6], 'GPa');

  it('keeps the scatter of seeds and the model error apart, and joins them in quadrature', () => {
    const joined = joinModelError(seeds, [4, 5, 6.5], 2);
    // Standard deviation of 4, 5, 6.5 is 1.2583; of the mean of 4, 5, 6 it is 1/√3.
    expect(joined.budget).toEqual({ replicates: expect.closeTo(0.57735, 4), model: expect.closeTo(2.51661, 4) });
    expect(joined.sigma).toBeCloseTo(Math.hypot(0.57735, 2.51661), 4);
    expect(joined.spread).toBe(seeds.spread);
    const reach = Math.hypot(4.30265 * 0.57735, 1.959964 * 2.51661);
    expect(computeInterval(joined)).toEqual([expect.closeTo(5 - reach, 3), expect.closeTo(5 + reach, 3)]);
  });

  it('is what it was where there is no second member', () => {
    expect(joinModelError(seeds, [5])).toBe(seeds);
  });

  it('of one run has the model error alone', () => {
    const { sigma, budget } = joinModelError({ value: 5, n: 1, unit: 'GPa' }, [5, 6]);
    expect(sigma).toBeCloseTo(Math.SQRT1_2, 9);
    expect(budget).toEqual({ model: sigma });
  });

  it('says its difference from another 95 times in 100, seeds paired or not', () => {
    const rng = makeRng(7);
    const name = (values: number[]) => Object.fromEntries(values.map((v, i) => [`seed ${i}`, v]));
    for (const paired of [true, false]) {
      let hits = 0;
      const trials = 1000;
      for (let k = 0; k < trials; k++) {
        // Five seeds each; the model shifts all of one group together, by a standard deviation that is known.
        const draw = (): { estimate: Estimate; values: number[] } => {
          const shift = 0.8 * rng.normal();
          const values = Array.from({ length: 5 }, () => shift + rng.normal());
          const mean = estimateMean(values, '1');
          return { values, estimate: joinModelError(mean, [mean.value, mean.value + 0.8 * Math.SQRT2]) };
        };
        const [a, b] = [draw(), draw()];
        const difference = computeDifference(
          a.estimate,
          b.estimate,
          paired ? name(a.values) : undefined,
          paired ? name(b.values) : undefined,
        );
        const [low, high] = difference.interval!;
        if (low <= 0 && 0 <= high) hits++;
      }
      // Four binomial standard errors are 2.8 %; the degrees of freedom are an approximation.
      expect(Math.abs(hits / trials - 0.95)).toBeLessThan(0.035);
    }
  });
});

it('marks on each atom how far members disagree on its force', async () => {
  const own = await resolvePotential();
  const { structure } = resolveCrystal('LiNiO2');
  const rng = makeRng(1);
  const moved = { ...structure, positions: structure.positions.map((x) => x + 0.1 * rng.normal()) };
  const { forces } = own.bind(moved).compute(moved.cell, moved.positions);
  const [marked] = markDisagreement([moved], [own, scaled(own, 1.2)]);
  const { width, values } = marked.atomic!.force_disagreement;
  expect(width).toBe(1);
  // Two members that differ by a fifth of a force: its sample standard deviation is 0.2/√2 of it.
  const lengths = Array.from(values, (_, i) => Math.hypot(...forces.subarray(3 * i, 3 * i + 3)));
  for (const [i, length] of lengths.entries()) expect(values[i]).toBeCloseTo((0.2 / Math.SQRT2) * length, 4);
  expect(Math.max(...lengths)).toBeGreaterThan(0.1);
});
