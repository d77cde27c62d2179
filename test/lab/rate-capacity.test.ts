import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findChargeAt } from '../../src/lab/index.js';
import { describeShared, sharedPath } from '../shared-data.js';

const curve = (rate: string): { charge: number[]; voltage: number[] } => {
  const rows = readFileSync(sharedPath(`gitt_ocv_rate/LCO_rate/${rate}.csv`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number));
  return { charge: rows.map((r) => r[0]), voltage: rows.map((r) => r[1]) };
};

describeShared('LiCoO2 at six rates', () => {
  // Published with galpynostatic: the cut-off is 0.15 V below 3.9 V; its spline and ours differ in their ends.
  it.each([
    ['0.5C', 99.417946],
    ['1C', 96.75683],
    ['2C', 93.01233],
    ['5C', 83.45085],
    ['10C', 73.432816],
    ['20C', 56.96607],
  ])('%s: %f to 3.75 V', (rate, published) => {
    const { charge, voltage } = curve(rate);
    expect(Math.abs(findChargeAt(charge, voltage, 3.75) / published - 1)).toBeLessThan(0.002);
  });

  it('a curve that ends before the cut-off is refused', () =>
    expect(() => findChargeAt([0, 1], [4, 3.9], 3.5)).toThrow(/does not cross/));
});
