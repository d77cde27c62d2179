import { makeHarmonicWeights } from './harmonics.js';
import { FIVE_BODY, FOUR_BODY } from './many-body.js';
import type { NepModel } from './parse-nep.js';
import type { TrainingWatch } from './training-watch.js';
import { computeZblScale } from './zbl.js';

/** Highest angular momentum the kernel has harmonics for. */
export const KERNEL_L_MAX = 4;

/** Bytes between records of pairs of types in the kernel. */
const PAIR_DOUBLES = 20;

/** A model in the arrangement of the kernel; see `src/kernels/_nep.as.ts`. */
export interface NepTables {
  radialWide: number;
  angularWide: number;
  radialBasisWide: number;
  angularBasisWide: number;
  neurons: number;
  /** Angular blocks of the descriptor: one for each l, then four-body, then five-body. */
  blocks: number;
  /** Rows of the padded descriptor. */
  rows: number;
  pairs: Float64Array;
  /** The radial functions, in three arrangements; see `src/kernels/_nep-layout.as.ts`. */
  radial: Float32Array;
  radialBack: Float32Array;
  angular: Float32Array;
  weights: Float32Array;
  input: Float32Array;
  bias: Float32Array;
  output: Float32Array;
  offsets: Float64Array;
  bounds: Float32Array;
  factors: [number, number];
}

/** The harmonics of the reference over those of the kernel, which leaves out constant factors; l from 1 to 4. */
export const HARMONIC_RATIOS = [
  1,
  1,
  1,
  1 / 2,
  3,
  3,
  3,
  3,
  1 / 2,
  3 / 2,
  3 / 2,
  15,
  15,
  15,
  15,
  1 / 8,
  5 / 2,
  5 / 2,
  15 / 2,
  15 / 2,
  105,
  105,
  105,
  105,
];

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

export function makeNepTables(model: NepModel, elementEnergies: Float64Array, watch: TrainingWatch): NepTables {
  const types = model.elements.length;
  const radialWide = roundUp(model.radialCount, 4);
  const angularWide = roundUp(model.angularCount, 4);
  const radialBasisWide = roundUp(model.radialBasis, 4);
  const angularBasisWide = roundUp(model.angularBasis, 2);
  const neurons = roundUp(model.neurons, 8);
  const blocks = model.lMax + Number(model.fourBody) + Number(model.fiveBody);
  const rows = radialWide + angularWide * blocks;

  const pairs = new Float64Array(types * types * PAIR_DOUBLES);
  const scales = new Float32Array(pairs.buffer);
  const radial = new Float32Array(types * types * radialBasisWide * radialWide);
  const radialBack = new Float32Array(types * types * model.radialCount * 2 * radialBasisWide);
  const angular = new Float32Array(types * types * angularWide * 2 * angularBasisWide);
  for (let p = 0; p < types * types; p++) {
    const { charge, inverseLength } = computeZblScale(model.elements[Math.floor(p / types)], model.elements[p % types]);
    const outer = model.repulsion?.outer[p] ?? 0;
    pairs.set(
      [
        model.radialCutoff[p],
        model.angularCutoff[p],
        Math.max(outer, watch.shortest[p]),
        model.repulsion?.inner[p] ?? 0,
        outer,
        charge,
        inverseLength,
        watch.shortest[p],
      ],
      p * PAIR_DOUBLES,
    );
    if (model.repulsion) pairs.set(model.repulsion.screening.subarray(8 * p, 8 * p + 8), p * PAIR_DOUBLES + 8);
    scales.set([1 / model.radialCutoff[p], 1 / model.angularCutoff[p]], 2 * (p * PAIR_DOUBLES + 16));
    for (let n = 0; n < model.radialCount; n++) {
      const at = (p * model.radialCount + n) * model.radialBasis;
      const { values, slopes } = toSecondKind(model.radialCoefficients.subarray(at, at + model.radialBasis));
      for (let j = 0; j < model.radialBasis; j++) radial[(p * radialBasisWide + j) * radialWide + n] = values[j];
      radialBack.set(values, (p * model.radialCount + n) * 2 * radialBasisWide);
      radialBack.set(slopes, ((p * model.radialCount + n) * 2 + 1) * radialBasisWide);
    }
    for (let n = 0; n < model.angularCount; n++) {
      const at = (p * model.angularCount + n) * model.angularBasis;
      const { values, slopes } = toSecondKind(model.angularCoefficients.subarray(at, at + model.angularBasis));
      const to = (p * angularWide + n - (n % 4)) * 2 * angularBasisWide + (n % 4);
      for (let j = 0; j < model.angularBasis; j++) {
        angular[to + 8 * j] = values[j];
        angular[to + 8 * j + 4] = slopes[j];
      }
    }
  }

  // Where each component of the descriptor stands among the padded rows.
  const place = Int32Array.from({ length: model.dimension }, (_, d) =>
    d < model.radialCount
      ? d
      : radialWide +
        Math.floor((d - model.radialCount) / model.angularCount) * angularWide +
        ((d - model.radialCount) % model.angularCount),
  );
  const input = new Float32Array(types * rows * neurons);
  const bias = new Float32Array(types * neurons);
  const output = new Float32Array(types * neurons);
  const offsets = new Float64Array(types);
  const bounds = new Float32Array(types * rows * 3);
  for (let t = 0; t < types; t++) {
    offsets[t] = elementEnergies[t] - model.outputBias[t];
    for (let m = 0; m < model.neurons; m++) {
      bias[t * neurons + m] = -model.inputBias[t * model.neurons + m];
      output[t * neurons + m] = model.outputWeights[t * model.neurons + m];
      for (let d = 0; d < model.dimension; d++)
        input[(t * rows + place[d]) * neurons + m] =
          model.inputWeights[(t * model.neurons + m) * model.dimension + d] * model.scaler[d];
    }
    const { least, most } = watch.ranges[t];
    for (let d = 0; d < model.dimension; d++) {
      if (!Number.isFinite(least[d])) continue;
      bounds[t * rows * 3 + place[d]] = least[d];
      bounds[t * rows * 3 + rows + place[d]] = most[d];
      bounds[t * rows * 3 + 2 * rows + place[d]] = 1 / Math.max(most[d] - least[d], 1e-12);
    }
  }
  const weights = Float32Array.from(makeHarmonicWeights(model.lMax), (w, h) => w * HARMONIC_RATIOS[h] ** 2);
  return {
    radialWide,
    angularWide,
    radialBasisWide,
    angularBasisWide,
    neurons,
    blocks,
    rows,
    pairs,
    radial,
    radialBack,
    angular,
    weights,
    input,
    bias,
    output,
    offsets,
    bounds,
    factors: [FOUR_BODY, FIVE_BODY],
  };
}

/**
 * Σ c_k(T_k + 1) and Σ c_k dT_k/dx as sums of Chebyshev polynomials of the second kind: T_k = ½(U_k − U_{k−2}), dT_k/dx
 * = kU_{k−1}.
 */
function toSecondKind(coefficients: Float64Array): { values: Float64Array; slopes: Float64Array } {
  const values = new Float64Array(coefficients.length);
  const slopes = new Float64Array(coefficients.length);
  coefficients.forEach((c, k) => {
    values[0] += c;
    if (k === 0) values[0] += c;
    else {
      values[k] += c / 2;
      if (k >= 2) values[k - 2] -= c / 2;
      slopes[k - 1] += k * c;
    }
  });
  return { values, slopes };
}
