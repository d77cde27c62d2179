import { makeRng } from '../../../core/index.js';
import type { NepTrainer } from './nep-trainer.js';
import type { ParameterLayout } from './parameter-layout.js';

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
