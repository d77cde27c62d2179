import { sortIntoBins } from '../../num/neighbours.js';

/** Atoms numbered by linked cell and, within it, by type. */
export interface CellOrder {
  /** [Å] (3, 3) */
  rows: Float64Array;
  /** Cells along each axis. */
  count: readonly [number, number, number];
  /** (cells × types + 1) first atom of each type in each cell. */
  start: Int32Array;
  /** (n) the atom at each place, and its cell. */
  order: Int32Array;
  cells: Int32Array;
  /** [Å] (n, 3) inside the home cell, in this order. */
  positions: Float64Array;
  /** (n) in this order. */
  types: Int32Array;
  /** Most atoms in one cell. */
  fullest: number;
}

/**
 * Linked cells for {@link NepKernelCalculator}; undefined where the cell is thinner than the cutoff along an axis that
 * repeats.
 *
 * @param cutoff [Å]
 */
export function orderByCells(
  cell: ArrayLike<number>,
  pbc: readonly [boolean, boolean, boolean],
  positions: Float64Array,
  types: Int32Array,
  typeCount: number,
  cutoff: number,
): CellOrder | undefined {
  const { rows, count, reach, start: begins, order: byBin, wrap } = sortIntoBins(cell, pbc, positions, cutoff);
  if (reach.some((cells) => cells > 1)) return undefined;
  const n = types.length;
  const total = begins.length - 1;
  const start = new Int32Array(total * typeCount + 1);
  const order = new Int32Array(n);
  const cells = new Int32Array(n);
  const sorted = new Float64Array(3 * n);
  const sortedTypes = new Int32Array(n);
  const next = new Int32Array(typeCount + 1);
  let fullest = 0;
  for (let home = 0; home < total; home++) {
    const from = begins[home];
    const to = begins[home + 1];
    fullest = Math.max(fullest, to - from);
    next.fill(0);
    for (let k = from; k < to; k++) next[types[byBin[k]] + 1]++;
    next[0] = from;
    for (let t = 0; t < typeCount; t++) {
      start[home * typeCount + t] = next[t];
      next[t + 1] += next[t];
    }
    for (let k = from; k < to; k++) {
      const i = byBin[k];
      const at = next[types[i]]++;
      order[at] = i;
      cells[at] = home;
      sortedTypes[at] = types[i];
      const [a, b, c] = [wrap[3 * i], wrap[3 * i + 1], wrap[3 * i + 2]];
      for (let d = 0; d < 3; d++)
        sorted[3 * at + d] = positions[3 * i + d] - a * rows[d] - b * rows[3 + d] - c * rows[6 + d];
    }
  }
  start[total * typeCount] = n;
  return { rows, count, start, order, cells, positions: sorted, types: sortedTypes, fullest };
}
