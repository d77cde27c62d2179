/**
 * Solves a tridiagonal system with real off-diagonals and a complex diagonal by elimination without pivoting, for
 * matrices that are diagonally dominant.
 *
 * @param lower     [any unit] (n) left of the diagonal; the first is not read
 * @param diagonal  [any unit] (n) complex pairs; destroyed
 * @param upper     [any unit] (n) right of the diagonal; the last is not read
 * @param w         [any unit] (n) complex pairs: right-hand side in, solution out
 */
export function solveComplexTridiagonal(
  lower: Float64Array,
  diagonal: Float64Array,
  upper: Float64Array,
  w: Float64Array,
): void {
  const n = lower.length;
  for (let i = 1; i < n; i++) {
    const re = diagonal[2 * i - 2];
    const im = diagonal[2 * i - 1];
    const factor = lower[i] / (re * re + im * im);
    const fr = factor * re;
    const fi = -factor * im;
    diagonal[2 * i] -= fr * upper[i - 1];
    diagonal[2 * i + 1] -= fi * upper[i - 1];
    w[2 * i] -= fr * w[2 * i - 2] - fi * w[2 * i - 1];
    w[2 * i + 1] -= fr * w[2 * i - 1] + fi * w[2 * i - 2];
  }
  for (let i = n - 1; i >= 0; i--) {
    let re = w[2 * i];
    let im = w[2 * i + 1];
    if (i < n - 1) {
      re -= upper[i] * w[2 * i + 2];
      im -= upper[i] * w[2 * i + 3];
    }
    const size = diagonal[2 * i] ** 2 + diagonal[2 * i + 1] ** 2;
    w[2 * i] = (re * diagonal[2 * i] + im * diagonal[2 * i + 1]) / size;
    w[2 * i + 1] = (im * diagonal[2 * i] - re * diagonal[2 * i + 1]) / size;
  }
}
