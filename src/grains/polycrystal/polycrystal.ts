import type { Note } from '../../core/index.js';

/**
 * Boundaries between two grains. A periodic facet belongs to grain 0 and to the image of grain 1 that is shifted by
 * `shifts`.
 */
export interface Facets {
  /** (F, 2) numbers of the grains on both sides. */
  grains: Int32Array;
  /** (F, 3) whole periods by which the second grain is shifted. */
  shifts: Int8Array;
  /** [m2] (F) */
  areas: Float64Array;
  /** [m] (F, 3) */
  centroids: Float64Array;
  /** [1] (F, 3) unit normal from grain 0 to grain 1. */
  normals: Float64Array;
  /** [m] (F) distance of the two centres along the normal. */
  spacings: Float64Array;
  /** [m4] (F, 6) second moment about the centroid: xx, yy, zz, yz, xz, xy. */
  moments: Float64Array;
  /** (F) 1 where the facet ends at the particle's surface, or at an open pore. */
  atSurface: Uint8Array;
  /** [rad] (F) smallest rotation that brings the two lattices together. */
  misorientations: Float64Array;
}

/** Lists of lists of whole numbers, flat: those of i are `items[start[i]] … items[start[i + 1] - 1]`. */
export interface Lists {
  start: Int32Array;
  items: Int32Array;
}

/** Faces of grains towards the outside, an open pore or a closed one. */
export interface OuterFaces {
  /** (O) the grain. */
  grains: Int32Array;
  /** [m2] (O) */
  areas: Float64Array;
  /** (O) 0: outer surface, 1: pore joined to it, 2: closed pore. */
  kinds: Uint8Array;
}

/** Polygons for drawing and for files: of facets first, then of outer faces. */
export interface Polygons {
  /** [m] (V, 3) */
  vertices: Float64Array;
  loops: Lists;
}

/**
 * Grains that fill a particle or a periodic box, and the facets between them. Lengths in metres, the particle's centre
 * at the origin.
 */
export interface Polycrystal {
  shape: 'sphere' | 'ellipsoid' | 'box' | 'image';
  /** [m] (3) half axes of the particle; of a box, half its periods. */
  halfAxes: readonly [number, number, number];
  /** [m] cube root of the mean volume of a grain. */
  grainSize: number;
  periodic: boolean;
  seed: number;
  /** [m] (G, 3) centres: seeds of the cells, from which displacements are counted. */
  centres: Float64Array;
  /** [m2] (G) weights of the power diagram. */
  weights: Float64Array;
  /** [m3] (G) */
  volumes: Float64Array;
  /** [1] (G, 9) rotation from crystal to particle axes, row-major; its third column is the c axis. */
  orientations: Float64Array;
  /** [m2] (G) area that each grain shows to the outside and to open pores. */
  outerAreas: Float64Array;
  facets: Facets;
  outer: OuterFaces;
  /** For each facet, those that share a triple line with it. */
  neighbours: Lists;
  polygons: Polygons;
  /** Corners of cells, counted once for each cell. */
  corners: number;
  /** Sides of facets, counted once for each cell and each of its faces. */
  sides: number;
  notes: Note[];
}

/** [m3] volume of all grains. */
export const sumVolumes = (p: Polycrystal): number => p.volumes.reduce((sum, v) => sum + v, 0);

/** [m2] area of all facets, each counted once. */
export const sumFacetAreas = (p: Polycrystal): number => p.facets.areas.reduce((sum, a) => sum + a, 0);

/**
 * Facets of each grain; one that joins a grain with its own image is listed once.
 *
 * @param ends [1] (F, 2) the grains of each facet
 * @param grains [1] how many
 */
export function listFacetsByGrain(ends: Int32Array, grains: number): Lists {
  const counted = (e: number): boolean => e % 2 === 0 || ends[e] !== ends[e - 1];
  const start = new Int32Array(grains + 1);
  for (let e = 0; e < ends.length; e++) if (counted(e)) start[ends[e] + 1]++;
  for (let g = 0; g < grains; g++) start[g + 1] += start[g];
  const next = start.slice();
  const items = new Int32Array(start[grains]);
  for (let e = 0; e < ends.length; e++) if (counted(e)) items[next[ends[e]]++] = e >> 1;
  return { start, items };
}
