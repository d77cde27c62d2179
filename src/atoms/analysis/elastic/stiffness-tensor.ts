import { invertMatrix3 } from '../../../core/index.js';
import type { SymmetryOperation } from '../../../io/structures/symmetry-operation.js';

/** Voigt order: xx, yy, zz, yz, xz, xy. */
export const VOIGT: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1],
  [2, 2],
  [1, 2],
  [0, 2],
  [0, 1],
];
const INDEX = [0, 5, 4, 5, 1, 3, 4, 3, 2];

/**
 * Mean of a stiffness matrix over the rotations of a crystal, which is its symmetric part.
 *
 * @param stiffness [any unit] (6, 6) Voigt
 * @param rotations (3, 3) Cartesian, each row-major
 */
export function averageStiffness(stiffness: Float64Array, rotations: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(36);
  for (const r of rotations) {
    for (const [p, [i, j]] of VOIGT.entries()) {
      for (const [q, [k, l]] of VOIGT.entries()) {
        let sum = 0;
        for (let a = 0; a < 3; a++)
          for (let b = 0; b < 3; b++)
            for (let c = 0; c < 3; c++)
              for (let d = 0; d < 3; d++) {
                sum +=
                  r[3 * i + a] *
                  r[3 * j + b] *
                  r[3 * k + c] *
                  r[3 * l + d] *
                  stiffness[6 * INDEX[3 * a + b] + INDEX[3 * c + d]];
              }
        out[6 * p + q] += sum / rotations.length;
      }
    }
  }
  return out;
}

/**
 * The rotations of a crystal's operations in Cartesian axes, each once.
 *
 * @param cell [Å] (3, 3) lattice vectors in rows, to which the operations refer
 */
export function toCartesianRotations(cell: Float64Array, operations: readonly SymmetryOperation[]): Float64Array[] {
  const inverse = invertMatrix3(cell);
  const seen = new Set<string>();
  const out: Float64Array[] = [];
  for (const { rotation: w } of operations) {
    const key = w.join();
    if (seen.has(key)) continue;
    seen.add(key);
    const r = new Float64Array(9);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++)
        for (let a = 0; a < 3; a++)
          for (let b = 0; b < 3; b++) r[3 * i + j] += cell[3 * a + i] * w[3 * a + b] * inverse[3 * j + b];
    out.push(r);
  }
  return out;
}
