/**
 * Factor of the 222 descriptor on the determinant of Σ g(3r̂r̂ᵀ − 1): the 3j symbol (2 2 2; 0 0 0) = −√(2/35) and three
 * (5/4π)^½.
 */
export const FOUR_BODY = -0.5 * Math.sqrt(2 / 35) * (5 / (4 * Math.PI)) ** 1.5;
/** Factor of the 1111 descriptor on |Σ g r̂|⁴. */
export const FIVE_BODY = (7 / 15) * (3 / (4 * Math.PI)) ** 2;

/**
 * Four-body descriptor from the five l = 2 sums, in the order of `computeHarmonics`, and its slopes added times
 * `factor`.
 *
 * @param sums   sums, from `at` on
 * @param slopes where given, `factor` times the derivatives are added from `at` on
 */
export function computeFourBody(sums: Float64Array, at: number, factor = 0, slopes?: Float64Array): number {
  const c = 2 * sums[at];
  const e = sums[at + 1];
  const f = sums[at + 2];
  const a = 0.5 * (sums[at + 3] - c);
  const b = -0.5 * (sums[at + 3] + c);
  const d = 0.5 * sums[at + 4];
  if (slopes) {
    const k = FOUR_BODY * factor;
    const da = b * c - f * f;
    const db = a * c - e * e;
    const dc = a * b - d * d;
    slopes[at] += k * (2 * dc - da - db);
    slopes[at + 1] += k * 2 * (d * f - b * e);
    slopes[at + 2] += k * 2 * (d * e - a * f);
    slopes[at + 3] += k * 0.5 * (da - db);
    slopes[at + 4] += k * (e * f - c * d);
  }
  return FOUR_BODY * (a * b * c + 2 * d * e * f - a * f * f - b * e * e - c * d * d);
}

/** Five-body descriptor from the three l = 1 sums, likewise. */
export function computeFiveBody(sums: Float64Array, at: number, factor = 0, slopes?: Float64Array): number {
  const square = sums[at] ** 2 + sums[at + 1] ** 2 + sums[at + 2] ** 2;
  if (slopes) for (let k = 0; k < 3; k++) slopes[at + k] += 4 * FIVE_BODY * factor * square * sums[at + k];
  return FIVE_BODY * square * square;
}
