import { InputError, invertMatrix3, type Structure } from '../../core/index.js';
import { findNeighbours } from '../../num/neighbours.js';

/** Local deformation of each atom's surroundings between two states of the same atoms. */
export interface AtomicStrain {
  /** [1] (n) von Mises invariant of the Green–Lagrange strain: shear. */
  vonMises: Float64Array;
  /** [1] (n) a third of the trace of the strain. */
  volumetric: Float64Array;
  /** [Å2] (n) mean squared displacement of the neighbours that no affine map explains. */
  nonAffine: Float64Array;
  /** (n, 9) strain tensor, row-major. */
  strain: Float64Array;
  /** Atoms with too few neighbours for a strain; their values are 0. */
  undetermined: number[];
}

/**
 * Best affine map of each atom's neighbours from one state to another, its strain and what it leaves over.
 *
 * Falk and Langer, Phys. Rev. E 57 (1998) 7192, doi:10.1103/PhysRevE.57.7192; Shimizu, Ogata and Li, Mater. Trans. 48
 * (2007) 2923, doi:10.2320/matertrans.MJ200769.
 *
 * @param reference state that strain is measured from
 * @param current   the same atoms in the same order, unwrapped relative to the reference
 * @param cutoff    [Å] neighbours in the reference that take part @default 4
 */
export function computeAtomicStrain(reference: Structure, current: Structure, cutoff = 4): AtomicStrain {
  const n = reference.elements.length;
  if (current.elements.length !== n)
    throw new InputError(`strain between ${n} and ${current.elements.length} atoms`, {
      hint: 'both states must hold the same atoms in the same order',
    });
  const list = findNeighbours(reference.cell, reference.pbc, reference.positions, cutoff);
  const out: AtomicStrain = {
    vonMises: new Float64Array(n),
    volumetric: new Float64Array(n),
    nonAffine: new Float64Array(n),
    strain: new Float64Array(9 * n),
    undetermined: [],
  };
  for (let i = 0; i < n; i++) {
    const v = new Float64Array(9);
    const w = new Float64Array(9);
    const count = list.offsets[i + 1] - list.offsets[i];
    const moved = new Float64Array(3 * count);
    for (let at = list.offsets[i]; at < list.offsets[i + 1]; at++) {
      const j = list.neighbours[at];
      const d = moved.subarray(3 * (at - list.offsets[i]));
      for (let k = 0; k < 3; k++) {
        d[k] = current.positions[3 * j + k] - current.positions[3 * i + k];
        for (let axis = 0; axis < 3; axis++) d[k] += list.images[3 * at + axis] * current.cell[3 * axis + k];
      }
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) {
          v[3 * a + b] += list.vectors[3 * at + a] * list.vectors[3 * at + b];
          w[3 * a + b] += list.vectors[3 * at + a] * d[b];
        }
      }
    }
    const map = solveMap(v, w, count);
    if (!map) {
      out.undetermined.push(i);
      continue;
    }
    let rest = 0;
    for (let at = list.offsets[i]; at < list.offsets[i + 1]; at++) {
      for (let k = 0; k < 3; k++) {
        let predicted = 0;
        for (let a = 0; a < 3; a++) predicted += list.vectors[3 * at + a] * map[3 * a + k];
        rest += (moved[3 * (at - list.offsets[i]) + k] - predicted) ** 2;
      }
    }
    out.nonAffine[i] = rest / count;
    const e = out.strain.subarray(9 * i, 9 * i + 9);
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++)
        e[3 * a + b] =
          0.5 *
          (map[3 * a] * map[3 * b] +
            map[3 * a + 1] * map[3 * b + 1] +
            map[3 * a + 2] * map[3 * b + 2] -
            (a === b ? 1 : 0));
    out.volumetric[i] = (e[0] + e[4] + e[8]) / 3;
    out.vonMises[i] = Math.sqrt(
      e[1] ** 2 + e[2] ** 2 + e[5] ** 2 + ((e[0] - e[4]) ** 2 + (e[4] - e[8]) ** 2 + (e[8] - e[0]) ** 2) / 6,
    );
  }
  return out;
}

/** J with d ≈ d0·J by least squares; undefined where the neighbours span no volume. */
function solveMap(v: Float64Array, w: Float64Array, count: number): Float64Array | undefined {
  if (count < 3) return undefined;
  const size = v[0] + v[4] + v[8];
  const det =
    v[0] * (v[4] * v[8] - v[5] * v[7]) - v[1] * (v[3] * v[8] - v[5] * v[6]) + v[2] * (v[3] * v[7] - v[4] * v[6]);
  if (!(det > 1e-6 * size ** 3)) return undefined;
  const inverse = invertMatrix3(v);
  const map = new Float64Array(9);
  for (let a = 0; a < 3; a++)
    for (let b = 0; b < 3; b++) for (let k = 0; k < 3; k++) map[3 * a + b] += inverse[3 * a + k] * w[3 * k + b];
  return map;
}
