import { InputError } from '../core/index.js';

/** Every atom with every image of an atom within the cutoff: each pair appears twice, once from either side. */
export interface NeighbourList {
  /** (n + 1) the neighbours of atom i are entries `offsets[i]` to `offsets[i + 1] - 1` of the other arrays. */
  offsets: Int32Array;
  /** (pairs) index of the neighbour. */
  neighbours: Int32Array;
  /** (pairs, 3) whole lattice vectors added to the neighbour's position as given (not wrapped). */
  images: Int32Array;
  /** [Å] (pairs, 3) from the atom to that image of its neighbour. */
  vectors: Float64Array;
  /** [Å] (pairs) */
  distances: Float64Array;
}

/** Part of a {@link NeighbourList}: that of atoms `first` to `first + offsets.length − 2`. */
export interface NeighbourBlock extends NeighbourList {
  first: number;
}

/** Pairs without their geometry; the arrays may be views of longer ones. */
export type PairList = Pick<NeighbourList, 'offsets' | 'neighbours' | 'images'>;

/** Arrays that {@link findPairs} may fill and enlarge, for callers who build a list again and again. */
export interface PairBuffers {
  neighbours: Int32Array;
  images: Int32Array;
}

/** More would not fit in memory: 16 bytes each, and 32 more with their geometry. */
const MOST_PAIRS = 2 ** 27;
/** Pairs of one atom beyond which atoms stand on top of one another, or the cutoff is meant otherwise. */
const CROWDED = 5000;
/** Atoms of a block, whose pairs take some tens of megabytes. */
const BLOCK = 16_384;

/**
 * Finds all pairs closer than a cutoff by linked cells, in time and memory that grow with the number of atoms. Cells of
 * any shape and size: a cell thinner than the cutoff gets as many images as it needs, an atom's own images included.
 *
 * @param cell      [Å] (3, 3) lattice vectors in rows; the row of an axis that is not periodic may be zero
 * @param pbc       which axes repeat
 * @param positions [Å] (n, 3) need not be wrapped
 * @param cutoff    [Å] pairs at exactly this distance are left out
 * @throws InputError when the cell has no volume, a position is not a number or the cutoff not above zero
 */
export function findNeighbours(
  cell: ArrayLike<number>,
  pbc: readonly [boolean, boolean, boolean],
  positions: ArrayLike<number>,
  cutoff: number,
): NeighbourList {
  return addGeometry(findPairs(cell, pbc, positions, cutoff), 0, cell, positions);
}

/**
 * {@link findNeighbours} in blocks of atoms, for as many atoms as there are: memory does not grow with the number of
 * pairs.
 *
 * @param cell      [Å] (3, 3)
 * @param positions [Å] (n, 3)
 * @param cutoff    [Å]
 */
export function* findNeighbourBlocks(
  cell: ArrayLike<number>,
  pbc: readonly [boolean, boolean, boolean],
  positions: ArrayLike<number>,
  cutoff: number,
): Generator<NeighbourBlock> {
  const search = prepareSearch(cell, pbc, positions, cutoff);
  const n = positions.length / 3;
  const buffers: PairBuffers = { neighbours: new Int32Array(0), images: new Int32Array(0) };
  for (let first = 0; first < n; first += BLOCK)
    yield {
      first,
      ...addGeometry(collectPairs(search, first, Math.min(n, first + BLOCK), buffers), first, cell, positions),
    };
}

function addGeometry(
  found: PairList,
  first: number,
  cell: ArrayLike<number>,
  positions: ArrayLike<number>,
): NeighbourList {
  const pairs = found.neighbours.length;
  const { offsets } = found;
  const neighbours = found.neighbours.slice();
  const images = found.images.slice();
  const vectors = new Float64Array(3 * pairs);
  const distances = new Float64Array(pairs);
  for (let k = 0; k + 1 < offsets.length; k++) {
    const i = first + k;
    for (let p = offsets[k]!; p < offsets[k + 1]!; p++) {
      const j = neighbours[p]!;
      const a = images[3 * p]!;
      const b = images[3 * p + 1]!;
      const c = images[3 * p + 2]!;
      const x = positions[3 * j]! - positions[3 * i]! + a * cell[0]! + b * cell[3]! + c * cell[6]!;
      const y = positions[3 * j + 1]! - positions[3 * i + 1]! + a * cell[1]! + b * cell[4]! + c * cell[7]!;
      const z = positions[3 * j + 2]! - positions[3 * i + 2]! + a * cell[2]! + b * cell[5]! + c * cell[8]!;
      vectors[3 * p] = x;
      vectors[3 * p + 1] = y;
      vectors[3 * p + 2] = z;
      distances[p] = Math.sqrt(x * x + y * y + z * z);
    }
  }
  return { offsets, neighbours, images, vectors, distances };
}

