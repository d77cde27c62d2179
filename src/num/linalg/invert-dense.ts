/**
 * Inverse of a small dense matrix by Gauss–Jordan elimination with row pivoting.
 *
 * @param matrix (n, n) destroyed
 * @param out    the inverse is written from `at`
 */
export function invertDense(matrix: Float64Array, n: number, out: Float64Array, at = 0): void {
  for (let i = 0; i < n * n; i++) out[at + i] = 0;
  for (let i = 0; i < n; i++) out[at + i * n + i] = 1;
  for (let col = 0; col < n; col++) {
    let pivot = col;
    for (let r = col + 1; r < n; r++) if (Math.abs(matrix[r * n + col]) > Math.abs(matrix[pivot * n + col])) pivot = r;
    if (pivot !== col) {
      for (let k = 0; k < n; k++) {
        const a = matrix[col * n + k];
        matrix[col * n + k] = matrix[pivot * n + k];
        matrix[pivot * n + k] = a;
        const b = out[at + col * n + k];
        out[at + col * n + k] = out[at + pivot * n + k];
        out[at + pivot * n + k] = b;
      }
    }
    const inverse = 1 / matrix[col * n + col];
    for (let k = 0; k < n; k++) {
      matrix[col * n + k] *= inverse;
      out[at + col * n + k] *= inverse;
    }
    for (let r = 0; r < n; r++) {
      const factor = matrix[r * n + col];
      if (r === col || factor === 0) continue;
      for (let k = 0; k < n; k++) {
        matrix[r * n + k] -= factor * matrix[col * n + k];
        out[at + r * n + k] -= factor * out[at + col * n + k];
      }
    }
  }
}
