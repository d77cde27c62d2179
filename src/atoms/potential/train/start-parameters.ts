import { InputError, makeRng } from '../../../core/index.js';
import { parseNep } from '../parse-nep.js';
import type { NepRecipe } from './nep-recipe.js';
import type { NepTrainer } from './nep-trainer.js';
import { toParameters, type ParameterLayout } from './parameter-layout.js';
import type { TrainingFrame } from './training-frame.js';

/** Width of the scaled descriptors: a network learns faster from four than from the one that GPUMD takes. */
const WIDTH = 4;
/** Frames that the scaler is taken from. */
const MOST_SCALED = 500;

/**
 * Fills a trainer with random parameters: radial functions near single polynomials, descriptors scaled by their range
 * over the frames, neurons centred on the mean surroundings of their element.
 *
 * @param types of the atoms of each frame
 */
export function drawStartParameters(
  trainer: NepTrainer,
  layout: ParameterLayout,
  types: readonly Int32Array[],
  seed: number,
): void {
  const rng = makeRng(seed).fork('parameters');
  const { parameters, scaler } = trainer;
  const { place } = layout;
  const near = (n: number, k: number): number => 0.3 * rng.normal() + (n === k ? 0.5 : 0);
  for (let p = 0; p < layout.types ** 2; p++) {
    for (let n = 0; n < layout.radialCount; n++)
      for (let k = 0; k < layout.radialBasis; k++) parameters[layout.radialAt(p, n, k)] = near(n, k);
    for (let n = 0; n < layout.angularCount; n++)
      for (let k = 0; k < layout.angularBasis; k++) parameters[layout.angularAt(p, n, k)] = near(n, k);
  }
  scaler.fill(1);
  const least = new Float64Array(layout.rows).fill(Infinity);
  const most = new Float64Array(layout.rows).fill(-Infinity);
  const sums = new Float64Array(layout.types * layout.rows);
  const counts = new Float64Array(layout.types);
  const stride = Math.max(1, Math.floor(types.length / MOST_SCALED));
  for (let k = 0; k < types.length; k += stride) {
    const q = trainer.computeDescriptors(k);
    types[k].forEach((type, i) => {
      counts[type]++;
      for (let d = 0; d < layout.rows; d++) {
        const value = q[i * layout.rows + d];
        least[d] = Math.min(least[d], value);
        most[d] = Math.max(most[d], value);
        sums[type * layout.rows + d] += value;
      }
    });
  }
  scaler.fill(0);
  for (const d of place) scaler[d] = WIDTH / Math.max(most[d] - least[d], 1e-6);
  for (let t = 0; t < layout.types; t++) {
    for (let m = 0; m < layout.ownNeurons; m++) {
      let centre = 0;
      for (const d of place) {
        const weight = (1.5 * rng.normal()) / Math.sqrt(place.length);
        parameters[(t * layout.rows + d) * layout.neurons + m] = weight;
        centre += weight * scaler[d] * (sums[t * layout.rows + d] / Math.max(1, counts[t]));
      }
      parameters[layout.bias + t * layout.neurons + m] = -(centre + 0.5 * rng.normal());
      parameters[layout.output + t * layout.neurons + m] = (0.3 * rng.normal()) / Math.sqrt(layout.ownNeurons);
    }
  }
}

/** Random parameters, or those of a file of the same form. */
export function setStartParameters(
  trainer: NepTrainer,
  layout: ParameterLayout,
  frames: readonly TrainingFrame[],
  recipe: NepRecipe,
  options: { seed: number; initial?: string },
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
