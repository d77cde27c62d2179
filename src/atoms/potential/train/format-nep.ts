import type { NepRecipe } from './nep-recipe.js';
import type { ParameterLayout } from './parameter-layout.js';

/** Most neighbours of any atom within the two cutoffs, which GPUMD sizes its lists by. */
export interface MostNeighbours {
  radial: number;
  angular: number;
}

/** `nep.txt` in GPUMD's format; every number is written so that single precision reads it back to the last bit. */
export function formatNep(
  recipe: NepRecipe,
  layout: ParameterLayout,
  parameters: Float32Array,
  scaler: Float32Array,
  most: MostNeighbours,
): string {
  const { elements, cutoff, nMax, basisSize, lMax, zbl } = recipe;
  const { types, rows, neurons, ownNeurons, place } = layout;
  const repels = zbl.outer > 0;
  const lines = [`nep4${repels ? '_zbl' : ''} ${types} ${elements.join(' ')}`];
  if (repels) lines.push(`zbl ${zbl.outer / 2} ${zbl.outer}${zbl.factor > 0 ? ` ${zbl.factor}` : ''}`);
  lines.push(
    `cutoff ${cutoff.radial} ${cutoff.angular} ${most.radial} ${most.angular}`,
    `n_max ${nMax.radial} ${nMax.angular}`,
    `basis_size ${basisSize.radial} ${basisSize.angular}`,
    `l_max ${lMax.join(' ')}`,
    `ANN ${ownNeurons} 0`,
  );
  const put = (value: number): void => {
    lines.push(value.toExponential(8).padStart(16));
  };
  for (let t = 0; t < types; t++) {
    for (let m = 0; m < ownNeurons; m++) for (const d of place) put(parameters[(t * rows + d) * neurons + m]);
    for (let m = 0; m < ownNeurons; m++) put(-parameters[layout.bias + t * neurons + m]);
    for (let m = 0; m < ownNeurons; m++) put(parameters[layout.output + t * neurons + m]);
  }
  put(parameters[layout.shared]);
  for (let n = 0; n < layout.radialCount; n++)
    for (let k = 0; k < layout.radialBasis; k++)
      for (let p = 0; p < types * types; p++) put(parameters[layout.radialAt(p, n, k)]);
  for (let n = 0; n < layout.angularCount; n++)
    for (let k = 0; k < layout.angularBasis; k++)
      for (let p = 0; p < types * types; p++) put(parameters[layout.angularAt(p, n, k)]);
  for (const d of place) put(scaler[d]);
  return `${lines.join('\n')}\n`;
}
