import type { Structure } from '../../../core/index.js';

/** One labelled arrangement of atoms that a potential is trained or tested on. */
export interface TrainingFrame {
  structure: Structure;
  /** [eV] energy of the whole cell. */
  energy: number;
  /** [eV/Å] (n, 3) */
  forces: Float64Array;
  /** [eV/Å3] (3, 3) tension positive; a frame without one is trained on energy and forces alone. */
  stress?: Float64Array;
  /** [1] what the frame counts for; 1/(1 + (F_rms / 1.5 eV/Å)²) where nothing is given. */
  weight?: number;
  /** What errors are told by: crystal, slab, film, glass… */
  family: string;
  /** The oxide with a coating that it belongs to, where there are several. */
  pair?: string;
  /** Frames of one trajectory resemble one another, and are held out together. */
  trajectory: string;
}

/** Root mean square errors over the frames of a family. */
export interface FamilyErrors {
  family: string;
  /** Where errors are told by pair. */
  pair?: string;
  frames: number;
  /** [eV] for each atom */
  energyRmse: number;
  /** [eV/Å] for each component */
  forceRmse: number;
  /** [eV/Å3] for each component, where any frame has a stress */
  stressRmse?: number;
}
