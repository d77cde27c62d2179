import { CermetError, type Context, type Note } from '../../../core/index.js';
import type { NepRecipe } from './nep-recipe.js';
import type { FamilyErrors, TrainingFrame } from './training-frame.js';

/** A potential as training leaves it. */
export interface TrainedNep {
  /** The file `nep.txt` in GPUMD's format; its energies count from `elementEnergies`. */
  text: string;
  /** [eV] added for each atom of an element. */
  elementEnergies: Record<string, number>;
  heldOut: FamilyErrors[];
  training: FamilyErrors[];
  epochs: number;
  notes: Note[];
}

export interface TrainOptions {
  seed: number;
  /** Passes over the training frames. */
  epochs?: number;
  /** [s] as many epochs are planned as this machine is expected to do in the time; `epochs` of the result repeats it. */
  seconds?: number;
  /** A `nep.txt` of the same form to begin with. */
  initial?: string;
  threads?: number;
}

/** Fits a NEP4 potential to labelled frames. */
export async function trainNep(
  _frames: readonly TrainingFrame[],
  _heldOut: readonly TrainingFrame[],
  _recipe: NepRecipe,
  _options: TrainOptions,
  _context?: Context,
): Promise<TrainedNep> {
  throw new CermetError('not-yet', 'the trainer lands after its interface');
}
