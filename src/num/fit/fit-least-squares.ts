import {
  type Context,
  contextRng,
  breathe,
  type Estimate,
  computeStudentQuantile,
  InputError,
  type Note,
  subContext,
  throwIfAborted,
} from '../../core/index.js';
import { reduceRows } from '../linalg/reduce-rows.js';
import { loadMatrixLibrary, type MatrixLibrary } from '../linalg/load-matrix-library.js';
import { computeCovariance } from './compute-covariance.js';
import { type FreeParameters, type LeastSquaresProblem, selectFreeParameters } from './least-squares-problem.js';
import { makeModelEvaluator, type ModelEvaluator } from './model-evaluator.js';
import { solveBoundedStep } from './solve-bounded-step.js';
import { drawStarts } from './draw-starts.js';

export interface LeastSquaresFit {
  /** (n) all parameters, fixed and tied ones included. */
  parameters: Float64Array;
  names: readonly string[];
  /**
   * Indices of the parameters that the covariance speaks of: free and not stopped by a bound, in the order of its rows.
   */
  free: readonly number[];
  /** (free, free) row-major; finite. */
  covariance: Float64Array;
  /** (free, free) row-major. */
  correlation: Float64Array;
  /** (n) standard uncertainty; undefined for a parameter that is fixed or sits on a bound, which is not zero. */
  sigma: readonly (number | undefined)[];
  /** Variance of one weighted residual, 2·cost / dof. */
  residualVariance: number;
  /** Residuals minus free parameters. */
  dof: number;
  /** Half the sum of squared weighted residuals. */
  cost: number;
  /** (m) weighted residuals at the solution. */
  residual: Float64Array;
  /** Condition number of the column-scaled jacobian: how well the data tell the parameters apart. */
  condition: number;
  iterations: number;
  evaluations: number;
  converged: boolean;
  notes: Note[];
}

interface Descent {
  q: Float64Array;
  residual: Float64Array;
  jacobian: Float64Array;
  cost: number;
  iterations: number;
  converged: boolean;
}

/**
 * Bounded Levenberg–Marquardt: damped steps of the linearised problem inside the box of bounds, scaled as in MINPACK,
 * the damping adapted by the gain ratio (Nielsen). Derivatives by forward differences on the way and by central ones at
 * the end.
 *
 * Moré, Lect. Notes Math. 630 (1978) 105, doi:10.1007/BFb0067700; Madsen, Nielsen and Tingleff, Methods for Non-Linear
 * Least Squares Problems, 2nd ed., DTU (2004); Kanzow, Yamashita and Fukushima, J. Comput. Appl. Math. 172 (2004) 375,
 * doi:10.1016/j.cam.2004.02.013, for the bounds.
 *
 * @throws InputError when the model refuses the starting point or bounds make no sense
 */
export async function fitLeastSquares(problem: LeastSquaresProblem, ctx?: Context): Promise<LeastSquaresFit> {
  const library = await loadMatrixLibrary();
  const free = selectFreeParameters(problem);
  const model = makeModelEvaluator(problem, free);
  const starts = drawStarts(free, problem.starts ?? 1, contextRng(ctx));
  const ends: Descent[] = [];
  for (let s = 0; s < starts.length; s++) {
    const end = await descend(
      problem,
      free,
      model,
      starts[s],
      subContext(ctx, starts.length > 1 ? `start ${s + 1}` : 'fit', s / starts.length, (s + 1) / starts.length),
    );
    if (end) ends.push(end);
    else if (s === 0)
      throw new InputError('the model gives no finite residual at the starting point', {
        hint: 'start from parameters that the model accepts',
      });
  }
  const best = ends.reduce((a, b) => (b.cost < a.cost ? b : a));
  return summarise(library, problem, free, model, best, compareEnds(ends, best));
}

/**
 * A parameter of a fit as an estimate with Student's t interval.
 *
 * @param index      [1] which parameter, from 0
 * @param confidence [1] of the interval
 */
export function toFitEstimate(fit: LeastSquaresFit, index: number, unit: string, confidence = 0.95): Estimate {
  const value = fit.parameters[index];
  const sigma = fit.sigma[index];
  const n = fit.residual.length;
  if (sigma === undefined || fit.dof < 1) return { value, n, unit };
  const half = computeStudentQuantile(0.5 + confidence / 2, fit.dof) * sigma;
  return { value, sigma, n, unit, confidence, interval: [value - half, value + half] };
}

