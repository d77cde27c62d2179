import { expect, it } from 'vitest';
import { averageModuli, runElasticConstants } from '../../../src/atoms/analysis/index.js';
import { toCartesianRotations, VOIGT } from '../../../src/atoms/analysis/elastic/stiffness-tensor.js';
import { findSymmetry, resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { relax } from '../../../src/atoms/motion/index.js';
import { GPA_PER_EV_PER_CUBIC_ANGSTROM, multiplyRows, type Structure } from '../../../src/core/index.js';
import { makeFcc } from './crystals.js';
import { makeMorse, makePairPotential } from './pair-potential.js';

const CUTOFF = 4.6;
const morse = makeMorse(0.4, 1.8, 2.5, CUTOFF);
const pairs = makePairPotential(['Ni'], CUTOFF, () => morse);

it('of a cubic pair crystal obey Cauchy’s relation and the lattice sums', async () => {
  const { stiffness, crystal, residual, softestStrain, softPatterns } = await runElasticConstants(
    makeFcc('Ni', 3.6),
    pairs,
  );
  const a = crystal.cell[0];
  // C_αβγδ = 1/2V Σ (φ'' − φ'/r) x_α x_β x_γ x_δ / r² at zero stress (Born and Huang, Dynamical Theory of Crystal
  // Lattices, §11).
  let c11 = 0;
  let c12 = 0;
  for (let i = -4; i <= 4; i++)
    for (let j = -4; j <= 4; j++)
      for (let k = -4; k <= 4; k++) {
        if ((i + j + k) % 2 !== 0 || (i === 0 && j === 0 && k === 0)) continue;
        const [x, y] = [(i * a) / 2, (j * a) / 2];
        const r = (Math.hypot(i, j, k) * a) / 2;
        const [, slope, curvature] = morse(r);
        const weight = ((curvature - slope / r) / (r * r) / (2 * (a ** 3 / 4))) * GPA_PER_EV_PER_CUBIC_ANGSTROM;
        c11 += weight * x ** 4;
        c12 += weight * x * x * y * y;
      }
  // Central differences of second order at a strain of 0.002, and a stress of up to 1e-5 eV/Å3 left.
  expect(stiffness[0] / c11).toBeCloseTo(1, 3);
  expect(stiffness[1] / c12).toBeCloseTo(1, 3);
  expect(stiffness[21] / stiffness[1]).toBeCloseTo(1, 2);
  expect(residual).toBeLessThan(0.01 * c11);
  expect(softestStrain).toBeGreaterThan(0);
  expect(softPatterns).toEqual([]);
});

it('with internal relaxation agree with stresses of strained and relaxed cells', async () => {
  const a = 2.55;
  const hcp: Structure = {
    cell: Float64Array.of(a, 0, 0, -a / 2, (a * Math.sqrt(3)) / 2, 0, 0, 0, 1.633 * a),
    pbc: [true, true, true],
    elements: ['Ni', 'Ni'],
    positions: Float64Array.of(0, 0, 0, 0, a / Math.sqrt(3), 0.8165 * a),
  };
  const { stiffness, clamped, crystal } = await runElasticConstants(hcp, pairs);
  const strain = 1e-3;
  const column = new Float64Array(6);
  for (const sign of [1, -1]) {
    const map = Float64Array.of(1 + sign * strain, 0, 0, 0, 1, 0, 0, 0, 1);
    const state = await relax(
      { ...crystal, cell: multiplyRows(crystal.cell, map), positions: multiplyRows(crystal.positions, map) },
      pairs,
      { force: 1e-7 },
    );
    VOIGT.forEach(
      ([i, j], row) =>
        (column[row] += (sign * state.structure.stress![3 * i + j] * GPA_PER_EV_PER_CUBIC_ANGSTROM) / (2 * strain)),
    );
  }
  // Atoms do move within the hexagonal cell; 0.1 % is the curvature of the curves over these strains.
  expect(Math.abs(clamped[0] - stiffness[0])).toBeGreaterThan(0.01 * stiffness[0]);
  for (let row = 0; row < 6; row++)
    expect(Math.abs(column[row] - stiffness[6 * row])).toBeLessThan(1e-3 * stiffness[0]);
  // Hexagonal: C66 = (C11 − C12)/2.
  expect(stiffness[35]).toBeCloseTo((stiffness[0] - stiffness[1]) / 2, 6);
});

it('rotations of an oblique cell are rotations', async () => {
  const { structure } = resolveCrystal('LiNiO2');
  const { operations } = await findSymmetry(structure);
  const rotations = toCartesianRotations(structure.cell, operations);
  expect(rotations).toHaveLength(12);
  for (const r of rotations) {
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        // To the digits of the library's cell.
        expect(r[3 * i] * r[3 * j] + r[3 * i + 1] * r[3 * j + 1] + r[3 * i + 2] * r[3 * j + 2]).toBeCloseTo(
          i === j ? 1 : 0,
          6,
        );
      }
  }
});

it('averages of an isotropic solid are its own moduli', () => {
  const [k, g] = [100, 40];
  const c = new Float64Array(36);
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) c[6 * i + j] = i === j ? k + (4 / 3) * g : k - (2 / 3) * g;
  for (let i = 3; i < 6; i++) c[7 * i] = g;
  const moduli = averageModuli(c);
  for (const bound of [moduli.bulk.voigt, moduli.bulk.reuss, moduli.bulk.hill]) expect(bound).toBeCloseTo(k, 10);
  for (const bound of [moduli.shear.voigt, moduli.shear.reuss, moduli.shear.hill]) expect(bound).toBeCloseTo(g, 10);
  expect(moduli.anisotropy).toBeCloseTo(0, 10);
});
