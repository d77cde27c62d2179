import { InputError } from '../../core/index.js';
import { blur, type Picture } from './picture.js';

/** One particle of a picture. */
export interface Particle {
  /** [px] centre */
  x: number;
  y: number;
  /** [px2] */
  area: number;
  /** [px] of the circle of its area */
  diameter: number;
}

export interface ParticleCount {
  particles: Particle[];
  /** Particles that touch the border, which are left out. */
  atBorder: number;
  /** [grey value] halfway between background and particles */
  threshold: number;
  /**
   * [px] standard uncertainty of every diameter from the threshold: what one tenth of the contrast moves the edge by
   */
  edge: number;
}

/** [1] A neck narrower than this share of the smaller neighbour's half-width parts two particles. */
const NECK = 0.75;

/**
 * Particles brighter (or darker) than their background: threshold halfway between the two (Otsu, IEEE Trans. Syst. Man
 * Cybern. 9 (1979) 62, then the means of both sides), particles that touch parted at necks by a watershed on the
 * distance to the edge (Beucher and Meyer, 1993), those on the border left out.
 *
 * @param smallest [1] pixels, diameter below which a spot is noise
 */
export function measureParticles(picture: Picture, smallest: number): ParticleCount {
  const smooth = blur(picture, 1);
  const { width, height } = smooth;
  const { threshold, bright, low, high } = findThreshold(smooth.values);
  const inside = Uint8Array.from(smooth.values, (v) => ((bright ? v > threshold : v < threshold) ? 1 : 0));
  const distance = computeDistance(inside, width, height);
  const labels = partParticles(inside, distance, width, height);
  const particles: Particle[] = [];
  let atBorder = 0;
  const count = labels.reduce((most, l) => Math.max(most, l), 0);
  const sums = Array.from({ length: count + 1 }, () => ({ n: 0, x: 0, y: 0, border: false }));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const s = sums[labels[y * width + x]];
      s.n++;
      s.x += x;
      s.y += y;
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) s.border = true;
    }
  for (const s of sums.slice(1)) {
    const diameter = 2 * Math.sqrt(s.n / Math.PI);
    if (s.n === 0 || diameter < smallest) continue;
    if (s.border) atBorder++;
    else particles.push({ x: s.x / s.n, y: s.y / s.n, area: s.n, diameter });
  }
  if (particles.length === 0)
    throw new InputError('no particle stands out of this picture', {
      hint: 'particles must be brighter or darker than what lies between them, and not touch the border',
    });
  return { particles, atBorder, threshold, edge: measureEdge(smooth, threshold, 0.1 * Math.abs(high - low)) };
}

function findThreshold(values: Float64Array): { threshold: number; bright: boolean; low: number; high: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const v of values) {
    min = Math.min(min, v);
    max = Math.max(max, v);
  }
  if (!(max > min)) throw new InputError('the picture is of one grey: there is nothing to measure');
  const bins = 256;
  const histogram = new Float64Array(bins);
  for (const v of values) histogram[Math.min(bins - 1, Math.floor(((v - min) / (max - min)) * bins))]++;
  let best = 0;
  let most = -1;
  let n0 = 0;
  let s0 = 0;
  let total = 0;
  for (let b = 0; b < bins; b++) total += b * histogram[b];
  for (let b = 0; b < bins - 1; b++) {
    n0 += histogram[b];
    s0 += b * histogram[b];
    const n1 = values.length - n0;
    if (n0 === 0 || n1 === 0) continue;
    const between = n0 * n1 * (s0 / n0 - (total - s0) / n1) ** 2;
    if (between > most) {
      most = between;
      best = b;
    }
  }
  let threshold = min + ((best + 1) * (max - min)) / bins;
  let low = 0;
  let high = 0;
  for (let pass = 0; pass < 20; pass++) {
    const below: number[] = [];
    const above: number[] = [];
    for (const v of values) (v < threshold ? below : above).push(v);
    low = median(below);
    high = median(above);
    const next = (low + high) / 2;
    if (Math.abs(next - threshold) < 1e-6 * (max - min)) break;
    threshold = next;
  }
  let above = 0;
  for (const v of values) if (v > threshold) above++;
  return { threshold, bright: above <= values.length / 2, low, high };
}