/**
 * Standard uncertainty of a function of the parameters, to first order with the full covariance.
 *
 * @param gradient [any unit] (n) derivative of the function by every parameter
 */
export function propagateFitSigma(fit: LeastSquaresFit, gradient: ArrayLike<number>): number {
  const size = fit.free.length;
  let variance = 0;
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++)
      variance += gradient[fit.free[a]] * gradient[fit.free[b]] * fit.covariance[a * size + b];
  return Math.sqrt(Math.max(0, variance));
}

async function descend(
  problem: LeastSquaresProblem,
  free: FreeParameters,
  model: ModelEvaluator,
  start: Float64Array,
  ctx: Context,
): Promise<Descent | undefined> {
  const tolerance = problem.tolerance ?? 1e-12;
  const maxIterations = problem.maxIterations ?? 200;
  const size = start.length;
  let q = start.slice();
  const first = await model.residual(q);
  if (!first) return undefined;
  let residual = first;
  const m = residual.length;
  let cost = computeCost(residual);
  let central = problem.jacobian !== undefined;
  let jacobian = await model.jacobian(q, residual, central);
  const scale = new Float64Array(size);
  let damping = 1e-3;
  let growth = 2;
  let converged = false;
  let iterations = 0;
  let rested = performance.now();
  while (iterations < maxIterations) {
    throwIfAborted(ctx);
    if (performance.now() - rested > 40) {
      ctx.progress?.(iterations, maxIterations, `cost ${cost.toPrecision(5)}`);
      await breathe(ctx);
      rested = performance.now();
    }
    iterations++;
    for (let k = 0; k < size; k++) {
      let norm = 0;
      for (let i = 0; i < m; i++) norm += jacobian[i * size + k] ** 2;
      scale[k] = Math.max(scale[k], Math.sqrt(norm)) || 1;
    }
    const { r, qtb } = reduceRows(jacobian.slice(), residual.slice(), m, size);
    let accepted = false;
    let finished = false;
    for (let attempt = 0; attempt < 40 && !accepted && !finished; attempt++) {
      const step = solveBoundedStep(
        r,
        qtb,
        scale,
        damping,
        free.lower.map((l, k) => l - q[k]),
        free.upper.map((u, k) => u - q[k]),
      );
      const predicted = computeCost(qtb) - computeCost(multiplyAdd(r, step, qtb));
      const trial = q.map((value, k) => Math.max(free.lower[k], Math.min(free.upper[k], value + step[k])));
      const small = Math.sqrt(sumScaled(step, scale)) <= tolerance * (tolerance + Math.sqrt(sumScaled(q, scale)));
      if (small || !(predicted > 0)) {
        finished = true;
        break;
      }
      const next = await model.residual(trial);
      const nextCost = next ? computeCost(next) : Infinity;
      const gain = (cost - nextCost) / predicted;
      if (next && nextCost < cost) {
        accepted = true;
        finished = cost - nextCost <= tolerance * cost && predicted <= tolerance * cost;
        q = trial;
        residual = next;
        cost = nextCost;
        damping *= Math.max(1 / 5, 1 - (2 * gain - 1) ** 3);
        growth = 2;
      } else {
        finished = predicted <= tolerance * cost;
        damping = Math.max(damping, 1e-12) * growth;
        growth = Math.min(growth * 2, 1e3);
      }
    }
    if (accepted) jacobian = await model.jacobian(q, residual, central);
    if (accepted && !finished) continue;
    if (central) {
      converged = true;
      break;
    }
    central = true;
    damping = Math.min(damping, 1e-3);
    jacobian = await model.jacobian(q, residual, true);
  }
  if (!central) jacobian = await model.jacobian(q, residual, true);
  return { q, residual, jacobian, cost, iterations, converged };
}

