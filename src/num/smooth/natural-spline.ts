/**
 * Natural cubic spline through points.
 *
 * @param x [any unit] (m) ascending
 * @param y [any unit] (m)
 */
export function makeSpline(x: ArrayLike<number>, y: ArrayLike<number>): (at: number) => number {
  const m = x.length;
  const curvature = new Float64Array(m);
  const factor = new Float64Array(m);
  const rhs = new Float64Array(m);
  for (let i = 1; i < m - 1; i++) {
    const before = x[i] - x[i - 1];
    const after = x[i + 1] - x[i];
    const pivot = 2 * (before + after) - before * factor[i - 1];
    factor[i] = after / pivot;
    rhs[i] = (6 * ((y[i + 1] - y[i]) / after - (y[i] - y[i - 1]) / before) - before * rhs[i - 1]) / pivot;
  }
  for (let i = m - 2; i > 0; i--) curvature[i] = rhs[i] - factor[i] * curvature[i + 1];
  return (at) => {
    let low = 0;
    let high = m - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle] > at) high = middle;
      else low = middle;
    }
    const h = x[high] - x[low];
    const a = (x[high] - at) / h;
    const b = (at - x[low]) / h;
    return a * y[low] + b * y[high] + (((a ** 3 - a) * curvature[low] + (b ** 3 - b) * curvature[high]) * h * h) / 6;
  };
}
