import { SolveError } from '../../core/index.js';
import type { DaeSystem } from './dae-system.js';
import { IntegratorSpace } from './integrator-space.js';

const MAX_ORDER = 5;
const NEWTON_ITERATIONS = 4;
// Numerical differentiation formulas: Shampine and Reichelt, SIAM J. Sci. Comput. 18 (1997) 1,
// doi:10.1137/S1064827594276424, table 1.
const KAPPA = [0, -0.185, -1 / 9, -0.0823, -0.0415, 0];
const GAMMA = [0, 1, 3 / 2, 11 / 6, 25 / 12, 137 / 60];
const ALPHA = GAMMA.map((g, k) => (1 - KAPPA[k]) * g);
const ERROR_CONSTANT = GAMMA.map((g, k) => KAPPA[k] * g + 1 / (k + 1));

/**
 * [1] share of a positive entry that a prediction keeps at least, and what one correction may take without being
 * changed.
 */
const START_SHARE = 0.1;
const LARGEST_FALL = 0.5;

/**
 * Newton iterations stop by the contraction that was seen last, which ages from step to step as in Hairer and Wanner,
 * Solving Ordinary Differential Equations II, 2nd ed. (1996), §IV.8; new factors contract better than those they
 * replace.
 */
const CONTRACTION_AGES = 0.8;
const CONTRACTION_RENEWED = 0.5;
/** [1] share of the contraction seen before that is kept beside a better one, where balances are exacting. */
const CONTRACTION_KEPT = 0.3;

/**
 * [1] share that is taken, after one Newton iteration, of the step that the error asks for; less where a first
 * correction may be trusted, as what it leaves is not in the error.
 */
const SAFETY = { trusting: 0.8, exacting: 0.9 };

/**
 * [1] relative tolerance below which no first correction is trusted: what it leaves shows in derivatives of a voltage,
 * and the last digit of an `exp` decides whether there is another.
 */
const TRUSTING = 1e-3;

/**
 * Rejections in a row after each of which the error stays above nine tenths of itself: then it is not the step's, but
 * of algebraic entries that were accepted too loosely.
 */
const STUBBORN = 3;
const HARDLY_FALLS = 0.9;

export interface BdfOptions {
  /** [1] */
  relativeTolerance: number;
  /** [1] absolute tolerance as a share of the relative one, times the system's `scale`. */
  absoluteShare?: number;
  /** [s] */
  initialStep?: number;
}

export interface BdfCounts {
  steps: number;
  rejected: number;
  evaluations: number;
  linearisations: number;
  factorisations: number;
}

/**
 * Variable-order (1 to 5), variable-step integrator for stiff differential-algebraic systems: numerical differentiation
 * formulas on backward differences, with a quasi-constant step and simplified Newton iterations
 * (doi:10.1137/S1064827594276424).
 */
export class BdfIntegrator {
  t = 0;
  order = 1;
  /** [s] step that will be tried next. */
  step = 0;
  readonly y: Float64Array;
  readonly counts: BdfCounts = { steps: 0, rejected: 0, evaluations: 0, linearisations: 0, factorisations: 0 };
  private readonly system: DaeSystem;
  private readonly size: number;
  private readonly relative: number;
  private readonly newtonTolerance: number;
  private readonly space: IntegratorSpace;
  private jacobianIsCurrent = false;
  private factoredFor = NaN;
  /** [1] factor by which an iteration shrinks the correction; 1 while unknown. */
  private contraction = 1;
  private equalSteps = 0;
  /** No step has been accepted since. */
  private restarted = true;
  /** Whether a correction is seen to shrink with the present factors before one is trusted. */
  private readonly exacting: boolean;
  /** [s] length of the step that led to `t`; interpolation holds on it. */
  private lastStep = 0;

