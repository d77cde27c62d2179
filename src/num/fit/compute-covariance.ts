import type { Note } from '../../core/index.js';
import type { MatrixLibrary } from '../linalg/load-matrix-library.js';
import { reduceRows } from '../linalg/reduce-rows.js';

export interface Covariance {
  /** (q, q) row-major, finite: a direction that the data do not fix gets a huge variance, never NaN. */
  covariance: Float64Array;
  /** (q, q) */
  correlation: Float64Array;
  /** Condition number of the jacobian with its columns scaled to unit length. */
  condition: number;
  notes: Note[];
}

const STRONG_CORRELATION = 0.95;
const ILL_CONDITIONED = 1e6;

/**
 * (JᵀJ)⁻¹·variance by singular values of the column-scaled jacobian, with notes on parameters that trade off.
 *
 * @param jacobian (m, q) row-major, weights applied
 * @param variance [1] of one weighted residual
 * @param names    (q)
 */
export function computeCovariance(
  { Matrix, SingularValueDecomposition }: MatrixLibrary,
  jacobian: Float64Array,
  m: number,
  names: readonly string[],
  variance: number,
): Covariance {
  const q = names.length;
  const scale = new Float64Array(q);
  for (let i = 0; i < m; i++) for (let k = 0; k < q; k++) scale[k] += jacobian[i * q + k] ** 2;
  for (let k = 0; k < q; k++) scale[k] = Math.sqrt(scale[k]);
  const notes: Note[] = [];
  const largest = Math.max(...scale);
  for (let k = 0; k < q; k++) {
    if (scale[k] > 0) continue;
    notes.push({
      level: 'serious',
      code: 'no-influence',
      text: `"${names[k]}" has no influence on the residuals: the data say nothing of it`,
    });
    scale[k] = (largest || 1) * Number.EPSILON;
  }
  const scaled = jacobian.slice(0, m * q);
  for (let i = 0; i < m; i++) for (let k = 0; k < q; k++) scaled[i * q + k] /= scale[k];
  const { r } = reduceRows(scaled, new Float64Array(m), m, q);
  const svd = new SingularValueDecomposition(
    new Matrix(Array.from({ length: q }, (_, i) => Array.from(r.subarray(i * q, i * q + q)))),
    { autoTranspose: true },
  );
  const values = svd.diagonal;
  const v = svd.rightSingularVectors;
  const floor = Math.max(values[0], Number.MIN_VALUE) * Number.EPSILON * q;
  const condition = values[0] / Math.max(values[q - 1], floor);
  const covariance = new Float64Array(q * q);
  for (let a = 0; a < q; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let s = 0; s < q; s++) sum += (v.get(a, s) * v.get(b, s)) / Math.max(values[s], floor) ** 2;
      covariance[a * q + b] = covariance[b * q + a] = (sum * variance) / (scale[a] * scale[b]);
    }
  }
  const correlation = new Float64Array(q * q);
  for (let a = 0; a < q; a++) {
    for (let b = 0; b < q; b++) {
      const norm = Math.sqrt(covariance[a * q + a]) * Math.sqrt(covariance[b * q + b]);
      correlation[a * q + b] = a === b ? 1 : norm > 0 ? Math.max(-1, Math.min(1, covariance[a * q + b] / norm)) : 0;
    }
  }
  if (condition > ILL_CONDITIONED) {
    const involved = names.filter((_, k) => Math.abs(v.get(k, q - 1)) > 0.2);
    notes.push({
      level: 'serious',
      code: 'not-identifiable',
      text: `the data hardly fix one combination of ${involved.join(', ')} (condition number ${condition.toExponential(1)}): hold one of them, or measure something else too`,
    });
  }
  for (let a = 0; a < q; a++) {
    for (let b = 0; b < a; b++) {
      const rho = correlation[a * q + b];
      if (Math.abs(rho) > STRONG_CORRELATION) {
        notes.push({
          level: 'warning',
          code: 'strong-correlation',
          text: `"${names[b]}" and "${names[a]}" trade off (correlation ${rho.toFixed(3)}): quote them together, with their covariance`,
        });
      }
    }
  }
  return { covariance, correlation, condition, notes };
}
