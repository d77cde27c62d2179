/**
 * Value of a curve by the polynomial through the points nearest to a place; beyond the ends the last polynomial goes
 * on. A curve of fewer points has the highest order that they give; one of none is zero, one of one point constant.
 *
 * @param x     [any unit] (n) ascending or descending
 * @param y     [any unit] (n)
 * @param order [1] of the polynomial
 */
export function interpolateLocally(x: readonly number[], y: readonly number[], at: number, order: number): number {
  const count = Math.min(order + 1, x.length);
  if (count === 0) return 0;
  const forward = x[x.length - 1] >= x[0];
  let from = 0;
  // For an even number of points the interval of the place lies in their middle, for an odd one the nearest point does.
  const edge = (k: number): number =>
    count % 2 === 0 ? x[k + count / 2] : (x[k + (count - 1) / 2] + x[k + (count + 1) / 2]) / 2;
  while (from + count < x.length && (forward ? at > edge(from) : at < edge(from))) from++;
  // Neville's scheme.
  const p = y.slice(from, from + count);
  for (let m = 1; m < count; m++) {
    for (let i = 0; i < count - m; i++) {
      const [a, b] = [x[from + i], x[from + i + m]];
      p[i] = ((at - b) * p[i] + (a - at) * p[i + 1]) / (a - b);
    }
  }
  return p[0];
}
