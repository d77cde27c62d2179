import { describe, expect, it } from 'vitest';
import { DomainError, InputError, makeRng, type Structure } from '../../../src/core/index.js';
import { resolvePotential } from '../../../src/atoms/potential/index.js';
import { canShareMemory } from '../../../src/atoms/potential/crew.js';
import { keep, largest, largestDifference, makeLithiumNickelate, rattle, repeat } from './nep-cases.js';
import { waitForHelpers } from './wait-for-helpers.js';

const own = await resolvePotential();
const crystal = makeLithiumNickelate();
const big = repeat({ ...crystal, positions: rattle(crystal.positions, 0.1) }, 2);

describe('the kernel', () => {
  it('gives the same bits whatever the number of threads', async () => {
    expect(canShareMemory()).toBe(true);
    const alone = own.bind(big);
    const together = own.bind(big, { threads: 2 });
    const many = own.bind(big, { threads: 4 });
    for (const calculator of [together, many]) await waitForHelpers(() => calculator.compute(big.cell, big.positions));
    for (let step = 0; step < 20; step++) {
      const positions = rattle(big.positions, 0.02 * step, step);
      const expected = keep(alone.compute(big.cell, positions));
      for (const calculator of [together, many]) {
        const found = calculator.compute(big.cell, positions);
        expect(found.energy).toBe(expected.energy);
        expect([...found.forces]).toEqual([...expected.forces]);
        expect([...found.stress]).toEqual([...expected.stress]);
      }
    }
    for (const calculator of [alone, together, many]) calculator.dispose();
  });

  it('keeps its list while atoms and cell move, and is never wrong for it', () => {
    const kernel = own.bind(big);
    const reference = own.bind(big, { precision: 'float64' });
    const rng = makeRng(5);
    let { cell, positions } = big;
    for (let step = 0; step < 16; step++) {
      positions = positions.map((x) => x + 0.12 * (rng.uniform() - 0.5));
      // Every few steps the cell is strained with the atoms, by up to a few per cent in all.
      if (step % 3 === 0) {
        const f = [1 + 0.004 * (rng.uniform() - 0.5), 0.004 * (rng.uniform() - 0.5), 1 + 0.004 * (rng.uniform() - 0.5)];
        const strain = (rows: Float64Array) =>
          rows.map((v, k) => (k % 3 === 0 ? f[0] * v + f[1] * rows[k + 1] : k % 3 === 1 ? v : f[2] * v));
        cell = strain(cell);
        positions = strain(positions);
      }
      const found = kernel.compute(cell, positions);
      if (step % 4 !== 0) continue;
      const expected = reference.compute(cell, positions);
      expect(largestDifference(found.forces, expected.forces)).toBeLessThan(1e-5 + 1e-5 * largest(expected.forces));
      expect(Math.abs(found.energy - expected.energy)).toBeLessThan(1e-6 * big.elements.length);
    }
  });

  it('takes one atom, a molecule without a cell and a slab that does not repeat upwards', () => {
    const atom: Structure = {
      cell: new Float64Array(9),
      pbc: [false, false, false],
      elements: ['O'],
      positions: Float64Array.of(1, 2, 3),
    };
    const calculator = own.bind(atom);
    const alone = calculator.compute(atom.cell, atom.positions);
    expect(Number.isFinite(alone.energy)).toBe(true);
    expect([...alone.forces]).toEqual([0, 0, 0]);
    expect([...alone.stress]).toEqual(new Array(9).fill(0));
    expect(calculator.notes().map((n) => n.code)).toEqual(['isolated-atom']);

    const slab: Structure = { ...crystal, pbc: [true, true, false] };
    const kernel = own.bind(slab).compute(slab.cell, slab.positions);
    const expected = own.bind(slab, { precision: 'float64' }).compute(slab.cell, slab.positions);
    expect(largestDifference(kernel.forces, expected.forces)).toBeLessThan(1e-5 + 1e-5 * largest(expected.forces));
    const periodic = own.bind(crystal).compute(crystal.cell, crystal.positions);
    expect(Math.abs(kernel.energy - periodic.energy)).toBeGreaterThan(0.1);
  });

  it.each(['float32', 'float64'] as const)('%s: says what lies outside training, and is silent inside', (precision) => {
    const calm = own.bind(crystal, { precision });
    calm.compute(crystal.cell, crystal.positions);
    expect(calm.notes()).toEqual([]);
    // An oxygen pushed to 1.0 Å from another is closer than any in training (1.17 Å).
    const positions = crystal.positions.slice();
    for (let k = 0; k < 3; k++) positions[9 + k] = positions[6 + k] + (k === 0 ? 1.0 : 0);
    const crowded = own.bind(crystal, { precision });
    crowded.compute(crystal.cell, positions);
    const notes = crowded.notes();
    expect(notes.map((n) => n.code)).toEqual(expect.arrayContaining(['closer-than-training', 'outside-training']));
    expect(notes.find((n) => n.code === 'closer-than-training')!.text).toMatch(
      /^O and O came within 1\.000 Å; the shortest such distance in training is 1\.17/,
    );
  });

  it('refuses an element it lacks, naming what it has and what to do', () => {
    const phosphide: Structure = { ...crystal, elements: crystal.elements.map((e) => (e === 'O' ? 'P' : e)) };
    expect(() => own.bind(phosphide)).toThrow(DomainError);
    expect(() => own.bind(phosphide)).toThrow(
      /does not know P — it knows Li, B, O, Mn, Co, Ni; choose another potential/,
    );
    expect(() => own.bind({ ...crystal, disorder: new Map([[0, [{ element: 'Li', occupancy: 0.5 }]]]) })).toThrow(
      InputError,
    );
  });

  it('refuses atoms on top of one another and positions that are not numbers', () => {
    const positions = crystal.positions.slice();
    positions.copyWithin(3, 0, 3);
    for (const precision of ['float32', 'float64'] as const) {
      expect(() => own.bind(crystal, { precision }).compute(crystal.cell, positions)).toThrow(/on top of one another/);
      expect(() =>
        own.bind(crystal, { precision }).compute(
          crystal.cell,
          crystal.positions.map(() => NaN),
        ),
      ).toThrow(InputError);
    }
  });
});
