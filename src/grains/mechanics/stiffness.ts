import { InputError } from '../../core/index.js';

/** Elastic constants of a trigonal or hexagonal crystal about its c axis, C14 left out; C66 = (C11 − C12)/2. */
export interface HexagonalConstants {
  /** [Pa] */
  c11: number;
  /** [Pa] */
  c12: number;
  /** [Pa] */
  c13: number;
  /** [Pa] */
  c33: number;
  /** [Pa] */
  c44: number;
}

/** Pairs of axes in the order of Mandel's six components: xx, yy, zz, yz, xz, xy. */
export const PAIRS: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1],
  [2, 2],
  [1, 2],
  [0, 2],
  [0, 1],
];

/**
 * Stiffness in Mandel's form (shear components carry √2), in which rotations are orthogonal and eigenvalues are those
 * of the tensor.
 *
 * @returns [Pa] (6, 6)
 * @throws InputError where it is not positive definite
 */
export function toMandel(c: HexagonalConstants): Float64Array {
  const m = new Float64Array(36);
  const set = (i: number, j: number, v: number): void => {
    m[6 * i + j] = v;
    m[6 * j + i] = v;
  };
  set(0, 0, c.c11);
  set(1, 1, c.c11);
  set(2, 2, c.c33);
  set(0, 1, c.c12);
  set(0, 2, c.c13);
  set(1, 2, c.c13);
  set(3, 3, 2 * c.c44);
  set(4, 4, 2 * c.c44);
  set(5, 5, c.c11 - c.c12);
  // Born's conditions for a hexagonal crystal.
  const stable =
    Object.values(c).every(Number.isFinite) &&
    c.c44 > 0 &&
    c.c11 > Math.abs(c.c12) &&
    (c.c11 + c.c12) * c.c33 > 2 * c.c13 * c.c13;
  if (!stable)
    throw new InputError(
      `elastic constants C11 ${c.c11 / 1e9}, C12 ${c.c12 / 1e9}, C13 ${c.c13 / 1e9}, C33 ${c.c33 / 1e9}, C44 ${c.c44 / 1e9} GPa are not positive definite`,
      { hint: 'a crystal needs C11 > |C12|, (C11 + C12) C33 > 2 C13², C44 > 0; check signs and units' },
    );
  return m;
}

/**
 * Isotropic stiffness.
 *
 * @param youngsModulus [Pa]
 * @param poissonRatio [1]
 */
export function toIsotropic(youngsModulus: number, poissonRatio: number): HexagonalConstants {
  const c12 = (youngsModulus * poissonRatio) / (1 + poissonRatio) / (1 - 2 * poissonRatio);
  const mu = youngsModulus / 2 / (1 + poissonRatio);
  return { c11: c12 + 2 * mu, c12, c13: c12, c33: c12 + 2 * mu, c44: mu };
}

/** Largest stiffness of any strain of unit size: an eigenvalue in closed form. [Pa] */
export function largestModulus(c: HexagonalConstants): number {
  const a = c.c11 + c.c12;
  const half = 0.5 * (a - c.c33);
  return Math.max(0.5 * (a + c.c33) + Math.sqrt(half * half + 2 * c.c13 * c.c13), 2 * c.c44, c.c11 - c.c12);
}

/** Young's modulus of the polycrystal after Hill: the mean of Voigt's and Reuss's bounds. [Pa] */
export function averageModulus(c: HexagonalConstants): number {
  const c66 = (c.c11 - c.c12) / 2;
  const kv = (2 * (c.c11 + c.c12) + 4 * c.c13 + c.c33) / 9;
  const m = c.c11 + c.c12 + 2 * c.c33 - 4 * c.c13;
  const gv = (m + 12 * (c.c44 + c66)) / 30;
  const q = (c.c11 + c.c12) * c.c33 - 2 * c.c13 * c.c13;
  const kr = q / m;
  const gr = (2.5 * q * c.c44 * c66) / (3 * kv * c.c44 * c66 + q * (c.c44 + c66));
  const k = (kv + kr) / 2;
  const g = (gv + gr) / 2;
  return (9 * k * g) / (3 * k + g);
}

/**
 * Inverse of a symmetric positive matrix.
 *
 * @param a [any unit] (n, n)
 * @param n [1]
 */
export function invertSymmetric(a: Float64Array, n: number): Float64Array {
  const m = a.slice();
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) inverse[i * n + i] = 1;
  for (let c = 0; c < n; c++) {
    const pivot = m[c * n + c];
    if (!(Math.abs(pivot) > 0)) throw new InputError('a stiffness has no inverse');
    for (let k = 0; k < n; k++) {
      m[c * n + k] /= pivot;
      inverse[c * n + k] /= pivot;
    }
    for (let r = 0; r < n; r++) {
      const factor = m[r * n + c];
      if (r === c || factor === 0) continue;
      for (let k = 0; k < n; k++) {
        m[r * n + k] -= factor * m[c * n + k];
        inverse[r * n + k] -= factor * inverse[c * n + k];
      }
    }
  }
  return inverse;
}

/**
 * The rotation of Mandel vectors that belongs to a rotation of space.
 *
 * @param rotation [1] (9) row-major
 * @param at [1] offset into it
 * @returns [1] (6, 6), orthogonal
 */
export function rotateMandel(rotation: Float64Array, at = 0): Float64Array {
  const t = new Float64Array(36);
  const r = (i: number, j: number): number => rotation[at + 3 * i + j];
  for (let a = 0; a < 6; a++)
    for (let b = 0; b < 6; b++) {
      const [i, j] = PAIRS[a];
      const [k, l] = PAIRS[b];
      t[6 * a + b] =
        b < 3
          ? r(i, k) * r(j, k) * (a > 2 ? Math.SQRT2 : 1)
          : ((r(i, k) * r(j, l) + r(i, l) * r(j, k)) * (a > 2 ? Math.SQRT2 : 1)) / Math.SQRT2;
    }
  return t;
}