/**
 * The pairs of {@link findNeighbours} without vectors and distances.
 *
 * @param cell      [Å] (3, 3)
 * @param positions [Å] (n, 3)
 * @param cutoff    [Å]
 * @param buffers   arrays to fill, which the result then shares
 */
export function findPairs(
  cell: ArrayLike<number>,
  pbc: readonly [boolean, boolean, boolean],
  positions: ArrayLike<number>,
  cutoff: number,
  buffers?: PairBuffers,
): PairList {
  return collectPairs(prepareSearch(cell, pbc, positions, cutoff), 0, positions.length / 3, buffers);
}

/** What is the same for all atoms of a search. */
interface Search {
  bins: Bins;
  pbc: readonly [boolean, boolean, boolean];
  cutoff: number;
  /**
   * [Å] (n, 3) wrapped, in the order of the bins, so that a bin is read in one sweep; and the place of each atom there.
   */
  sorted: Float64Array;
  place: Int32Array;
}

function prepareSearch(
  cell: ArrayLike<number>,
  pbc: readonly [boolean, boolean, boolean],
  positions: ArrayLike<number>,
  cutoff: number,
): Search {
  if (!(cutoff > 0) || !Number.isFinite(cutoff))
    throw new InputError(`a neighbour cutoff of ${cutoff} Å`, { hint: 'give a distance above zero' });
  const n = positions.length / 3;
  const bins = sortIntoBins(cell, pbc, positions, cutoff);
  const { rows, wrap } = bins;
  const sorted = new Float64Array(3 * n);
  const place = new Int32Array(n);
  bins.order.forEach((i, at) => {
    place[i] = at;
    for (let k = 0; k < 3; k++)
      sorted[3 * at + k] =
        positions[3 * i + k]! -
        wrap[3 * i]! * rows[k]! -
        wrap[3 * i + 1]! * rows[3 + k]! -
        wrap[3 * i + 2]! * rows[6 + k]!;
  });
  return { bins, pbc, cutoff, sorted, place };
}

/** Pairs of the atoms `first` to `last − 1`. */
function collectPairs(search: Search, first: number, last: number, buffers?: PairBuffers): PairList {
  const { bins, pbc, cutoff, sorted, place } = search;
  const { rows, count, reach, start, order, bin, wrap } = bins;
  const cutoffSquared = cutoff * cutoff;
  // A bin whose near side lies a cutoff away along the normal of an axis holds no neighbour; a hair more, so that
  // rounding decides none.
  const away = 1.000001 * cutoff;
  const tooFar = (i: number, axis: number, a: number): boolean => {
    const at = bins.within[3 * i + axis]! * count[axis]!;
    return (Math.max(a - at, at - a - 1) * bins.heights[axis]!) / count[axis]! > away;
  };
  const expected = Math.ceil(1.1 * (last - first) * bins.density * (4 / 3) * Math.PI * cutoff ** 3);
  const offsets = new Int32Array(last - first + 1);
  let neighbours = buffers?.neighbours ?? new Int32Array(Math.min(Math.max(64, expected), MOST_PAIRS));
  let images = buffers?.images ?? new Int32Array(3 * neighbours.length);
  let pairs = 0;
  const grow = (): void => {
    if (neighbours.length >= MOST_PAIRS) throw tooManyPairs(pairs, last - first, cutoff);
    const capacity = Math.min(2 * neighbours.length + 64, MOST_PAIRS);
    neighbours = enlarge(neighbours, capacity);
    images = enlarge(images, 3 * capacity);
  };

  for (let i = first; i < last; i++) {
    const own = place[i]!;
    for (let da = -reach[0]; da <= reach[0]; da++) {
      const a = bin[3 * i]! + da;
      if ((!pbc[0] && (a < 0 || a >= count[0])) || tooFar(i, 0, a)) continue;
      const turnA = Math.floor(a / count[0]);
      for (let db = -reach[1]; db <= reach[1]; db++) {
        const b = bin[3 * i + 1]! + db;
        if ((!pbc[1] && (b < 0 || b >= count[1])) || tooFar(i, 1, b)) continue;
        const turnB = Math.floor(b / count[1]);
        for (let dc = -reach[2]; dc <= reach[2]; dc++) {
          const c = bin[3 * i + 2]! + dc;
          if ((!pbc[2] && (c < 0 || c >= count[2])) || tooFar(i, 2, c)) continue;
          const turnC = Math.floor(c / count[2]);
          const home = ((a - turnA * count[0]) * count[1] + (b - turnB * count[1])) * count[2] + (c - turnC * count[2]);
          const atHome = turnA === 0 && turnB === 0 && turnC === 0;
          const fromX = turnA * rows[0]! + turnB * rows[3]! + turnC * rows[6]! - sorted[3 * own]!;
          const fromY = turnA * rows[1]! + turnB * rows[4]! + turnC * rows[7]! - sorted[3 * own + 1]!;
          const fromZ = turnA * rows[2]! + turnB * rows[5]! + turnC * rows[8]! - sorted[3 * own + 2]!;
          for (let at = start[home]!; at < start[home + 1]!; at++) {
            const x = sorted[3 * at]! + fromX;
            const y = sorted[3 * at + 1]! + fromY;
            const z = sorted[3 * at + 2]! + fromZ;
            const squared = x * x + y * y + z * z;
            if (squared >= cutoffSquared || (at === own && atHome)) continue;
            if (pairs === neighbours.length) grow();
            const j = order[at]!;
            neighbours[pairs] = j;
            images[3 * pairs] = turnA + wrap[3 * i]! - wrap[3 * j]!;
            images[3 * pairs + 1] = turnB + wrap[3 * i + 1]! - wrap[3 * j + 1]!;
            images[3 * pairs + 2] = turnC + wrap[3 * i + 2]! - wrap[3 * j + 2]!;
            pairs++;
          }
        }
      }
    }
    offsets[i - first + 1] = pairs;
  }
  if (buffers) Object.assign(buffers, { neighbours, images });
  return { offsets, neighbours: neighbours.subarray(0, pairs), images: images.subarray(0, 3 * pairs) };
}

