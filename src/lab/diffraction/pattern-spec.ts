import type { CrystalModel } from './crystal-model.js';
import type { FormFactorChoice, OccupancyMode } from './phase-factors.js';
import type { Radiation } from './radiation.js';

/** One phase of a pattern. */
export interface PhaseSpec {
  model: CrystalModel;
  /** [Å2] start of each site's isotropic displacement */
  u: readonly number[];
  modes: readonly OccupancyMode[];
  /** Planes that lie flat, for March–Dollase. */
  axis: readonly [number, number, number];
  /** Highest order of harmonics that stand in place of March–Dollase. */
  harmonics?: number;
  /** Sites with anisotropic displacement. */
  anisotropic?: readonly number[];
  /** Intensities free of a structure (Le Bail). */
  structureless?: boolean;
}

/** What a pattern is computed from. */
export interface PatternSpec {
  /** [deg] (n) rising */
  angles: Float64Array;
  radiation: Radiation;
  phases: readonly PhaseSpec[];
  formFactors: FormFactorChoice;
  /** Chebyshev coefficients of the background */
  background: number;
  /** [deg] and [deg]: centre and width of an amorphous hump */
  hump?: { centre: number; width: number };
  /** [1] half-width of a peak's window in units of its width (default 30) */
  reach?: number;
  /**
   * [counts] usual noise of a point: tails below a hundredth of it are summed on a coarser axis, and have no
   * derivatives
   */
  noise?: number;
  /** [deg] extra Gaussian width of every peak: how the data were smoothed */
  smoothing?: number;
}

/** A number of the model that may be refined. */
export interface Parameter {
  id: string;
  /** As a person reads it. */
  label: string;
  value: number;
  lower: number;
  upper: number;
  /** Index of the phase, where it belongs to one. */
  phase?: number;
}

/** One reflection as computed. */
export interface ComputedReflection {
  phase: number;
  hkl: [number, number, number];
  multiplicity: number;
  /** [Å] */
  spacing: number;
  /** [deg] before zero and displacement */
  bragg: number;
  /** [electrons2] */
  squared: number;
  lorentzPolarisation: number;
  texture: number;
  /** [counts deg] of the first line */
  area: number;
  /** [deg] */
  gauss: number;
  lorentz: number;
}
