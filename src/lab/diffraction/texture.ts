import type { Reflections } from './reflections.js';

/**
 * cos² of the angle between a direction of the reciprocal lattice and every member of each family.
 *
 * @param metric [Å⁻²] (6) reciprocal metric
 * @param axis   indices of the planes that lie flat
 */
export function anglesToAxis(
  reflections: Reflections,
  metric: ArrayLike<number>,
  axis: readonly [number, number, number],
): Float64Array[] {
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    metric[0] * a[0] * b[0] +
    metric[1] * a[1] * b[1] +
    metric[2] * a[2] * b[2] +
    metric[3] * (a[0] * b[1] + a[1] * b[0]) +
    metric[4] * (a[0] * b[2] + a[2] * b[0]) +
    metric[5] * (a[1] * b[2] + a[2] * b[1]);
  const own = dot(axis, axis);
  return reflections.families.map((family) => {
    const out = new Float64Array(family.length / 3);
    for (let k = 0; k < out.length; k++) {
      const h = family.subarray(3 * k, 3 * k + 3);
      out[k] = Math.min(1, dot(h, axis) ** 2 / (own * dot(h, h)));
    }
    return out;
  });
}

/**
 * March–Dollase factor of each family, the mean over its members of (r² cos²α + sin²α/r)^(−3/2), and its derivative by
 * r. Dollase, J. Appl. Cryst. 19 (1986) 267. r < 1: plates lying flat.
 */
export function marchDollase(angles: readonly Float64Array[], r: number, value: Float64Array, byR: Float64Array): void {
  angles.forEach((family, h) => {
    let sum = 0;
    let slope = 0;
    for (const c2 of family) {
      const q = r * r * c2 + (1 - c2) / r;
      const p = q ** -1.5;
      sum += p;
      slope += -1.5 * (p / q) * (2 * r * c2 - (1 - c2) / (r * r));
    }
    value[h] = sum / family.length;
    byR[h] = slope / family.length;
  });
}
