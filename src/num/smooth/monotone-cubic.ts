/**
 * Cubic through points that keeps their order: where they rise it rises, with no overshoot; constant beyond the ends.
 *
 * Fritsch and Carlson, SIAM J. Numer. Anal. 17 (1980) 238, doi:10.1137/0717021, with the slopes of Fritsch and Butland.
 *
 * @param x [any unit] (m) ascending
 * @param y [any unit] (m)
 */
export function makeMonotoneCubic(x: ArrayLike<number>, y: ArrayLike<number>): (at: number) => number {
  const m = x.length;
  const slope = new Float64Array(m);
  const step = (i: number): number => (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
  for (let i = 1; i < m - 1; i++) {
    const before = step(i - 1);
    const after = step(i);
    if (before * after <= 0) continue;
    const h0 = x[i] - x[i - 1];
    const h1 = x[i + 1] - x[i];
    slope[i] = (3 * (h0 + h1)) / ((2 * h1 + h0) / before + (h1 + 2 * h0) / after);
  }
  if (m > 1) {
    slope[0] = step(0);
    slope[m - 1] = step(m - 2);
  }
  return (at) => {
    if (at <= x[0]) return y[0];
    if (at >= x[m - 1]) return y[m - 1];
    let low = 0;
    let high = m - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle] > at) high = middle;
      else low = middle;
    }
    const h = x[high] - x[low];
    const t = (at - x[low]) / h;
    const u = 1 - t;
    return (
      u * u * (1 + 2 * t) * y[low] + t * t * (3 - 2 * t) * y[high] + h * t * u * (u * slope[low] - t * slope[high])
    );
  };
}
