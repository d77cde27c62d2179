import { decomposeSingular } from './decompose-singular.js';

/** A = Σ value · vector·vectorᵀ. */
export interface Eigenpairs {
  /** (n) smallest first */
  values: Float64Array;
  /** (n, n) row-major: row k is the k-th vector, of unit length */
  vectors: Float64Array;
}

/**
 * Eigenvalues and vectors of a symmetric matrix: the singular ones of A + shift·1, which a shift by twice A’s largest row sum
 * (Gershgorin) makes positive definite, so that both are the same. Values are right to rounding of the largest.
 *
 * @param matrix (n, n) symmetric
 */
export function decomposeSymmetric(matrix: Float64Array, n: number): Eigenpairs {
  let shift = 0;
  for (let i = 0; i < n; i++) shift = Math.max(shift, 2 * matrix.subarray(i * n, (i + 1) * n).reduce((sum, v) => sum + Math.abs(v), 0));
  const shifted = matrix.slice();
  for (let i = 0; i < n; i++) shifted[i * n + i] += shift;
  const { values, right } = decomposeSingular(shifted, n, n);
  const vectors = new Float64Array(n * n);
  for (let k = 0; k < n; k++) vectors.set(right.subarray((n - 1 - k) * n, (n - k) * n), k * n);
  return { values: values.map((v) => v - shift).reverse(), vectors };
}
