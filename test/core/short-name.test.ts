import { expect, it } from 'vitest';
import { parseFormula } from '../../src/core/index.js';
import { expandShortName } from '../../src/core/elements.js';

it.each([
  ['NCM811', 'LiNi0.8Co0.1Mn0.1O2'],
  ['ncm-523', 'LiNi0.5Co0.2Mn0.3O2'],
  ['NMC532', 'LiNi0.5Co0.2Mn0.3O2'],
])('%s is the short name of %s', (name, formula) => {
  expect(expandShortName(name)).toBe(formula);
  expect(() => parseFormula(name)).toThrow(`write ${formula}`);
});

it('leaves all other names alone', () => {
  for (const name of ['NCA', 'NCM81', 'LiNiO2', 'NCM901']) expect(expandShortName(name)).toBeUndefined();
});
