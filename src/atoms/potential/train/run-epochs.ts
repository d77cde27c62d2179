import {
  breathe,
  computeSha256,
  DomainError,
  InputError,
  makeRng,
  shuffle,
  throwIfAborted,
  type Context,
} from '../../../core/index.js';
import type { NepRecipe } from './nep-recipe.js';
import type { LossWeights, NepTrainer } from './nep-trainer.js';
import { setStartParameters } from './start-parameters.js';
import type { ParameterLayout } from './parameter-layout.js';
import type { TrainOptions } from './train-nep.js';
import type { TrainingFrame } from './training-frame.js';

/** Frames whose gradients are summed for a step. */
const BATCH = 8;
/**
 * Learning rate, and weight of energies beside forces, at the first and at the last step: of a new potential, of one that
 * goes on from another. Forces shape a potential first; energies, a few numbers with much noise, are settled at the end.
 */
const COURSES = {
  fresh: { rate: [1e-2, 1e-5], energy: [0.3, 100] },
  continued: { rate: [4e-3, 1e-5], energy: [1, 100] },
} as const;
const VIRIAL_WEIGHT = 0.3;
/** Steps over which the learning rate rises from nothing. */
const WARM_UP = 100;
/** [eV/Å] root mean square force at which a frame counts half. */
const SOFT_FORCE = 1.5;
const DEFAULT_EPOCHS = 100;

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
export async function runEpochs(
  trainer: NepTrainer,
  layout: ParameterLayout,
  frames: readonly TrainingFrame[],
  recipe: NepRecipe,
  options: TrainOptions,
  context: Context | undefined,
): Promise<number> {
  const weights = frames.map((frame) => frame.weight ?? 1 / (1 + meanSquare(frame.forces) / SOFT_FORCE ** 2));
  const course = options.initial === undefined ? COURSES.fresh : COURSES.continued;
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
    setStartParameters(trainer, layout, frames, recipe, options);
    if (options.epochs === undefined && options.seconds !== undefined)
      epochs = planEpochs(trainer, weights, options.seconds);
  }
  let keptAt = Date.now();
  let breathed = Date.now();
  for (; epoch < epochs; epoch++) {
    throwIfAborted(context);
    const order = shuffle(range(0, frames.length), makeRng(options.seed).fork(`epoch ${epoch}`));
    let forceSquares = 0;
    let components = 0;
    for (let b = 0; b < stepsOfEpoch; b++) {
      // The largest first, so that no thread is left with one at the end.
      const batch = order
        .slice(b * BATCH, (b + 1) * BATCH)
        .sort((x, y) => frames[y].forces.length - frames[x].forces.length || x - y);
      const step = epoch * stepsOfEpoch + b + 1;
      const part = step / (epochs * stepsOfEpoch);
      const errors = trainer.addGradients(
        batch,
        batch.map((k) => weights[k]),
        weighLoss(course, part),
      );
      batch.forEach((k, place) => {
        forceSquares += errors[place].forceSquares;
        components += frames[k].forces.length;
      });
      const rate = fall(course.rate, part) * Math.min(1, step / WARM_UP);
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

type Course = (typeof COURSES)[keyof typeof COURSES];

/** From the first value to the last, level at both ends, as half a cosine does. */
const fall = ([first, last]: readonly [number, number], part: number): number =>
  first + (last - first) * part * part * (3 - 2 * part);

/** The weight of energies grows by the same factor in each stretch of the same length. */
function weighLoss({ energy: [first, last] }: Course, part: number): LossWeights {
  return { energy: first * (last / first) ** part, force: 1, virial: VIRIAL_WEIGHT };
}

/** Epochs that fit into a time, judged by some steps that are not taken. */
function planEpochs(trainer: NepTrainer, weights: readonly number[], seconds: number): number {
  if (!(seconds > 0)) throw new InputError('training needs a time above zero', { value: seconds });
  const order = shuffle(range(0, weights.length), makeRng(0));
  const from = performance.now();
  let done = 0;
  do {
    const batch = range(0, BATCH).map((k) => order[(done + k) % order.length]);
    trainer.addGradients(
      batch,
      batch.map((k) => weights[k]),
      weighLoss(COURSES.fresh, 0),
    );
    done += BATCH;
  } while (performance.now() - from < Math.min(2000, 20 * seconds) && done < weights.length);
  const perFrame = (performance.now() - from) / 1000 / done;
  return Math.max(1, Math.round(seconds / (perFrame * weights.length)));
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, x) => sum + x * x, 0) / values.length;
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);

async function hashFrames(frames: readonly TrainingFrame[]): Promise<string> {
  const parts: string[] = [];
  for (const { structure, energy, forces, stress } of frames) {
    const numbers = Float64Array.of(energy, ...structure.cell, ...structure.positions, ...forces, ...(stress ?? []));
    parts.push(structure.elements.join(), await computeSha256(new Uint8Array(numbers.buffer)));
  }
  return computeSha256(parts.join());
}
