import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { computeFaddeeva, computeVoigt } from '../../src/num/special/index.js';

const reference = JSON.parse(readFileSync(new URL('../reference/spectra/faddeeva.json', import.meta.url), 'utf8')) as [
  number,
  number,
  number,
  number,
][];
const empty = () => ({ value: 0, byDistance: 0, byGauss: 0, byLorentz: 0 });

describe('Voigt', () => {
  it('takes the Faddeeva function as scipy has it', () => {
    const w = new Float64Array(2);
    for (const [x, y, re, im] of reference) {
      computeFaddeeva(x, y, w);
      // The expansion's own error is 1e-13 absolute.
      expect(Math.abs(w[0] - re)).toBeLessThan(2e-12);
      expect(Math.abs(w[1] - im)).toBeLessThan(2e-12);
    }
  });

  it('has unit area and derivatives that finite differences give', () => {
    const out = empty();
    let area = 0;
    for (let i = -40_000; i <= 40_000; i++) {
      computeVoigt(i / 100, 1.1, 0.3, out);
      area += out.value / 100;
    }
    // What lies beyond 400 eV of a Lorentzian of 0.3 eV is 0.3/(π·400).
    expect(area).toBeCloseTo(1 - 0.3 / (Math.PI * 400), 6);
    const at = [0.37, 1.1, 0.3] as const;
    computeVoigt(...at, out);
    const step = 1e-5;
    const slope = (k: number): number => {
      const value = (by: number): number => {
        const moved = [...at] as [number, number, number];
        moved[k] += by;
        const there = empty();
        computeVoigt(...moved, there);
        return there.value;
      };
      return (value(step) - value(-step)) / (2 * step);
    };
    expect(out.byDistance).toBeCloseTo(slope(0), 8);
    expect(out.byGauss).toBeCloseTo(slope(1), 8);
    expect(out.byLorentz).toBeCloseTo(slope(2), 8);
  });

  it('is a Gaussian without a Lorentzian and a Lorentzian without a Gaussian', () => {
    const out = empty();
    computeVoigt(0.5, 1, 0, out);
    expect(out.value).toBeCloseTo(Math.sqrt((Math.LN2 * 4) / Math.PI) * 2 ** -1, 9);
    computeVoigt(0.5, 0, 1, out);
    expect(out.value).toBeCloseTo(1 / Math.PI, 5);
  });
});
