import { describe, expect, it } from 'vitest';
import { writeTicks } from '../../src/ui/workbench/plot/tick-text.js';
import { titleOfColumn } from '../../src/ui/workbench/work/column-words.js';

describe('ticks of the page', () => {
  it.each([
    ['digits that tell one from the next', [0, 0.0002, 0.0004, 0.001], ['0', '0.0002', '0.0004', '0.0010']],
    ['a real minus sign', [-1, -0.5, 0, 0.5], ['−1.0', '−0.5', '0', '0.5']],
    ['sums of rounded steps', [0.1, 0.2, 0.30000000000000004], ['0.1', '0.2', '0.3']],
    ['whole thousands', [0, 1000, 2000], ['0', '1,000', '2,000']],
    ['powers of ten of large numbers', [0, 5e6, 1e7], ['0', '0.5·10⁷', '1.0·10⁷']],
    ['powers of ten of small numbers', [-2e-6, 0, 4e-6], ['−2·10⁻⁶', '0', '4·10⁻⁶']],
    ['steps far from zero', [4.10001, 4.10002], ['4.10001', '4.10002']],
    ['nothing but zero', [0], ['0']],
  ])('have %s', (_, values, texts) => {
    expect(writeTicks(values)).toEqual(texts);
  });

  it('have powers of their own on a logarithmic axis, and none where none is asked for', () => {
    expect(writeTicks([1e-5, null, 0.01, 1, 2e6], true)).toEqual(['10⁻⁵', '', '0.01', '1', '2·10⁶']);
  });
});

it('titles of columns say what the field says', () => {
  expect(titleOfColumn('two_theta_degree')).toBe('2θ / °');
  expect(titleOfColumn('intensity_count')).toBe('intensity / counts');
  expect(titleOfColumn('voltage_volt')).toBe('voltage / V');
});
