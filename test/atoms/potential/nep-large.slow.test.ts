import { expect, it } from 'vitest';
import { makeSupercell, measureBonds, resolveCrystal, resolvePotential } from '../../../src/atoms/index.js';
import { makeRng, type Structure } from '../../../src/core/index.js';

/** A rattled crystal of 1,700 atoms, and 64 copies of it: 108,800 atoms, more than a list of pairs is kept for. */
const rng = makeRng(3);
const rattle = (structure: Structure): Structure => ({
  ...structure,
  positions: structure.positions.map((x) => x + 0.06 * rng.normal()),
});
const small = rattle(makeSupercell(resolveCrystal('LiNiO2').structure, [6, 6, 4]));

it('a hundred thousand atoms have the energy, forces and stress of the cell that they repeat', async () => {
  const potential = await resolvePotential();
  const times = [4, 4, 4] as const;
  const large = makeSupercell(small, times);
  expect(large.elements.length).toBeGreaterThan(100_000);
  const one = potential.bind(small);
  const expected = one.compute(small.cell, small.positions);
  const many = potential.bind(large, { threads: 2 });
  const found = many.compute(large.cell, large.positions);
  // Single precision of sums over some eighty neighbours.
  expect(found.energy / 64).toBeCloseTo(expected.energy, 2);
  for (let k = 0; k < 9; k++) expect(found.stress[k]).toBeCloseTo(expected.stress[k], 6);
  let worst = 0;
  // makeSupercell keeps the copies of one atom together.
  large.elements.forEach((_, i) => {
    for (let k = 0; k < 3; k++)
      worst = Math.max(worst, Math.abs(found.forces[3 * i + k] - expected.forces[3 * Math.floor(i / 64) + k]));
  });
  expect(worst).toBeLessThan(5e-5);
  many.dispose();
  one.dispose();
});

it('bonds of 153,600 atoms are counted without end of the stack or of the memory', () => {
  const large = makeSupercell(small, [4, 4, 6]);
  const few = measureBonds([small]).bonds.find(({ pair }) => pair.join() === 'Ni,O')!;
  const many = measureBonds([large]).bonds.find(({ pair }) => pair.join() === 'Ni,O')!;
  expect(many.count.value).toBe(96 * few.count.value);
  expect(many.length.value).toBeCloseTo(few.length.value, 9);
});
