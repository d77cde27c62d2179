import type { Note, Structure } from '../../core/index.js';

/** Codes whose output is read. */
export type DftEngineName = 'Quantum ESPRESSO' | 'GPAW' | 'VASP' | 'ABINIT' | 'CP2K';

/**
 * What became of a calculation. `converged`: the exit code, where it is known, and the output's own flag both say so.
 * `not converged`: it came to its end without reaching what it was asked. `stopped`: something or someone ended it before.
 * `failed`: it refused its input or broke. `stale`: the results that lie there are those of an earlier run.
 */
export type Judgement = 'converged' | 'not converged' | 'stopped' | 'failed' | 'stale';

/** Why, as a word that remedies are looked up by. */
export type Cause =
  | 'converged'
  | 'electrons-not-converged'
  | 'atoms-not-relaxed'
  | 'out-of-time'
  | 'stopped-by-user'
  | 'killed'
  | 'ended-from-outside'
  | 'wrong-input'
  | 'missing-file'
  | 'overlapping-atoms'
  | 'unsupported'
  | 'diagonalisation'
  | 'out-of-memory'
  | 'crashed'
  | 'earlier-results'
  | 'exit-code';

/**
 * `fermi`: a Fermi energy; `top of filled states`: occupations were fixed; `by spin`: one for each spin; `none`: not
 * told.
 */
export type FermiKind = 'fermi' | 'top of filled states' | 'by spin' | 'none';

/** Moments of the atoms, which depend on how the density is shared out. */
export interface SiteValues {
  /** `Löwdin`, `spheres`, `Mulliken`, `PAW spheres`. */
  projection: string;
  /** [μB] or [electrons] (n); of a non-collinear run the length of the vector. */
  values: Float64Array;
}

/** One calculation: what it gave, and whether that may be believed. */
export interface DftCalculation {
  /** Name of its principal file without ending. */
  name: string;
  engine: DftEngineName;
  version?: string;
  /** `scf`, `relax`, `nscf` …, as the code calls it. */
  task?: string;
  judgement: Judgement;
  cause: Cause;
  /** One sentence. */
  reason: string;
  /** Files that belong to it, paths in the folder. */
  files: string[];
  /** Last geometry, with forces and moments where there are any. */
  structure?: Structure;
  /** [eV] of the whole cell; only where converged. */
  energy?: number;
  /** Which energy: `free energy`, `extrapolated to zero smearing`. */
  energyKind?: string;
  /** [eV] of the last iteration, where it did not converge. */
  lastEnergy?: number;
  /** [eV] on the code's own scale: one, or up and down. */
  fermi?: readonly number[];
  fermiKind: FermiKind;
  /** [eV] top of the filled and bottom of the empty states over all k-points and spins, where a gap separates them. */
  edges?: { valence: number; conduction: number };
  /** [eV] by species of the input, zeros left out. */
  hubbard: Record<string, number>;
  /** [μB] of the cell. */
  totalMoment?: number;
  /** [μB] ∫|m|. */
  absoluteMoment?: number;
  moments?: SiteValues;
  /** [electrons] valence electrons by atom, as the projection gives them. */
  populations?: SiteValues;
  iterations?: number;
  functional?: string;
  spin?: 'none' | 'collinear' | 'non-collinear';
  /** [eV] */
  cutoff?: number;
  electrons?: number;
  /** [1] part of the states that the projection misses. */
  spilling?: number;
  /** [s] */
  cpuTime?: number;
  wallTime?: number;
  notes: Note[];
}

/** [eV] CODATA 2022 Hartree energy. */
export const HARTREE = 27.211386245981;
/** [eV] */
export const RYDBERG = HARTREE / 2;
/** [Å] CODATA 2022 Bohr radius. */
export const BOHR = 0.529177210544;
