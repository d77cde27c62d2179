/**
 * Solves a small dense complex system by Gaussian elimination with row pivoting, in place.
 *
 * @param matrix (n, n) complex pairs, row by row; destroyed
 * @param rhs    (n, columns) complex pairs, row by row; the solution on return
 */
export function solveComplex(matrix: Float64Array, n: number, rhs: Float64Array, columns: number): void {
  const size = (k: number): number => matrix[k] ** 2 + matrix[k + 1] ** 2;
  const swap = (v: Float64Array, a: number, b: number, length: number): void => {
    for (let k = 0; k < length; k++) [v[a + k], v[b + k]] = [v[b + k], v[a + k]];
  };
  for (let col = 0; col < n; col++) {
    let pivot = col;
    for (let r = col + 1; r < n; r++) if (size(2 * (r * n + col)) > size(2 * (pivot * n + col))) pivot = r;
    if (pivot !== col) {
      swap(matrix, 2 * col * n, 2 * pivot * n, 2 * n);
      swap(rhs, 2 * col * columns, 2 * pivot * columns, 2 * columns);
    }
    const d = 2 * (col * n + col);
    const norm = size(d);
    for (let r = 0; r < n; r++) {
      if (r === col) continue;
      const e = 2 * (r * n + col);
      const fr = (matrix[e] * matrix[d] + matrix[e + 1] * matrix[d + 1]) / norm;
      const fi = (matrix[e + 1] * matrix[d] - matrix[e] * matrix[d + 1]) / norm;
      if (fr === 0 && fi === 0) continue;
      const subtract = (v: Float64Array, to: number, from: number, length: number): void => {
        for (let k = 0; k < length; k += 2) {
          const a = v[from + k];
          const b = v[from + k + 1];
          v[to + k] -= fr * a - fi * b;
          v[to + k + 1] -= fr * b + fi * a;
        }
      };
      subtract(matrix, 2 * r * n, 2 * col * n, 2 * n);
      subtract(rhs, 2 * r * columns, 2 * col * columns, 2 * columns);
    }
  }
  for (let r = 0; r < n; r++) {
    const d = 2 * (r * n + r);
    const norm = size(d);
    for (let k = 2 * r * columns; k < 2 * (r + 1) * columns; k += 2) {
      const a = rhs[k];
      const b = rhs[k + 1];
      rhs[k] = (a * matrix[d] + b * matrix[d + 1]) / norm;
      rhs[k + 1] = (b * matrix[d] - a * matrix[d + 1]) / norm;
    }
  }
}
