/** A = U·diag(values)·Vᵀ. */
export interface SingularValues {
  /** (n) not negative, largest first */
  values: Float64Array;
  /** (n, m) row-major: row k is the k-th left vector, zero where its value is */
  left: Float64Array;
  /** (n, n) row-major: row k is the k-th right vector */
  right: Float64Array;
}

/** [1] Pairs of columns are turned until all are orthogonal, which takes some ten rounds. */
const MOST_ROUNDS = 60;

/**
 * Singular values of a matrix with at least as many rows as columns, by rotations that make its columns orthogonal. Small values keep
 * their digits where the columns are scaled alike.
 *
 * Hestenes, J. Soc. Ind. Appl. Math. 6 (1958) 51, doi:10.1137/0106005; Demmel and Veselić, SIAM J. Matrix Anal. Appl. 13 (1992) 1204,
 * doi:10.1137/0613074.
 *
 * @param columns (n, m) row-major: the matrix column by column; destroyed
 * @param m       [1] rows of the matrix
 * @param n       [1] its columns, at most m
 */
export function decomposeSingular(columns: Float64Array, m: number, n: number): SingularValues {
  const turned = new Float64Array(n * n);
  for (let k = 0; k < n; k++) turned[k * n + k] = 1;
  // As in LAPACK's dgesvj.
  const tolerance = Math.sqrt(m) * Number.EPSILON;
  const squares = new Float64Array(n);
  for (let round = 0, moved = true; moved && round < MOST_ROUNDS; round++) {
    moved = false;
    for (let k = 0; k < n; k++) squares[k] = multiply(columns, k * m, k * m, m);
    for (let a = 0; a < n - 1; a++) {
      for (let b = a + 1; b < n; b++) {
        const product = multiply(columns, a * m, b * m, m);
        if (!(Math.abs(product) > tolerance * Math.sqrt(squares[a]) * Math.sqrt(squares[b]))) continue;
        moved = true;
        const zeta = (squares[b] - squares[a]) / (2 * product);
        const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        rotate(columns, a * m, b * m, m, cosine, cosine * tangent);
        rotate(turned, a * n, b * n, n, cosine, cosine * tangent);
        squares[a] = Math.max(0, squares[a] - tangent * product);
        squares[b] += tangent * product;
      }
    }
  }
  const norms = Array.from({ length: n }, (_, k) => Math.sqrt(multiply(columns, k * m, k * m, m)));
  const order = norms.map((_, k) => k).sort((a, b) => norms[b] - norms[a]);
  const left = new Float64Array(n * m);
  const right = new Float64Array(n * n);
  order.forEach((from, k) => {
    if (norms[from] > 0) for (let i = 0; i < m; i++) left[k * m + i] = columns[from * m + i] / norms[from];
    right.set(turned.subarray(from * n, (from + 1) * n), k * n);
  });
  return { values: Float64Array.from(order, (k) => norms[k]), left, right };
}

function multiply(rows: Float64Array, a: number, b: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += rows[a + i] * rows[b + i];
  return sum;
}

function rotate(rows: Float64Array, a: number, b: number, length: number, cosine: number, sine: number): void {
  for (let i = 0; i < length; i++) {
    const x = rows[a + i];
    const y = rows[b + i];
    rows[a + i] = cosine * x - sine * y;
    rows[b + i] = sine * x + cosine * y;
  }
}