function summarise(
  library: MatrixLibrary,
  problem: LeastSquaresProblem,
  free: FreeParameters,
  model: ModelEvaluator,
  end: Descent,
  notes: Note[],
): LeastSquaresFit {
  const size = end.q.length;
  const m = end.residual.length;
  const onBound = findStopped(free, end);
  for (const { k, at, edge } of onBound) {
    notes.push({
      level: 'warning',
      code: 'on-bound',
      text: `"${free.names[free.free[k]]}" sits on its ${edge} bound ${at}: the data want it beyond, and it has no uncertainty of its own`,
    });
  }
  const kept = Array.from({ length: size }, (_, k) => k).filter((k) => !onBound.some((stopped) => stopped.k === k));
  const dof = m - kept.length;
  const known = problem.sigma !== undefined && problem.absoluteSigma === true;
  const residualVariance = dof > 0 ? (2 * end.cost) / dof : 0;
  if (dof <= 0 && !known)
    notes.push({
      level: 'serious',
      code: 'no-freedom',
      text: `${m} residuals for ${kept.length} free parameters: the scatter, and so every uncertainty, is unknown`,
    });
  if (!end.converged)
    notes.push({
      level: 'serious',
      code: 'not-converged',
      text: `stopped after ${end.iterations} iterations before the cost settled`,
    });
  const jacobian = new Float64Array(m * kept.length);
  for (let i = 0; i < m; i++) kept.forEach((k, j) => (jacobian[i * kept.length + j] = end.jacobian[i * size + k]));
  const report = kept.length
    ? computeCovariance(
        library,
        jacobian,
        m,
        kept.map((k) => free.names[free.free[k]]),
        known ? 1 : residualVariance,
      )
    : { covariance: new Float64Array(), correlation: new Float64Array(), condition: 1, notes: [] };
  const parameters = free.expand(end.q);
  const sigma = Array.from(parameters, (_, i) => {
    let variance = 0;
    let moves = false;
    for (let a = 0; a < kept.length; a++) {
      for (let b = 0; b < kept.length; b++)
        variance +=
          free.transform[i * size + kept[a]] *
          free.transform[i * size + kept[b]] *
          report.covariance[a * kept.length + b];
      moves ||= free.transform[i * size + kept[a]] !== 0;
    }
    return moves && (dof > 0 || known) ? Math.sqrt(Math.max(0, variance)) : undefined;
  });
  return {
    parameters,
    names: free.names,
    free: kept.map((k) => free.free[k]),
    covariance: report.covariance,
    correlation: report.correlation,
    sigma,
    residualVariance,
    dof,
    cost: end.cost,
    residual: end.residual,
    condition: report.condition,
    iterations: end.iterations,
    evaluations: model.evaluations(),
    converged: end.converged,
    notes: [...notes, ...report.notes],
  };
}

/** Parameters that lie on a bound while the gradient pushes them out of the box. */
function findStopped(free: FreeParameters, end: Descent): { k: number; at: number; edge: string }[] {
  const size = end.q.length;
  return Array.from(end.q, (value, k) => {
    let gradient = 0;
    for (let i = 0; i < end.residual.length; i++) gradient += end.jacobian[i * size + k] * end.residual[i];
    if (value <= free.lower[k] && gradient >= 0) return { k, at: value, edge: 'lower' };
    if (value >= free.upper[k] && gradient <= 0) return { k, at: value, edge: 'upper' };
    return undefined;
  }).filter((stopped) => stopped !== undefined);
}

function compareEnds(ends: readonly Descent[], best: Descent): Note[] {
  if (ends.length < 2) return [];
  const same = ends.filter((end) => end.cost <= best.cost * (1 + 1e-6) + Number.MIN_VALUE).length;
  const text = `${same} of ${ends.length} starting points ended in the best minimum`;
  return [
    {
      level: same === 1 ? 'warning' : 'info',
      code: 'starts',
      text: same === 1 ? `${text}: a better one may exist` : text,
    },
  ];
}

function computeCost(residual: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < residual.length; i++) sum += residual[i] * residual[i];
  return sum / 2;
}

function sumScaled(values: Float64Array, scale: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (values[k] * scale[k]) ** 2;
  return sum;
}

function multiplyAdd(r: Float64Array, step: Float64Array, c: Float64Array): Float64Array {
  const size = c.length;
  return c.map((value, i) => {
    let sum = value;
    for (let k = i; k < size; k++) sum += r[i * size + k] * step[k];
    return sum;
  });
}
