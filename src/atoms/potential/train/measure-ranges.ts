import type { NepTraining } from '../training-watch.js';
import type { NepRecipe } from './nep-recipe.js';
import type { NepTrainer } from './nep-trainer.js';
import type { ParameterLayout } from './parameter-layout.js';
import type { TrainingFrame } from './training-frame.js';

/**
 * What the potential saw in training, by its averaged parameters.
 *
 * @param shortest [Å] (types, types) infinite where a pair of elements never met
 */
export function measureRanges(
  trainer: NepTrainer,
  layout: ParameterLayout,
  { elements }: NepRecipe,
  frames: readonly TrainingFrame[],
  shortest: Float64Array,
): NepTraining {
  const { place, rows } = layout;
  const descriptors = Object.fromEntries(
    elements.map((element) => [
      element,
      { least: new Array<number>(place.length).fill(Infinity), most: new Array<number>(place.length).fill(-Infinity) },
    ]),
  );
  frames.forEach(({ structure }, k) => {
    const q = trainer.computeDescriptors(k, true);
    structure.elements.forEach((element, i) => {
      const { least, most } = descriptors[element];
      place.forEach((row, d) => {
        const value = q[i * rows + row] / trainer.scaler[row];
        least[d] = Math.min(least[d], value);
        most[d] = Math.max(most[d], value);
      });
    });
  });
  const pairs = elements.flatMap((a, i) =>
    elements.slice(i).flatMap((b, k) => {
      const distance = shortest[i * elements.length + i + k];
      return Number.isFinite(distance) ? [[`${a}-${b}`, distance] as const] : [];
    }),
  );
  return { shortest: Object.fromEntries(pairs), descriptors };
}
