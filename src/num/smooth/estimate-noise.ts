/**
 * Standard deviation of the noise of an evenly sampled smooth curve, from the median size of its second differences;
 * steps and peaks that touch few points do not count.
 *
 * @param y [any unit] (n)
 * @returns [any unit] unit of y; 0 for fewer than five points
 */
export function estimateNoise(y: ArrayLike<number>): number {
  const n = y.length;
  if (n < 5) return 0;
  const sizes = new Float64Array(n - 2);
  for (let i = 1; i < n - 1; i++) sizes[i - 1] = Math.abs(y[i - 1] - 2 * y[i] + y[i + 1]);
  sizes.sort();
  const median = (sizes[(n - 3) >> 1] + sizes[(n - 2) >> 1]) / 2;
  return median / (0.67448975 * Math.sqrt(6));
}
