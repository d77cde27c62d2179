import { InputError } from '../../core/index.js';
import { solveLaplacian } from '../cycling/solve-laplacian.js';
import { type Polycrystal, sumFacetAreas } from '../polycrystal/polycrystal.js';

/**
 * Effective diffusivity through the boundaries of a periodic box over that in one boundary, for each share of boundary
 * volume. Linear finite elements on facets fanned from their centroids, joined at triple lines: an upper estimate that
 * is at most 2/3, which a uniform gradient would give.
 *
 * @returns [1] mean over the three axes
 */
export function computeNetworkDiffusivity(p: Polycrystal): number {
  if (!p.periodic) throw new InputError('the diffusivity of a network is that of a periodic box');
  const { vertices, loops } = p.polygons;
  const F = p.facets.areas.length;
  const period = p.halfAxes.map((a) => 2 * a);
  const grid = 1e-6 * p.grainSize;
  const known = new Map<string, number>();
  const nodeOf = (v: number): number => {
    const key = [0, 1, 2]
      .map((k) => {
        const x = vertices[3 * v + k] - period[k] * Math.floor(vertices[3 * v + k] / period[k]);
        return Math.round(x / grid) % Math.round(period[k] / grid);
      })
      .join();
    let node = known.get(key);
    if (node === undefined) known.set(key, (node = F + known.size));
    return node;
  };
  const links: { first: number[]; second: number[]; weight: number[]; way: number[] } = {
    first: [],
    second: [],
    weight: [],
    way: [],
  };
  const join = (i: number, j: number, weight: number, way: readonly number[]): void => {
    links.first.push(i);
    links.second.push(j);
    links.weight.push(weight);
    links.way.push(way[0], way[1], way[2]);
  };
  for (let f = 0; f < F; f++) {
    const c = p.facets.centroids.subarray(3 * f, 3 * f + 3);
    const loop = loops.items.subarray(loops.start[f], loops.start[f + 1]);
    for (let e = 0; e < loop.length; e++) {
      const [v, w] = [loop[e], loop[(e + 1) % loop.length]];
      const a = [0, 1, 2].map((k) => vertices[3 * v + k] - c[k]);
      const b = [0, 1, 2].map((k) => vertices[3 * w + k] - c[k]);
      const ab = [0, 1, 2].map((k) => b[k] - a[k]);
      const twice = Math.hypot(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
      if (!(twice > 1e-14 * p.grainSize ** 2)) continue;
      const dot = (x: readonly number[], y: readonly number[]): number => x[0] * y[0] + x[1] * y[1] + x[2] * y[2];
      // Cotangents of the angles opposite to each side, halved.
      join(nodeOf(v), nodeOf(w), dot(a, b) / (2 * twice), ab);
      join(f, nodeOf(v), dot(b, ab) / (2 * twice), a);
      join(f, nodeOf(w), -dot(a, ab) / (2 * twice), b);
    }
  }
  const n = F + known.size;
  let mean = 0;
  for (let axis = 0; axis < 3; axis++) {
    const source = new Float64Array(n);
    let uniform = 0;
    for (let e = 0; e < links.first.length; e++) {
      const d = links.way[3 * e + axis];
      source[links.first[e]] += links.weight[e] * d;
      source[links.second[e]] -= links.weight[e] * d;
      uniform += links.weight[e] * d * d;
    }
    const v = solveLaplacian(n, links.first, links.second, links.weight, source);
    let gain = 0;
    for (let i = 0; i < n; i++) gain += v[i] * source[i];
    mean += (uniform - gain) / 3;
  }
  return mean / sumFacetAreas(p);
}
