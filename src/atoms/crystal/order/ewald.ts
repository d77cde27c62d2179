import { computeVolume, invertMatrix3 } from '../../../core/index.js';
import { findNeighbours } from '../../../num/neighbours.js';
import type { Objective } from './arrangement.js';

/** [eV Å/e²] e²/4πε0. */
export const COULOMB = 14.399645478;
/** Terms below this part of the first are left out. */
const ACCURACY = 1e-9;

/**
 * Electrostatic potentials of unit charges that repeat with a cell, at each other's places: E = ½ Σ q_i q_j V_ij, in a
 * uniform background where they do not add up to zero. Ewald, Ann. Phys. 369 (1921) 253, doi:10.1002/andp.19213690304.
 *
 * @param cell      [Å] (3, 3)
 * @param positions [Å] (n, 3)
 * @returns [eV/e²] (n, n)
 */
export function computeEwaldMatrix(cell: Float64Array, positions: Float64Array): Float64Array {
  const n = positions.length / 3;
  const volume = computeVolume(cell);
  const alpha = Math.sqrt(Math.PI) * Math.cbrt(Math.sqrt(Math.max(n, 8)) / volume);
  const steps = Math.sqrt(-Math.log(ACCURACY));
  const v = new Float64Array(n * n);
  const list = findNeighbours(cell, [true, true, true], positions, steps / alpha);
  for (let i = 0; i < n; i++)
    for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++)
      v[i * n + list.neighbours[p]] += computeErfc(alpha * list.distances[p]) / list.distances[p];
  // Reciprocal vectors are the columns of the inverse, times 2π.
  const inverse = invertMatrix3(cell);
  const longest = 2 * alpha * steps;
  const most = [0, 1, 2].map((axis) =>
    Math.ceil((longest * Math.hypot(cell[3 * axis], cell[3 * axis + 1], cell[3 * axis + 2])) / (2 * Math.PI)),
  );
  const cosine = new Float64Array(n);
  const sine = new Float64Array(n);
  for (let a = 0; a <= most[0]; a++) {
    for (let b = a === 0 ? 0 : -most[1]; b <= most[1]; b++) {
      for (let c = a === 0 && b === 0 ? 1 : -most[2]; c <= most[2]; c++) {
        const k = [0, 1, 2].map(
          (d) => 2 * Math.PI * (a * inverse[3 * d] + b * inverse[3 * d + 1] + c * inverse[3 * d + 2]),
        );
        const square = k[0] ** 2 + k[1] ** 2 + k[2] ** 2;
        if (square > longest * longest) continue;
        for (let i = 0; i < n; i++) {
          const phase = k[0] * positions[3 * i] + k[1] * positions[3 * i + 1] + k[2] * positions[3 * i + 2];
          cosine[i] = Math.cos(phase);
          sine[i] = Math.sin(phase);
        }
        // Each vector stands for its opposite too.
        const weight = ((8 * Math.PI) / volume) * (Math.exp(-square / (4 * alpha * alpha)) / square);
        for (let i = 0; i < n; i++)
          for (let j = 0; j <= i; j++) v[i * n + j] += weight * (cosine[i] * cosine[j] + sine[i] * sine[j]);
      }
    }
  }
  const background = Math.PI / (alpha * alpha * volume);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      v[i * n + j] = COULOMB * (v[i * n + j] - background);
      v[j * n + i] = v[i * n + j];
    }
    v[i * n + i] = COULOMB * (v[i * n + i] - background - (2 * alpha) / Math.sqrt(Math.PI));
  }
  return v;
}

/**
 * Electrostatic energy of an arrangement of charges, kept as charges are exchanged.
 *
 * @param matrix  [eV/e²] (n, n) of {@link computeEwaldMatrix}
 * @param charges [e] (n) at the start
 * @param sites   (places) site of each place
 * @param table   [e] charge of each species by place
 */
export function followEwaldEnergy(
  matrix: Float64Array,
  charges: Float64Array,
  sites: readonly number[],
  table: (place: number, species: number) => number,
  start: Int32Array,
): Objective {
  const n = charges.length;
  const q = charges.slice();
  const species = start.slice();
  const potential = new Float64Array(n);
  let energy = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) potential[i] += matrix[i * n + j] * q[j];
    energy += 0.5 * q[i] * potential[i];
  }
  return {
    species,
    value: () => energy,
    set(place, to) {
      const site = sites[place];
      const by = table(place, to) - q[site];
      species[place] = to;
      if (by === 0) return;
      energy += by * potential[site] + 0.5 * by * by * matrix[site * n + site];
      q[site] += by;
      for (let i = 0; i < n; i++) potential[i] += by * matrix[site * n + i];
    },
  };
}

/** erfc(x) for x ≥ 0: a series below 2, above it the continued fraction; better than 1e-12. */
function computeErfc(x: number): number {
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let k = 1; k < 60 && Math.abs(term) > 1e-17 * sum; k++) {
      term *= (-x * x) / k;
      sum += term / (2 * k + 1);
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 60; k > 0; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction));
}
