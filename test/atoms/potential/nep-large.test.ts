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

it('a hundred thousand atoms, some outside their cell, have the energy, forces and stress of the slab that they repeat', async () => {
  const potential = await resolvePotential();
  const slab: Structure = { ...small, pbc: [true, true, false] };
  const large = makeSupercell(slab, [8, 8, 1]);
  expect(large.elements.length).toBeGreaterThan(100_000);
  const moved = large.positions.map((x, k) => x + 3 * large.cell[k % 3] * (k % 2));
  const one = potential.bind(slab);
  const expected = one.compute(slab.cell, slab.positions);
  const many = potential.bind(large, { threads: 2 });
  const found = many.compute(large.cell, moved);
  // Single precision of sums over some eighty neighbours.
  expect(found.energy / 64).toBeCloseTo(expected.energy, 2);
  for (let k = 0; k < 9; k++) expect(found.stress[k]).toBeCloseTo(expected.stress[k], 6);
  let worst = 0;
  // makeSupercell keeps the copies of one atom together.
  for (let k = 0; k < found.forces.length; k++)
    worst = Math.max(worst, Math.abs(found.forces[k] - expected.forces[3 * Math.floor(k / 192) + (k % 3)]));
  expect(worst).toBeLessThan(5e-5);
  many.dispose();
  one.dispose();
});

it('bonds of 150,000 atoms are counted without end of the stack or of the memory', () => {
  const molecules: Structure = {
    cell: Float64Array.of(6, 0, 0, 0, 6, 0, 0, 0, 6),
    pbc: [true, true, true],
    elements: ['Ni', 'O'],
    positions: Float64Array.of(1, 1, 1, 2.9, 1, 1),
  };
  const large = makeSupercell(molecules, [50, 50, 30]);
  const bonds = measureBonds([large]).bonds.find(({ pair }) => pair.join() === 'Ni,O')!;
  expect(bonds.count.value).toBe(75_000);
  expect(bonds.length.value).toBeCloseTo(1.9, 9);
});
