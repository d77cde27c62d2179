import { InputError, makeRng } from '../../core/index.js';
import type { Polycrystal } from '../polycrystal/polycrystal.js';
import { blurGrey } from './blur.js';

/** A picture in grey values, 0 black to 255 white, row by row from the top. */
export interface GreyPicture {
  width: number;
  height: number;
  /** (height, width) */
  values: Float64Array;
}

export interface SectionSettings {
  /** [m] side of a pixel. */
  pixel: number;
  /** [m] height of the plane along z, from the centre. */
  height?: number;
  /** [1] standard deviation of the blur in pixels. */
  blur?: number;
  /** [1] standard deviation of noise in grey values. */
  noise?: number;
  /** [m] (F) opening of each facet; 0 or less is closed. */
  openings?: ArrayLike<number>;
}

/** A virtual cross-section and what is true of it. */
export interface Section {
  picture: GreyPicture;
  /** (height, width) number of the grain at each pixel, −1 outside. */
  labels: Int32Array;
  truth: {
    /** [1] area of open cracks over that of the particle in the plane. */
    crackShare: number;
    /** [m-1] boundary lines in the plane over its area; 4/π of it is the boundary area for each volume. */
    lineDensity: number;
  };
}

const BACKGROUND = 20;
const CRACK = 15;

/**
 * Cuts a particle with a plane and draws it as a backscattered-electron picture: grains in grey by orientation, open
 * cracks and the surroundings dark.
 */
export function makeSection(p: Polycrystal, settings: SectionSettings): Section {
  const { pixel } = settings;
  const z = settings.height ?? 0;
  const size = p.halfAxes.map((a) => 2 * a + (p.periodic ? 0 : 2.2 * p.grainSize));
  const width = Math.ceil(size[0] / pixel);
  const height = Math.ceil(size[1] / pixel);
  if (!(pixel > 0) || width * height > 1e8 || width < 8)
    throw new InputError(`pixels of ${pixel} m give a picture of ${width} × ${height}`, {
      hint: 'choose a pixel of a few hundredths of a grain',
    });
  const values = new Float64Array(width * height).fill(BACKGROUND);
  const labels = new Int32Array(width * height).fill(-1);
  const toPixel = (x: number, y: number): [number, number] => [x / pixel + width / 2, y / pixel + height / 2];
  const cuts = cutGrains(p, z);
  if (!p.periodic && Math.abs(z) > p.halfAxes[2] + p.grainSize)
    throw new InputError(`a plane at ${1e6 * z} um lies beyond the particle`, {
      hint: `its centre is at 0, its surface at ${1e6 * p.halfAxes[2]} um`,
    });
  let area = 0;
  cuts.grains.forEach((points, g) => {
    if (points.length < 6) return;
    const grey = 110 + 110 * Math.abs(p.orientations[9 * g + 8]);
    for (const shift of imagesOf(p))
      area += fillConvex(points, shift, toPixel, width, height, (i) => {
        values[i] = grey;
        labels[i] = g;
      });
  });
  let lines = 0;
  let cracks = 0;
  for (const s of cuts.segments) {
    const length = Math.hypot(s.b[0] - s.a[0], s.b[1] - s.a[1]);
    lines += length;
    const opening = settings.openings?.[s.facet] ?? 0;
    if (!(opening > 0)) continue;
    const nz = p.facets.normals[3 * s.facet + 2];
    // Cut askew a crack looks wider.
    const apparent = opening / Math.max(0.05, Math.sqrt(1 - nz * nz));
    cracks += length * apparent;
    for (const [dx, dy] of imagesOf(p))
      drawStrip(
        values,
        labels,
        width,
        height,
        toPixel(s.a[0] + dx, s.a[1] + dy),
        toPixel(s.b[0] + dx, s.b[1] + dy),
        apparent / pixel,
      );
  }
  const solid = area * pixel * pixel;
  let picture: GreyPicture = { width, height, values };
  if (settings.blur) picture = blurGrey(picture, settings.blur);
  if (settings.noise) {
    const rng = makeRng(p.seed).fork('section');
    picture.values.forEach((v, i) => {
      picture.values[i] = v + settings.noise! * rng.normal();
    });
  }
  for (let i = 0; i < picture.values.length; i++)
    picture.values[i] = Math.min(255, Math.max(0, Math.round(picture.values[i])));
  return {
    picture,
    labels,
    truth: { crackShare: solid > 0 ? cracks / solid : 0, lineDensity: solid > 0 ? lines / solid : 0 },
  };
}

const imagesOf = (p: Polycrystal): [number, number][] =>
  p.periodic
    ? [-1, 0, 1].flatMap((i) => [-1, 0, 1].map((j): [number, number] => [2 * i * p.halfAxes[0], 2 * j * p.halfAxes[1]]))
    : [[0, 0]];

interface Segment {
  facet: number;
  a: [number, number];
  b: [number, number];
}