/** Says which it is: too many atoms for this cutoff, or atoms on top of one another. */
function tooManyPairs(pairs: number, atoms: number, cutoff: number): InputError {
  const each = pairs / atoms;
  return new InputError(
    `more than ${MOST_PAIRS / 2} pairs of atoms lie within ${cutoff} Å of one another, which would not fit in memory`,
    {
      hint:
        each > CROWDED
          ? `that is ${Math.round(each)} around each atom: look for atoms on top of one another, a wrong cell, or take a shorter cutoff`
          : `${atoms} atoms with ${Math.round(each)} neighbours each: take a smaller structure or a shorter cutoff`,
    },
  );
}

function enlarge(from: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const to = new Int32Array(length);
  to.set(from);
  return to;
}

/**
 * Rows of the cell, those of non-periodic axes replaced by directions normal to the periodic ones where they are
 * missing.
 */
function completeCell(cell: ArrayLike<number>, pbc: readonly boolean[]): Float64Array {
  const rows = Float64Array.from(cell);
  const row = (axis: number) => rows.subarray(3 * axis, 3 * axis + 3);
  for (let axis = 0; axis < 3; axis++) {
    if (pbc[axis] || Math.hypot(...row(axis)) > 1e-9) continue;
    const first = row((axis + 1) % 3);
    const second = row((axis + 2) % 3);
    const normal = cross(first, second);
    const length = Math.hypot(...normal);
    if (length > 1e-9)
      rows.set(
        normal.map((v) => v / length),
        3 * axis,
      );
    else {
      // At most one other row is set: any direction apart from it will do.
      const other = Math.hypot(...first) > 1e-9 ? first : second;
      const smallest = [0, 1, 2].reduce((best, k) => (Math.abs(other[k]!) < Math.abs(other[best]!) ? k : best), 0);
      const unit = Float64Array.of(0, 0, 0);
      unit[smallest] = 1;
      const taken = [first, second].some((v) => Math.hypot(...v) > 1e-9);
      const direction = taken ? cross(other, unit) : unit;
      const size = Math.hypot(...direction);
      rows.set(
        direction.map((v) => v / size),
        3 * axis,
      );
    }
  }
  return rows;
}

function cross(u: ArrayLike<number>, v: ArrayLike<number>): Float64Array {
  return Float64Array.of(u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!);
}

/** Atoms sorted into bins at least a cutoff wide. */
export interface Bins {
  /** [Å] (3, 3) the cell in rows, completed along axes that do not repeat. */
  rows: Float64Array;
  /** Bins along each axis, and how many bins away a neighbour may lie. */
  count: [number, number, number];
  reach: [number, number, number];
  /** (bins + 1) first entry of each bin in `order`, the atoms sorted by bin. */
  start: Int32Array;
  order: Int32Array;
  /** (n, 3) bin of each atom, and the whole cells it lies away from the home cell. */
  bin: Int32Array;
  wrap: Int32Array;
  /** (n, 3) place of each atom along each axis of what the bins span, 0 to 1, and [Å] how high that is. */
  within: Float64Array;
  heights: [number, number, number];
  /** [1/Å3] atoms per volume of the cell or, where it does not repeat, of what they span. */
  density: number;
}

