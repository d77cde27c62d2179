/** What is left of a tall linear least-squares problem after an orthogonal transformation. */
export interface ReducedRows {
  /** (n, n) upper triangle R of A = QR, row-major. */
  r: Float64Array;
  /** (n) first entries of Qᵀb. */
  qtb: Float64Array;
}

/**
 * Reduces min ‖Ax + b‖ with m rows to n by Householder reflections; `matrix` and `rhs` are overwritten.
 *
 * Golub and Van Loan, Matrix Computations, 4th ed., algorithm 5.2.1.
 *
 * @param matrix (m, n) row-major; overwritten
 * @param rhs    (m) overwritten
 */
export function reduceRows(matrix: Float64Array, rhs: Float64Array, m: number, n: number): ReducedRows {
  const diagonal = Math.min(m, n);
  for (let k = 0; k < diagonal; k++) {
    let norm = 0;
    for (let i = k; i < m; i++) norm += matrix[i * n + k] ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    if (matrix[k * n + k] > 0) norm = -norm;
    for (let i = k; i < m; i++) matrix[i * n + k] /= -norm;
    matrix[k * n + k] += 1;
    const pivot = matrix[k * n + k];
    for (let j = k + 1; j <= n; j++) {
      let sum = 0;
      for (let i = k; i < m; i++) sum += matrix[i * n + k] * (j < n ? matrix[i * n + j] : rhs[i]);
      sum /= -pivot;
      for (let i = k; i < m; i++) {
        const change = sum * matrix[i * n + k];
        if (j < n) matrix[i * n + j] += change;
        else rhs[i] += change;
      }
    }
    matrix[k * n + k] = norm;
  }
  const r = new Float64Array(n * n);
  for (let i = 0; i < diagonal; i++) for (let j = i; j < n; j++) r[i * n + j] = matrix[i * n + j];
  const qtb = new Float64Array(n);
  qtb.set(rhs.subarray(0, diagonal));
  return { r, qtb };
}