/** Where the plane cuts faces: points of each grain's outline, and a segment of each facet. */
function cutGrains(p: Polycrystal, z: number): { grains: number[][]; segments: Segment[] } {
  const { vertices, loops } = p.polygons;
  const F = p.facets.areas.length;
  const grains: number[][] = Array.from({ length: p.volumes.length }, () => []);
  const segments: Segment[] = [];
  const period = 2 * p.halfAxes[2];
  const levels = p.periodic ? [-period, 0, period] : [0];
  for (let f = 0; f < loops.start.length - 1; f++)
    for (const level of levels) {
      const cut = cutPolygon(vertices, loops.items, loops.start[f], loops.start[f + 1], z - level);
      if (!cut) continue;
      const first = f < F ? p.facets.grains[2 * f] : p.outer.grains[f - F];
      grains[first].push(...cut);
      if (f >= F) continue;
      const second = p.facets.grains[2 * f + 1];
      const [sx, sy] = [0, 1].map((k) => p.facets.shifts[3 * f + k] * 2 * p.halfAxes[k]);
      grains[second].push(cut[0] - sx, cut[1] - sy, cut[2] - sx, cut[3] - sy);
      segments.push({ facet: f, a: [cut[0], cut[1]], b: [cut[2], cut[3]] });
    }
  return { grains, segments };
}

/** The two points where a convex polygon crosses a height. */
function cutPolygon(
  v: Float64Array,
  items: Int32Array,
  from: number,
  to: number,
  z: number,
): [number, number, number, number] | undefined {
  const found: number[] = [];
  for (let e = from; e < to && found.length < 4; e++) {
    const a = items[e];
    const b = items[e + 1 < to ? e + 1 : from];
    const [za, zb] = [v[3 * a + 2] - z, v[3 * b + 2] - z];
    if (za >= 0 === zb >= 0) continue;
    const t = za / (za - zb);
    found.push(v[3 * a] + t * (v[3 * b] - v[3 * a]), v[3 * a + 1] + t * (v[3 * b + 1] - v[3 * a + 1]));
  }
  return found.length === 4 ? [found[0], found[1], found[2], found[3]] : undefined;
}

/** Fills the convex outline of points, row by row; gives the number of pixels. */
function fillConvex(
  points: readonly number[],
  [dx, dy]: [number, number],
  toPixel: (x: number, y: number) => [number, number],
  width: number,
  height: number,
  paint: (pixel: number) => void,
): number {
  const corners: [number, number][] = [];
  for (let k = 0; k < points.length; k += 2) corners.push(toPixel(points[k] + dx, points[k + 1] + dy));
  const cx = corners.reduce((s, c) => s + c[0], 0) / corners.length;
  const cy = corners.reduce((s, c) => s + c[1], 0) / corners.length;
  corners.sort((a, b) => Math.atan2(a[1] - cy, a[0] - cx) - Math.atan2(b[1] - cy, b[0] - cx));
  let count = 0;
  const low = Math.max(0, Math.ceil(Math.min(...corners.map((c) => c[1])) - 0.5));
  const high = Math.min(height - 1, Math.floor(Math.max(...corners.map((c) => c[1])) - 0.5));
  for (let y = low; y <= high; y++) {
    let [left, right] = [Infinity, -Infinity];
    for (let k = 0; k < corners.length; k++) {
      const [a, b] = [corners[k], corners[(k + 1) % corners.length]];
      const [ya, yb] = [a[1] - (y + 0.5), b[1] - (y + 0.5)];
      if (ya >= 0 === yb >= 0) continue;
      const x = a[0] + (ya / (ya - yb)) * (b[0] - a[0]);
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    for (let x = Math.max(0, Math.ceil(left - 0.5)); x < Math.min(width, right - 0.5); x++) {
      paint(y * width + x);
      count++;
    }
  }
  return count;
}

/** Darkens a strip along a segment by the share of each pixel that it covers. */
function drawStrip(
  values: Float64Array,
  labels: Int32Array,
  width: number,
  height: number,
  a: [number, number],
  b: [number, number],
  thick: number,
): void {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  if (length === 0) return;
  const [ux, uy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  const reach = thick / 2 + 1;
  const from = (k: number): number => Math.max(0, Math.floor(Math.min(a[k], b[k]) - reach));
  const to = (k: number, most: number): number => Math.min(most - 1, Math.ceil(Math.max(a[k], b[k]) + reach));
  for (let y = from(1); y <= to(1, height); y++)
    for (let x = from(0); x <= to(0, width); x++) {
      const [px, py] = [x + 0.5 - a[0], y + 0.5 - a[1]];
      const along = px * ux + py * uy;
      const end = Math.min(1, Math.max(0, Math.min(along, length - along) + 0.5));
      if (end <= 0) continue;
      const t = Math.abs(px * uy - py * ux);
      const covered = end * Math.max(0, Math.min(t + 0.5, thick / 2) - Math.max(t - 0.5, -thick / 2));
      const i = y * width + x;
      if (covered > 0 && labels[i] >= 0) values[i] += Math.min(1, covered) * (CRACK - values[i]);
    }
}