  constructor(system: DaeSystem, options: BdfOptions) {
    const n = (this.size = system.size);
    this.system = system;
    this.relative = options.relativeTolerance;
    this.exacting = system.exacting || this.relative < TRUSTING;
    this.space = IntegratorSpace.of(system);
    const share = this.relative * (options.absoluteShare ?? 0.01);
    for (let i = 0; i < n; i++) this.space.absolute[i] = system.scale[i] * share;
    this.newtonTolerance = Math.max((10 * Number.EPSILON) / this.relative, Math.min(0.03, Math.sqrt(this.relative)));
    this.y = this.space.differences[0];
  }

  /**
   * Starts, or starts again after a jump, from a state whose algebraic entries satisfy their equations.
   *
   * @param t     [s]
   * @param state (size)
   * @param step  [s] first step, chosen from the rates when absent
   */
  restart(t: number, state: Float64Array, step?: number): void {
    const { system } = this;
    const { differences, f, absolute } = this.space;
    this.t = t;
    this.order = 1;
    this.equalSteps = 0;
    this.y.set(state);
    for (let k = 1; k < differences.length; k++) differences[k].fill(0);
    system.linearise(t, this.y);
    this.jacobianIsCurrent = true;
    this.factoredFor = NaN;
    this.contraction = 1;
    this.restarted = true;
    this.counts.linearisations++;
    system.evaluate(t, this.y, f);
    let rate = 0;
    for (let i = 0; i < this.size; i++) {
      if (system.mass[i] === 0) continue;
      const slope = f[i] / system.mass[i];
      differences[1][i] = slope;
      rate += (slope / (absolute[i] + this.relative * Math.abs(this.y[i]))) ** 2;
    }
    rate = Math.sqrt(rate / this.size);
    this.step = step ?? (rate > 0 ? Math.min(1, 0.5 / rate) : 1);
    for (let i = 0; i < this.size; i++) differences[1][i] *= this.step;
  }

  /**
   * Takes one step that is accepted by error control, and not past `limit`.
   *
   * @param limit [s]
   * @throws SolveError when the step must be cut below what time can resolve, or when no step helps because the last
   *   state does not meet its algebraic equations well enough: a restart from consistent ones does
   */
  advance(limit: number): void {
    const { delta } = this.space;
    if (this.t + this.step > limit - 1e-9 * this.step) this.rescale((limit - this.t) / this.step);
    const share = this.exacting ? SAFETY.exacting : SAFETY.trusting;
    let before = 0;
    let stubborn = 0;
    for (;;) {
      const { order } = this;
      const c = this.step / ALPHA[order];
      this.predict(order);
      const iterations = this.correct(c);
      if (iterations < 0) {
        // Derivatives at a far prediction may be of no use to a nearer one.
        this.jacobianIsCurrent = false;
        this.reject(0.5);
        continue;
      }
      const safety = (share * (2 * NEWTON_ITERATIONS + 1)) / (2 * NEWTON_ITERATIONS + iterations);
      const error = ERROR_CONSTANT[order] * this.norm(delta);
      if (error > 1) {
        stubborn = before > 0 && error > HARDLY_FALLS * before ? stubborn + 1 : 0;
        before = error;
        if (stubborn === STUBBORN && !this.restarted)
          throw new SolveError('the error does not fall with the step in time', { time: this.t, residual: error });
        this.reject(Math.max(0.2, safety * error ** (-1 / (order + 1))));
        continue;
      }
      this.accept(order);
      this.chooseNext(error, safety);
      return;
    }
  }

  /**
   * State inside the last step, from the polynomial that the step fitted.
   *
   * @param at  [s] between the last two points in time
   * @param out (size)
   */
  interpolate(at: number, out: Float64Array): void {
    // The differences may already be rescaled to the next step; they describe the same polynomial about t.
    const { kernel, stride, trial } = this.space;
    kernel.interpolateState(
      this.size,
      this.order,
      this.y.byteOffset,
      stride,
      (at - this.t) / this.step,
      trial.byteOffset,
    );
    out.set(trial);
  }

