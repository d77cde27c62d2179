import { InputError } from '../../core/index.js';
import { reduceRows } from '../linalg/reduce-rows.js';

/** A linear least-squares fit y ≈ Σ coefficient · column. */
export interface LinearFit {
  /** (n) */
  coefficients: Float64Array;
  /** (n, n) row-major. */
  covariance: Float64Array;
  /** Weighted sum of squared residuals over `dof`; 1 where sigma is known and the model right. */
  residualVariance: number;
  dof: number;
  /** (m) y minus the model, not weighted. */
  residual: Float64Array;
}

/**
 * Weighted linear least squares by Householder reflections.
 *
 * @param columns       [any unit] (n of m) the functions at every point
 * @param y             [any unit] (m)
 * @param sigma         [any unit] (m) standard deviation of each datum; all alike where absent
 * @param absoluteSigma whether `sigma` is known in absolute terms, so that the scatter does not rescale the covariance
 * @throws InputError where the columns cannot be told apart or outnumber the points
 */
export function fitLinear(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  sigma?: ArrayLike<number>,
  absoluteSigma = false,
): LinearFit {
  const n = columns.length;
  const m = y.length;
  if (m < n) throw new InputError(`${m} points cannot fix ${n} coefficients`);
  const matrix = new Float64Array(m * n);
  const rhs = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const weight = sigma ? 1 / sigma[i] : 1;
    for (let k = 0; k < n; k++) matrix[i * n + k] = weight * columns[k][i];
    rhs[i] = weight * y[i];
  }
  const { r, qtb } = reduceRows(matrix, rhs, m, n);
  const coefficients = new Float64Array(n);
  for (let k = n - 1; k >= 0; k--) {
    const pivot = r[k * n + k];
    let norm = 0;
    for (let i = 0; i <= k; i++) norm += r[i * n + k] ** 2;
    if (!(Math.abs(pivot) > 1e-13 * Math.sqrt(norm)))
      throw new InputError('the points do not tell the coefficients of the fit apart');
    let sum = qtb[k];
    for (let j = k + 1; j < n; j++) sum -= r[k * n + j] * coefficients[j];
    coefficients[k] = sum / pivot;
  }
  const residual = new Float64Array(m);
  let squares = 0;
  for (let i = 0; i < m; i++) {
    let model = 0;
    for (let k = 0; k < n; k++) model += coefficients[k] * columns[k][i];
    residual[i] = y[i] - model;
    squares += (residual[i] / (sigma ? sigma[i] : 1)) ** 2;
  }
  const dof = m - n;
  const residualVariance = dof > 0 ? squares / dof : 0;
  // (RᵀR)⁻¹ = R⁻¹R⁻ᵀ.
  const inverse = new Float64Array(n * n);
  for (let c = 0; c < n; c++)
    for (let k = c; k >= 0; k--) {
      let sum = k === c ? 1 : 0;
      for (let j = k + 1; j <= c; j++) sum -= r[k * n + j] * inverse[j * n + c];
      inverse[k * n + c] = sum / r[k * n + k];
    }
  const scale = absoluteSigma ? 1 : residualVariance;
  const covariance = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++) {
      let sum = 0;
      for (let j = Math.max(a, b); j < n; j++) sum += inverse[a * n + j] * inverse[b * n + j];
      covariance[a * n + b] = sum * scale;
    }
  return { coefficients, covariance, residualVariance, dof, residual };
}
