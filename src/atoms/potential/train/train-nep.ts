import {
  breathe,
  computeSha256,
  DomainError,
  InputError,
  makeRng,
  throwIfAborted,
  type Context,
  type Note,
} from '../../../core/index.js';
import { parseNep } from '../parse-nep.js';
import type { NepTraining } from '../training-watch.js';
import { checkFrames } from './check-frames.js';
import { fitElementEnergies } from './fit-element-energies.js';
import { formatNep, type MostNeighbours } from './format-nep.js';
import { measureRanges } from './measure-ranges.js';
import type { NepRecipe } from './nep-recipe.js';
import { NepTrainer, type LossWeights } from './nep-trainer.js';
import { packFrame, type PackedFrame } from './pack-frame.js';
import { makeParameterLayout, toParameters, type ParameterLayout } from './parameter-layout.js';
import { drawStartParameters } from './start-parameters.js';
import { summariseErrors } from './summarise-errors.js';
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

/** Frames whose gradients are summed for a step. */
const BATCH = 8;
const LOSS: LossWeights = { energy: 10, force: 1, virial: 0.3 };
/** Learning rates at the first and at the last step: of a new potential, of one that goes on from another. */
const RATES = { fresh: [6e-3, 5e-5], continued: [2.5e-3, 1.5e-5] } as const;
/** Steps over which the learning rate rises from nothing. */
const WARM_UP = 100;
/** [eV/Å] root mean square force at which a frame counts half. */
const SOFT_FORCE = 1.5;
const DEFAULT_EPOCHS = 100;

/**
 * Fits a NEP4 potential to labelled frames by Adam with a geometrically falling learning rate and a running average of
 * the parameters, in single precision. The gradient of a loss with forces and virials is the derivative of ∂E/∂θ along
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
  const packed = function* (): Generator<PackedFrame> {
    for (const [k, frame] of all.entries()) {
      throwIfAborted(context);
      const base = frame.structure.elements.reduce((sum, element) => sum + energies[element], offset);
      // What is held out was not seen in training.
      const found = packFrame(
        frame,
        recipe,
        base,
        k < checked.frames.length ? shortest : new Float64Array(shortest.length),
      );
      most.radial = Math.max(most.radial, found.most.radial);
      most.angular = Math.max(most.angular, found.most.angular);
      yield found;
    }
  };
  const trainer = new NepTrainer(recipe, layout, packed(), all.length, options.threads ?? 1);
  try {
    const epochs = await runEpochs(trainer, layout, checked.frames, recipe, options, context);
    const training = trainer.computeErrors(range(0, checked.frames.length), true);
    const held = trainer.computeErrors(range(checked.frames.length, all.length), true);
    return {
      text: formatNep(recipe, layout, trainer.average, trainer.scaler, most),
      elementEnergies: energies,
      ranges: measureRanges(trainer, layout, recipe, checked.frames, shortest),
      heldOut: summariseErrors(checked.heldOut, held),
      training: summariseErrors(checked.frames, training),
      epochs,
      notes: [...checked.notes, ...notes],
    };
  } finally {
    trainer.dispose();
  }
}

/** State between two epochs. */
interface State {
  key: string;
  epoch: number;
  epochs: number;
  parameters: Float32Array;
  average: Float32Array;
  moments: Float32Array;
  squares: Float32Array;
  scaler: Float32Array;
}

