import { InputError } from '../../core/index.js';

/** One parameter as a linear function of others: p[parameter] = offset + Σ factor · p[term]. */
export interface Tie {
  /** Index of the parameter that is given by the others. */
  parameter: number;
  terms: readonly { parameter: number; factor: number }[];
  /** @default 0 */
  offset?: number;
}

/** A least-squares problem: find parameters within bounds that make Σ (weight · residual)² smallest. */
export interface LeastSquaresProblem {
  /**
   * (m) model minus data; complex data give their real and imaginary parts as two entries. A non-finite entry marks
   * parameters that the model refuses.
   */
  residual(parameters: Float64Array): ArrayLike<number> | Promise<ArrayLike<number>>;
  /** (m, n) row-major derivative of the residual by every parameter; differences are taken where it is absent. */
  jacobian?(parameters: Float64Array): ArrayLike<number> | Promise<ArrayLike<number>>;
  /** (n) */
  initial: ArrayLike<number>;
  /** (n) used in notes; `p1`, `p2`… where absent. */
  names?: readonly string[];
  /** (n) @default −∞ */
  lower?: ArrayLike<number>;
  /** (n) @default +∞ */
  upper?: ArrayLike<number>;
  /** (n) true for parameters held at their initial value. */
  fixed?: readonly boolean[];
  ties?: readonly Tie[];
  /** (m) standard deviation of each datum; residuals are divided by it. */
  sigma?: ArrayLike<number>;
  /**
   * True when `sigma` is known in absolute terms, so that the scatter of the residuals does not rescale the covariance.
   * @default false
   */
  absoluteSigma?: boolean;
  /** Starting points tried: the given one and seeded others within the bounds; the best is kept. @default 1 */
  starts?: number;
  /**
   * [1] relative step of numerical derivatives; raise it where the model itself is only solved to a tolerance. @default
   * 1.5e-8
   */
  relativeStep?: number;
  /** [1] relative change of cost and of parameters at which to stop. @default 1e-12 */
  tolerance?: number;
  /** @default 200 */
  maxIterations?: number;
}

/** The free parameters of a problem and how all parameters follow from them: p = base + T·q. */
export interface FreeParameters {
  names: readonly string[];
  /** Indices of the parameters that are free. */
  free: readonly number[];
  lower: Float64Array;
  upper: Float64Array;
  start: Float64Array;
  /** (n, q) row-major */
  transform: Float64Array;
  expand(q: ArrayLike<number>): Float64Array;
}

/** Checks a problem and separates its free parameters from the fixed and tied ones. */
export function selectFreeParameters(problem: LeastSquaresProblem): FreeParameters {
  const n = problem.initial.length;
  const names = problem.names ?? Array.from({ length: n }, (_, i) => `p${i + 1}`);
  for (const [key, list] of Object.entries({
    names,
    lower: problem.lower,
    upper: problem.upper,
    fixed: problem.fixed,
  })) {
    if (list && list.length !== n) throw new InputError(`the fit has ${n} parameters but ${list.length} ${key}`);
  }
  const tied = new Map<number, Tie>();
  for (const tie of problem.ties ?? []) {
    if (tied.has(tie.parameter)) throw new InputError(`parameter "${names[tie.parameter]}" is tied twice`);
    tied.set(tie.parameter, tie);
  }
  const free: number[] = [];
  for (let i = 0; i < n; i++) {
    const low = problem.lower?.[i] ?? -Infinity;
    const high = problem.upper?.[i] ?? Infinity;
    const value = problem.initial[i];
    if (tied.has(i)) {
      if (low > -Infinity || high < Infinity)
        throw new InputError(`tied parameter "${names[i]}" has bounds of its own`, {
          hint: 'bound the parameters it is tied to',
        });
      continue;
    }
    if (!Number.isFinite(value)) throw new InputError(`parameter "${names[i]}" starts at ${value}`);
    if (problem.fixed?.[i]) continue;
    if (!(low < high))
      throw new InputError(`parameter "${names[i]}" has bounds ${low} … ${high}`, {
        hint: 'the lower bound must be below the upper; hold a parameter with fixed',
      });
    if (value < low || value > high)
      throw new InputError(`parameter "${names[i]}" starts at ${value}, outside its bounds ${low} … ${high}`);
    free.push(i);
  }
  if (free.length === 0) throw new InputError('the fit has no free parameter');
  const q = free.length;
  const base = Float64Array.from(problem.initial);
  const transform = new Float64Array(n * q);
  free.forEach((i, k) => {
    base[i] = 0;
    transform[i * q + k] = 1;
  });
  for (const [i, tie] of tied) {
    base[i] = tie.offset ?? 0;
    for (const term of tie.terms) {
      if (tied.has(term.parameter) || !(term.parameter >= 0 && term.parameter < n)) {
        throw new InputError(
          `parameter "${names[i]}" is tied to "${names[term.parameter] ?? term.parameter}", which is itself tied or unknown`,
        );
      }
      const k = free.indexOf(term.parameter);
      if (k < 0) base[i] += term.factor * problem.initial[term.parameter];
      else transform[i * q + k] += term.factor;
    }
  }
  return {
    names,
    free,
    transform,
    lower: Float64Array.from(free, (i) => problem.lower?.[i] ?? -Infinity),
    upper: Float64Array.from(free, (i) => problem.upper?.[i] ?? Infinity),
    start: Float64Array.from(free, (i) => problem.initial[i]),
    expand(values) {
      const p = base.slice();
      for (let i = 0; i < n; i++)
        for (let k = 0; k < q; k++) if (transform[i * q + k] !== 0) p[i] += transform[i * q + k] * values[k];
      return p;
    },
  };
}
