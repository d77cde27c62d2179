import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CellVariables, VOIGT } from '../../../src/atoms/motion/cell-variables.js';
import { relax } from '../../../src/atoms/motion/index.js';
import { AbortError, computeVolume, makeRng, SolveError, type Structure } from '../../../src/core/index.js';
import { makeArgonCrystal, makeLennardJones } from './model-potentials.js';

const argon = makeLennardJones(5.2);

function shake(structure: Structure, size: number, seed: number): Structure {
  const rng = makeRng(seed);
  return { ...structure, positions: structure.positions.map((x) => x + size * rng.normal()) };
}

describe('relaxation', () => {
  test('FIRE and L-BFGS reach the same minimum, the perfect crystal', async () => {
    const perfect = await relax(makeArgonCrystal(2), argon, { force: 1e-6 });
    for (const method of ['fire', 'lbfgs'] as const) {
      const result = await relax(shake(makeArgonCrystal(2), 0.2, 7), argon, { method, force: 1e-6, steps: 3000 });
      expect(result.converged).toBe(true);
      expect(result.largestForce).toBeLessThanOrEqual(1e-6);
      expect(Math.abs(result.energy - perfect.energy)).toBeLessThan(1e-8); // second order in forces of 1e-6 eV/Å on springs of 0.01 eV/Å2 and softer
    }
  });

  test('cell and atoms relax together to zero stress, at zero pressure or another, with either method', async () => {
    const start = shake(makeArgonCrystal(2, 5.6), 0.1, 3);
    start.cell = Float64Array.of(11.2, 0.2, 0, 0, 11.0, 0.3, -0.2, 0, 11.4);
    for (const method of ['fire', 'lbfgs'] as const) {
      for (const pressure of [0, 0.01]) {
        const { structure, largestStress } = await relax(start, argon, {
          method,
          cell: 'all',
          pressure,
          force: 1e-5,
          stress: 1e-8,
          steps: 4000,
        });
        expect(largestStress).toBeLessThanOrEqual(1e-8);
        for (let k = 0; k < 9; k++)
          expect(Math.abs(structure.stress![k] + (k % 4 === 0 ? pressure : 0))).toBeLessThan(1e-7); // all nine, not only the six watched
      }
    }
  });

  test('only the free components of the cell change, and only their stress vanishes', async () => {
    const start = shake(makeArgonCrystal(2, 5.2), 0.1, 3);
    const { structure } = await relax(start, argon, { cell: ['zz'], force: 1e-5, stress: 1e-7, steps: 2000 });
    expect([...structure.cell].map((x, k) => x === start.cell[k])).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(Math.abs(structure.stress![8])).toBeLessThan(1e-7);
    expect(Math.abs(structure.stress![0])).toBeGreaterThan(1e-5); // a hundred times what zz was brought to
  });

  test('the force on every variable is minus the slope of the enthalpy', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: -0.01, max: 0.01, noNaN: true }),
        (seed, pressure) => {
          const start = shake(makeArgonCrystal(2, 5.4), 0.1, seed);
          const rng = makeRng(seed);
          const free = new Uint8Array(32).fill(1);
          const evaluate = argon.bind(start);
          const variables = new CellVariables(start.cell, start.positions, free, VOIGT, pressure);
          const away = Float64Array.from({ length: variables.size }, () => 0.05 * rng.normal());
          variables.advance(away, 1); // away from the start, where the stretch is not one
          variables.take(evaluate.compute(variables.cell, variables.positions));
          const force = variables.force.slice();
          for (const k of [0, 50, 95, ...[0, 1, 2, 3, 4, 5].map((v) => 96 + v)]) {
            const nudge = new Float64Array(variables.size);
            nudge[k] = 1e-4;
            variables.advance(nudge, 1);
            const above = variables.take(evaluate.compute(variables.cell, variables.positions));
            variables.advance(nudge, -2);
            const below = variables.take(evaluate.compute(variables.cell, variables.positions));
            variables.advance(nudge, 1);
            expect(Math.abs(-(above - below) / 2e-4 - force[k])).toBeLessThan(1e-6); // truncation of the central difference
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  test('fixed atoms keep their place in the cell', async () => {
    const start = shake(makeArgonCrystal(2, 5.6), 0.1, 3);
    const fixed = { width: 1, values: Float64Array.from({ length: 32 }, (_, i) => (i < 4 ? 1 : 0)) };
    const { structure } = await relax({ ...start, atomic: { fixed } }, argon, {
      cell: ['xx', 'yy', 'zz'],
      force: 1e-4,
      steps: 2000,
    });
    for (let k = 0; k < 12; k++)
      expect(structure.positions[k] / structure.cell[4 * (k % 3)]).toBeCloseTo(
        start.positions[k] / start.cell[4 * (k % 3)],
        12,
      );
    expect(Math.hypot(...structure.atomic!.forces.values.slice(0, 3))).toBeGreaterThan(1e-4);
  });

  test('a steeper start than any crystal has is survived', async () => {
    const { structure } = await relax(shake(makeArgonCrystal(2), 0.7, 5), argon, {
      cell: 'all',
      steps: 4000,
      force: 1e-3,
    });
    expect(computeVolume(structure.cell) / 32).toBeGreaterThan(25);
    expect(computeVolume(structure.cell) / 32).toBeLessThan(50);
  });

  test('what did not converge is an error that keeps what was reached', async () => {
    const error = await relax(shake(makeArgonCrystal(2), 0.2, 7), argon, { force: 1e-8, steps: 5 }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(SolveError);
    const { partial, message } = error as SolveError<Awaited<ReturnType<typeof relax>>>;
    expect(message).toMatch(/did not converge in 5 steps/);
    expect(partial).toMatchObject({ converged: false, steps: 5 });
    expect(partial!.recording.table.length).toBe(6);
    expect(partial!.notes.map((n) => n.code)).toContain('not-converged');
  });

  test('cancelling keeps what was reached', async () => {
    const abort = new AbortController();
    const error = await relax(
      shake(makeArgonCrystal(3), 0.3, 7),
      argon,
      { force: 1e-300, steps: 1e9, method: 'fire' },
      { signal: abort.signal, progress: (done) => done > 0 && abort.abort() },
    ).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AbortError);
    expect((error as AbortError<Awaited<ReturnType<typeof relax>>>).partial!.steps).toBeGreaterThan(0);
  });

  test('bad options are refused', async () => {
    const atoms = makeArgonCrystal(1);
    await expect(relax(atoms, argon, { cell: ['zx' as 'xz'] })).rejects.toThrow('did you mean');
    await expect(relax(atoms, argon, { force: 0 })).rejects.toThrow('above zero');
    await expect(relax({ ...atoms, pbc: [true, true, false] }, argon, { cell: 'all' })).rejects.toThrow('periodic');
    await expect(
      relax({ ...atoms, atomic: { fixed: { width: 1, values: new Float64Array(4).fill(1) } } }, argon),
    ).rejects.toThrow('fixed');
  });
});
