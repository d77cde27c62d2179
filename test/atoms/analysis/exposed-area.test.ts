import { expect, it } from 'vitest';
import { computeExposedArea } from '../../../src/atoms/analysis/index.js';
import type { Structure } from '../../../src/core/index.js';
import { makeFcc } from './crystals.js';

const isolated = (
  positions: number[],
  pbc: [boolean, boolean, boolean] = [false, false, false],
  edge = 30,
): Structure => ({
  cell: Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge),
  pbc,
  elements: positions.filter((_, i) => i % 3 === 0).map(() => 'O'),
  positions: Float64Array.from(positions),
});

it('of a lone atom is its whole sphere', () => {
  const [area] = computeExposedArea(isolated([1, 2, 3]), { radii: { O: 0.66 }, probe: 1.26 });
  expect(area).toBeCloseTo(4 * Math.PI * 1.92 ** 2, 10);
});

it('of two overlapping spheres is the sphere less its cap', () => {
  const [r, d] = [2, 1.5];
  const areas = computeExposedArea(isolated([0, 0, 0, d, 0, 0]), { radii: { O: 1 }, probe: 1, points: 20000 });
  const free = 4 * Math.PI * r * r - 2 * Math.PI * r * (r - d / 2);
  // 20,000 points resolve an area to a few times 1 / points.
  for (const area of areas) expect(Math.abs(area / free - 1)).toBeLessThan(2e-3);
});

it('sees periodic images: a dense crystal exposes nothing, its slab two equal faces', () => {
  const radii = { Ni: 1.24 };
  const bulk = makeFcc('Ni', 3.52, [2, 2, 2]);
  expect(Math.max(...computeExposedArea(bulk, { radii, probe: 1.26 }))).toBe(0);
  const slab = { ...bulk, cell: Float64Array.of(7.04, 0, 0, 0, 7.04, 0, 0, 0, 22) };
  const area = computeExposedArea(slab, { radii, probe: 1.26, points: 4000 });
  const face = (z: number) =>
    area.filter((_, i) => Math.abs(slab.positions[3 * i + 2] - z) < 0.1).reduce((a, b) => a + b, 0);
  // The golden spiral is not symmetric about the equator; 4,000 points leave 1 %.
  expect(Math.abs(face(5.28) / face(0) - 1)).toBeLessThan(0.01);
  expect(face(1.76)).toBe(0);
});
