import { reduceRows } from '../linalg/reduce-rows.js';

/**
 * Damped step of a linearised problem inside a box: min ‖R·d + c‖² + λ‖D·d‖² with low ≤ d ≤ high, low ≤ 0 ≤ high, by an
 * active set: components that would leave the box are held at its face, and let go again when the rest has moved so
 * that they want back.
 *
 * Stark and Parker, Comput. Stat. 10 (1995) 129 (bounded-variable least squares).
 *
 * @param r       (q, q) upper triangle, row-major
 * @param c       (q)
 * @param scale   (q) D
 * @param damping λ
 */
export function solveBoundedStep(
  r: Float64Array,
  c: Float64Array,
  scale: Float64Array,
  damping: number,
  low: Float64Array,
  high: Float64Array,
): Float64Array {
  const q = c.length;
  const step = new Float64Array(q);
  const moving = Array.from({ length: q }, (_, k) => k);
  for (let pass = 0; pass < 5 * q; pass++) {
    if (moving.length > 0) {
      const rhs = Float64Array.from(c);
      for (let k = 0; k < q; k++)
        if (!moving.includes(k) && step[k] !== 0) for (let i = 0; i < q; i++) rhs[i] += r[i * q + k] * step[k];
      const part = solveDamped(r, rhs, scale, damping, moving);
      const leaving = moving.filter((k, j) => part[j] < low[k] || part[j] > high[k]);
      moving.forEach((k, j) => (step[k] = Math.max(low[k], Math.min(high[k], part[j]))));
      for (const k of leaving) moving.splice(moving.indexOf(k), 1);
      if (leaving.length > 0) continue;
    }
    const back = findReturning(r, c, scale, damping, low, high, step, moving);
    if (back < 0) break;
    moving.push(back);
    moving.sort((a, b) => a - b);
  }
  return step;
}

/** The held component whose face the model's slope pushes it away from most, or −1. */
function findReturning(
  r: Float64Array,
  c: Float64Array,
  scale: Float64Array,
  damping: number,
  low: Float64Array,
  high: Float64Array,
  step: Float64Array,
  moving: readonly number[],
): number {
  const q = c.length;
  const model = c.map((value, i) => {
    let sum = value;
    for (let k = i; k < q; k++) sum += r[i * q + k] * step[k];
    return sum;
  });
  const size = Math.sqrt(model.reduce((sum, v) => sum + v * v, 0));
  let best = -1;
  let most = 1e-10 * size;
  for (let k = 0; k < q; k++) {
    if (moving.includes(k)) continue;
    let slope = damping * scale[k] ** 2 * step[k];
    for (let i = 0; i <= k; i++) slope += r[i * q + k] * model[i];
    const inward = (step[k] <= low[k] ? -slope : step[k] >= high[k] ? slope : 0) / scale[k];
    if (inward > most) {
      most = inward;
      best = k;
    }
  }
  return best;
}

/** (columns) by QR of the columns of R over √λ·D, in which everything is scaled so that D is one. */
function solveDamped(
  r: Float64Array,
  rhs: Float64Array,
  scale: Float64Array,
  damping: number,
  columns: readonly number[],
): Float64Array {
  const q = rhs.length;
  const size = columns.length;
  const rows = q + size;
  const matrix = new Float64Array(rows * size);
  const right = new Float64Array(rows);
  right.set(rhs);
  for (let j = 0; j < size; j++) {
    const k = columns[j];
    for (let i = 0; i <= k; i++) matrix[i * size + j] = r[i * q + k] / scale[k];
    matrix[(q + j) * size + j] = Math.sqrt(damping);
  }
  const { r: upper, qtb } = reduceRows(matrix, right, rows, size);
  const out = new Float64Array(size);
  for (let j = size - 1; j >= 0; j--) {
    let sum = -qtb[j];
    for (let k = j + 1; k < size; k++) sum -= upper[j * size + k] * out[k];
    out[j] = sum / upper[j * size + j];
  }
  for (let j = 0; j < size; j++) out[j] /= scale[columns[j]];
  return out;
}