  /** [s] where the last step began. */
  get stepStart(): number {
    return this.t - this.lastStep;
  }

  /** Prediction, its history part Σ γ_k ∇^k / α, and weights of the norm. */
  private predict(order: number): void {
    const { kernel, stride, q, importance, absolute, predicted, history, weight } = this.space;
    for (let k = 1; k <= order; k++) q[k] = GAMMA[k] / ALPHA[order];
    kernel.predictState(
      this.size,
      order,
      this.y.byteOffset,
      stride,
      q.byteOffset,
      importance.byteOffset,
      absolute.byteOffset,
      this.relative,
      predicted.byteOffset,
      history.byteOffset,
      weight.byteOffset,
    );
  }

  /** Newton iterations about the predicted state; their number, or −1 when they do not converge. */
  private correct(c: number): number {
    const { system, size } = this;
    const { kernel, f, rhs, delta, correction, predicted, trial, history, mass } = this.space;
    const tNew = this.t + this.step;
    if (!this.exacting) this.contraction **= CONTRACTION_AGES;
    for (;;) {
      if (this.factoredFor !== c) {
        // Where factors are made anew, derivatives at the prediction cost little more and save iterations.
        if (!this.jacobianIsCurrent) this.linearise(tNew);
        system.factorise(c);
        this.factoredFor = c;
        this.contraction = this.exacting ? 1 : CONTRACTION_RENEWED * this.contraction;
        this.counts.factorisations++;
      }
      delta.fill(0);
      trial.set(predicted);
      if (system.positive) this.startPositive(system.positive);
      let previous = -1;
      for (let it = 0; it < NEWTON_ITERATIONS; it++) {
        system.evaluate(tNew, trial, f);
        this.counts.evaluations++;
        kernel.newtonResidual(
          size,
          c,
          f.byteOffset,
          mass.byteOffset,
          history.byteOffset,
          delta.byteOffset,
          rhs.byteOffset,
        );
        system.solve(rhs, correction);
        const norm = this.norm(correction);
        if (!(norm < 1e100)) break;
        const rate = previous < 0 ? -1 : norm / previous;
        // A correction this small is rounding; its ratio to the one before says nothing.
        const settled = norm < 1e-3 * this.newtonTolerance;
        if (
          !settled &&
          (rate >= 1 || (rate >= 0 && (rate ** (NEWTON_ITERATIONS - it) / (1 - rate)) * norm > this.newtonTolerance))
        )
          break;
        const bounded = system.positive !== undefined && this.boundCorrection(system.positive);
        kernel.addCorrection(size, correction.byteOffset, trial.byteOffset, delta.byteOffset);
        if (bounded) {
          // What was cut short is not yet a solution: sums that the equations keep hold for whole corrections only.
          previous = -1;
          continue;
        }
        // The contraction seen before judges a first iteration too.
        if (rate >= 0)
          this.contraction = Math.max(rate, this.exacting ? CONTRACTION_KEPT * this.contraction : Number.EPSILON);
        if (
          settled ||
          (this.contraction < 1 && (this.contraction / (1 - this.contraction)) * norm < this.newtonTolerance)
        )
          return it + 1;
        previous = norm;
      }
      if (this.jacobianIsCurrent) return -1;
      this.factoredFor = NaN;
    }
  }

  private linearise(t: number): void {
    this.system.linearise(t, this.space.predicted);
    this.counts.linearisations++;
    this.jacobianIsCurrent = true;
  }

  /** Positive entries that the polynomial predicts at or below zero start from a share of where they are. */
  private startPositive([from, to]: readonly [number, number]): void {
    const { trial, delta, predicted } = this.space;
    for (let i = from; i < to; i++) {
      if (trial[i] > START_SHARE * this.y[i]) continue;
      trial[i] = START_SHARE * this.y[i];
      delta[i] = trial[i] - predicted[i];
    }
  }

