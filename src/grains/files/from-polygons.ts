import { InputError, type Note } from '../../core/index.js';
import { toLists } from '../polycrystal/assemble.js';
import { computeMisorientation } from '../polycrystal/orient.js';
import type { Polycrystal } from '../polycrystal/polycrystal.js';
import { MOMENT_AXES } from '../polycrystal/moments.js';

/** Grains as polyhedra that share faces. */
export interface PolygonGrains {
  /** [m] (V, 3) */
  vertices: Float64Array;
  /** Vertices around each face. */
  faces: readonly Int32Array[];
  /** (faces, 2) grains on both sides; −1: outside. */
  owners: Int32Array;
  /** [m] (G, 3); absent: centroids. */
  centres?: Float64Array;
  /** [m2] (G) */
  weights?: Float64Array;
  /** [1] (G, 9) */
  orientations: Float64Array;
  seed: number;
  notes: Note[];
}

/**
 * A polycrystal from polyhedra that share faces. Where the line of centres is not normal to a facet, as it is in a
 * power diagram, the facet's own normal is taken, and the patch test of the mechanics is no longer exact.
 */
export function fromPolygons(of: PolygonGrains): Polycrystal {
  const G = of.orientations.length / 9;
  if (G < 2)
    throw new InputError('a polycrystal of one grain has no boundaries', { hint: 'at least two grains are needed' });
  const shape = of.faces.map((loop) => measurePolygon(of.vertices, loop));
  const volumes = new Float64Array(G);
  const moments = new Float64Array(3 * G);
  const rough = new Float64Array(3 * G);
  const weight = new Float64Array(G);
  const sides = (f: number): [number, number] => [of.owners[2 * f], of.owners[2 * f + 1]];
  for (let f = 0; f < shape.length; f++)
    for (const g of sides(f))
      if (g >= 0) {
        weight[g] += shape[f].area;
        for (let k = 0; k < 3; k++) rough[3 * g + k] += shape[f].area * shape[f].centroid[k];
      }
  for (let i = 0; i < rough.length; i++) rough[i] /= weight[Math.floor(i / 3)] || 1;
  // Pyramids from the middle of each grain to its faces.
  for (let f = 0; f < shape.length; f++)
    for (const g of sides(f)) {
      if (g < 0) continue;
      const { centroid, normal, area } = shape[f];
      const height = Math.abs([0, 1, 2].reduce((s, k) => s + (centroid[k] - rough[3 * g + k]) * normal[k], 0));
      const v = (height * area) / 3;
      volumes[g] += v;
      for (let k = 0; k < 3; k++) moments[3 * g + k] += v * (0.75 * centroid[k] + 0.25 * rough[3 * g + k]);
    }
  if (volumes.some((v) => !(v > 0)))
    throw new InputError('a grain has no volume', { hint: 'are faces listed with both of their cells?' });
  const middle = [0, 1, 2].map((k) => {
    let [s, v] = [0, 0];
    for (let g = 0; g < G; g++) {
      s += moments[3 * g + k];
      v += volumes[g];
    }
    return s / v;
  });
  const centres = Float64Array.from(
    of.centres ?? moments.map((m, i) => m / volumes[Math.floor(i / 3)]),
    (v, i) => v - middle[i % 3],
  );
  const inner: number[] = [];
  const outer: number[] = [];
  shape.forEach((_, f) => (sides(f)[0] >= 0 && sides(f)[1] >= 0 ? inner : outer).push(f));
  const F = inner.length;
  const facets: Polycrystal['facets'] = {
    grains: Int32Array.from(inner.flatMap(sides)),
    shifts: new Int8Array(3 * F),
    areas: Float64Array.from(inner, (f) => shape[f].area),
    centroids: Float64Array.from(inner.flatMap((f) => shape[f].centroid.map((c, k) => c - middle[k]))),
    normals: new Float64Array(3 * F),
    spacings: new Float64Array(F),
    moments: Float64Array.from(inner.flatMap((f) => shape[f].moment)),
    atSurface: new Uint8Array(F),
    misorientations: new Float64Array(F),
  };
  let askew = 0;
  inner.forEach((f, a) => {
    const [i, j] = sides(f);
    const d = [0, 1, 2].map((k) => centres[3 * j + k] - centres[3 * i + k]);
    const h = Math.hypot(...d);
    let n = shape[f].normal;
    const cos = [0, 1, 2].reduce((s, k) => s + (d[k] * n[k]) / h, 0);
    if (cos < 0) n = n.map((v) => -v);
    if (Math.abs(cos) > 1 - 1e-9) n = d.map((v) => v / h);
    else askew++;
    facets.normals.set(n, 3 * a);
    facets.spacings[a] = Math.max(Math.abs(cos) * h, 0.1 * h);
    facets.misorientations[a] = computeMisorientation(of.orientations, of.orientations, 9 * i, 9 * j);
  });
  const number = new Int32Array(shape.length);
  inner.forEach((f, a) => void (number[f] = a));
  outer.forEach((f, o) => void (number[f] = -1 - o));
  const atEdge = new Map<string, number[]>();
  of.faces.forEach((loop, f) =>
    loop.forEach((v, k) => {
      const w = loop[(k + 1) % loop.length];
      const key = v < w ? `${v} ${w}` : `${w} ${v}`;
      const list = atEdge.get(key);
      if (list) list.push(number[f]);
      else atEdge.set(key, [number[f]]);
    }),
  );
  const pairs = new Set<number>();
  for (const list of atEdge.values())
    for (const a of list)
      for (const b of list) {
        if (a >= 0 && b < 0) facets.atSurface[a] = 1;
        if (a >= 0 && b > a) pairs.add(a * F + b);
      }
  const list = [...pairs];
  const outerAreas = new Float64Array(G);
  const outerGrains = Int32Array.from(outer, (f) => Math.max(...sides(f)));
  outer.forEach((f, o) => void (outerAreas[outerGrains[o]] += shape[f].area));
  const notes = [...of.notes];
  if (askew > 0)
    notes.push({
      level: 'info',
      code: 'no-power-diagram',
      text: `${askew} of ${F} facets are not normal to the line of their grains' centres: this is no power diagram of these centres, and uniform stress is carried nearly, not exactly`,
    });
  let reach = [0, 0, 0];
  for (let v = 0; v < of.vertices.length; v++)
    reach[v % 3] = Math.max(reach[v % 3], Math.abs(of.vertices[v] - middle[v % 3]));
  reach = reach.map((r) => r || 1e-9);
  const start = new Int32Array(shape.length + 1);
  const order = [...inner, ...outer];
  order.forEach((f, i) => void (start[i + 1] = start[i] + of.faces[f].length));
  return {
    shape: 'image',
    halfAxes: [reach[0], reach[1], reach[2]],
    grainSize: Math.cbrt(volumes.reduce((s, v) => s + v, 0) / G),
    periodic: false,
    seed: of.seed,
    centres,
    weights: of.weights ?? new Float64Array(G),
    volumes,
    orientations: of.orientations,
    outerAreas,
    facets,
    outer: {
      grains: outerGrains,
      areas: Float64Array.from(outer, (f) => shape[f].area),
      kinds: new Uint8Array(outer.length),
    },
    neighbours: toLists(
      list.map((k) => Math.floor(k / F)),
      list.map((k) => k % F),
      F,
    ),
    polygons: {
      vertices: of.vertices.map((v, i) => v - middle[i % 3]),
      loops: { start, items: Int32Array.from(order.flatMap((f) => [...of.faces[f]])) },
    },
    corners: 0,
    sides: order.reduce((s, f, i) => s + of.faces[f].length * (i < F ? 2 : 1), 0),
    notes,
  };
}

