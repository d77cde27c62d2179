import type { Citation, Note, Structure } from '../../core/index.js';
import type { HeldOutErrors } from './held-out.js';

/** What a potential says of one arrangement of atoms. */
export interface Evaluation {
  /** [eV] total energy, element energies included. */
  energy: number;
  /** [eV/Å] (n, 3) */
  forces: Float64Array;
  /** [eV/Å3] (3, 3), symmetric, tension positive: (1/V) dE/dε. */
  stress: Float64Array;
  /** [eV] (n) energy of each atom, where the model has one. */
  energies?: Float64Array;
  /** [μB] (n) magnetic moments, where the model gives them. */
  magmoms?: Float64Array;
  /** [eV/Å] (n) sample standard deviation of each force vector over the members of a committee. */
  forceDisagreement?: Float64Array;
  /** [eV] sample standard deviation of the energy over the members of a committee. */
  energyDisagreement?: number;
}

/**
 * A potential bound to a set of atoms. Memory is laid out once and reused; the arrays of an {@link Evaluation} are
 * valid until the next call and must be copied to be kept.
 */
export interface Calculator {
  /**
   * @param cell      [Å] (3, 3) lattice vectors in rows; may change from call to call
   * @param positions [Å] (n, 3) need not be wrapped
   */
  compute(cell: Float64Array, positions: Float64Array): Evaluation;
  /** Notes on what has been computed so far: distances or descriptors outside training, rare elements… */
  notes(): Note[];
  /** Gives back workers and memory. */
  dispose(): void;
}

/** Potentials for the same elements, trained on the same frames. */
export interface Committee {
  members: readonly Potential[];
  /** [1] standard error of a force component over the members' disagreement on it, where it was calibrated. */
  factor?: number;
}

/** An interatomic potential. */
export interface Potential {
  /** Short name, e.g. `cermet-nep`, `chgnet`. */
  name: string;
  /** SHA-256 of the parameters. */
  sha256: string;
  title: string;
  elements: readonly string[];
  /** [Å] longest distance at which two atoms feel each other. */
  cutoff: number;
  citations: readonly Citation[];
  /** What it was trained on and where it is known to be weak, in a sentence or two. */
  training: string;
  /** Errors by family on frames that it was not trained on, where they are known. */
  heldOut?: readonly HeldOutErrors[];
  /** The committee that it is of, or the mean of; absent where it has none. */
  committee?(): Promise<Committee>;
  /**
   * @param options.threads how many threads may work on one evaluation (default 1)
   * @param options.precision `float64` takes the slow reference path where there is one
   * @param options.fused multiplies and adds in one rounding, where the engine can; see {@link withFusedArithmetic}
   * @throws DomainError when the structure holds an element the potential lacks; InputError when it is disordered
   */
  bind(
    structure: Structure,
    options?: { threads?: number; precision?: 'float32' | 'float64'; fused?: boolean },
  ): Calculator;
}
