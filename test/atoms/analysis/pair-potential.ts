import type { Potential } from '../../../src/atoms/potential/index.js';
import { computeVolume } from '../../../src/core/index.js';
import { findNeighbours } from '../../../src/num/neighbours.js';

/** A pair function and its first two derivatives. */
export type PairFunction = (r: number) => readonly [value: number, slope: number, curvature: number];

/** Morse curve, brought smoothly to zero at the cutoff by (1 − r/rc)⁴ in its last ångström and a half. */
export function makeMorse(depth: number, stiffness: number, nearest: number, cutoff: number): PairFunction {
  const from = cutoff - 1.5;
  return (r) => {
    if (r >= cutoff) return [0, 0, 0];
    const e = Math.exp(-stiffness * (r - nearest));
    const f = [
      depth * (e * e - 2 * e),
      depth * stiffness * (-2 * e * e + 2 * e),
      depth * stiffness ** 2 * (4 * e * e - 2 * e),
    ];
    if (r <= from) return [f[0], f[1], f[2]];
    const x = (r - from) / (cutoff - from);
    const h = 1 / (cutoff - from);
    const s = [
      1 - 10 * x ** 3 + 15 * x ** 4 - 6 * x ** 5,
      h * (-30 * x ** 2 + 60 * x ** 3 - 30 * x ** 4),
      h * h * (-60 * x + 180 * x ** 2 - 120 * x ** 3),
    ];
    return [f[0] * s[0], f[1] * s[0] + f[0] * s[1], f[2] * s[0] + 2 * f[1] * s[1] + f[0] * s[2]];
  };
}

/** A potential that is a sum over pairs, in plain TypeScript. */
export function makePairPotential(
  elements: readonly string[],
  cutoff: number,
  pair: (a: string, b: string) => PairFunction,
): Potential {
  return {
    name: 'pairs',
    sha256: '0',
    title: 'pair potential of the tests',
    elements,
    cutoff,
    citations: [],
    training: '',
    bind(structure) {
      const n = structure.elements.length;
      const forces = new Float64Array(3 * n);
      const stress = new Float64Array(9);
      return {
        compute(cell, positions) {
          const list = findNeighbours(cell, structure.pbc, positions, cutoff);
          const volume = computeVolume(cell);
          forces.fill(0);
          stress.fill(0);
          let energy = 0;
          for (let i = 0; i < n; i++) {
            for (let at = list.offsets[i]; at < list.offsets[i + 1]; at++) {
              const r = list.distances[at];
              const [value, slope] = pair(structure.elements[i], structure.elements[list.neighbours[at]])(r);
              energy += value / 2;
              for (let k = 0; k < 3; k++) {
                forces[3 * i + k] += (slope * list.vectors[3 * at + k]) / r;
                for (let l = 0; l < 3; l++)
                  stress[3 * k + l] += (slope * list.vectors[3 * at + k] * list.vectors[3 * at + l]) / (2 * r * volume);
              }
            }
          }
          return { energy, forces, stress };
        },
        notes: () => [],
        dispose: () => {},
      };
    },
  };
}