/** Area, centroid, unit normal and second moment about the centroid (xx, yy, zz, yz, xz, xy) of a flat polygon. */
function measurePolygon(
  v: Float64Array,
  loop: Int32Array,
): { area: number; centroid: number[]; normal: number[]; moment: number[] } {
  const at = (i: number, k: number): number => v[3 * loop[i] + k];
  const o = [0, 1, 2].map((k) => Array.from(loop, (_, i) => at(i, k)).reduce((s, x) => s + x, 0) / loop.length);
  const normal = [0, 0, 0];
  const parts = Array.from(loop, (_, i) => {
    const a = [0, 1, 2].map((k) => at(i, k) - o[k]);
    const b = [0, 1, 2].map((k) => at((i + 1) % loop.length, k) - o[k]);
    const c = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    for (let k = 0; k < 3; k++) normal[k] += c[k];
    return { a, b, c };
  });
  const size = Math.hypot(...normal) || 1;
  for (let k = 0; k < 3; k++) normal[k] /= size;
  let area = 0;
  const first = [0, 0, 0];
  const second = [0, 0, 0, 0, 0, 0];
  for (const { a, b, c } of parts) {
    const s = 0.5 * (c[0] * normal[0] + c[1] * normal[1] + c[2] * normal[2]);
    area += s;
    for (let k = 0; k < 3; k++) first[k] += (s * (a[k] + b[k])) / 3;
    MOMENT_AXES.forEach(([i, j], m) => {
      second[m] += (s / 12) * (a[i] * a[j] + b[i] * b[j] + (a[i] + b[i]) * (a[j] + b[j]));
    });
  }
  const c = first.map((x) => (area > 0 ? x / area : 0));
  return {
    area,
    centroid: c.map((x, k) => x + o[k]),
    normal,
    moment: second.map((x, m) => x - area * c[MOMENT_AXES[m][0]] * c[MOMENT_AXES[m][1]]),
  };
}
