import { expect, it } from 'vitest';
import { runElasticConstants } from '../../../src/atoms/analysis/index.js';
import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { resolvePotential } from '../../../src/atoms/potential/index.js';

it('LiCoO2 is trigonal and stable, LiNiO2 distorts and says so', async () => {
  const potential = await resolvePotential();
  const cobalt = await runElasticConstants(resolveCrystal('LiCoO2').structure, potential);
  expect(cobalt.spaceGroup.number).toBe(166);
  // Derivatives in double precision of forces at rest to 1e-4 eV/Å.
  expect(cobalt.residual).toBeLessThan(0.2);
  expect(cobalt.softestStrain).toBeGreaterThan(0);
  const c = (i: number, j: number) => cobalt.stiffness[6 * (i - 1) + j - 1];
  expect(c(6, 6)).toBeCloseTo((c(1, 1) - c(1, 2)) / 2, 6);
  expect(c(1, 4)).toBeCloseTo(-c(2, 4), 6);
  expect(c(5, 6)).toBeCloseTo(c(1, 4), 6);
  const nickel = await runElasticConstants(resolveCrystal('LiNiO2').structure, potential);
  expect(nickel.notes.map((n) => n.code)).toContain('soft-patterns');
  const shaken = await runElasticConstants(resolveCrystal('LiNiO2').structure, potential, { shake: 0.02 });
  expect(shaken.softestStrain).toBeGreaterThan(0);
  // Its makers fitted a bulk modulus of 98 GPa to energies of scaled cells.
  expect(Math.abs(shaken.moduli.bulk.hill - 98)).toBeLessThan(5);
});
