import { invertMatrix3 } from '../../core/index.js';
import { cellOfMetric, type CrystalModel, latticeVectors, metricOf } from './crystal-model.js';
import { evaluateHarmonic, type SymmetricHarmonic, symmetriseHarmonics } from './harmonics.js';
import type { Reflections } from './reflections.js';

/** How the grains of a phase lie: a factor on the intensity of each family of reflections. */
export interface Texture {
  parameters: readonly { id: string; label: string; value: number; lower: number; upper: number }[];
  /**
   * Factor of each family and its derivative by each parameter. Directions are those of the first metric given.
   *
   * @param metric [Å⁻²] (6) reciprocal metric
   * @param values [1] (parameters)
   * @param by     [1] (parameters) columns of families
   */
  compute(
    metric: ArrayLike<number>,
    values: readonly number[],
    factor: Float64Array,
    by: readonly Float64Array[],
  ): void;
}

/**
 * March–Dollase factor of each family, the mean over its members of (r² cos²α + sin²α/r)^(−3/2). r < 1: plates lying
 * flat. Dollase, J. Appl. Cryst. 19 (1986) 267.
 *
 * @param axis indices of the planes that lie flat
 */
export function makeMarchDollase(reflections: Reflections, axis: readonly [number, number, number]): Texture {
  let angles: Float64Array[] | undefined;
  return {
    parameters: [{ id: 'texture', label: 'texture', value: 1, lower: 0.1, upper: 4 }],
    compute(metric, [r], factor, [byR]) {
      angles ??= anglesToAxis(reflections, metric, axis);
      angles.forEach((family, h) => {
        let sum = 0;
        let slope = 0;
        for (const c2 of family) {
          const q = r * r * c2 + (1 - c2) / r;
          const p = q ** -1.5;
          sum += p;
          slope += -1.5 * (p / q) * (2 * r * c2 - (1 - c2) / (r * r));
        }
        factor[h] = sum / family.length;
        byR[h] = slope / family.length;
      });
    },
  };
}

/**
 * Symmetric harmonics of a powder that spins or is pressed, seen along its axis: 1 + Σ C k(h), even orders from 2, k
 * normalised so that the texture index is 1 + Σ C²/(2l + 1). Bunge, Texture Analysis in Materials Science (1982); Von
 * Dreele, J. Appl. Cryst. 30 (1997) 517. No C exceeds 2l + 1 where no density is below zero.
 *
 * @param order highest
 */
export function makeHarmonicTexture(model: CrystalModel, reflections: Reflections, order: number): Texture {
  const vectors = latticeVectors(cellOfMetric(metricOf(model.metrics, model.metricAmounts)));
  const inverse = invertMatrix3(vectors);
  const rotations = [...new Map(model.operations.map((o) => [o.rotation.join(), o.rotation])).values()].map((r) =>
    multiply(multiply(inverse, transpose(r)), vectors),
  );
  const harmonics: SymmetricHarmonic[] = [];
  for (let l = 2; l <= order; l += 2) harmonics.push(...symmetriseHarmonics(l, rotations));
  let columns: Float64Array[] | undefined;
  return {
    parameters: harmonics.map(({ order: l, m }) => ({
      id: `harmonic.${l}.${m}`,
      label: `harmonic C(${l}, ${m})`,
      value: 0,
      lower: -(2 * l + 1),
      upper: 2 * l + 1,
    })),
    compute(metric, values, factor, by) {
      if (!columns) {
        const directions = directionsOf(reflections, metric);
        columns = harmonics.map((k) => Float64Array.from(directions, (d) => evaluateHarmonic(k, d)));
      }
      factor.fill(1);
      columns.forEach((column, k) => {
        by[k].set(column);
        for (let h = 0; h < factor.length; h++) factor[h] += values[k] * column[h];
      });
    },
  };
}

/** Directions of the first member of each family on the Cartesian axes of `latticeVectors`. */
function directionsOf({ hkl, multiplicity }: Reflections, metric: ArrayLike<number>): number[][] {
  const inverse = invertMatrix3(latticeVectors(cellOfMetric(metric)));
  return Array.from(multiplicity, (_, h) =>
    [0, 3, 6].map((i) => inverse[i] * hkl[3 * h] + inverse[i + 1] * hkl[3 * h + 1] + inverse[i + 2] * hkl[3 * h + 2]),
  );
}

/** cos² of the angle between the planes that lie flat and every member of each family. */
function anglesToAxis(
  reflections: Reflections,
  metric: ArrayLike<number>,
  axis: readonly [number, number, number],
): Float64Array[] {
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    metric[0] * a[0] * b[0] +
    metric[1] * a[1] * b[1] +
    metric[2] * a[2] * b[2] +
    metric[3] * (a[0] * b[1] + a[1] * b[0]) +
    metric[4] * (a[0] * b[2] + a[2] * b[0]) +
    metric[5] * (a[1] * b[2] + a[2] * b[1]);
  const own = dot(axis, axis);
  return reflections.families.map((family) => {
    const out = new Float64Array(family.length / 3);
    for (let k = 0; k < out.length; k++) {
      const h = family.subarray(3 * k, 3 * k + 3);
      out[k] = Math.min(1, dot(h, axis) ** 2 / (own * dot(h, h)));
    }
    return out;
  });
}

const transpose = (r: ArrayLike<number>) => [0, 3, 6, 1, 4, 7, 2, 5, 8].map((k) => r[k]);

function multiply(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return Array.from({ length: 9 }, (_, k) => {
    const [i, j] = [3 * Math.floor(k / 3), k % 3];
    return a[i] * b[j] + a[i + 1] * b[3 + j] + a[i + 2] * b[6 + j];
  });
}
