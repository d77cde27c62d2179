import { type Polycrystal, sumFacetAreas, sumVolumes } from './polycrystal.js';

/** What a polycrystal is like, in numbers that do not depend on its size. */
export interface PolycrystalStatistics {
  grains: number;
  facets: number;
  tripleLines?: number;
  quadruplePoints?: number;
  /** [1] faces of a grain, outer ones included. */
  facesPerGrain: number;
  /** [1] sides of a face. */
  edgesPerFace: number;
  /** [1] surface of a grain over the two-thirds power of the mean volume. */
  areaPerGrain: number;
  /** [1] variance of grain volumes over the square of their mean. */
  volumeVariance: number;
  /** [1] sum of volumes over that of the box, minus 1; absent in a particle, whose volume is that sum. */
  volumeError?: number;
  /** [m3] */
  volume: number;
  /** [m] cube root of the mean grain volume. */
  grainSize: number;
  /** [m] mean diameter of a sphere of the same volume. */
  equivalentDiameter: number;
  /** [m-1] area of boundaries, each counted once, over volume. */
  boundaryDensity: number;
  /** [m2] outer surface, open pores included. */
  outerArea: number;
  /** [rad] mean over facets, by area. */
  meanMisorientation: number;
}

export function describePolycrystal(p: Polycrystal): PolycrystalStatistics {
  const grains = p.volumes.length;
  const facets = p.facets.areas.length;
  const faces = 2 * facets + p.outer.areas.length;
  const volume = sumVolumes(p);
  const mean = volume / grains;
  const boundary = sumFacetAreas(p);
  const outer = p.outer.areas.reduce((sum, a) => sum + a, 0);
  let square = 0;
  let diameter = 0;
  for (const v of p.volumes) {
    square += (v / mean - 1) ** 2;
    diameter += Math.cbrt((6 * v) / Math.PI) / grains;
  }
  let angle = 0;
  for (let f = 0; f < facets; f++) angle += (p.facets.misorientations[f] * p.facets.areas[f]) / boundary;
  const [a, b, c] = p.halfAxes;
  return {
    grains,
    facets,
    ...(p.periodic && { tripleLines: Math.round(p.sides / 6), quadruplePoints: Math.round(p.corners / 4) }),
    facesPerGrain: faces / grains,
    edgesPerFace: p.sides / faces,
    areaPerGrain: (2 * boundary + outer) / grains / mean ** (2 / 3),
    volumeVariance: square / grains,
    ...(p.periodic && { volumeError: volume / (8 * a * b * c) - 1 }),
    volume,
    grainSize: Math.cbrt(mean),
    equivalentDiameter: diameter,
    boundaryDensity: boundary / volume,
    outerArea: p.outerAreas.reduce((sum, v) => sum + v, 0),
    meanMisorientation: facets > 0 ? angle : 0,
  };
}
