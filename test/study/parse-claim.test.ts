import { describe, expect, it } from 'vitest';
import { InputError, UnitError } from '../../src/core/index.js';
import { parseComparison, parseExpectation, parseMeasure } from '../../src/study/index.js';

describe('parseMeasure', () => {
  it('reads evidence, quantity and condition', () => {
    expect(parseMeasure('interface.opening_strength')).toEqual({ evidence: 'interface', quantity: 'opening_strength' });
    expect(parseMeasure(' rate.capacity at 7C ')).toEqual({ evidence: 'rate', quantity: 'capacity', at: '7C' });
    expect(parseMeasure('rate.capacity at cycle 200')).toEqual({
      evidence: 'rate',
      quantity: 'capacity',
      at: 'cycle 200',
    });
  });
  it.each(['', 'interface', 'a.b.c', 'a .b', 'a.b at', 'a.b 7C'])('refuses %j', (text) => {
    expect(() => parseMeasure(text)).toThrow(InputError);
  });
});

describe('parseComparison', () => {
  it('reads ratios, differences and single groups, with signs inside names', () => {
    expect(parseComparison('coated / pristine')).toEqual({ type: 'ratio', left: 'coated', right: 'pristine' });
    expect(parseComparison('Co-B  -  LiNiO2 (104)')).toEqual({
      type: 'difference',
      left: 'Co-B',
      right: 'LiNiO2 (104)',
    });
    expect(parseComparison('well-coated')).toEqual({ type: 'single', group: 'well-coated' });
  });
  it.each(['', 'a / ', ' / b', 'a / b / c'])('refuses %j', (text) => {
    expect(() => parseComparison(text)).toThrow(InputError);
  });
});

describe('parseExpectation', () => {
  it.each([
    ['> 2', 2, Infinity, false, false],
    ['>= 2', 2, Infinity, true, false],
    ['≤-0.5', -Infinity, -0.5, false, true],
    ['< 1e-3', -Infinity, 1e-3, false, false],
    ['= 80', 80, 80, true, true],
    ['= 4 ± 0.5', 3.5, 4.5, true, true],
    ['= 4 +/- 0.5', 3.5, 4.5, true, true],
    ['1.2..1.5', 1.2, 1.5, true, true],
    ['-1 .. 1', -1, 1, true, true],
  ])('reads %s', (text, low, high, lowIncluded, highIncluded) => {
    expect(parseExpectation(text)).toEqual({ low, high, lowIncluded, highIncluded, text });
  });
  it('takes a unit', () => {
    expect(parseExpectation('> 5 GPa')).toMatchObject({ low: 5, unit: 'GPa' });
    expect(parseExpectation('= 1.33 ± 0.05 Å')).toMatchObject({ unit: 'Å' });
    expect(() => parseExpectation('> 5 gigapascal')).toThrow(UnitError);
  });
  it.each(['', '2', '> x', '>> 2', '2..1', '= ', 'about 3', '> 2 and < 3'])('refuses %j', (text) => {
    expect(() => parseExpectation(text)).toThrow();
  });
});
