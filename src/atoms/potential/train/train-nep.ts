import { breathe, type Context, type Note } from '../../../core/index.js';
import type { NepTraining } from '../training-watch.js';
import { checkFrames } from './check-frames.js';
import { fitElementEnergies } from './fit-element-energies.js';
import { formatNep, type MostNeighbours } from './format-nep.js';
import { measureRanges } from './measure-ranges.js';
import type { NepRecipe } from './nep-recipe.js';
import { packFrame } from './pack-frame.js';
import { makeParameterLayout } from './parameter-layout.js';
import { range, runEpochs } from './run-epochs.js';
import { summariseErrors, summarisePairs } from './summarise-errors.js';
import type { FamilyErrors, TrainingFrame } from './training-frame.js';

/** A potential as training leaves it. */
export interface TrainedNep {
  /** The file `nep.txt` in GPUMD's format; its energies count from `elementEnergies`. */
  text: string;
  /** [eV] added for each atom of an element. */
  elementEnergies: Record<string, number>;
  /** Shortest distances and ranges of descriptors in training, for notes on what lies outside. */
  ranges: NepTraining;
  heldOut: FamilyErrors[];
  /** The same by pair, of frames that belong to one. */
  heldOutPairs: FamilyErrors[];
  training: FamilyErrors[];
  epochs: number;
  notes: Note[];
}

export interface TrainOptions {
  seed: number;
  /** Passes over the training frames (default 100). */
  epochs?: number;
  /** [s] as many epochs are planned as this machine is expected to do in the time; `epochs` of the result repeats it. */
  seconds?: number;
  /** A `nep.txt` of the same form to begin with. */
  initial?: string;
  threads?: number;
  /** [ms] between two states that are kept for resuming (default 10,000). */
  keepEvery?: number;
}

/**
 * Fits a NEP4 potential to labelled frames by Adam with a falling learning rate, energies that count for more and more
 * beside forces, and a running average of the parameters, in single precision. The gradient of a loss with forces and virials is the derivative of ∂E/∂θ along
 * one direction, that of the residuals, carried exactly. Same seed, same potential, whatever the number of threads.
 *
 * Fan et al., J. Chem. Phys. 157, 114801 (2022), doi:10.1063/5.0106617; Kingma and Ba, arXiv:1412.6980.
 *
 * @param heldOut frames that are only looked at after training
 * @param context `checkpoint` resumes a killed training to the same potential
 * @throws InputError where a frame or the recipe cannot be used, naming it; AbortError when cancelled
 */
export async function trainNep(
  frames: readonly TrainingFrame[],
  heldOut: readonly TrainingFrame[],
  recipe: NepRecipe,
  options: TrainOptions,
  context?: Context,
): Promise<TrainedNep> {
  const layout = makeParameterLayout(recipe);
  const checked = checkFrames(frames, heldOut, recipe);
  const all = [...checked.frames, ...checked.heldOut];
  const { energies, offset, notes } = fitElementEnergies(checked.frames, recipe.elements);
  const shortest = new Float64Array(layout.types ** 2).fill(Infinity);
  const most: MostNeighbours = { radial: 0, angular: 0 };
  // The kernel is loaded by whoever trains, not by every process.
  const [{ NepTrainer }, { FrameStore }] = await Promise.all([import('./nep-trainer.js'), import('./frame-store.js')]);
  const store = new FrameStore(layout, options.threads ?? 1);
  // What is held out was not seen in training.
  const unseen = new Float64Array(shortest.length);
  for (const [k, frame] of all.entries()) {
    if (k % 16 === 0) await breathe(context);
    const base = frame.structure.elements.reduce((sum, element) => sum + energies[element], offset);
    const packed = packFrame(frame, recipe, base, k < checked.frames.length ? shortest : unseen);
    most.radial = Math.max(most.radial, packed.most.radial);
    most.angular = Math.max(most.angular, packed.most.angular);
    store.add(packed);
  }
  const trainer = new NepTrainer(recipe, layout, store);
  try {
    const epochs = await runEpochs(trainer, layout, checked.frames, recipe, options, context);
    const training = trainer.computeErrors(range(0, checked.frames.length), true);
    const held = trainer.computeErrors(range(checked.frames.length, all.length), true);
    return {
      text: formatNep(recipe, layout, trainer.average, trainer.scaler, most),
      elementEnergies: energies,
      ranges: measureRanges(trainer, layout, recipe, checked.frames, shortest),
      heldOut: summariseErrors(checked.heldOut, held),
      heldOutPairs: summarisePairs(checked.heldOut, held),
      training: summariseErrors(checked.frames, training),
      epochs,
      notes: [...checked.notes, ...notes],
    };
  } finally {
    trainer.dispose();
  }
}
