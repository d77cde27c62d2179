import { SolveError } from '../core/index.js';

/** Optimum of a linear programme. */
export interface LinearProgramSolution {
  objective: number;
  /** (columns) */
  x: Float64Array;
  /** (rows) change of the optimum with the right-hand side. */
  duals: Float64Array;
}

const TOLERANCE = 1e-11;

/**
 * Minimises c·x with A x = b, x ≥ 0 by the revised simplex method: the steepest column enters, and once that has gone
 * on for long the first one, by Bland's rule, so that it never cycles. Meant for few rows and any number of columns.
 *
 * Bland, Math. Oper. Res. 2 (1977) 103, doi:10.1287/moor.2.2.103.
 *
 * @param c (columns)
 * @param a (rows, columns), row-major
 * @param b (rows)
 * @returns undefined when no x fulfils the constraints
 * @throws SolveError when the objective has no lower bound
 */
export function solveLinearProgram(
  c: ArrayLike<number>,
  a: Float64Array,
  b: ArrayLike<number>,
): LinearProgramSolution | undefined {
  const rows = b.length;
  const columns = c.length;
  const sign = Float64Array.from(b, (value) => (value < 0 ? -1 : 1));
  const scale = Math.max(1, ...Array.from(b, Math.abs));
  /** Coefficient of row i in column j; columns from `columns` on are artificial. */
  const at = (i: number, j: number): number => (j < columns ? sign[i] * a[i * columns + j] : i === j - columns ? 1 : 0);
  const basis = Int32Array.from({ length: rows }, (_, i) => columns + i);
  const inverse = new Float64Array(rows * rows);
  const values = Float64Array.from(b, Math.abs);
  for (let i = 0; i < rows; i++) inverse[i * rows + i] = 1;
  const duals = new Float64Array(rows);
  const direction = new Float64Array(rows);

  const optimise = (cost: (j: number) => number): void => {
    const inBasis = new Uint8Array(columns + rows);
    for (const j of basis) inBasis[j] = 1;
    for (let steps = 0; ; steps++) {
      const first = steps > 4 * (rows + 8);
      for (let k = 0; k < rows; k++) {
        duals[k] = 0;
        for (let i = 0; i < rows; i++) duals[k] += cost(basis[i]) * inverse[i * rows + k];
      }
      let entering = -1;
      let steepest = -TOLERANCE;
      for (let j = 0; j < columns && !(first && entering >= 0); j++) {
        if (inBasis[j]) continue;
        let reduced = cost(j);
        for (let i = 0; i < rows; i++) reduced -= duals[i] * sign[i] * a[i * columns + j];
        if (reduced < steepest) {
          steepest = reduced;
          entering = j;
        }
      }
      if (entering < 0) return;
      for (let i = 0; i < rows; i++) {
        direction[i] = 0;
        for (let k = 0; k < rows; k++) direction[i] += inverse[i * rows + k] * at(k, entering);
      }
      let leaving = -1;
      let step = Infinity;
      for (let i = 0; i < rows; i++) {
        // An artificial variable at zero must not grow again, whichever way the step goes.
        const blocked = basis[i] >= columns && values[i] <= TOLERANCE * scale && Math.abs(direction[i]) > TOLERANCE;
        if (!blocked && direction[i] <= TOLERANCE) continue;
        const ratio = blocked ? 0 : values[i] / direction[i];
        if (ratio < step - TOLERANCE || (ratio <= step + TOLERANCE && (leaving < 0 || basis[i] < basis[leaving]))) {
          step = Math.min(step, ratio);
          leaving = i;
        }
      }
      if (leaving < 0) throw new SolveError('the linear programme has no lower bound');
      const pivot = direction[leaving];
      const move = values[leaving] / pivot;
      for (let i = 0; i < rows; i++) {
        if (i === leaving) continue;
        const factor = direction[i] / pivot;
        values[i] = Math.max(0, values[i] - factor * values[leaving]);
        for (let k = 0; k < rows; k++) inverse[i * rows + k] -= factor * inverse[leaving * rows + k];
      }
      values[leaving] = Math.max(0, move);
      for (let k = 0; k < rows; k++) inverse[leaving * rows + k] /= pivot;
      inBasis[basis[leaving]] = 0;
      inBasis[entering] = 1;
      basis[leaving] = entering;
    }
  };

  optimise((j) => (j < columns ? 0 : 1));
  let infeasible = 0;
  for (let i = 0; i < rows; i++) if (basis[i] >= columns) infeasible += values[i];
  if (infeasible > 1e-9 * scale) return undefined;
  optimise((j) => (j < columns ? c[j] : 0));
  const x = new Float64Array(columns);
  let objective = 0;
  for (let i = 0; i < rows; i++) {
    if (basis[i] >= columns) continue;
    x[basis[i]] = values[i];
    objective += c[basis[i]] * values[i];
  }
  return { objective, x, duals: duals.map((d, i) => d * sign[i]) };
}
