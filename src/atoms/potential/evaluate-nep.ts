import type { NeighbourList } from '../../num/neighbours.js';
import { computeHarmonics, countHarmonics, makeHarmonicWeights } from './harmonics.js';
import { computeFiveBody, computeFourBody } from './many-body.js';
import type { NepModel } from './parse-nep.js';
import { computeZbl, computeZblScale } from './zbl.js';

/** What the plain evaluation gives. */
export interface NepResult {
  /** [eV] (n) */
  energies: Float64Array;
  /** [eV/Å] (n, 3) */
  forces: Float64Array;
  /** [eV] (3, 3) dE/dε, rows by the direction of the force. */
  virial: Float64Array;
  /** [1] (n, dimension) before the scaler. */
  descriptors: Float64Array;
}

/**
 * Energy, forces and virial of a neuroevolution potential in double precision, by the equations as published and
 * without tricks: what the fast kernel is measured against.
 *
 * Fan et al., J. Chem. Phys. 157, 114801 (2022), doi:10.1063/5.0106617.
 *
 * @param types (n) index of each atom's element in the model
 * @param list  all neighbours within the longest cutoff
 */
export function evaluateNep(model: NepModel, types: Int32Array, list: NeighbourList): NepResult {
  const n = types.length;
  const { radialCount, radialBasis, angularCount, angularBasis, lMax, dimension, neurons, scaler } = model;
  const typeCount = model.elements.length;
  const harmonics = countHarmonics(lMax);
  const weights = makeHarmonicWeights(lMax);
  const shell = Int32Array.from({ length: harmonics }, (_, h) => Math.floor(Math.sqrt(h + 1)) - 1);
  const fourAt = radialCount + lMax * angularCount;
  const fiveAt = fourAt + Number(model.fourBody) * angularCount;
  const scales = model.elements.map((a) => model.elements.map((b) => computeZblScale(a, b)));

  const energies = new Float64Array(n);
  const forces = new Float64Array(3 * n);
  const virial = new Float64Array(9);
  const descriptors = new Float64Array(n * dimension);
  const most = list.offsets.reduce((best, to, i) => Math.max(best, i > 0 ? to - list.offsets[i - 1] : 0), 0);
  const radialSlope = new Float64Array(most * radialCount);
  const value = new Float64Array(most * angularCount);
  const slope = new Float64Array(most * angularCount);
  const angles = new Float64Array(most * harmonics);
  const angleSlopes = new Float64Array(most * harmonics * 3);
  const basis = new Float64Array(Math.max(radialBasis, angularBasis));
  const basisSlope = new Float64Array(basis.length);
  const sums = new Float64Array(angularCount * harmonics);
  const sumSlopes = new Float64Array(sums.length);
  const descriptorSlopes = new Float64Array(dimension);

  for (let i = 0; i < n; i++) {
    const from = list.offsets[i];
    const count = list.offsets[i + 1] - from;
    const q = descriptors.subarray(i * dimension, (i + 1) * dimension);
    sums.fill(0);
    for (let m = 0; m < count; m++) {
      const p = from + m;
      const pair = types[i] * typeCount + types[list.neighbours[p]];
      const r = list.distances[p];
      if (r < model.radialCutoff[pair]) {
        computeBasis(r, model.radialCutoff[pair], radialBasis, basis, basisSlope);
        for (let k = 0; k < radialCount; k++) {
          q[k] += dot(model.radialCoefficients, (pair * radialCount + k) * radialBasis, basis, radialBasis);
          radialSlope[m * radialCount + k] = dot(
            model.radialCoefficients,
            (pair * radialCount + k) * radialBasis,
            basisSlope,
            radialBasis,
          );
        }
      }
      if (r < model.angularCutoff[pair]) {
        computeBasis(r, model.angularCutoff[pair], angularBasis, basis, basisSlope);
        const y = angles.subarray(m * harmonics, (m + 1) * harmonics);
        computeHarmonics(
          lMax,
          list.vectors[3 * p] / r,
          list.vectors[3 * p + 1] / r,
          list.vectors[3 * p + 2] / r,
          y,
          angleSlopes.subarray(3 * m * harmonics, 3 * (m + 1) * harmonics),
        );
        for (let k = 0; k < angularCount; k++) {
          const g = dot(model.angularCoefficients, (pair * angularCount + k) * angularBasis, basis, angularBasis);
          value[m * angularCount + k] = g;
          slope[m * angularCount + k] = dot(
            model.angularCoefficients,
            (pair * angularCount + k) * angularBasis,
            basisSlope,
            angularBasis,
          );
          for (let h = 0; h < harmonics; h++) sums[k * harmonics + h] += g * y[h];
        }
      }
    }

    for (let k = 0; k < angularCount; k++) {
      for (let h = 0; h < harmonics; h++)
        q[radialCount + shell[h] * angularCount + k] += weights[h] * sums[k * harmonics + h] ** 2;
      if (model.fourBody) q[fourAt + k] = computeFourBody(sums, k * harmonics + 3);
      if (model.fiveBody) q[fiveAt + k] = computeFiveBody(sums, k * harmonics);
    }

    descriptorSlopes.fill(0);
    energies[i] = -model.outputBias[types[i]];
    for (let m = 0; m < neurons; m++) {
      const row = (types[i] * neurons + m) * dimension;
      let z = -model.inputBias[types[i] * neurons + m];
      for (let d = 0; d < dimension; d++) z += model.inputWeights[row + d] * q[d] * scaler[d];
      const h = Math.tanh(z);
      const w = model.outputWeights[types[i] * neurons + m];
      energies[i] += w * h;
      for (let d = 0; d < dimension; d++)
        descriptorSlopes[d] += w * (1 - h * h) * model.inputWeights[row + d] * scaler[d];
    }

    sumSlopes.fill(0);
    for (let k = 0; k < angularCount; k++) {
      for (let h = 0; h < harmonics; h++)
        sumSlopes[k * harmonics + h] =
          2 * weights[h] * sums[k * harmonics + h] * descriptorSlopes[radialCount + shell[h] * angularCount + k];
      if (model.fourBody) computeFourBody(sums, k * harmonics + 3, descriptorSlopes[fourAt + k], sumSlopes);
      if (model.fiveBody) computeFiveBody(sums, k * harmonics, descriptorSlopes[fiveAt + k], sumSlopes);
    }

    for (let m = 0; m < count; m++) {
      const p = from + m;
      const j = list.neighbours[p];
      const pair = types[i] * typeCount + types[j];
      const r = list.distances[p];
      const unit = [list.vectors[3 * p] / r, list.vectors[3 * p + 1] / r, list.vectors[3 * p + 2] / r];
      const gradient = [0, 0, 0];
      let along = 0;
      if (r < model.radialCutoff[pair])
        for (let k = 0; k < radialCount; k++) along += descriptorSlopes[k] * radialSlope[m * radialCount + k];
      if (r < model.angularCutoff[pair]) {
        const tangent = [0, 0, 0];
        for (let h = 0; h < harmonics; h++) {
          let g = 0;
          let s = 0;
          for (let k = 0; k < angularCount; k++) {
            g += value[m * angularCount + k] * sumSlopes[k * harmonics + h];
            s += slope[m * angularCount + k] * sumSlopes[k * harmonics + h];
          }
          along += s * angles[m * harmonics + h];
          for (let c = 0; c < 3; c++) tangent[c] += g * angleSlopes[3 * (m * harmonics + h) + c];
        }
        const radialPart = tangent[0] * unit[0] + tangent[1] * unit[1] + tangent[2] * unit[2];
        for (let c = 0; c < 3; c++) gradient[c] += (tangent[c] - radialPart * unit[c]) / r;
      }
      if (model.repulsion && r < model.repulsion.outer[pair]) {
        const { charge, inverseLength } = scales[types[i]][types[j]];
        const [energy, derivative] = computeZbl(
          r,
          charge,
          inverseLength,
          model.repulsion.inner[pair],
          model.repulsion.outer[pair],
          model.repulsion.screening,
          8 * pair,
        );
        energies[i] += 0.5 * energy;
        along += 0.5 * derivative;
      }
      for (let c = 0; c < 3; c++) {
        gradient[c] += along * unit[c];
        forces[3 * i + c] += gradient[c];
        forces[3 * j + c] -= gradient[c];
        for (let b = 0; b < 3; b++) virial[3 * c + b] += gradient[c] * list.vectors[3 * p + b];
      }
    }
  }
  return { energies, forces, virial, descriptors };
}

function dot(a: Float64Array, at: number, b: Float64Array, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += a[at + k] * b[k];
  return sum;
}

/** ½(T_k(2(r/rc − 1)² − 1) + 1) times the cosine cutoff, with derivatives. */
function computeBasis(r: number, rc: number, size: number, values: Float64Array, slopes: Float64Array): void {
  const s = r / rc - 1;
  const x = 2 * s * s - 1;
  const dx = (4 * s) / rc;
  const cut = 0.5 * (1 + Math.cos((Math.PI * r) / rc));
  const cutSlope = ((-0.5 * Math.PI) / rc) * Math.sin((Math.PI * r) / rc);
  values[0] = cut;
  slopes[0] = cutSlope;
  let [t0, t1, d0, d1] = [1, x, 0, 1];
  for (let k = 1; k < size; k++) {
    values[k] = 0.5 * (t1 + 1) * cut;
    slopes[k] = 0.5 * (d1 * dx * cut + (t1 + 1) * cutSlope);
    [t0, t1, d0, d1] = [t1, 2 * x * t1 - t0, d1, 2 * t1 + 2 * x * d1 - d0];
  }
}
