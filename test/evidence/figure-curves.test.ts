import { expect, it } from 'vitest';
import { computeStudentQuantile } from '../../src/core/index.js';
import { figureCurves, type Specimen } from '../../src/evidence/index.js';

const specimen = (group: string, name: string, shift: number, points = 3): Specimen => ({
  group,
  name,
  from: [],
  findings: [],
  curves: [
    {
      id: 'nyquist',
      title: 'Nyquist',
      x: { title: 'Re Z / Ω', values: Float64Array.from({ length: points }, (_, k) => 10 + 20 * k) },
      y: { title: '−Im Z / Ω', values: Float64Array.from({ length: points }, (_, k) => k + shift) },
      equal: true,
    },
  ],
  figures: [],
  scenes: [],
  settings: {},
  cite: [],
  notes: [],
});
interface Row {
  x: number;
  y: number;
  low?: number;
  high?: number;
}
const layersOf = (specimens: Specimen[]) =>
  figureCurves(specimens)[0].spec.layer as { data: { name: string; values: Row[] }; mark: { type: string } }[];

it('lays the mean of a group and its 95 % band over its curves', () => {
  const layers = layersOf([specimen('pristine', 'a', 0), specimen('pristine', 'b', 1), specimen('pristine', 'c', 5)]);
  expect(layers.map((l) => l.mark.type)).toEqual(['area', 'line', 'line']);
  const mean = layers[2].data.values[1];
  expect([mean.x, mean.y]).toEqual([30, 3]);
  // Values 1, 2 and 6: mean 3, standard deviation √7, standard error √(7/3).
  const reach = computeStudentQuantile(0.975, 2) * Math.sqrt(7 / 3);
  expect(mean.high! - mean.y).toBeCloseTo(reach, 9);
  expect(mean.y - mean.low!).toBeCloseTo(reach, 9);
  expect(layers[1].data.values).toHaveLength(9);
});

it('draws no band for two, and no mean where points do not belong together', () => {
  const two = layersOf([specimen('pristine', 'a', 0), specimen('pristine', 'b', 1)]);
  expect(two.map((l) => l.mark.type)).toEqual(['line', 'line']);
  expect(two[1].data.values.every((row) => row.low === undefined)).toBe(true);
  expect(layersOf([specimen('pristine', 'a', 0), specimen('pristine', 'b', 1, 5)])).toHaveLength(1);
});
