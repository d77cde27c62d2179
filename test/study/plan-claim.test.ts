import { describe, expect, it } from 'vitest';
import { computeStudentQuantile, InputError, makeRng } from '../../src/core/index.js';
import { parseExpectation, planClaim } from '../../src/evidence/index.js';

describe('a plan for a claim', () => {
  it('asks for as many specimens as decide it that often in trials', () => {
    const input = { value: 0.5, expectation: parseExpectation('> 0.2'), scatter: 0.25, power: 0.9 };
    const { specimens, verdict } = planClaim(input);
    expect(verdict).toBe('supported');
    const n = specimens!;
    const rng = makeRng(4);
    const trials = 2000;
    let decided = 0;
    for (let t = 0; t < trials; t++) {
      const draw = (mean: number): { mean: number; variance: number } => {
        const values = Array.from({ length: n }, () => mean + 0.25 * rng.normal());
        const m = values.reduce((a, b) => a + b) / n;
        return { mean: m, variance: values.reduce((s, v) => s + (v - m) ** 2, 0) / (n - 1) / n };
      };
      const a = draw(0.5);
      const b = draw(0);
      const reach = computeStudentQuantile(0.975, 2 * (n - 1)) * Math.sqrt(a.variance + b.variance);
      if (a.mean - b.mean - reach > 0.2) decided++;
    }
    // The number is the least that gives 90 %; 2000 trials know a share to ± 0.7 %.
    expect(decided / trials).toBeGreaterThan(0.88);
    expect(decided / trials).toBeLessThan(0.96);
  });

  it('needs four times the specimens for half the margin, about', () => {
    const at = (value: number): number =>
      planClaim({ value, expectation: parseExpectation('> 0'), scatter: 1 }).specimens!;
    expect(at(0.25) / at(0.5)).toBeCloseTo(4, 0);
  });

  it('says that nothing decides against a shared uncertainty', () => {
    const plan = planClaim({ value: 0.2, expectation: parseExpectation('> 0'), scatter: 0.1, shared: 0.2 });
    expect(plan.specimens).toBeUndefined();
    expect(plan.notes.map((n) => n.code)).toContain('cannot-be-decided');
  });

  it('gives counts where counting leads, and none where specimens scatter', () => {
    const counts = planClaim({ value: 1, expectation: parseExpectation('> 0'), scatter: 0.05, counting: 1 })
      .countsFactor!;
    // 2·1/f = (1/3.2415)² − 2·0.05²
    expect(counts).toBeCloseTo(2 / ((1 / 3.2415) ** 2 - 0.005), 1);
    const scattered = planClaim({ value: 1, expectation: parseExpectation('> 0'), scatter: 0.5, counting: 1 });
    expect(scattered.countsFactor).toBeUndefined();
  });

  it('knows how little three specimens say of a scatter', () => {
    const plan = planClaim({ value: 0.5, expectation: parseExpectation('> 0'), scatter: 0.3, knownFrom: 3 });
    const [low, high] = plan.specimensRange!;
    expect(low).toBeLessThan(plan.specimens!);
    expect(high).toBeGreaterThan(plan.specimens!);
  });

  it('refuses a value on the end, and uncertainties that cannot be', () => {
    const expectation = parseExpectation('> 0.2');
    expect(() => planClaim({ value: 0.2, expectation, scatter: 1 })).toThrow(InputError);
    expect(() => planClaim({ value: 1, expectation, scatter: -1 })).toThrow(InputError);
    expect(() => planClaim({ value: 1, expectation, scatter: 0 })).toThrow(InputError);
  });
});
