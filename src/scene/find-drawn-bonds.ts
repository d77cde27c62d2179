import { computeVolume, invertMatrix3 } from '../core/index.js';
import { findNeighbours } from '../num/index.js';
import { bondLimit } from './appearance.js';
import type { SceneFrame } from './pack-frames.js';

/** Lines to be drawn between atoms; each appears twice, once from either end. */
export interface Bonds {
  /** (n + 1) the bonds of atom i are entries `offsets[i]` to `offsets[i + 1] - 1`. */
  offsets: Int32Array;
  /** (bonds) the atom at the other end. */
  neighbours: Int32Array;
  /** [Å] (bonds, 3) from the atom to that image of its neighbour. */
  vectors: Float32Array;
}

/** Finds the pairs to join in a drawing, by distance alone (see {@link bondLimit}); no chemistry is meant by it. */
export function findBonds(frame: SceneFrame): Bonds {
  const kinds = [...new Set(frame.elements)];
  const limits = new Map(kinds.flatMap((a) => kinds.map((b) => [`${a} ${b}`, bondLimit(a, b)] as const)));
  const longest = Math.max(0.1, ...limits.values());
  const n = frame.elements.length;
  const list = findNeighbours(frame.cell, frame.pbc, frame.positions, longest);
  const offsets = new Int32Array(n + 1);
  const neighbours: number[] = [];
  const vectors: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let k = list.offsets[i]; k < list.offsets[i + 1]; k++) {
      const j = list.neighbours[k];
      if (list.distances[k] < 0.3 || list.distances[k] > limits.get(`${frame.elements[i]} ${frame.elements[j]}`)!)
        continue;
      neighbours.push(j);
      vectors.push(list.vectors[3 * k], list.vectors[3 * k + 1], list.vectors[3 * k + 2]);
    }
    offsets[i + 1] = neighbours.length;
  }
  return { offsets, neighbours: Int32Array.from(neighbours), vectors: Float32Array.from(vectors) };
}

/**
 * Share of a cell by which an atom may stand outside and still be left where it is, so that a slab at its border is not
 * torn.
 */
const MARGIN = 0.12;

/** [Å] (n, 3) lattice vectors to add to atoms that are far outside the cell along its periodic axes. */
export function computeWrapShifts(frame: SceneFrame): Float64Array {
  const shifts = new Float64Array(frame.positions.length);
  if (!(computeVolume(frame.cell) > 1e-9)) return shifts;
  const inverse = invertMatrix3(frame.cell);
  for (let i = 0; i < shifts.length; i += 3) {
    for (let axis = 0; axis < 3; axis++) {
      if (!frame.pbc[axis]) continue;
      let f = 0;
      for (let k = 0; k < 3; k++) f += frame.positions[i + k] * inverse[3 * k + axis];
      if (f > -MARGIN && f < 1 + MARGIN) continue;
      const turns = -Math.floor(f);
      for (let k = 0; k < 3; k++) shifts[i + k] += turns * frame.cell[3 * axis + k];
    }
  }
  return shifts;
}
