import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  computeIncompleteBeta,
  computeLogGamma,
  computeStudentCdf,
  computeStudentQuantile,
  estimateMean,
} from '../../src/core/index.js';

const reference = JSON.parse(readFileSync(new URL('../reference/study/statistics.json', import.meta.url), 'utf8')) as {
  student: number[][];
  beta: number[][];
  gamma: number[][];
};

describe('against SciPy', () => {
  // The continued fraction is summed to 1e-15; the bisection leaves the last digits of the quantile to the distribution
  // function.
  it.each(reference.student)("Student's t: %f at %f degrees of freedom", (p, dof, t) => {
    expect(Math.abs(computeStudentQuantile(p, dof) / t - 1)).toBeLessThan(1e-9);
    expect(Math.abs(computeStudentCdf(t, dof) - p)).toBeLessThan(1e-10);
  });

  it.each(reference.beta)('incomplete beta at %f of (%f, %f)', (x, a, b, value) => {
    expect(Math.abs(computeIncompleteBeta(x, a, b) / value - 1)).toBeLessThan(1e-12);
  });

  it.each(reference.gamma)('ln Γ(%f)', (x, value) => {
    expect(Math.abs(computeLogGamma(x) - value)).toBeLessThan(1e-13 * Math.max(1, Math.abs(value)));
  });
});

describe('estimateMean', () => {
  it('gives mean, standard error and Student interval', () => {
    // scipy.stats.sem and scipy.stats.t.interval of 1, 2, 3, 4, 5.
    const { value, sigma, spread, interval, n } = estimateMean([1, 2, 3, 4, 5], 'V');
    expect(value).toBeCloseTo(3, 14);
    expect(sigma).toBeCloseTo(0.7071067811865476, 14);
    expect(spread).toBeCloseTo(Math.sqrt(2.5), 14);
    expect(interval![0]).toBeCloseTo(1.0367568385224428, 9);
    expect(interval![1]).toBeCloseTo(4.963243161477557, 9);
    expect(n).toBe(5);
  });

  it('knows no uncertainty of a single observation', () => {
    const one = estimateMean([4], 'V');
    expect(one).toEqual({ value: 4, n: 1, unit: 'V' });
  });

  it('does not lose digits to a large common part', () => {
    const { sigma } = estimateMean([1e9 + 1, 1e9 + 2, 1e9 + 3], 'V');
    expect(sigma).toBeCloseTo(1 / Math.sqrt(3), 6);
  });
});