  /**
   * Corrections that would take most of a positive entry change its logarithm instead, c exp(δ/c), which is Newton's
   * method in ln c.
   *
   * @returns true where one was changed
   */
  private boundCorrection([from, to]: readonly [number, number]): boolean {
    const { trial, correction } = this.space;
    let bounded = false;
    for (let i = from; i < to; i++) {
      const ratio = correction[i] / trial[i];
      if (ratio > -LARGEST_FALL) continue;
      correction[i] = trial[i] * Math.expm1(Math.max(-10, ratio));
      bounded = true;
    }
    return bounded;
  }

  private accept(order: number): void {
    const { kernel, stride, delta } = this.space;
    kernel.acceptDifferences(this.size, order, this.y.byteOffset, stride, delta.byteOffset);
    this.t += this.step;
    this.lastStep = this.step;
    this.jacobianIsCurrent = false;
    this.restarted = false;
    this.equalSteps++;
    this.counts.steps++;
  }

  private chooseNext(error: number, safety: number): void {
    const { order } = this;
    const { differences: d } = this.space;
    if (this.equalSteps < order + 1) return;
    const below = order > 1 ? ERROR_CONSTANT[order - 1] * this.norm(d[order]) : Infinity;
    const above = order < MAX_ORDER ? ERROR_CONSTANT[order + 1] * this.norm(d[order + 2]) : Infinity;
    const factors = [below, error, above].map((e, k) => (e === 0 ? 10 : e ** (-1 / (order + k))));
    const best = factors.indexOf(Math.max(...factors));
    this.order += best - 1;
    const factor = Math.min(10, safety * factors[best]);
    if (best !== 1 || factor > 1.2 || factor < 1) this.rescale(Math.max(0.2, factor));
  }

  private reject(factor: number): void {
    this.counts.rejected++;
    this.rescale(factor);
    if (!(this.step > 1e-12 * Math.max(1, this.t)) || this.step < 1e-10) {
      throw new SolveError('the step in time became too small', { time: this.t, residual: this.step });
    }
  }

  /** Changes the step by a factor and carries the differences over (doi:10.1137/S1064827594276424, §2.2). */
  private rescale(factor: number): void {
    const { order, size } = this;
    const { kernel, stride, change } = this.space;
    fillChange(order, factor, change);
    kernel.rescaleDifferences(size, order, this.y.byteOffset, stride, change.byteOffset);
    this.step *= factor;
    this.equalSteps = 0;
    this.factoredFor = NaN;
  }

  private norm(v: Float64Array): number {
    const { kernel, weight } = this.space;
    return Math.sqrt(kernel.sumWeightedSquares(this.size, v.byteOffset, weight.byteOffset) / this.size);
  }
}

/** Differences of a polynomial at another step, by those at this one: (order + 1)², row by row. */
function fillDifferences(order: number, factor: number, m: Float64Array): void {
  const width = order + 1;
  for (let j = 0; j < width; j++) {
    m[j] = 1;
    for (let i = 1; i < width; i++)
      m[i * width + j] = j === 0 ? 0 : (m[(i - 1) * width + j] * (i - 1 - factor * j)) / i;
  }
}

/** The matrix of each order at a factor of one. */
const UNCHANGED = Array.from({ length: MAX_ORDER + 1 }, (_, order) => {
  const m = new Float64Array((order + 1) ** 2);
  fillDifferences(order, 1, m);
  return m;
});
const scaled = new Float64Array((MAX_ORDER + 1) ** 2);

/** Change of the differences with a step that grows by a factor. */
function fillChange(order: number, factor: number, change: Float64Array): void {
  const width = order + 1;
  const unchanged = UNCHANGED[order];
  fillDifferences(order, factor, scaled);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += scaled[i * width + k] * unchanged[k * width + j];
      change[i * width + j] = sum;
    }
}
