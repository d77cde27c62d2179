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

/** Binds a problem to its free parameters. */
export function makeModelEvaluator(problem: LeastSquaresProblem, free: FreeParameters): ModelEvaluator {
  const { sigma } = problem;
  const relativeStep = problem.relativeStep ?? Math.sqrt(Number.EPSILON);
  const n = problem.initial.length;
  const q = free.free.length;
  let evaluations = 0;
  if (sigma) {
    for (let i = 0; i < sigma.length; i++) if (!(sigma[i] > 0)) throw new InputError(`datum ${i + 1} has standard deviation ${sigma[i]}`, { hint: 'every sigma must be positive' });
  }

  async function computeResidual(values: Float64Array): Promise<Float64Array | undefined> {
    const got = problem.residual(free.expand(values));
    const raw = 'then' in got ? await got : got;
    evaluations++;
    if (sigma && sigma.length !== raw.length) throw new InputError(`the model gives ${raw.length} residuals but there are ${sigma.length} standard deviations`);
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
    if (full.length !== m * n) throw new InputError(`the jacobian has ${full.length} entries where ${m} × ${n} are needed`);
    const out = new Float64Array(m * q);
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < q; k++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += full[i * n + j] * free.transform[j * q + k];
        out[i * q + k] = sigma ? sum / sigma[i] : sum;
      }
    }
    return out;
  }

  function chooseStep(k: number, value: number, power: number): number {
    const span = free.upper[k] - free.lower[k];
    const scale = Math.max(Math.abs(value), 1e-3 * Math.abs(free.start[k])) || (Number.isFinite(span) ? 1e-2 * span : 1);
    const step = relativeStep ** power * scale;
    return Number.isFinite(span) ? Math.min(step, 0.25 * span) : step;
  }

  async function differentiate(values: Float64Array, residual: Float64Array, central: boolean): Promise<Float64Array> {
    const m = residual.length;
    const out = new Float64Array(m * q);
    const shifted = async (k: number, by: number): Promise<{ at: number; r: Float64Array } | undefined> => {
      const moved = values.slice();
      moved[k] += by;
      if (moved[k] < free.lower[k] || moved[k] > free.upper[k]) return undefined;
      const r = await computeResidual(moved);
      return r && { at: moved[k], r };
    };
    for (let k = 0; k < q; k++) {
      const step = chooseStep(k, values[k], central ? 2 / 3 : 1);
      let plus = await shifted(k, step);
      let minus = central || !plus ? await shifted(k, -step) : undefined;
      if (!plus && !minus) {
        plus = await shifted(k, 1e-3 * step);
        minus = await shifted(k, -1e-3 * step);
      }
      const high = plus ?? { at: values[k], r: residual };
      const low = minus ?? { at: values[k], r: residual };
      const width = high.at - low.at;
      if (width > 0) for (let i = 0; i < m; i++) out[i * q + k] = (high.r[i] - low.r[i]) / width;
    }
    return out;
  }

  return {
    residual: computeResidual,
    jacobian: (values, residual, central) => (problem.jacobian ? computeAnalyticJacobian(values, residual.length) : differentiate(values, residual, central)),
    evaluations: () => evaluations,
  };
}
