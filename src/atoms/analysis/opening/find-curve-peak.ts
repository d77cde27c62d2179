import { makeSpline } from '../../../num/smooth/natural-spline.js';

/**
 * Highest point of a curve given at points, on the natural cubic spline through them.
 *
 * @param x [any unit] (m) ascending
 * @param y [any unit] (m)
 */
export function findCurvePeak(x: ArrayLike<number>, y: ArrayLike<number>): { x: number; y: number } {
  const m = x.length;
  let best = 0;
  for (let i = 1; i < m; i++) if (y[i] > y[best]) best = i;
  if (m < 3) return { x: x[best], y: y[best] };
  const spline = makeSpline(x, y);
  let low = x[Math.max(0, best - 1)];
  let high = x[Math.min(m - 1, best + 1)];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let k = 0; k < 60; k++) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (spline(a) < spline(b)) low = a;
    else high = b;
  }
  const at = (low + high) / 2;
  return spline(at) > y[best] ? { x: at, y: spline(at) } : { x: x[best], y: y[best] };
}
