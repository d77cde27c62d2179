/**
 * Value and slope of y(x) by a quadratic fitted around each grid point, with tricube weights: Savitzky and Golay's
 * filter for uneven spacing, which is robust to noise and repeated points.
 *
 * Cleveland, J. Am. Stat. Assoc. 74 (1979) 829, doi:10.1080/01621459.1979.10481038.
 *
 * @param x         [any unit] (n) ascending, repeats allowed
 * @param y         [any unit] (n)
 * @param grid      [any unit] (m) ascending
 * @param bandwidth [any unit] half width of the window, unit of x; widened where it holds fewer than five points
 */
export function smoothLocally(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  grid: ArrayLike<number>,
  bandwidth: number,
): { value: Float64Array; slope: Float64Array } {
  const n = x.length;
  const value = new Float64Array(grid.length);
  const slope = new Float64Array(grid.length);
  let from = 0;
  for (let k = 0; k < grid.length; k++) {
    const at = grid[k];
    let h = bandwidth;
    while (from < n - 1 && x[from] < at - bandwidth) from++;
    let low = from;
    let high = from;
    while (high < n && x[high] <= at + h) high++;
    while (high - low < 5 && (low > 0 || high < n)) {
      if (low > 0 && (high >= n || at - x[low - 1] < x[high] - at)) low--;
      else high++;
      h = Math.max(h, 1.001 * Math.abs(at - x[low]), 1.001 * Math.abs(x[high - 1] - at));
    }
    const m = new Float64Array(9);
    const b = new Float64Array(3);
    for (let i = low; i < high; i++) {
      const u = (x[i] - at) / h;
      const w = (1 - Math.min(1, Math.abs(u)) ** 3) ** 3;
      const row = [1, u, u * u];
      for (let r = 0; r < 3; r++) {
        for (let c = 0; c < 3; c++) m[3 * r + c] += w * row[r] * row[c];
        b[r] += w * row[r] * y[i];
      }
    }
    const p = solveThree(m, b);
    value[k] = p[0];
    slope[k] = p[1] / h;
  }
  return { value, slope };
}

/** A symmetric 3 × 3 system; directions that the data do not fix are left at zero. */
function solveThree(m: Float64Array, b: Float64Array): Float64Array {
  for (let r = 0; r < 3; r++) m[4 * r] *= 1 + 1e-12;
  for (let k = 0; k < 3; k++) {
    if (m[4 * k] < 1e-12 * m[0]) {
      b[k] = 0;
      continue;
    }
    for (let r = k + 1; r < 3; r++) {
      const f = m[3 * r + k] / m[4 * k];
      for (let c = k; c < 3; c++) m[3 * r + c] -= f * m[3 * k + c];
      b[r] -= f * b[k];
    }
  }
  const p = new Float64Array(3);
  for (let k = 2; k >= 0; k--) {
    let sum = b[k];
    for (let c = k + 1; c < 3; c++) sum -= m[3 * k + c] * p[c];
    p[k] = m[4 * k] < 1e-12 * m[0] ? 0 : sum / m[4 * k];
  }
  return p;
}
