import { describe, expect, it } from 'vitest';
import { computeVolume, makeRng, type Structure } from '../../../src/core/index.js';
import { resolveCrystal } from '../../../src/atoms/index.js';
import { resolvePotential, type Calculator, type Potential } from '../../../src/atoms/potential/index.js';
import {
  keep,
  largest,
  largestDifference,
  loadCaseModel,
  makeLithiumNickelate,
  rattle,
  readCases,
  repeat,
  toStructure,
} from './nep-cases.js';

const own = await resolvePotential();
const crystal = makeLithiumNickelate();
const hot: Structure = { ...crystal, positions: rattle(crystal.positions, 0.15) };
/**
 * Systems on which every identity is tried: the default potential on a rattled oxide, the second one on a rattled
 * phosphide, and two random models with repulsion.
 */
const systems: [string, Potential, Structure][] = [['cermet-nep', own, hot]];
const phosphide = resolveCrystal('Ni2P').structure;
systems.push([
  'cermet-nep-2',
  await resolvePotential('cermet-nep-2'),
  { ...phosphide, positions: rattle(phosphide.positions, 0.1) },
]);
for (const model of ['nep4-zbl-free', 'nep3-zbl']) {
  const test = readCases('calorine.json').filter((c) => c.model === model)[2];
  systems.push([model, await loadCaseModel(model), toStructure(test)]);
}

const strained = (
  cell: Float64Array,
  positions: Float64Array,
  a: number,
  b: number,
  e: number,
): [Float64Array, Float64Array] => {
  const apply = (rows: Float64Array) => {
    const out = rows.slice();
    for (let k = 0; k < rows.length; k += 3) out[k + a] += e * rows[k + b];
    return out;
  };
  return [apply(cell), apply(positions)];
};

/** Fourth-order central difference, so that neither truncation nor rounding reaches the seventh digit. */
const differentiate = (f: (x: number) => number, h: number): number =>
  (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);

describe.each(systems)('%s', (_, potential, structure) => {
  const { cell, positions } = structure;
  const bind = (s: Structure = structure): Calculator => potential.bind(s, { precision: 'float64' });

  it('forces are −dE/dx to 1e-6', () => {
    const calculator = bind();
    const { forces } = keep(calculator.compute(cell, positions));
    const scale = largest(forces);
    for (const k of [0, 4, 8, positions.length - 1]) {
      const energyAt = (h: number) => {
        const moved = positions.slice();
        moved[k] += h;
        return calculator.compute(cell, moved).energy;
      };
      expect(Math.abs(-differentiate(energyAt, 1e-3) - forces[k])).toBeLessThan(1e-6 * scale);
    }
  });

  it('stress is dE/dε / V to 1e-6, tension positive', () => {
    const calculator = bind();
    const { stress } = keep(calculator.compute(cell, positions));
    const scale = largest(stress);
    for (const [a, b] of [
      [0, 0],
      [1, 1],
      [2, 2],
      [0, 1],
      [0, 2],
      [2, 1],
    ]) {
      const slope =
        differentiate((e) => calculator.compute(...strained(cell, positions, a, b, e)).energy, 3e-4) /
        computeVolume(cell);
      expect(Math.abs(slope - stress[3 * a + b])).toBeLessThan(1e-6 * scale);
    }
  });

  it.each(['float64', 'float32'] as const)(
    '%s: rotated, shifted, renamed and repeated, it is the same',
    (precision) => {
      // Single precision keeps seven digits of sums of some tens of terms.
      const tolerance = precision === 'float64' ? 1e-9 : 1e-5;
      const before = keep(potential.bind(structure, { precision }).compute(cell, positions));
      const scale = Math.max(1, largest(before.forces));
      const n = structure.elements.length;

      const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
      const rotate = (rows: Float64Array) =>
        rows.map((_, k) =>
          k % 3 === 2 ? rows[k] : k % 3 === 0 ? c * rows[k] - s * rows[k + 1] : s * rows[k - 1] + c * rows[k],
        );
      const rotated = potential
        .bind({ ...structure, cell: rotate(cell), positions: rotate(positions) }, { precision })
        .compute(rotate(cell), rotate(positions));
      expect(Math.abs(rotated.energy - before.energy)).toBeLessThan(tolerance * n);
      expect(largestDifference(rotated.forces, rotate(before.forces))).toBeLessThan(tolerance * scale);

      // Moved as a whole, and atoms taken into other cells.
      const moved = positions.map(
        (x, k) => x + 0.37 + cell[k % 3] * (Math.floor(k / 3) % 3) - cell[6 + (k % 3)] * (Math.floor(k / 3) % 2),
      );
      const shifted = potential.bind(structure, { precision }).compute(cell, moved);
      expect(Math.abs(shifted.energy - before.energy)).toBeLessThan(tolerance * n);
      expect(largestDifference(shifted.forces, before.forces)).toBeLessThan(tolerance * scale);

      const rng = makeRng(3);
      const order = Array.from({ length: n }, (_, i) => i).sort(() => rng.uniform() - 0.5);
      const renamed: Structure = {
        ...structure,
        elements: order.map((i) => structure.elements[i]),
        positions: Float64Array.from(order.flatMap((i) => [...positions.subarray(3 * i, 3 * i + 3)])),
      };
      const permuted = potential.bind(renamed, { precision }).compute(cell, renamed.positions);
      expect(Math.abs(permuted.energy - before.energy)).toBeLessThan(tolerance * n);
      expect(
        largestDifference(
          permuted.forces,
          order.flatMap((i) => [...before.forces.subarray(3 * i, 3 * i + 3)]),
        ),
      ).toBeLessThan(tolerance * scale);

      const doubled = repeat(structure, 2);
      const many = potential.bind(doubled, { precision }).compute(doubled.cell, doubled.positions);
      expect(Math.abs(many.energy / 8 - before.energy)).toBeLessThan(tolerance * n);
      expect(largestDifference(many.forces.subarray(0, 3 * n), before.forces)).toBeLessThan(tolerance * scale);
      expect(largestDifference(many.stress, before.stress)).toBeLessThan(
        tolerance * Math.max(1, largest(before.stress)),
      );
    },
  );
});

describe('smoothness', () => {
  it('neither energy nor force jumps where a pair crosses a cutoff', () => {
    const cell = Float64Array.of(30, 0, 0, 0, 30, 0, 0, 0, 30);
    const pair = (r: number): Structure => ({
      cell,
      pbc: [false, false, false],
      elements: ['O', 'Ni'],
      positions: Float64Array.of(0, 0, 0, r, 0.3, 0),
    });
    for (const precision of ['float64', 'float32'] as const) {
      const calculator = own.bind(pair(3), { precision });
      for (const cutoff of [4, 5]) {
        const at = (r: number) => keep(calculator.compute(cell, pair(Math.sqrt(r * r - 0.09)).positions));
        const [inside, outside] = [at(cutoff - 1e-4), at(cutoff + 1e-4)];
        // Across 2e-4 Å the energy falls by force times way, up to the curvature of the force (and the seven digits of
        // single precision).
        const force = Math.sqrt(1 - 0.09 / cutoff ** 2) * inside.forces[3] + (0.3 / cutoff) * inside.forces[4];
        expect(Math.abs(inside.energy - outside.energy - 2e-4 * force)).toBeLessThan(
          precision === 'float64' ? 1e-7 : 5e-6,
        );
        expect(largestDifference(inside.forces, outside.forces)).toBeLessThan(1e-3);
      }
      expect(calculator.compute(cell, pair(5.2).positions).forces.every((f) => f === 0)).toBe(true);
    }
  });
});
