import { type Context, InputError } from '../../core/index.js';
import { fitLeastSquares } from '../../num/index.js';
import { blur, type Picture, transpose } from './picture.js';

/** A layer between two edges, such as an amorphous coating between vacuum and crystal. */
export interface Layer {
  /** [px] normal to the layer */
  thickness: number;
  sigma: number;
  /** [rad] tilt of its normal against the nearer axis of the picture */
  tilt: number;
  tiltSigma: number;
  /** [px] widths of both edges (standard deviation of the blur) */
  edges: readonly [number, number];
  /** [grey value] before, in, and behind the layer */
  levels: readonly [number, number, number];
  /** Whether the layer lies along the rows, so that the picture was turned. */
  turned: boolean;
  /** Parts of the picture on both sides of the layer, upright as it was measured. */
  before: Picture;
  behind: Picture;
  /** [1] contrast of the weaker edge over its own error */
  clearness: number;
}

/**
 * Thickness of a layer: the strongest edge gives the tilt (a line through its place in every row), the grey values are
 * averaged along the layer, and both edges are fitted as error functions over the distance normal to it.
 *
 * @param reach [px] over which an edge is looked for; above the fringes' spacing, so that they are not taken for it
 */
export async function measureLayer(picture: Picture, reach: number, ctx?: Context): Promise<Layer> {
  const turned = spreadOfMeans(picture) < spreadOfMeans(transpose(picture));
  const upright = turned ? transpose(picture) : picture;
  const { width, height, values } = upright;
  if (width < 6 * reach || height < 16)
    throw new InputError(`the picture of ${width} × ${height} pixels is too small for edges looked for over ${reach}`);
  const { slope, slopeSigma } = traceEdge(upright, reach);
  const cosine = 1 / Math.hypot(1, slope);
  // Distance normal to the layer, from the middle row; averages of every pixel of a distance.
  const from = Math.ceil(-Math.abs(slope) * height * cosine) - 1;
  const bins = width + 2 * Math.abs(from) + 2;
  const sum = new Float64Array(bins);
  const square = new Float64Array(bins);
  const count = new Float64Array(bins);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const b = Math.round((x - slope * (y - height / 2)) * cosine - from);
      if (b < 0 || b >= bins) continue;
      const v = values[y * width + x];
      sum[b] += v;
      square[b] += v * v;
      count[b]++;
    }
  const kept = [...count.keys()].filter((b) => count[b] > 0.5 * height);
  const u = Float64Array.from(kept, (b) => b + from);
  const mean = Float64Array.from(kept, (b) => sum[b] / count[b]);
  const sigma = Float64Array.from(kept, (b) =>
    Math.max(1e-3, Math.sqrt(Math.max(0, square[b] / count[b] - (sum[b] / count[b]) ** 2) / count[b])),
  );
  const start = guessEdges(mean, reach);
  const model = (p: ArrayLike<number>): Float64Array =>
    u.map((at) => p[0] + (p[1] - p[0]) * step((at - p[3]) / p[5]) + (p[2] - p[1]) * step((at - p[4]) / p[6]));
  const fit = await fitLeastSquares(
    {
      residual: (p) => model(p).map((v, i) => v - mean[i]),
      initial: [...start.levels, u[start.first], u[start.second], 2, 2],
      names: ['before', 'layer', 'behind', 'first edge', 'second edge', 'first width', 'second width'],
      lower: [-Infinity, -Infinity, -Infinity, u[0], u[0], 0.3, 0.3],
      upper: [Infinity, Infinity, Infinity, u[u.length - 1], u[u.length - 1], 2 * reach, 2 * reach],
      sigma,
      absoluteSigma: false,
    },
    ctx,
  );
  const p = fit.parameters;
  const size = fit.free.length;
  const a = fit.free.indexOf(3);
  const b = fit.free.indexOf(4);
  const v = (i: number, j: number): number => (i < 0 || j < 0 ? 0 : fit.covariance[i * size + j]);
  const thickness = Math.abs(p[4] - p[3]);
  const contrast = (hi: number, lo: number): number =>
    Math.abs(p[hi] - p[lo]) / Math.max(1e-9, Math.hypot(fit.sigma[hi] ?? 0, fit.sigma[lo] ?? 0));
  const edge = Math.max(p[3], p[4]);
  const lean = Math.abs(slope) * (height / 2);
  const behindFrom = Math.ceil((edge + 2 * reach) / cosine + lean);
  const beforeTo = Math.floor((Math.min(p[3], p[4]) - 2 * reach) / cosine - lean);
  return {
    thickness,
    sigma: Math.hypot(
      Math.sqrt(Math.max(0, v(a, a) + v(b, b) - 2 * v(a, b))),
      thickness * Math.abs(slope) * slopeSigma,
    ),
    tilt: Math.atan(slope),
    tiltSigma: slopeSigma * cosine ** 2,
    edges: [p[5], p[6]],
    levels: [p[0], p[1], p[2]],
    turned,
    before: crop(upright, 0, Math.max(0, beforeTo)),
    behind: crop(upright, Math.min(width, behindFrom), width),
    clearness: Math.min(contrast(0, 1), contrast(1, 2)),
  };
}

/** Parts of a picture without and with an order: the crystal may lie on either side of the layer. */
export function crop({ width, height, values }: Picture, from: number, to: number): Picture {
  const out = new Float64Array(height * Math.max(0, to - from));
  for (let y = 0; y < height; y++) out.set(values.subarray(y * width + from, y * width + to), y * (to - from));
  return { width: Math.max(0, to - from), height, values: out };
}

