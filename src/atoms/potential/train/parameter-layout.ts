import { InputError } from '../../../core/index.js';
import type { NepModel } from '../parse-nep.js';
import type { NepRecipe } from './nep-recipe.js';

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

/** Where the parameters of a recipe stand in the training kernel; everything is padded with zeros that stay zero. */
export interface ParameterLayout {
  types: number;
  radialCount: number;
  radialBasis: number;
  angularCount: number;
  angularBasis: number;
  /** Neurons in whole vectors, and those of the recipe. */
  neurons: number;
  ownNeurons: number;
  /** Rows of the padded descriptor, and where each component of the file's descriptor stands among them. */
  rows: number;
  place: Int32Array;
  /** First element of each part; the weights (types, rows, neurons) begin at 0. */
  bias: number;
  output: number;
  shared: number;
  radial: number;
  angular: number;
  /** Elements in all. */
  length: number;
  /** Index of coefficient k of function n of a pair of types. */
  radialAt(pair: number, n: number, k: number): number;
  angularAt(pair: number, n: number, k: number): number;
  /** Parameters that the file holds, the scaler left out. */
  count: number;
}

/** @throws InputError where the kernel has no room for the recipe, or its numbers are none */
export function makeParameterLayout(recipe: NepRecipe): ParameterLayout {
  checkRecipe(recipe);
  const types = recipe.elements.length;
  const radialCount = recipe.nMax.radial + 1;
  const angularCount = recipe.nMax.angular + 1;
  const radialBasis = recipe.basisSize.radial + 1;
  const angularBasis = recipe.basisSize.angular + 1;
  const blocks = 5 + recipe.lMax[2];
  const neurons = roundUp(recipe.neurons, 8);
  const radialWide = roundUp(radialCount, 4);
  const angularWide = roundUp(angularCount, 4);
  const rows = radialWide + angularWide * blocks;
  const place = Int32Array.from({ length: radialCount + angularCount * blocks }, (_, d) =>
    d < radialCount
      ? d
      : radialWide + Math.floor((d - radialCount) / angularCount) * angularWide + ((d - radialCount) % angularCount),
  );
  const bias = types * rows * neurons;
  const output = bias + types * neurons;
  const shared = output + types * neurons;
  const radial = shared + 4;
  const radialRow = roundUp(radialBasis, 4);
  const angularRow = roundUp(angularBasis, 4);
  const angular = radial + types * types * radialCount * radialRow;
  const functions = roundUp(angularCount, 2);
  return {
    types,
    radialCount,
    radialBasis,
    angularCount,
    angularBasis,
    neurons,
    ownNeurons: recipe.neurons,
    rows,
    place,
    bias,
    output,
    shared,
    radial,
    angular,
    length: angular + types * types * functions * angularRow,
    radialAt: (pair, n, k) => radial + (pair * radialCount + n) * radialRow + k,
    angularAt: (pair, n, k) => angular + (pair * functions + n) * angularRow + k,
    count:
      types * recipe.neurons * (place.length + 2) +
      types * types * (radialCount * radialBasis + angularCount * angularBasis) +
      1,
  };
}

function checkRecipe({ elements, cutoff, nMax, basisSize, neurons, zbl }: NepRecipe): void {
  const refuse = (what: string, value: unknown): never => {
    throw new InputError(`the recipe of the potential has ${what}`, { value });
  };
  if (elements.length === 0 || new Set(elements).size < elements.length)
    refuse('no elements, or one of them twice', elements.join(' '));
  if (!(cutoff.angular > 1 && cutoff.radial >= cutoff.angular && cutoff.radial <= 12))
    refuse('cutoffs that are not 1 Å < angular ≤ radial ≤ 12 Å', `${cutoff.radial} and ${cutoff.angular}`);
  if (!(zbl.outer >= 0 && zbl.factor >= 0 && zbl.outer <= cutoff.radial))
    refuse('a repulsion that does not end within the radial cutoff', zbl.outer);
  const whole = (value: number, to: number, what: string): void => {
    if (!Number.isInteger(value) || value < 1 || value > to) refuse(`${what} not from 1 to ${to}`, value);
  };
  whole(nMax.radial, 15, 'n_max of the radial functions');
  whole(nMax.angular, 15, 'n_max of the angular functions');
  whole(basisSize.radial, 15, 'basis_size of the radial functions');
  whole(basisSize.angular, 15, 'basis_size of the angular functions');
  whole(neurons, 128, 'a number of neurons');
}

/** Parameters and scaler of a model of the same form, for the kernel. */
export function toParameters(
  layout: ParameterLayout,
  model: NepModel,
): { parameters: Float32Array; scaler: Float32Array } {
  const parameters = new Float32Array(layout.length);
  const scaler = new Float32Array(layout.rows);
  walk(layout, (at, part, index) => {
    parameters[at] = part === 'inputBias' ? -model[part][index] : model[part][index];
  });
  parameters[layout.shared] = model.outputBias[0];
  model.scaler.forEach((value, d) => {
    scaler[layout.place[d]] = value;
  });
  return { parameters, scaler };
}

type Part = 'inputWeights' | 'inputBias' | 'outputWeights' | 'radialCoefficients' | 'angularCoefficients';

/** Every parameter but the shared bias: where the kernel has it, and which element of which array of a model it is. */
export function walk(layout: ParameterLayout, each: (at: number, part: Part, index: number) => void): void {
  const { types, rows, neurons, ownNeurons, place } = layout;
  for (let t = 0; t < types; t++) {
    for (let m = 0; m < ownNeurons; m++) {
      const unit = t * ownNeurons + m;
      for (let d = 0; d < place.length; d++)
        each((t * rows + place[d]) * neurons + m, 'inputWeights', unit * place.length + d);
      each(layout.bias + t * neurons + m, 'inputBias', unit);
      each(layout.output + t * neurons + m, 'outputWeights', unit);
    }
  }
  for (let p = 0; p < types * types; p++) {
    for (let n = 0; n < layout.radialCount; n++)
      for (let k = 0; k < layout.radialBasis; k++)
        each(layout.radialAt(p, n, k), 'radialCoefficients', (p * layout.radialCount + n) * layout.radialBasis + k);
    for (let n = 0; n < layout.angularCount; n++)
      for (let k = 0; k < layout.angularBasis; k++)
        each(layout.angularAt(p, n, k), 'angularCoefficients', (p * layout.angularCount + n) * layout.angularBasis + k);
  }
}
