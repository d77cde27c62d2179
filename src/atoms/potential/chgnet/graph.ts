import { findNeighbours, type NeighbourList } from '../../../num/neighbours.js';

/**
 * The two graphs of CHGNet: atoms joined by directed edges within the atom cutoff, and directed short bonds (within the
 * bond cutoff) joined by angles at their common centre. Edges are grouped by centre. The undirected short bonds come
 * first among all undirected ones, so that one index serves both.
 */
export interface CrystalGraph {
  atoms: number;
  /** (atoms + 1) first edge of each centre. */
  edgeStarts: Int32Array;
  /** (edges) */
  neighbour: Int32Array;
  /** (edges) undirected bond of each edge. */
  bond: Int32Array;
  /** (edges) the same bond seen from the other end. */
  reverse: Int32Array;
  /** (edges, 3) lattice vectors added to the neighbour. */
  images: Int32Array;
  /** (bonds, 2) the two edges of each undirected bond. */
  bondEdges: Int32Array;
  bonds: number;
  shortBonds: number;
  /** (atoms + 1) first directed short bond of each centre. */
  shortStarts: Int32Array;
  /** (directed short bonds) their edge, centre and undirected bond. */
  shortEdge: Int32Array;
  shortCentre: Int32Array;
  shortBond: Int32Array;
  /** (short bonds, 2) the two directed short bonds of each. */
  shortPairs: Int32Array;
  /** (directed short bonds + 1) first angle of each. */
  angleStarts: Int32Array;
  /** (angles) second directed short bond of each angle; the first is what it is grouped by. */
  second: Int32Array;
  /** (angles) the angle with its two bonds exchanged. */
  reverseAngle: Int32Array;
}

/**
 * @param cell       [Å] (3, 3)
 * @param positions  [Å] (n, 3)
 * @param atomCutoff [Å] edges of the atom graph
 * @param bondCutoff [Å] bonds of the bond graph
 */
export function buildCrystalGraph(
  cell: Float64Array,
  pbc: readonly [boolean, boolean, boolean],
  positions: Float64Array,
  atomCutoff: number,
  bondCutoff: number,
): CrystalGraph {
  const atoms = positions.length / 3;
  const paired = pairEdges(sortEdges(findNeighbours(cell, pbc, positions, atomCutoff)));
  const { offsets, neighbours, images, distances, centre, reverse } = paired;
  const edges = neighbours.length;

  const bond = new Int32Array(edges);
  const bondEdges = new Int32Array(edges);
  let bonds = 0;
  const number = (short: boolean): void => {
    for (let e = 0; e < edges; e++) {
      if (reverse[e] < e || distances[e] < bondCutoff !== short) continue;
      bond[e] = bond[reverse[e]] = bonds;
      bondEdges[2 * bonds] = e;
      bondEdges[2 * bonds + 1] = reverse[e];
      bonds++;
    }
  };
  number(true);
  const shortBonds = bonds;
  number(false);

  const shortStarts = new Int32Array(atoms + 1);
  const shortEdge = new Int32Array(2 * shortBonds);
  const shortIndex = new Int32Array(edges).fill(-1);
  let directed = 0;
  for (let i = 0; i < atoms; i++) {
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      if (bond[e] >= shortBonds) continue;
      shortIndex[e] = directed;
      shortEdge[directed++] = e;
    }
    shortStarts[i + 1] = directed;
  }
  const shortPairs = new Int32Array(2 * shortBonds);
  for (let k = 0; k < 2 * shortBonds; k++) shortPairs[k] = shortIndex[bondEdges[k]];

  const angleStarts = new Int32Array(directed + 1);
  let angles = 0;
  for (let i = 0; i < atoms; i++) {
    const m = shortStarts[i + 1] - shortStarts[i];
    for (let s = shortStarts[i]; s < shortStarts[i + 1]; s++) angleStarts[s + 1] = angles += m - 1;
  }
  const second = new Int32Array(angles);
  const reverseAngle = new Int32Array(angles);
  for (let i = 0; i < atoms; i++) {
    const first = shortStarts[i];
    const m = shortStarts[i + 1] - first;
    for (let p = 0; p < m; p++) {
      for (let q = 0; q < m; q++) {
        if (q === p) continue;
        const a = angleStarts[first + p] + q - (q > p ? 1 : 0);
        second[a] = first + q;
        reverseAngle[a] = angleStarts[first + q] + p - (p > q ? 1 : 0);
      }
    }
  }
  return {
    atoms,
    edgeStarts: offsets,
    neighbour: neighbours,
    bond,
    reverse,
    images,
    bondEdges: bondEdges.slice(0, 2 * bonds),
    bonds,
    shortBonds,
    shortStarts,
    shortEdge,
    shortCentre: shortEdge.map((e) => centre[e]),
    shortBond: shortEdge.map((e) => bond[e]),
    shortPairs,
    angleStarts,
    second,
    reverseAngle,
  };
}

