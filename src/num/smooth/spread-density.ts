/**
 * Derivative dy/dx of a record of small steps (x, y) whose x need not be monotonic: the amount of y that passed at each
 * x, smoothed by a Gaussian. Each step's amount lies evenly between its two x, so wide steps leave no gaps and repeated
 * points nothing at all; what leaves the range of x is folded back, so that the integral over the range is exactly the
 * total of y.
 *
 * @param x         [any unit] (n)
 * @param amount    [any unit] (n) y that passed between row i − 1 and row i; the first entry is not used
 * @param grid      [any unit] (m) ascending and even
 * @param bandwidth [any unit] standard deviation of the Gaussian, unit of x
 * @returns [any unit] (m)
 */
export function spreadDensity(
  x: ArrayLike<number>,
  amount: ArrayLike<number>,
  grid: Float64Array,
  bandwidth: number,
): Float64Array {
  const m = grid.length;
  const out = new Float64Array(m);
  const low = grid[0];
  const step = (grid[m - 1] - low) / (m - 1);
  const reach = 5 * bandwidth;
  const add = (from: number, to: number, y: number): void => {
    const a = Math.min(from, to);
    const b = Math.max(from, to);
    const first = Math.max(0, Math.ceil((a - reach - low) / step));
    const last = Math.min(m - 1, Math.floor((b + reach - low) / step));
    for (let k = first; k <= last; k++) {
      const v = grid[k];
      out[k] +=
        b - a > 1e-3 * bandwidth
          ? (y * (computeNormalCdf((v - a) / bandwidth) - computeNormalCdf((v - b) / bandwidth))) / (b - a)
          : (y * Math.exp(-0.5 * ((v - a) / bandwidth) ** 2)) / (bandwidth * Math.sqrt(2 * Math.PI));
    }
  };
  const high = grid[m - 1];
  for (let i = 1; i < x.length; i++) {
    const y = amount[i];
    if (y === 0) continue;
    add(x[i - 1], x[i], y);
    if (Math.min(x[i - 1], x[i]) - low < reach) add(2 * low - x[i - 1], 2 * low - x[i], y);
    if (high - Math.max(x[i - 1], x[i]) < reach) add(2 * high - x[i - 1], 2 * high - x[i], y);
  }
  return out;
}

/**
 * Distribution function of the standard normal, to 1.2e-7 (Numerical Recipes 3rd ed., §6.2.2, Chebyshev fit of erfc).
 *
 * @param z [1]
 * @returns [1]
 */
export function computeNormalCdf(z: number): number {
  const u = Math.abs(z) / Math.SQRT2;
  const t = 2 / (2 + u);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  let polynomial = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) polynomial = polynomial * t + coefficients[k];
  const tail = 0.5 * t * Math.exp(-u * u + polynomial);
  return z >= 0 ? 1 - tail : tail;
}