/** All passes over the frames; how many there were. */
async function runEpochs(
  trainer: NepTrainer,
  layout: ParameterLayout,
  frames: readonly TrainingFrame[],
  recipe: NepRecipe,
  options: TrainOptions,
  context: Context | undefined,
): Promise<number> {
  const weights = frames.map((frame) => frame.weight ?? 1 / (1 + meanSquare(frame.forces) / SOFT_FORCE ** 2));
  const [from, to] = options.initial === undefined ? RATES.fresh : RATES.continued;
  const stepsOfEpoch = Math.ceil(frames.length / BATCH);
  const key = await computeSha256(
    JSON.stringify([recipe, options.seed, options.epochs, options.seconds, options.initial, weights]) +
      (await hashFrames(frames)),
  );
  let epoch = 0;
  let epochs = options.epochs ?? DEFAULT_EPOCHS;
  const kept = (await context?.checkpoint?.load('training')) as State | undefined;
  if (kept?.key === key) {
    ({ epoch, epochs } = kept);
    for (const part of ['parameters', 'average', 'moments', 'squares', 'scaler'] as const)
      trainer[part].set(kept[part]);
  } else {
    start(trainer, layout, frames, recipe, options);
    if (options.epochs === undefined && options.seconds !== undefined)
      epochs = planEpochs(trainer, weights, options.seconds);
  }
  let keptAt = Date.now();
  let breathed = Date.now();
  for (; epoch < epochs; epoch++) {
    throwIfAborted(context);
    const order = shuffle(frames.length, makeRng(options.seed).fork(`epoch ${epoch}`));
    let forceSquares = 0;
    let components = 0;
    for (let b = 0; b < stepsOfEpoch; b++) {
      // The largest first, so that no thread is left with one at the end.
      const batch = order
        .slice(b * BATCH, (b + 1) * BATCH)
        .sort((x, y) => frames[y].forces.length - frames[x].forces.length || x - y);
      const errors = trainer.addGradients(
        batch,
        batch.map((k) => weights[k]),
        LOSS,
      );
      batch.forEach((k, place) => {
        forceSquares += errors[place].forceSquares;
        components += frames[k].forces.length;
      });
      const step = epoch * stepsOfEpoch + b + 1;
      const rate = from * (to / from) ** (step / (epochs * stepsOfEpoch)) * Math.min(1, step / WARM_UP);
      const norm = trainer.sumGradients(batch.length);
      if (!Number.isFinite(norm))
        throw new DomainError(`training came apart in epoch ${epoch + 1}: the gradient of the loss is not a number`, {
          hint: 'look for frames whose labels contradict one another, or begin with another seed',
        });
      trainer.step(norm, rate, step, Math.min(0.998, (step + 1) / (step + 10)));
      if (Date.now() - breathed > 50) {
        await breathe(context);
        breathed = Date.now();
      }
    }
    context?.progress?.(
      epoch + 1,
      epochs,
      `force error in training ${Math.sqrt(forceSquares / components).toFixed(3)} eV/Å`,
    );
    if (context?.checkpoint && Date.now() - keptAt >= (options.keepEvery ?? 10_000)) {
      const { parameters, average, moments, squares, scaler } = trainer;
      const copy = (values: Float32Array): Float32Array => Float32Array.from(values);
      const state: State = {
        key,
        epoch: epoch + 1,
        epochs,
        parameters: copy(parameters),
        average: copy(average),
        moments: copy(moments),
        squares: copy(squares),
        scaler: copy(scaler),
      };
      await context.checkpoint.save('training', state);
      keptAt = Date.now();
    }
  }
  return epochs;
}

/** Random parameters, or those of a file of the same form. */
function start(
  trainer: NepTrainer,
  layout: ParameterLayout,
  frames: readonly TrainingFrame[],
  recipe: NepRecipe,
  options: TrainOptions,
): void {
  if (options.initial === undefined) {
    const types = frames.map((frame) =>
      Int32Array.from(frame.structure.elements, (element) => recipe.elements.indexOf(element)),
    );
    drawStartParameters(trainer, layout, types, options.seed);
  } else {
    const model = parseNep(options.initial, 'the potential to begin with');
    const same =
      model.version === 4 &&
      model.elements.join() === recipe.elements.join() &&
      model.dimension === layout.place.length &&
      model.lMax === 4 &&
      model.fourBody &&
      model.neurons === layout.ownNeurons &&
      model.radialCount === layout.radialCount &&
      model.radialBasis === layout.radialBasis &&
      model.angularCount === layout.angularCount &&
      model.angularBasis === layout.angularBasis &&
      model.radialCutoff.every((cutoff) => cutoff === recipe.cutoff.radial) &&
      model.angularCutoff.every((cutoff) => cutoff === recipe.cutoff.angular);
    if (!same)
      throw new InputError('the potential to begin with is not of the form of the recipe', {
        hint: 'take its elements in its order, its cutoffs, n_max, basis_size, l_max and neurons, or begin anew',
      });
    const { parameters, scaler } = toParameters(layout, model);
    trainer.parameters.set(parameters);
    trainer.scaler.set(scaler);
  }
  trainer.average.set(trainer.parameters);
}

/** Epochs that fit into a time, judged by some steps that are not taken. */
function planEpochs(trainer: NepTrainer, weights: readonly number[], seconds: number): number {
  if (!(seconds > 0)) throw new InputError('training needs a time above zero', { value: seconds });
  const order = shuffle(weights.length, makeRng(0));
  const from = performance.now();
  let done = 0;
  do {
    const batch = range(0, BATCH).map((k) => order[(done + k) % order.length]);
    trainer.addGradients(
      batch,
      batch.map((k) => weights[k]),
      LOSS,
    );
    done += BATCH;
  } while (performance.now() - from < Math.min(2000, 20 * seconds) && done < weights.length);
  const perFrame = (performance.now() - from) / 1000 / done;
  return Math.max(1, Math.round(seconds / (perFrame * weights.length)));
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x * x, 0) / values.length;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);

function shuffle(n: number, rng: ReturnType<typeof makeRng>): number[] {
  const order = range(0, n);
  for (let k = n - 1; k > 0; k--) {
    const other = rng.integer(k + 1);
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order;
}

async function hashFrames(frames: readonly TrainingFrame[]): Promise<string> {
  const parts: string[] = [];
  for (const { structure, energy, forces, stress } of frames) {
    const numbers = Float64Array.of(energy, ...structure.cell, ...structure.positions, ...forces, ...(stress ?? []));
    parts.push(structure.elements.join(), await computeSha256(new Uint8Array(numbers.buffer)));
  }
  return computeSha256(parts.join());
}
