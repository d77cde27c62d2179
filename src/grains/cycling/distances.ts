import type { Polycrystal } from '../polycrystal/polycrystal.js';

/** How far lithium has to go: distances from points of the grains to the nearest wet face. */
export interface Distances {
  /** [m] volume mean. */
  mean: number;
  /** [m2] volume mean of the square. */
  meanSquare: number;
  /** [m] (16) upper edges, and [1] (16) share of the volume in each bin. */
  edges: Float64Array;
  shares: Float64Array;
}

const BINS = 16;
const LARGEST_GRID = 4e6;

/**
 * Distances to wet faces, by an exact Euclidean distance transform on a grid of a quarter of a grain (Felzenszwalb and Huttenlocher, Theory Comput. 8 (2012)
 * 415): faces are marked by points on them, grains are probed at their centres and between centre and facets.
 *
 * @param wet (F) 1 where a facet is open to the electrolyte
 */
export function computeDistances(p: Polycrystal, wet: ArrayLike<number>): Distances {
  const size = p.halfAxes.map((a) => 2 * a + (p.periodic ? 0 : 2 * p.grainSize));
  let h = p.grainSize / 5;
  h = Math.max(h, Math.cbrt((size[0] * size[1] * size[2]) / LARGEST_GRID));
  const n = size.map((s) => Math.max(2, Math.ceil(s / h)));
  const origin = size.map((s) => -0.5 * s);
  const square = new Float64Array(n[0] * n[1] * n[2]).fill(1e12);
  const cell = (x: number, k: number): number => {
    const i = Math.floor((x - origin[k]) / h);
    return p.periodic ? ((i % n[k]) + n[k]) % n[k] : Math.min(n[k] - 1, Math.max(0, i));
  };
  const index = (x: number, y: number, z: number): number => (cell(x, 0) * n[1] + cell(y, 1)) * n[2] + cell(z, 2);
  const { vertices, loops } = p.polygons;
  const F = p.facets.areas.length;
  for (let f = 0; f < loops.start.length - 1; f++) {
    const open = f < F ? wet[f] === 1 : p.outer.kinds[f - F] < 2;
    if (!open) continue;
    const c = [0, 0, 0];
    const m = loops.start[f + 1] - loops.start[f];
    for (let e = loops.start[f]; e < loops.start[f + 1]; e++)
      for (let k = 0; k < 3; k++) c[k] += vertices[3 * loops.items[e] + k] / m;
    for (let e = 0; e < m; e++) {
      const v = loops.items[loops.start[f] + e];
      const w = loops.items[loops.start[f] + ((e + 1) % m)];
      const a = [0, 1, 2].map((k) => vertices[3 * v + k] - c[k]);
      const b = [0, 1, 2].map((k) => vertices[3 * w + k] - c[k]);
      const steps = Math.max(1, Math.ceil(Math.max(Math.hypot(...a), Math.hypot(...b)) / (0.7 * h)));
      for (let i = 0; i <= steps; i++)
        for (let j = 0; i + j <= steps; j++) {
          const [s, t] = [i / steps, j / steps];
          square[index(c[0] + s * a[0] + t * b[0], c[1] + s * a[1] + t * b[1], c[2] + s * a[2] + t * b[2])] = 0;
        }
    }
  }
  transform(square, n, p.periodic);
  const points: number[] = [];
  const weights: number[] = [];
  const volume = p.volumes.reduce((s, v) => s + v, 0);
  const probe = (x: number, y: number, z: number, weight: number): void => {
    points.push(h * Math.sqrt(square[index(x, y, z)]));
    weights.push(weight / volume);
  };
  // Points of each grain: its centre, and halfway and three quarters of the way to each facet, which stand for shells of 1/8, 1/2 and the rest of its volume.
  const facesOf = new Int32Array(p.volumes.length);
  for (const g of p.facets.grains) facesOf[g]++;
  for (let g = 0; g < p.volumes.length; g++)
    probe(p.centres[3 * g], p.centres[3 * g + 1], p.centres[3 * g + 2], p.volumes[g] * (facesOf[g] > 0 ? 0.04 : 1));
  for (let e = 0; e < p.facets.grains.length; e++) {
    const g = p.facets.grains[e];
    const f = e >> 1;
    const shift = e & 1 ? 1 : 0;
    const arm = [0, 1, 2].map(
      (k) =>
        p.facets.centroids[3 * f + k] - p.centres[3 * g + k] - shift * p.facets.shifts[3 * f + k] * 2 * p.halfAxes[k],
    );
    for (const [s, share] of [
      [0.5, 0.26],
      [0.85, 0.7],
    ])
      probe(
        p.centres[3 * g] + s * arm[0],
        p.centres[3 * g + 1] + s * arm[1],
        p.centres[3 * g + 2] + s * arm[2],
        (share * p.volumes[g]) / facesOf[g],
      );
  }
  return summarise(points, weights, Math.min(...p.halfAxes));
}

function summarise(points: readonly number[], weights: readonly number[], radius: number): Distances {
  const edges = Float64Array.from({ length: BINS }, (_, k) => (radius * (k + 1)) / BINS);
  const shares = new Float64Array(BINS);
  let mean = 0;
  let meanSquare = 0;
  points.forEach((d, i) => {
    mean += d * weights[i];
    meanSquare += d * d * weights[i];
    shares[Math.min(BINS - 1, Math.floor((d / radius) * BINS))] += weights[i];
  });
  return { mean, meanSquare, edges, shares };
}

/** Squared distance to the nearest zero, in cells, axis by axis: the lower envelope of parabolas. */
function transform(values: Float64Array, n: readonly number[], periodic: boolean): void {
  const strides = [n[1] * n[2], n[2], 1];
  for (let axis = 0; axis < 3; axis++) {
    const length = n[axis];
    const [u, v] = [0, 1, 2].filter((k) => k !== axis);
    const span = periodic ? 3 * length : length;
    const f = new Float64Array(span);
    const place = new Int32Array(span);
    const border = new Float64Array(span + 1);
    for (let i = 0; i < n[u]; i++)
      for (let j = 0; j < n[v]; j++) {
        const base = i * strides[u] + j * strides[v];
        let any = false;
        for (let q = 0; q < span; q++) {
          f[q] = values[base + (q % length) * strides[axis]];
          if (f[q] < 1e12) any = true;
        }
        if (!any) continue;
        let k = 0;
        place[0] = 0;
        border[0] = -Infinity;
        border[1] = Infinity;
        for (let q = 1; q < span; q++) {
          let s = cross(f, q, place[k]);
          while (s <= border[k]) s = cross(f, q, place[--k]);
          place[++k] = q;
          border[k] = s;
          border[k + 1] = Infinity;
        }
        k = 0;
        const from = periodic ? length : 0;
        for (let q = from; q < from + length; q++) {
          while (border[k + 1] < q) k++;
          values[base + (q - from) * strides[axis]] = (q - place[k]) ** 2 + f[place[k]];
        }
      }
  }
}

const cross = (f: Float64Array, q: number, p: number): number => (f[q] + q * q - (f[p] + p * p)) / (2 * q - 2 * p);
