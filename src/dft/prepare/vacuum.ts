import { invertMatrix3, type Structure, toFractional } from '../../core/index.js';

/** Empty space along one vector of the cell. */
export interface Vacuum {
  /** 0, 1, 2 */
  axis: number;
  /** [Å] height of the largest gap without atoms. */
  thickness: number;
  /** [1] fraction of the cell at the middle of that gap. */
  middle: number;
}

/** [Å] A gap wider than this between layers of atoms is vacuum. */
export const LEAST_VACUUM = 6;

/** Vacuum along each vector of a cell where there is any: three for a molecule, one for a slab, none for a crystal. */
export function findVacuum(structure: Structure): Vacuum[] {
  const { cell, pbc, positions } = structure;
  if (structure.elements.length === 0) return [];
  const fractional = toFractional(cell, positions);
  const inverse = invertMatrix3(cell);
  return [0, 1, 2].flatMap((axis): Vacuum[] => {
    // Distance of the planes that bound the cell along this vector.
    const height = 1 / Math.hypot(inverse[axis], inverse[3 + axis], inverse[6 + axis]);
    const places = Array.from({ length: structure.elements.length }, (_, i) => {
      const f = fractional[3 * i + axis];
      return f - Math.floor(f);
    }).sort((a, b) => a - b);
    let gap = places[0] + 1 - places[places.length - 1];
    let middle = (places[places.length - 1] + gap / 2) % 1;
    for (let i = 1; i < places.length; i++)
      if (places[i] - places[i - 1] > gap) {
        gap = places[i] - places[i - 1];
        middle = places[i - 1] + gap / 2;
      }
    const thickness = gap * height;
    return !pbc[axis] || thickness > LEAST_VACUUM ? [{ axis, thickness, middle }] : [];
  });
}
