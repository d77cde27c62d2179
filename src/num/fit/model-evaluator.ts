import { InputError } from '../../core/index.js';
import type { FreeParameters, LeastSquaresProblem } from './least-squares-problem.js';

/** Residuals and derivatives in the free parameters, weights applied. */
export interface ModelEvaluator {
  /** (m) undefined where the model refuses the parameters. */
  residual(q: Float64Array): Promise<Float64Array | undefined>;
  /** (m, q) row-major. `central` differences cost twice as much and are exact to second order. */
  jacobian(q: Float64Array, residual: Float64Array, central: boolean): Promise<Float64Array>;
  evaluations(): number;
}

/** [1] A step that changes the largest residual by less than this share of it drowns in rounding. */
const FELT = 1e-11;

/** Binds a problem to its free parameters. */
export function makeModelEvaluator(problem: LeastSquaresProblem, free: FreeParameters): ModelEvaluator {
  const { sigma } = problem;
  const relativeStep = problem.relativeStep ?? Math.sqrt(Number.EPSILON);
  const n = problem.initial.length;
  const q = free.free.length;
  // Most free parameters move one parameter of the model: the others' zeros are not multiplied.
  const moved = free.free.map((_, k) =>
    Array.from({ length: n }, (_, parameter) => ({ parameter, factor: free.transform[parameter * q + k] })).filter(
      ({ factor }) => factor !== 0,
    ),
  );
  let evaluations = 0;
  if (sigma) {
    for (let i = 0; i < sigma.length; i++)
      if (!(sigma[i] > 0))
        throw new InputError(`datum ${i + 1} has standard deviation ${sigma[i]}`, {
          hint: 'every sigma must be positive',
        });
  }

  async function computeResidual(values: Float64Array): Promise<Float64Array | undefined> {
    const got = problem.residual(free.expand(values));
    const raw = 'then' in got ? await got : got;
    evaluations++;
    if (sigma && sigma.length !== raw.length)
      throw new InputError(`the model gives ${raw.length} residuals but there are ${sigma.length} standard deviations`);
    const out = new Float64Array(raw.length);
    for (let i = 0; i < out.length; i++) {
      out[i] = sigma ? raw[i] / sigma[i] : raw[i];
      if (!Number.isFinite(out[i])) return undefined;
    }
    return out;
  }

  async function computeAnalyticJacobian(values: Float64Array, m: number): Promise<Float64Array> {
    const got = problem.jacobian!(free.expand(values));
    const full = 'then' in got ? await got : got;
    if (full.length !== m * n)
      throw new InputError(`the jacobian has ${full.length} entries where ${m} × ${n} are needed`);
    const out = new Float64Array(m * q);
    for (let k = 0; k < q; k++)
      for (const { parameter, factor } of moved[k])
        for (let i = 0; i < m; i++) out[i * q + k] += factor * full[i * n + parameter];
    if (sigma) for (let i = 0; i < m; i++) for (let k = 0; k < q; k++) out[i * q + k] /= sigma[i];
    return out;
  }

  /**
   * Sizes by which a parameter may be stepped, to be tried in turn: its own, and where that is tiny against its bounds,
   * theirs.
   */
  function listScales(k: number, value: number): number[] {
    const span = free.upper[k] - free.lower[k];
    const own = Math.max(Math.abs(value), 1e-3 * Math.abs(free.start[k]));
    if (!Number.isFinite(span)) return [own || 1];
    const wide = [1e-6 * span, 1e-2 * span].filter((scale) => scale > own);
    return own > 0 ? [own, ...(own < 1e-6 * span ? wide : [])] : wide;
  }

  async function differentiateBy(
    k: number,
    values: Float64Array,
    residual: Float64Array,
    step: number,
    central: boolean,
  ): Promise<Float64Array> {
    const shifted = async (by: number): Promise<{ at: number; r: Float64Array } | undefined> => {
      const moved = values.slice();
      moved[k] += by;
      if (moved[k] < free.lower[k] || moved[k] > free.upper[k]) return undefined;
      const r = await computeResidual(moved);
      return r && { at: moved[k], r };
    };
    let plus = await shifted(step);
    let minus = central || !plus ? await shifted(-step) : undefined;
    if (!plus && !minus) {
      plus = await shifted(1e-3 * step);
      minus = await shifted(-1e-3 * step);
    }
    const high = plus ?? { at: values[k], r: residual };
    const low = minus ?? { at: values[k], r: residual };
    const width = high.at - low.at;
    return residual.map((_, i) => (width > 0 ? (high.r[i] - low.r[i]) / width : 0));
  }

  async function differentiate(values: Float64Array, residual: Float64Array, central: boolean): Promise<Float64Array> {
    const m = residual.length;
    const out = new Float64Array(m * q);
    const size = residual.reduce((most, r) => Math.max(most, Math.abs(r)), 0);
    for (let k = 0; k < q; k++) {
      for (const scale of listScales(k, values[k])) {
        const span = free.upper[k] - free.lower[k];
        const step = Math.min(relativeStep ** (central ? 2 / 3 : 1) * scale, 0.25 * span);
        const column = await differentiateBy(k, values, residual, step, central);
        for (let i = 0; i < m; i++) out[i * q + k] = column[i];
        if (step * column.reduce((most, d) => Math.max(most, Math.abs(d)), 0) > FELT * size) break;
      }
    }
    return out;
  }

  return {
    residual: computeResidual,
    jacobian: (values, residual, central) =>
      problem.jacobian ? computeAnalyticJacobian(values, residual.length) : differentiate(values, residual, central),
    evaluations: () => evaluations,
  };
}
