import type { Cells } from './tessellate.js';
import type { Facets, Lists, OuterFaces, Polycrystal, Polygons } from './polycrystal.js';

/** Facets below this share of a grain's squared size are no boundaries: rounding decides whether they exist. */
const SMALLEST = 1e-9;

/** What a cell that is no grain is: the outside, or a void inside. */
export const OUTSIDE = -1;
export const OPEN_PORE = -2;
export const CLOSED_PORE = -3;

type Assembled = Pick<Polycrystal, 'facets' | 'outer' | 'outerAreas' | 'neighbours' | 'polygons' | 'corners' | 'sides'>;

/**
 * Facets, outer faces, triple-line neighbours and polygons of the grains among some cells.
 *
 * @param cells   cells of the grains, in the order of the grains
 * @param seeds [m] (n, 3) of all cells
 * @param origin [m] (3) what becomes the origin
 * @param box [m] (3) periods
 * @param role [1] (n) number of the grain that each seed is, or OUTSIDE, OPEN_PORE, CLOSED_PORE
 * @param grainSize [m]
 */
export function assemble(
  cells: Cells,
  seeds: Float64Array,
  origin: readonly number[],
  box: readonly number[],
  role: Int32Array,
  grainSize: number,
): Assembled {
  const nf = cells.areas.length;
  const smallest = SMALLEST * grainSize * grainSize;
  // Number of the facet (≥ 0) or outer face (−2 − number) that each face of a cell is; −1: too small.
  const facetOf = new Int32Array(nf).fill(-1);
  const cellOf = new Int32Array(nf);
  const facetFace: number[] = [];
  const outerFace: number[] = [];
  for (let c = 0; c < cells.ids.length; c++)
    for (let f = cells.faceStart[c]; f < cells.faceStart[c + 1]; f++) {
      cellOf[f] = c;
      if (cells.areas[f] < smallest || facetOf[f] !== -1) continue;
      const other = role[cells.neighbours[f]];
      if (other < 0) {
        facetOf[f] = -2 - outerFace.length;
        outerFace.push(f);
        continue;
      }
      facetOf[f] = facetFace.length;
      const back = findReverse(cells, f, c, other);
      if (back >= 0) facetOf[back] = facetFace.length;
      facetFace.push(f);
    }
  const positionOf = (c: number, k: number): number => seeds[3 * cells.ids[c] + k] - origin[k];
  const facets = listFacets(cells, cellOf, facetFace, seeds, box, role, positionOf);
  const outer: OuterFaces = {
    grains: Int32Array.from(outerFace, (f) => cellOf[f]),
    areas: Float64Array.from(outerFace, (f) => cells.areas[f]),
    kinds: Uint8Array.from(outerFace, (f) => OUTSIDE - role[cells.neighbours[f]]),
  };
  const outerAreas = new Float64Array(cells.ids.length);
  for (let o = 0; o < outerFace.length; o++) if (outer.kinds[o] < 2) outerAreas[outer.grains[o]] += outer.areas[o];
  const neighbours = joinAtEdges(cells, facetOf, facets, outer);
  return {
    facets,
    outer,
    outerAreas,
    neighbours,
    polygons: listPolygons(cells, cellOf, [...facetFace, ...outerFace], positionOf),
    corners: cells.vertexStart[cells.ids.length],
    sides: cells.loopVertices.length,
  };
}

/** The same facet seen from the other grain; −1 where it is there no face. */
function findReverse(cells: Cells, f: number, c: number, other: number): number {
  const { shifts } = cells;
  for (let g = cells.faceStart[other]; g < cells.faceStart[other + 1]; g++)
    if (
      cells.neighbours[g] === cells.ids[c] &&
      shifts[3 * g] === -shifts[3 * f] &&
      shifts[3 * g + 1] === -shifts[3 * f + 1] &&
      shifts[3 * g + 2] === -shifts[3 * f + 2] &&
      g !== f
    )
      return g;
  return -1;
}