function median(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1];
}

/** [px] How far an edge moves when the threshold moves by a step, from the slope at the edge. */
function measureEdge({ width, height, values }: Picture, threshold: number, step: number): number {
  const slopes: number[] = [];
  for (let y = 1; y < height - 1; y++)
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      if (
        values[i] > threshold === values[i + 1] > threshold &&
        values[i] > threshold === values[i + width] > threshold
      )
        continue;
      slopes.push(Math.hypot(values[i + 1] - values[i - 1], values[i + width] - values[i - width]) / 2);
    }
  const slope = median(slopes);
  return slope > 0 ? (2 * step) / slope : 0;
}

/**
 * [px] (n) Euclidean distance to the nearest point outside (Felzenszwalb and Huttenlocher, Theory Comput. 8 (2012)
 * 415).
 */
function computeDistance(inside: Uint8Array, width: number, height: number): Float64Array {
  const far = (width + height) ** 2;
  const square = Float64Array.from(inside, (v) => (v ? far : 0));
  const longest = Math.max(width, height);
  const f = new Float64Array(longest);
  const v = new Int32Array(longest);
  const z = new Float64Array(longest + 1);
  const pass = (n: number, get: (k: number) => number): void => {
    for (let k = 0; k < n; k++) f[k] = square[get(k)];
    let top = 0;
    v[0] = 0;
    z[0] = -Infinity;
    z[1] = Infinity;
    for (let q = 1; q < n; q++) {
      let s = 0;
      for (;;) {
        s = (f[q] + q * q - (f[v[top]] + v[top] * v[top])) / (2 * q - 2 * v[top]);
        if (s > z[top]) break;
        top--;
      }
      top++;
      v[top] = q;
      z[top] = s;
      z[top + 1] = Infinity;
    }
    top = 0;
    for (let q = 0; q < n; q++) {
      while (z[top + 1] < q) top++;
      square[get(q)] = (q - v[top]) ** 2 + f[v[top]];
    }
  };
  for (let x = 0; x < width; x++) pass(height, (k) => k * width + x);
  for (let y = 0; y < height; y++) pass(width, (k) => y * width + k);
  return square.map(Math.sqrt);
}

/** Floods from the deepest point upward; where two floods meet, they stay apart if the neck between them is narrow. */
function partParticles(inside: Uint8Array, distance: Float64Array, width: number, height: number): Int32Array {
  const labels = new Int32Array(inside.length);
  const order = [...inside.keys()].filter((i) => inside[i]).sort((a, b) => distance[b] - distance[a]);
  const parent: number[] = [0];
  const depth: number[] = [0];
  const find = (l: number): number => {
    while (parent[l] !== l) l = parent[l] = parent[parent[l]];
    return l;
  };
  for (const i of order) {
    const x = i % width;
    const y = (i - x) / width;
    let own = 0;
    let uphill = -1;
    const roots = new Set<number>();
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        const nx = x + dx;
        const ny = y + dy;
        if ((dx === 0 && dy === 0) || nx < 0 || ny < 0 || nx >= width || ny >= height) continue;
        const there = ny * width + nx;
        if (labels[there] === 0) continue;
        const root = find(labels[there]);
        roots.add(root);
        // Steepest ascent, a diagonal step being longer, so that the border between two floods does not creep.
        const slope = (distance[there] - distance[i]) / Math.hypot(dx, dy);
        if (uphill < 0 || slope > uphill) {
          uphill = Math.max(0, slope);
          own = root;
        }
      }
    for (const root of roots) {
      if (root === own) continue;
      const [deep, shallow] = depth[root] > depth[own] ? [root, own] : [own, root];
      if (distance[i] > NECK * depth[shallow]) {
        parent[shallow] = deep;
        own = deep;
      }
    }
    if (own === 0) {
      own = parent.length;
      parent.push(own);
      depth.push(distance[i]);
    }
    labels[i] = own;
  }
  const names = new Map<number, number>();
  return labels.map((l) => {
    if (l === 0) return 0;
    const root = find(l);
    if (!names.has(root)) names.set(root, names.size + 1);
    return names.get(root)!;
  });
}