function spreadOfMeans({ width, height, values }: Picture): number {
  const means = new Float64Array(width);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) means[x] += values[y * width + x] / height;
  const mean = means.reduce((s, v) => s + v, 0) / width;
  return means.reduce((s, v) => s + (v - mean) ** 2, 0) / width;
}

/** Slope dx/dy of the strongest edge: its place in every row, and a line through them that outliers do not bend. */
function traceEdge(picture: Picture, reach: number): { slope: number; slopeSigma: number } {
  const smooth = blur(picture, 1.5);
  const { width, height, values } = smooth;
  const places = new Float64Array(height);
  for (let y = 0; y < height; y++) {
    const row = values.subarray(y * width, (y + 1) * width);
    const rise = (x: number): number => {
      let left = 0;
      let right = 0;
      for (let k = 0; k < reach; k++) {
        left += row[x - 1 - k];
        right += row[x + k];
      }
      return Math.abs(right - left);
    };
    let best = reach;
    let most = -1;
    for (let x = reach; x <= width - reach; x++) {
      const value = rise(x);
      if (value > most) {
        most = value;
        best = x;
      }
    }
    const [a, b, c] = [rise(Math.max(reach, best - 1)), most, rise(Math.min(width - reach, best + 1))];
    const bend = a - 2 * b + c;
    places[y] = best + (bend < 0 ? Math.max(-1, Math.min(1, (a - c) / (2 * bend))) : 0);
  }
  const slopes: number[] = [];
  const half = height >> 1;
  for (let y = 0; y + half < height; y++) slopes.push((places[y + half] - places[y]) / half);
  slopes.sort((a, b) => a - b);
  let slope = slopes[slopes.length >> 1];
  let offset = 0;
  let scatter = 0;
  let slopeSigma = 0;
  for (let pass = 0; pass < 4; pass++) {
    const offsets = Float64Array.from(places, (p, y) => p - slope * (y - height / 2)).sort();
    if (pass === 0) offset = offsets[height >> 1];
    const deviations = Float64Array.from(places, (p, y) => Math.abs(p - offset - slope * (y - height / 2))).sort();
    scatter = Math.max(0.2, 1.4826 * deviations[height >> 1]);
    let n = 0;
    let sy = 0;
    let syy = 0;
    let sx = 0;
    let sxy = 0;
    places.forEach((p, y) => {
      const t = y - height / 2;
      if (Math.abs(p - offset - slope * t) > 3.5 * scatter) return;
      n++;
      sy += t;
      syy += t * t;
      sx += p;
      sxy += p * t;
    });
    const det = n * syy - sy * sy;
    if (n < 8 || !(det > 0)) break;
    slope = (n * sxy - sy * sx) / det;
    offset = (sx - slope * sy) / n;
    // Rows next to one another share the blur: about six of them are one observation.
    slopeSigma = scatter * Math.sqrt((6 * n) / det);
  }
  return { slope, slopeSigma };
}

function guessEdges(
  mean: Float64Array,
  reach: number,
): { first: number; second: number; levels: [number, number, number] } {
  const n = mean.length;
  const average = (from: number, to: number): number => {
    let sum = 0;
    const a = Math.max(0, from);
    const b = Math.min(n, Math.max(a + 1, to));
    for (let i = a; i < b; i++) sum += mean[i];
    return sum / (b - a);
  };
  const rises = Array.from({ length: n }, (_, i) =>
    i < reach || i > n - reach ? 0 : Math.abs(average(i, i + reach) - average(i - reach, i)),
  );
  const strongest = (not?: number): number => {
    let best = -1;
    for (let i = 0; i < n; i++)
      if ((not === undefined || Math.abs(i - not) >= 2 * reach) && (best < 0 || rises[i] > rises[best])) best = i;
    return best;
  };
  const one = strongest();
  const two = strongest(one);
  const [first, second] = one < two ? [one, two] : [two, one];
  return { first, second, levels: [average(0, first - 2), average(first + 2, second - 2), average(second + 2, n)] };
}

/** [1] Share of a Gaussian below u standard deviations; Numerical Recipes 3rd ed., §6.2. */
function step(u: number): number {
  const z = Math.abs(u) / Math.SQRT2;
  const t = 2 / (2 + z);
  const ty = 4 * t - 2;
  let d = 0;
  let dd = 0;
  for (let j = ERFC.length - 1; j > 0; j--) {
    const tmp = d;
    d = ty * d - dd + ERFC[j];
    dd = tmp;
  }
  const erfc = t * Math.exp(-z * z + 0.5 * (ERFC[0] + ty * d) - dd);
  return u < 0 ? erfc / 2 : 1 - erfc / 2;
}

/** Chebyshev coefficients of erfc, Numerical Recipes 3rd ed., §6.2.2. */
const ERFC = [
  -1.3026537197817094, 0.6419697923564902, 1.9476473204185836e-2, -9.561514786808631e-3, -9.46595344482036e-4,
  3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5, -1.624290004647e-6, 1.30365583558e-6, 1.5626441722e-8,
  -8.5238095915e-8, 6.529054439e-9, 5.059343495e-9, -9.91364156e-10, -2.27365122e-10, 9.6467911e-11, 2.394038e-12,
  -6.886027e-12, 8.94487e-13, 3.13092e-13,
];
