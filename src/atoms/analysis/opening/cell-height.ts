import { InputError } from '../../../core/index.js';

/** The third lattice vector as a stack direction: opening and pulling happen along the normal of the first two. */
export interface CellHeight {
  normal: readonly [number, number, number];
  /** [Å2] of the first two lattice vectors. */
  area: number;
  /** [Å] period along the normal. */
  height: number;
}

/**
 * Measures a cell along the normal of its first two vectors.
 *
 * @param cell [Å] (3, 3) lattice vectors in rows
 */
export function measureCellHeight(cell: ArrayLike<number>): CellHeight {
  const n = [
    cell[1] * cell[5] - cell[2] * cell[4],
    cell[2] * cell[3] - cell[0] * cell[5],
    cell[0] * cell[4] - cell[1] * cell[3],
  ];
  const area = Math.hypot(...n);
  if (!(area > 0)) throw new InputError('the first two lattice vectors span no plane');
  const along = (cell[6] * n[0] + cell[7] * n[1] + cell[8] * n[2]) / area;
  if (Math.abs(along) < 1e-6) throw new InputError('the third lattice vector lies in the plane of the first two');
  const sign = along > 0 ? 1 : -1;
  return { normal: [(sign * n[0]) / area, (sign * n[1]) / area, (sign * n[2]) / area], area, height: Math.abs(along) };
}

/** [Å] (n) heights along the normal. */
export function computeHeights(positions: ArrayLike<number>, { normal }: CellHeight): Float64Array {
  return Float64Array.from(
    { length: positions.length / 3 },
    (_, i) => positions[3 * i] * normal[0] + positions[3 * i + 1] * normal[1] + positions[3 * i + 2] * normal[2],
  );
}

/** The cell with its third vector longer by `extension` [Å] along the normal. */
export function extendCell(cell: ArrayLike<number>, { normal }: CellHeight, extension: number): Float64Array {
  const out = Float64Array.from(cell);
  for (let k = 0; k < 3; k++) out[6 + k] += extension * normal[k];
  return out;
}