function listFacets(
  cells: Cells,
  cellOf: Int32Array,
  faces: readonly number[],
  seeds: Float64Array,
  box: readonly number[],
  role: Int32Array,
  positionOf: (cell: number, k: number) => number,
): Facets {
  const n = faces.length;
  const facets: Facets = {
    grains: new Int32Array(2 * n),
    shifts: new Int8Array(3 * n),
    areas: new Float64Array(n),
    centroids: new Float64Array(3 * n),
    normals: new Float64Array(3 * n),
    spacings: new Float64Array(n),
    moments: new Float64Array(6 * n),
    atSurface: new Uint8Array(n),
    misorientations: new Float64Array(n),
  };
  faces.forEach((f, a) => {
    const c = cellOf[f];
    facets.grains[2 * a] = c;
    facets.grains[2 * a + 1] = role[cells.neighbours[f]];
    facets.areas[a] = cells.areas[f];
    const d = [0, 0, 0];
    for (let k = 0; k < 3; k++) {
      facets.shifts[3 * a + k] = cells.shifts[3 * f + k];
      facets.centroids[3 * a + k] = positionOf(c, k) + cells.faceCentroids[3 * f + k];
      d[k] = seeds[3 * cells.neighbours[f] + k] + cells.shifts[3 * f + k] * box[k] - seeds[3 * cells.ids[c] + k];
    }
    const h = Math.hypot(d[0], d[1], d[2]);
    facets.spacings[a] = h;
    for (let k = 0; k < 3; k++) facets.normals[3 * a + k] = d[k] / h;
    for (let k = 0; k < 6; k++) facets.moments[6 * a + k] = cells.faceMoments[6 * f + k];
  });
  return facets;
}

/** Facets that meet at a side of a cell share a triple line; a side on an outer face puts a facet at the surface. */
function joinAtEdges(cells: Cells, facetOf: Int32Array, facets: Facets, outer: OuterFaces): Lists {
  const n = facets.areas.length;
  const first: number[] = [];
  const second: number[] = [];
  const seen = new Map<number, true>();
  for (let f = 0; f < facetOf.length; f++) {
    const a = facetOf[f];
    if (a === -1) continue;
    for (let e = cells.loopStart[f]; e < cells.loopStart[f + 1]; e++) {
      const g = cells.loopFaces[e];
      if (g <= f) continue;
      const b = facetOf[g];
      if (b === -1 || a === b) continue;
      if (a >= 0 && b >= 0) {
        const key = Math.min(a, b) * n + Math.max(a, b);
        if (seen.has(key)) continue;
        seen.set(key, true);
        first.push(a);
        second.push(b);
      } else if (a >= 0 && outer.kinds[-2 - b] < 2) facets.atSurface[a] = 1;
      else if (b >= 0 && a < -1 && outer.kinds[-2 - a] < 2) facets.atSurface[b] = 1;
    }
  }
  return toLists(first, second, n);
}

/** Lists of partners of each item from pairs. */
export function toLists(first: ArrayLike<number>, second: ArrayLike<number>, n: number): Lists {
  const start = new Int32Array(n + 1);
  for (let i = 0; i < first.length; i++) {
    start[first[i] + 1]++;
    start[second[i] + 1]++;
  }
  for (let i = 0; i < n; i++) start[i + 1] += start[i];
  const next = start.slice();
  const items = new Int32Array(2 * first.length);
  for (let i = 0; i < first.length; i++) {
    items[next[first[i]]++] = second[i];
    items[next[second[i]]++] = first[i];
  }
  return { start, items };
}

function listPolygons(
  cells: Cells,
  cellOf: Int32Array,
  faces: readonly number[],
  positionOf: (cell: number, k: number) => number,
): Polygons {
  const start = new Int32Array(faces.length + 1);
  faces.forEach((f, i) => {
    start[i + 1] = start[i] + cells.loopStart[f + 1] - cells.loopStart[f];
  });
  const items = new Int32Array(start[faces.length]);
  const number = new Int32Array(cells.vertices.length / 3).fill(-1);
  const vertices: number[] = [];
  faces.forEach((f, i) => {
    for (let e = cells.loopStart[f], to = start[i]; e < cells.loopStart[f + 1]; e++, to++) {
      const v = cells.loopVertices[e];
      if (number[v] < 0) {
        number[v] = vertices.length / 3;
        for (let k = 0; k < 3; k++) vertices.push(cells.vertices[3 * v + k] + positionOf(cellOf[f], k));
      }
      items[to] = number[v];
    }
  });
  return { vertices: Float64Array.from(vertices), loops: { start, items } };
}
