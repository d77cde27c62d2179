import { describe, expect, it } from 'vitest';
import { quantityOption } from '../../src/cli/options.js';

describe('an option that is a quantity', () => {
  it('holds its limits, whatever the unit', () => {
    const read = quantityOption('--thickness', 'length', { least: 1e-10, most: 1e-7 });
    expect(read('5 nm')).toBeCloseTo(5e-9, 20);
    for (const text of ['0 nm', '-5 nm', '0.01 nm', '1 m'])
      expect(() => read(text), text).toThrow(`--thickness cannot be ${text} — give from 1e-10 to 1e-7 m`);
    expect(quantityOption('--voltage', 'voltage')('430 V')).toBe(430);
  });
});
