import { expect, it } from 'vitest';
import { computeAtomicStrain } from '../../../src/atoms/analysis/index.js';
import { makeRng, multiplyRows } from '../../../src/core/index.js';
import { makeFcc } from './crystals.js';

it('of a homogeneous deformation is that deformation at every atom', () => {
  const rng = makeRng(2);
  const crystal = makeFcc('Ni', 3.6, [2, 2, 2]);
  const j = Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1], (v) => v + 0.1 * (rng.uniform() - 0.5));
  const { strain, vonMises, volumetric, nonAffine, undetermined } = computeAtomicStrain(crystal, {
    ...crystal,
    cell: multiplyRows(crystal.cell, j),
    positions: multiplyRows(crystal.positions, j),
  });
  const e = [0, 1, 2].flatMap((a) =>
    [0, 1, 2].map(
      (b) =>
        0.5 * (j[3 * a] * j[3 * b] + j[3 * a + 1] * j[3 * b + 1] + j[3 * a + 2] * j[3 * b + 2] - (a === b ? 1 : 0)),
    ),
  );
  const mean = (e[0] + e[4] + e[8]) / 3;
  const deviator = e.map((v, i) => (i % 4 === 0 ? v - mean : v));
  const invariant = Math.sqrt(0.5 * deviator.reduce((sum, v) => sum + v * v, 0));
  expect(undetermined).toEqual([]);
  for (let i = 0; i < crystal.elements.length; i++) {
    for (let k = 0; k < 9; k++) expect(strain[9 * i + k]).toBeCloseTo(e[k], 12);
    expect(vonMises[i]).toBeCloseTo(invariant, 12);
    expect(volumetric[i]).toBeCloseTo(mean, 12);
    expect(nonAffine[i]).toBeLessThan(1e-20);
  }
});

it('marks the one atom that jumped, and a rotation is no strain', () => {
  const crystal = makeFcc('Ni', 3.6, [3, 3, 3]);
  const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
  const turn = [c, s, 0, -s, c, 0, 0, 0, 1];
  const turned = {
    ...crystal,
    cell: multiplyRows(crystal.cell, turn),
    positions: multiplyRows(crystal.positions, turn),
  };
  expect(Math.max(...computeAtomicStrain(crystal, turned).vonMises)).toBeLessThan(1e-12);
  const jumped = crystal.positions.slice();
  jumped[30] += 0.5;
  const { nonAffine } = computeAtomicStrain(crystal, { ...crystal, positions: jumped });
  expect(nonAffine.indexOf(Math.max(...nonAffine))).toBe(10);
});
