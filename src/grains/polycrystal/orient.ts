import type { Rng } from '../../core/index.js';
import { toRotationMatrix } from './quaternion.js';

/**
 * A rotation drawn uniformly (a unit quaternion from four normal numbers).
 *
 * @returns [1] (9) row-major
 */
export function drawRotation(rng: Rng): Float64Array {
  const q = [rng.normal(), rng.normal(), rng.normal(), rng.normal()];
  return Float64Array.from(toRotationMatrix(q));
}

/**
 * Turns a crystal so that its c axis loses a share of its component along a direction: 1 puts c into the plane normal
 * to it, as in particles whose layers run along the radius.
 *
 * @param rotation [1] (9) row-major, changed in place
 * @param direction [1] (3) unit vector
 * @param strength [1] 0 to 1
 */
export function alignTangentially(rotation: Float64Array, direction: ArrayLike<number>, strength: number): void {
  let c = [rotation[2], rotation[5], rotation[8]];
  let a = [rotation[0], rotation[3], rotation[6]];
  const along = c[0] * direction[0] + c[1] * direction[1] + c[2] * direction[2];
  c = normalise(c.map((v, k) => v - strength * along * direction[k]));
  const inC = a[0] * c[0] + a[1] * c[1] + a[2] * c[2];
  a = normalise(a.map((v, k) => v - inC * c[k]));
  const b = [c[1] * a[2] - c[2] * a[1], c[2] * a[0] - c[0] * a[2], c[0] * a[1] - c[1] * a[0]];
  for (let k = 0; k < 3; k++) {
    rotation[3 * k] = a[k];
    rotation[3 * k + 1] = b[k];
    rotation[3 * k + 2] = c[k];
  }
}

const normalise = (v: readonly number[]): number[] => {
  const size = Math.hypot(...v) || 1;
  return v.map((x) => x / size);
};

/** Proper rotations of the point group -3m: about c, and half turns about a axes. */
const SYMMETRY: readonly (readonly number[])[] = (() => {
  const turns = [0, 1, 2].map((k) => {
    const t = (2 * Math.PI * k) / 3;
    return [Math.cos(t), -Math.sin(t), 0, Math.sin(t), Math.cos(t), 0, 0, 0, 1];
  });
  return [...turns, ...turns.map((r) => [r[0], -r[1], -r[2], r[3], -r[4], -r[5], r[6], -r[7], -r[8]])];
})();

/**
 * Smallest rotation that brings two trigonal lattices (Laue class -3m) together; at most 104.5°.
 *
 * @param a [1] (9) rotation of the one, row-major
 * @param b [1] (9) rotation of the other
 * @param i [1] offset into a
 * @param j [1] offset into b
 * @returns [rad]
 */
export function computeMisorientation(a: Float64Array, b: Float64Array, i = 0, j = 0): number {
  let largest = -1;
  for (const s of SYMMETRY) {
    // trace(Aᵀ B S)
    let trace = 0;
    for (let r = 0; r < 3; r++)
      for (let k = 0; k < 3; k++) {
        let bs = 0;
        for (let m = 0; m < 3; m++) bs += b[j + 3 * r + m] * s[3 * m + k];
        trace += a[i + 3 * r + k] * bs;
      }
    if (trace > largest) largest = trace;
  }
  return Math.acos(Math.min(1, Math.max(-1, (largest - 1) / 2)));
}