/**
 * Sorts atoms into bins that are at least a cutoff wide, or as wide as the cell where that is thinner.
 *
 * @param cell      [Å] (3, 3)
 * @param positions [Å] (n, 3)
 * @param cutoff    [Å]
 */
export function sortIntoBins(
  cell: ArrayLike<number>,
  pbc: readonly boolean[],
  positions: ArrayLike<number>,
  cutoff: number,
): Bins {
  const rows = completeCell(cell, pbc);
  const n = positions.length / 3;
  const normals = [0, 1, 2].map((axis) =>
    cross(
      rows.subarray(3 * ((axis + 1) % 3), 3 * ((axis + 1) % 3) + 3),
      rows.subarray(3 * ((axis + 2) % 3), 3 * ((axis + 2) % 3) + 3),
    ),
  );
  const volume = normals[0]![0]! * rows[0]! + normals[0]![1]! * rows[1]! + normals[0]![2]! * rows[2]!;
  if (!(Math.abs(volume) > 1e-9))
    throw new InputError('the cell has no volume', { hint: 'give three lattice vectors that do not lie in one plane' });
  const count: [number, number, number] = [1, 1, 1];
  const reach: [number, number, number] = [1, 1, 1];
  const heights: [number, number, number] = [0, 0, 0];
  const low = [0, 0, 0];
  const extent = [1, 1, 1];
  const fractional = new Float64Array(3 * n);
  const wrap = new Int32Array(3 * n);
  for (let axis = 0; axis < 3; axis++) {
    const normal = normals[axis]!;
    let least = Infinity;
    let most = -Infinity;
    for (let i = 0; i < n; i++) {
      let f =
        (positions[3 * i]! * normal[0]! + positions[3 * i + 1]! * normal[1]! + positions[3 * i + 2]! * normal[2]!) /
        volume;
      if (!Number.isFinite(f))
        throw new InputError(`the position of atom ${i + 1} is not a number`, {
          hint: 'the dynamics may have blown up: take a shorter time step, or look for overlapping atoms',
        });
      if (pbc[axis]) {
        const turns = Math.floor(f);
        wrap[3 * i + axis] = turns;
        f -= turns;
      }
      fractional[3 * i + axis] = f;
      least = Math.min(least, f);
      most = Math.max(most, f);
    }
    if (!pbc[axis]) {
      low[axis] = n > 0 ? least : 0;
      extent[axis] = n > 0 ? Math.max(most - least, 1e-9) : 1;
    }
    const height = (extent[axis]! * Math.abs(volume)) / Math.hypot(...normal);
    heights[axis] = height;
    count[axis] = Math.max(1, Math.floor(Math.min(height / cutoff, 1e6)));
    reach[axis] = height / cutoff >= 1 ? 1 : pbc[axis] ? Math.ceil(cutoff / height) : 0;
  }
  // Empty space costs memory but holds no atoms: never more bins than a few per atom.
  while (count[0] * count[1] * count[2] > 4 * n + 64) {
    const widest = count.indexOf(Math.max(...count));
    count[widest] = Math.ceil(count[widest]! / 2);
  }
  const total = count[0] * count[1] * count[2];
  const bin = new Int32Array(3 * n);
  const home = new Int32Array(n);
  const start = new Int32Array(total + 1);
  for (let i = 0; i < n; i++) {
    for (let axis = 0; axis < 3; axis++) {
      fractional[3 * i + axis] = (fractional[3 * i + axis]! - low[axis]!) / extent[axis]!;
      const place = Math.floor(fractional[3 * i + axis]! * count[axis]!);
      bin[3 * i + axis] = Math.min(Math.max(place, 0), count[axis]! - 1);
    }
    home[i] = (bin[3 * i]! * count[1] + bin[3 * i + 1]!) * count[2] + bin[3 * i + 2]!;
    start[home[i]! + 1]!++;
  }
  for (let b = 0; b < total; b++) start[b + 1]! += start[b]!;
  const fill = start.slice(0, total);
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[fill[home[i]!]!++] = i;
  const spanned = Math.abs(volume) * extent[0]! * extent[1]! * extent[2]!;
  const density = Math.min(n / Math.max(spanned, 1e-9), 0.2);
  return { rows, count, reach, start, order, bin, wrap, within: fractional, heights, density };
}
