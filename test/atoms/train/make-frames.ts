import type { NepRecipe, TrainingFrame } from '../../../src/atoms/potential/train/index.js';
import type { Potential } from '../../../src/atoms/potential/index.js';
import { makeRng, type Structure } from '../../../src/core/index.js';
import { makeLithiumNickelate } from '../potential/nep-cases.js';

/** A recipe that learns in a second, with all kinds of terms. */
export function makeSmallRecipe(elements: readonly string[], fiveBody: 0 | 1 = 0): NepRecipe {
  return {
    elements,
    cutoff: { radial: 4.5, angular: 3.5 },
    nMax: { radial: 4, angular: 2 },
    basisSize: { radial: 6, angular: 5 },
    lMax: fiveBody ? [4, 2, 1] : [4, 2, 0],
    neurons: 10,
    zbl: { outer: 2, factor: 0.65 },
  };
}

/** Labels of a potential on one structure. */
export function label(
  potential: Potential,
  structure: Structure,
  trajectory = 'a',
  precision: 'float32' | 'float64' = 'float32',
): TrainingFrame {
  const calculator = potential.bind(structure, { precision });
  const { energy, forces, stress } = calculator.compute(structure.cell, structure.positions);
  calculator.dispose();
  return { structure, energy, forces: forces.slice(), stress: stress.slice(), family: 'crystal', trajectory };
}

/** Layered LiNiO2, rattled and strained, some of it short of lithium, labelled by a potential. */
export function makeRattledFrames(potential: Potential, count: number, seed: number): TrainingFrame[] {
  const rng = makeRng(seed);
  const crystal = makeLithiumNickelate();
  return Array.from({ length: count }, (_, k) => {
    const stretch = 1 + 0.03 * rng.normal();
    const keep = crystal.elements.map((element) => element !== 'Li' || k % 3 > 0 || rng.uniform() > 0.4);
    const positions = crystal.positions.filter((_, x) => keep[Math.floor(x / 3)]);
    const structure: Structure = {
      ...crystal,
      cell: crystal.cell.map((x) => x * stretch),
      elements: crystal.elements.filter((_, i) => keep[i]),
      positions: positions.map((x) => x * stretch + 0.1 * rng.normal()),
    };
    return { ...label(potential, structure, `seed ${seed}`), family: k % 3 ? 'crystal' : 'delithiated' };
  });
}
