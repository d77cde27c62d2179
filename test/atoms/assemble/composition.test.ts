import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  apportionAtoms,
  countFormula,
  requireElements,
  writeFormula,
} from '../../../src/atoms/assemble/composition.js';
import { resolvePotential } from '../../../src/atoms/potential/index.js';

describe('whole atoms of a ratio', () => {
  test.each([
    ['Co70B32', 51, 'Co35B16'],
    ['Co2.2B', 51, 'Co35B16'],
    ['Co2.2B', 52, 'Co35B16'],
    ['Co70B32', 102, 'Co70B32'],
    ['Ni2B', 50, 'Ni34B17'],
    ['B2O3', 100, 'B40O60'],
    ['Li3BO3', 7, 'Li3BO3'],
  ])('%s in about %i atoms is %s', (formula, atoms, expected) => {
    expect(writeFormula(apportionAtoms(formula, atoms))).toBe(expected);
  });

  test('every count is at least one, and the total within 3 % of what was asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 2000 }),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        (atoms, a, b) => {
          const counts = apportionAtoms(`Co${a.toFixed(3)}B${(b + 0.01).toFixed(3)}O`, atoms);
          const total = [...counts.values()].reduce((x, y) => x + y, 0);
          expect(Math.abs(total - atoms)).toBeLessThanOrEqual(0.03 * atoms);
          for (const count of counts.values()) expect(Number.isInteger(count) && count >= 1).toBe(true);
        },
      ),
    );
  });

  test('what cannot be is refused', () => {
    expect(() => apportionAtoms('Co2B', 1)).toThrow('cannot hold');
    expect(() => apportionAtoms('Co2B', 10.5)).toThrow('whole number');
    expect(() => countFormula('Co2.2B')).toThrow('2.2 atoms of Co');
    expect([...countFormula('Co35B16')]).toEqual([
      ['Co', 35],
      ['B', 16],
    ]);
  });

  test('elements that the potential lacks are named with the remedy', async () => {
    const potential = await resolvePotential();
    expect(() => requireElements(potential, ['Ni', 'P'], 'the film')).toThrow(
      /the film holds P,.*cermet-nep does not know.*--potential cermet-nep-2/,
    );
    expect(() => requireElements(potential, ['Ni', 'B'], 'the film')).not.toThrow();
  });
});
