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
const FAR = 1e12;
/** Where a grain is probed on the way to a facet, and the share of its volume for which that stands. */
const SHELLS = [
  [0.5, 0.26],
  [0.85, 0.7],
] as const;

/**
 * Distances to wet faces, by an exact Euclidean distance transform on a grid of a quarter of a grain (Felzenszwalb and
 * Huttenlocher, Theory Comput. 8 (2012) 415): faces are marked by points on them, grains are probed at their centres
 * and between centre and facets.
 *
 * @param wet (F) 1 where a facet is open to the electrolyte
 */
export function computeDistances(p: Polycrystal, wet: ArrayLike<number>): Distances {
  const size = p.halfAxes.map((a) => 2 * a + (p.periodic ? 0 : 2 * p.grainSize));
  let h = p.grainSize / 5;
  h = Math.max(h, Math.cbrt((size[0] * size[1] * size[2]) / LARGEST_GRID));
  const n = size.map((s) => Math.max(2, Math.ceil(s / h)));
  const origin = size.map((s) => -0.5 * s);
  const square = new Float64Array(n[0] * n[1] * n[2]).fill(FAR);
  const cell = (x: number, k: number): number => {
    const i = Math.floor((x - origin[k]) / h);
    return p.periodic ? ((i % n[k]) + n[k]) % n[k] : Math.min(n[k] - 1, Math.max(0, i));
  };
  const index = (x: number, y: number, z: number): number => (cell(x, 0) * n[1] + cell(y, 1)) * n[2] + cell(z, 2);
  markOpen(p, wet, h, (x, y, z) => {
    square[index(x, y, z)] = 0;
  });
  transform(square, n, p.periodic);
  const points: number[] = [];
  const weights: number[] = [];
  const volume = p.volumes.reduce((s, v) => s + v, 0);
  const probe = (x: number, y: number, z: number, weight: number): void => {
    points.push(h * Math.sqrt(square[index(x, y, z)]));
    weights.push(weight / volume);
  };
  // Points of each grain: its centre, and halfway and three quarters of the way to each facet, which stand for shells
  // of 1/8, 1/2 and the rest of its volume.
  const facesOf = new Int32Array(p.volumes.length);
  for (const g of p.facets.grains) facesOf[g]++;
  for (let g = 0; g < p.volumes.length; g++)
    probe(p.centres[3 * g], p.centres[3 * g + 1], p.centres[3 * g + 2], p.volumes[g] * (facesOf[g] > 0 ? 0.04 : 1));
  const arm = [0, 0, 0];
  for (let e = 0; e < p.facets.grains.length; e++) {
    const g = p.facets.grains[e];
    const f = e >> 1;
    for (let k = 0; k < 3; k++) {
      const period = e & 1 ? 2 * p.halfAxes[k] * p.facets.shifts[3 * f + k] : 0;
      arm[k] = p.facets.centroids[3 * f + k] - p.centres[3 * g + k] - period;
    }
    for (const [s, share] of SHELLS)
      probe(
        p.centres[3 * g] + s * arm[0],
        p.centres[3 * g + 1] + s * arm[1],
        p.centres[3 * g + 2] + s * arm[2],
        (share * p.volumes[g]) / facesOf[g],
      );
  }
  return summarise(points, weights, Math.min(...p.halfAxes));
}

/** Marks points on each face that is open to the electrolyte, closer than 0.7 h to one another. */
function markOpen(
  p: Polycrystal,
  wet: ArrayLike<number>,
  h: number,
  mark: (x: number, y: number, z: number) => void,
): void {
  const { vertices, loops } = p.polygons;
  const F = p.facets.areas.length;
  for (let f = 0; f < loops.start.length - 1; f++) {
    const open = f < F ? wet[f] === 1 : p.outer.kinds[f - F] < 2;
    if (!open) continue;
    let [cx, cy, cz] = [0, 0, 0];
    const from = loops.start[f];
    const to = loops.start[f + 1];
    for (let e = from; e < to; e++) {
      const v = 3 * loops.items[e];
      cx += vertices[v] / (to - from);
      cy += vertices[v + 1] / (to - from);
      cz += vertices[v + 2] / (to - from);
    }
    // The face as triangles from its middle to each side.
    for (let e = from; e < to; e++) {
      const v = 3 * loops.items[e];
      const w = 3 * loops.items[e + 1 === to ? from : e + 1];
      const [ax, ay, az] = [vertices[v] - cx, vertices[v + 1] - cy, vertices[v + 2] - cz];
      const [bx, by, bz] = [vertices[w] - cx, vertices[w + 1] - cy, vertices[w + 2] - cz];
      const longest = Math.sqrt(Math.max(ax * ax + ay * ay + az * az, bx * bx + by * by + bz * bz));
      const steps = Math.max(1, Math.ceil(longest / (0.7 * h)));
      for (let i = 0; i <= steps; i++)
        for (let j = 0; i + j <= steps; j++) {
          const s = i / steps;
          const t = j / steps;
          mark(cx + s * ax + t * bx, cy + s * ay + t * by, cz + s * az + t * bz);
        }
    }
  }
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
  const longest = (periodic ? 3 : 1) * Math.max(...n);
  const f = new Float64Array(longest);
  const place = new Int32Array(longest);
  const border = new Float64Array(longest + 1);
  for (let axis = 0; axis < 3; axis++) {
    const length = n[axis];
    const stride = strides[axis];
    const [u, v] = [0, 1, 2].filter((k) => k !== axis);
    const span = periodic ? 3 * length : length;
    const from = periodic ? length : 0;
    for (let i = 0; i < n[u]; i++)
      for (let j = 0; j < n[v]; j++) {
        const base = i * strides[u] + j * strides[v];
        let parabolas = 0;
        for (let q = 0, at = base; q < span; q++, at += stride) {
          if (q > 0 && q % length === 0) at = base;
          f[q] = values[at];
          if (f[q] >= FAR) continue;
          // Where the parabola from q cuts the last of the envelope; those that it passes before their own begin are
          // gone.
          let s = -Infinity;
          while (parabolas > 0) {
            const p = place[parabolas - 1];
            s = (f[q] + q * q - f[p] - p * p) / (2 * (q - p));
            if (s > border[parabolas - 1]) break;
            parabolas--;
            s = -Infinity;
          }
          place[parabolas] = q;
          border[parabolas++] = s;
        }
        if (parabolas === 0) continue;
        border[parabolas] = Infinity;
        let k = 0;
        for (let q = from, at = base; q < from + length; q++, at += stride) {
          while (border[k + 1] < q) k++;
          const p = place[k];
          values[at] = (q - p) * (q - p) + f[p];
        }
      }
  }
}
