/**
 * Transpose of a square matrix.
 *
 * @param matrix (n, n) row-major
 */
export function transpose(matrix: Float64Array, n: number): Float64Array {
  return matrix.map((_, k) => matrix[(k % n) * n + Math.floor(k / n)]);
}