/**
 * Orders the edges of each centre by neighbour and image, so that sums do not depend on the order in which the search
 * met them.
 */
function sortEdges({
  offsets,
  neighbours,
  images,
  distances,
}: NeighbourList): Pick<NeighbourList, 'offsets' | 'neighbours' | 'images' | 'distances'> {
  const order = Int32Array.from(neighbours.keys());
  const before = (e: number, f: number): number =>
    neighbours[e] - neighbours[f] ||
    images[3 * e] - images[3 * f] ||
    images[3 * e + 1] - images[3 * f + 1] ||
    images[3 * e + 2] - images[3 * f + 2];
  for (let i = 0; i + 1 < offsets.length; i++) order.subarray(offsets[i], offsets[i + 1]).sort(before);
  const sorted = new Int32Array(images.length);
  order.forEach((e, k) => sorted.set(images.subarray(3 * e, 3 * e + 3), 3 * k));
  return {
    offsets,
    neighbours: order.map((e) => neighbours[e]),
    images: sorted,
    distances: Float64Array.from(order, (e) => distances[e]),
  };
}

/**
 * Finds for each edge the same bond seen from its other end. An edge whose twin rounding has put beyond the cutoff
 * carries no weight and is left out.
 */
function pairEdges(list: ReturnType<typeof sortEdges>) {
  const { offsets, neighbours, images, distances } = list;
  const atoms = offsets.length - 1;
  const edges = neighbours.length;
  const centre = new Int32Array(edges);
  for (let i = 0; i < atoms; i++) centre.fill(i, offsets[i], offsets[i + 1]);
  const reverse = new Int32Array(edges).fill(-1);
  let alone = 0;
  for (let e = 0; e < edges; e++) {
    if (reverse[e] >= 0) continue;
    const j = neighbours[e];
    for (let f = offsets[j]; f < offsets[j + 1] && reverse[e] < 0; f++) {
      if (
        neighbours[f] === centre[e] &&
        images[3 * f] === -images[3 * e] &&
        images[3 * f + 1] === -images[3 * e + 1] &&
        images[3 * f + 2] === -images[3 * e + 2]
      ) {
        reverse[e] = f;
        reverse[f] = e;
      }
    }
    if (reverse[e] < 0) alone++;
  }
  if (alone === 0) return { offsets, neighbours, images, distances, centre, reverse };
  const kept = Array.from(reverse.keys()).filter((e) => reverse[e] >= 0);
  const place = new Int32Array(edges);
  kept.forEach((e, k) => (place[e] = k));
  const starts = new Int32Array(atoms + 1);
  for (const e of kept) starts[centre[e] + 1]++;
  for (let i = 0; i < atoms; i++) starts[i + 1] += starts[i];
  return {
    offsets: starts,
    neighbours: Int32Array.from(kept, (e) => neighbours[e]),
    images: Int32Array.from(kept.flatMap((e) => [images[3 * e], images[3 * e + 1], images[3 * e + 2]])),
    distances: Float64Array.from(kept, (e) => distances[e]),
    centre: Int32Array.from(kept, (e) => centre[e]),
    reverse: Int32Array.from(kept, (e) => place[reverse[e]]),
  };
}
