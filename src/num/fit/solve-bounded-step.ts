import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/**
 * Damped step of a linearised problem inside a box: min ‖R·d + c‖² + λ‖D·d‖² with low ≤ d ≤ high.
 * Components that would leave the box are stopped at its face and the rest is solved again.
 *
 * @param r       (q, q) upper triangle, row-major
 * @param c       (q)
 * @param scale   (q) D
 * @param damping λ
 */
export function solveBoundedStep(r: Float64Array, c: Float64Array, scale: Float64Array, damping: number, low: Float64Array, high: Float64Array): Float64Array {
  const q = c.length;
  const step = new Float64Array(q);
  const moving = Array.from({ length: q }, (_, k) => k);
  while (moving.length > 0) {
    const rhs = Float64Array.from(c);
    for (let k = 0; k < q; k++) if (!moving.includes(k) && step[k] !== 0) for (let i = 0; i < q; i++) rhs[i] += r[i * q + k] * step[k];
    const part = solveDamped(r, rhs, scale, damping, moving);
    const leaving = moving.filter((k, j) => part[j] < low[k] || part[j] > high[k]);
    moving.forEach((k, j) => (step[k] = Math.max(low[k], Math.min(high[k], part[j]))));
    if (leaving.length === 0) break;
    for (const k of leaving) moving.splice(moving.indexOf(k), 1);
  }
  return step;
}

function solveDamped(r: Float64Array, rhs: Float64Array, scale: Float64Array, damping: number, columns: readonly number[]): Float64Array {
  const q = rhs.length;
  const size = columns.length;
  const scaled = new Matrix(q, size);
  for (let i = 0; i < q; i++) for (let j = 0; j < size; j++) scaled.set(i, j, r[i * q + columns[j]] / scale[columns[j]]);
  const svd = new SingularValueDecomposition(scaled, { autoTranspose: true });
  const u = svd.leftSingularVectors;
  const v = svd.rightSingularVectors;
  const out = new Float64Array(size);
  for (let s = 0; s < svd.diagonal.length; s++) {
    const value = svd.diagonal[s];
    if (value === 0) continue;
    let projection = 0;
    for (let i = 0; i < q; i++) projection += u.get(i, s) * rhs[i];
    const gain = -(value * projection) / (value * value + damping);
    for (let j = 0; j < size; j++) out[j] += (gain * v.get(j, s)) / scale[columns[j]];
  }
  return out;
}
