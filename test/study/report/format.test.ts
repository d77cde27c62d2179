import { expect, it } from 'vitest';
import {
  beginSentence,
  formatEstimate,
  formatLike,
  formatMinus,
  formatNumber,
  formatUnit,
  namedGroups,
} from '../../../src/study/report/format.js';

it.each([
  [{ value: 41.234, sigma: 3.12, unit: 'GPa' }, '41.2 ± 3.1 GPa'],
  [{ value: 1.36634, sigma: 0.00263, unit: 'Å' }, '1.3663 ± 0.0026 Å'],
  [{ value: -3.2, sigma: 0.5, unit: 'eV' }, '−3.20 ± 0.50 eV'],
  [{ value: 2.1e-16, sigma: 4e-17, unit: 'm2/s' }, '(2.10 ± 0.40) × 10⁻¹⁶ m²/s'],
  [{ value: 1540, sigma: 25, unit: 'mAh/g' }, '1540 ± 25 mAh/g'],
  [{ value: 0, sigma: 0.02, unit: '1' }, '0.000 ± 0.020'],
  [{ value: 80, sigma: 0, unit: '1' }, '80'],
  [{ value: 4.12, unit: 'J/m2' }, '4.12 ± ? J/m²'],
  [{ value: NaN, unit: 'V' }, 'not a number ± ? V'],
  [{ value: 12.3, sigma: 0.4, unit: 'deg' }, '12.30 ± 0.40°'],
])('writes %o as people do', (estimate, text) => {
  expect(formatEstimate(estimate)).toBe(text);
});

it.each([
  [0, '0'],
  [-1.5, '−1.5'],
  [123456, '123456'],
  [1.23456e-7, '1.235 × 10⁻⁷'],
  [6.02214e23, '6.022 × 10²³'],
  [0.00123, '0.00123'],
  [Infinity, '∞'],
])('writes %d', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

it.each([
  ['J/m2', 'J/m²'],
  ['1', ''],
  ['ohm', 'Ω'],
  ['ohm m2', 'Ω m²'],
  ['um', 'µm'],
  ['s^-1', 's⁻¹'],
  ['degC', '°C'],
  ['mg/cm2', 'mg/cm²'],
])('writes the unit %s', (unit, text) => {
  expect(formatUnit(unit)).toBe(text);
});

it('writes replicates to the place of their uncertainty', () => {
  expect([11.5, 12.2].map((v) => formatLike(v, 0.2))).toEqual(['11.50', '12.20']);
  expect(formatLike(11.5, undefined)).toBe('11.5');
});

it('begins a title with a capital unless a symbol stands there', () => {
  expect(['discharge capacity', 'dQ/dV', 'pH', 'O2', 'émail'].map(beginSentence)).toEqual([
    'Discharge capacity',
    'dQ/dV',
    'pH',
    'O2',
    'Émail',
  ]);
});

it('names groups, not the result that has none', () => {
  expect(namedGroups({ groups: { coated: 3, pristine: 4 }, results: ['rate.capacity [coated] at 5C'] })).toEqual([
    ['coated', 3],
    ['pristine', 4],
  ]);
  expect(namedGroups({ groups: { 'glass.order': 3 }, results: ['glass.order at 300 K'] })).toEqual([]);
});

it.each([
  ['-0.106 J/m2 leaves open whether > -1', '−0.106 J/m2 leaves open whether > −1'],
  ['2.17e-16 (95 % interval -1.36e-16 to 3e+7)', '2.17 × 10⁻¹⁶ (95 % interval −1.36 × 10⁻¹⁶ to 3 × 10⁷)'],
  ['1.4e-16..3.1e-16', '1.4 × 10⁻¹⁶..3.1 × 10⁻¹⁶'],
  ['cell-1e-5 of run 3e, Mg-2', 'cell-1e-5 of run 3e, Mg-2'],
])('writes the numbers of %s as people do', (text, written) => {
  expect(formatMinus(text)).toBe(written);
});
