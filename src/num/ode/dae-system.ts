import type { IntegratorSpace } from './integrator-space.js';

/**
 * M y' = f(t, y) with a constant diagonal mass M, zero for algebraic rows. The system owns its linear algebra, so that
 * structure is exploited where it is known.
 */
export interface DaeSystem {
  /** Vectors for the integrator on the system's own memory. */
  readonly space?: IntegratorSpace;
  readonly size: number;
  /** [1] (size) diagonal of M; 0 marks an algebraic equation. */
  readonly mass: Float64Array;
  /** (size) sizes below which an entry counts as zero in error control, in units of the entry. */
  readonly scale: Float64Array;
  /** [1] (size) how much each entry counts in error control; mean square 1. */
  readonly importance?: Float64Array;
  /**
   * Entries [from, to) that are positive by nature, such as concentrations under a logarithm: Newton's method never
   * leads them through zero.
   */
  readonly positive?: readonly [from: number, to: number];
  /**
   * True where products of entries must balance, which they do as far as Newton's iterations go (sums do in any case):
   * a correction is then seen to shrink with the present factors before one is trusted.
   */
  readonly exacting?: boolean;
  /** f(t, y) into `out`; where the state is not physical it may fill in NaN. */
  evaluate(t: number, y: Float64Array, out: Float64Array): void;
  /** Takes derivatives of f at (t, y) for the solves that follow. */
  linearise(t: number, y: Float64Array): void;
  /** Factorises: rows with mass M − c ∂f/∂y, algebraic rows −∂f/∂y. */
  factorise(c: number): void;
  /** Solves with the last factors; `rhs` and `solution` are different arrays. */
  solve(rhs: Float64Array, solution: Float64Array): void;
}
