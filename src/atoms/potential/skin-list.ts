import { invertMatrix3, type Structure } from '../../core/index.js';
import { findPairs, type PairBuffers } from '../../num/neighbours.js';

/** Neighbours of each atom grouped by type, with whole lattice vectors by number. */
export interface GroupedList {
  /** (n, types + 1) where the neighbours of each type begin; the last entry is the end. */
  groups: Int32Array;
  neighbours: Int32Array;
  /** (pairs) index into `lattice`. */
  images: Int32Array;
  /** (images, 3) whole multiples of the lattice vectors. */
  lattice: Int32Array;
  /** Most neighbours of one atom. */
  most: number;
}

/**
 * A neighbour list with a skin, rebuilt when an atom has moved, relative to the deforming cell, so far that a pair
 * might have come in unseen. A change of the cell alone does not rebuild it as long as the skin covers the strain.
 */
export class SkinList {
  private cell: Float64Array | undefined;
  private inverse = new Float64Array(9);
  private positions = new Float64Array(0);
  private readonly buffers: PairBuffers = { neighbours: new Int32Array(0), images: new Int32Array(0) };
  list!: GroupedList;
  builds = 0;

  constructor(
    private readonly types: Int32Array,
    private readonly typeCount: number,
    private readonly pbc: Structure['pbc'],
    private readonly cutoff: number,
    private readonly skin: number,
  ) {}

  /** Whether the list had to be rebuilt. */
  update(cell: Float64Array, positions: Float64Array): boolean {
    if (this.cell && this.stillCovers(cell, positions)) return false;
    this.build(cell, positions);
    return true;
  }

  /**
   * |F v + d_j − d_i| ≥ (1 − |F − 1|)|v| − |d_j| − |d_i| for the deformation F and the displacements d beyond it: the
   * two largest count.
   */
  private stillCovers(cell: Float64Array, positions: Float64Array): boolean {
    let strain = 0;
    const f = new Float64Array(9);
    const same = this.cell!.every((v, k) => v === cell[k]);
    if (!same) {
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) {
          for (let k = 0; k < 3; k++) f[3 * a + b] += this.inverse[3 * a + k] * cell[3 * k + b];
          strain += (f[3 * a + b] - Number(a === b)) ** 2;
        }
      }
    }
    const room = (1 - Math.sqrt(strain)) * (this.cutoff + this.skin) - this.cutoff;
    if (!(room > 0)) return false;
    let most = 0;
    let second = 0;
    const old = this.positions;
    for (let i = 0; i < positions.length; i += 3) {
      let x = old[i];
      let y = old[i + 1];
      let z = old[i + 2];
      if (!same)
        [x, y, z] = [x * f[0] + y * f[3] + z * f[6], x * f[1] + y * f[4] + z * f[7], x * f[2] + y * f[5] + z * f[8]];
      x -= positions[i];
      y -= positions[i + 1];
      z -= positions[i + 2];
      const square = x * x + y * y + z * z;
      if (!(square < room * room)) return false;
      if (square > most) {
        second = most;
        most = square;
      } else if (square > second) second = square;
    }
    return Math.sqrt(most) + Math.sqrt(second) < room;
  }

  private build(cell: Float64Array, positions: Float64Array): void {
    const n = this.types.length;
    const found = findPairs(cell, this.pbc, positions, this.cutoff + this.skin, this.buffers);
    this.builds++;
    const pairs = found.neighbours.length;
    const least = [0, 0, 0];
    const size = [1, 1, 1];
    for (let axis = 0; axis < 3; axis++) {
      let low = 0;
      let high = 0;
      for (let p = axis; p < 3 * pairs; p += 3) {
        if (found.images[p] < low) low = found.images[p];
        else if (found.images[p] > high) high = found.images[p];
      }
      least[axis] = low;
      size[axis] = high - low + 1;
    }
    const known = new Map<number, number>();
    const table =
      size[0] * size[1] * size[2] <= 2 ** 16 ? new Int32Array(size[0] * size[1] * size[2]).fill(-1) : undefined;
    const lattice: number[] = [];
    const groups = new Int32Array(n * (this.typeCount + 1));
    const neighbours = new Int32Array(pairs);
    const images = new Int32Array(pairs);
    const next = new Int32Array(this.typeCount + 1);
    let most = 0;
    for (let i = 0; i < n; i++) {
      const from = found.offsets[i];
      const to = found.offsets[i + 1];
      most = Math.max(most, to - from);
      next.fill(0);
      for (let p = from; p < to; p++) next[this.types[found.neighbours[p]] + 1]++;
      next[0] = from;
      for (let t = 0; t < this.typeCount; t++) next[t + 1] += next[t];
      groups.set(next, i * (this.typeCount + 1));
      for (let p = from; p < to; p++) {
        const j = found.neighbours[p];
        const key =
          ((found.images[3 * p] - least[0]) * size[1] + found.images[3 * p + 1] - least[1]) * size[2] +
          found.images[3 * p + 2] -
          least[2];
        let image = table ? table[key] : (known.get(key) ?? -1);
        if (image < 0) {
          image = lattice.length / 3;
          lattice.push(found.images[3 * p], found.images[3 * p + 1], found.images[3 * p + 2]);
          if (table) table[key] = image;
          else known.set(key, image);
        }
        const at = next[this.types[j]]++;
        neighbours[at] = j;
        images[at] = image;
      }
    }
    this.list = { groups, neighbours, images, lattice: Int32Array.from(lattice), most };
    this.cell = cell.slice();
    this.positions = positions.slice();
    // A molecule may come without a cell; its list then holds as long as the cell stays as it is.
    this.inverse =
      this.pbc.some(Boolean) || Math.abs(cell[0]) > 0 ? tryInvert(cell) : new Float64Array(9).fill(Infinity);
  }
}

function tryInvert(cell: Float64Array): Float64Array<ArrayBuffer> {
  try {
    return Float64Array.from(invertMatrix3(cell));
  } catch {
    return new Float64Array(9).fill(Infinity);
  }
}
