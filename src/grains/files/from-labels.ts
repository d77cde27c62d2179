import { InputError, makeRng } from '../../core/index.js';
import type { LabelStack } from '../../io/grains/label-stack.js';
import { toLists } from '../polycrystal/assemble.js';
import { computeMisorientation, drawRotation } from '../polycrystal/orient.js';
import type { Polycrystal } from '../polycrystal/polycrystal.js';
import { MOMENT_AXES } from '../polycrystal/moments.js';

interface Side {
  a: number;
  b: number;
  vector: [number, number, number];
  faces: number[];
}

/**
 * A polycrystal from labelled voxels; label 0 is outside. Each pair of labels that touch has one flat facet with the
 * mean normal and the area of the voxel faces projected onto it, so that steps of the grid do not count; a curved
 * boundary loses area that way.
 *
 * @param voxel [m] (3) edges
 * @throws InputError for a volume of fewer than two grains
 */
export function fromLabels(stack: LabelStack, voxel: readonly [number, number, number], seed = 1): Polycrystal {
  const [nx, ny, nz] = stack.size;
  const grainOf = new Map<number, number>();
  for (const label of stack.labels) {
    if (label < 0)
      throw new InputError(`the volume has the label ${label}`, {
        hint: 'labels count grains from 1; give what is outside or not indexed the label 0',
      });
    if (label !== 0 && !grainOf.has(label)) grainOf.set(label, grainOf.size);
  }
  const G = grainOf.size;
  if (G < 2)
    throw new InputError(`the volume has ${G === 1 ? 'a single grain' : 'no grain'}`, {
      hint: 'labels count grains from 1, 0 is outside; was a picture of grey values given in place of labels?',
    });
  if (G > 200_000)
    throw new InputError(`${G} labels are no grains`, {
      hint: 'was a picture of grey values given in place of labels?',
    });
  const grain = Int32Array.from(stack.labels, (l) => (l === 0 ? -1 : grainOf.get(l)!));
  const at = (x: number, y: number, z: number): number =>
    x < 0 || y < 0 || z < 0 || x >= nx || y >= ny || z >= nz ? -1 : grain[(z * ny + y) * nx + x];
  const cell = voxel[0] * voxel[1] * voxel[2];
  const volumes = new Float64Array(G);
  const centres = new Float64Array(3 * G);
  const sides = new Map<number, Side>();
  const stride = [1, nx + 1, (nx + 1) * (ny + 1)];
  const faceArea = [voxel[1] * voxel[2], voxel[0] * voxel[2], voxel[0] * voxel[1]];
  for (let z = 0; z <= nz; z++)
    for (let y = 0; y <= ny; y++)
      for (let x = 0; x <= nx; x++) {
        const g = at(x, y, z);
        const p = [x, y, z];
        if (g >= 0) {
          volumes[g] += cell;
          for (let k = 0; k < 3; k++) centres[3 * g + k] += (p[k] + 0.5) * voxel[k] * cell;
        }
        for (let axis = 0; axis < 3; axis++) {
          const h = at(x - (axis === 0 ? 1 : 0), y - (axis === 1 ? 1 : 0), z - (axis === 2 ? 1 : 0));
          if (h === g) continue;
          const [a, b] = h < g ? [h, g] : [g, h];
          const key = (a + 1) * (G + 1) + b + 1;
          let side = sides.get(key);
          if (!side) sides.set(key, (side = { a, b, vector: [0, 0, 0], faces: [] }));
          // From a to b.
          side.vector[axis] += (h === a ? 1 : -1) * faceArea[axis];
          side.faces.push((x * stride[0] + y * stride[1] + z * stride[2]) * 3 + axis);
        }
      }
  for (let i = 0; i < centres.length; i++) centres[i] /= volumes[Math.floor(i / 3)];
  const middle = [nx, ny, nz].map((n, k) => 0.5 * n * voxel[k]);
  for (let i = 0; i < centres.length; i++) centres[i] -= middle[i % 3];
  const inner = [...sides.values()].filter((s) => s.a >= 0 && Math.hypot(...s.vector) > 0);
  const outer = [...sides.values()].filter((s) => s.a < 0);
  const F = inner.length;
  const facets: Polycrystal['facets'] = {
    grains: new Int32Array(2 * F),
    shifts: new Int8Array(3 * F),
    areas: new Float64Array(F),
    centroids: new Float64Array(3 * F),
    normals: new Float64Array(3 * F),
    spacings: new Float64Array(F),
    moments: new Float64Array(6 * F),
    atSurface: new Uint8Array(F),
    misorientations: new Float64Array(F),
  };
  const rng = makeRng(seed);
  const orientations = new Float64Array(9 * G);
  for (let g = 0; g < G; g++) orientations.set(drawRotation(rng), 9 * g);
  const vertices: number[] = [];
  const start = [0];
  const items: number[] = [];
  const place = (face: number): number[] => {
    const axis = face % 3;
    const q = Math.floor(face / 3);
    const p = [q % (nx + 1), Math.floor(q / (nx + 1)) % (ny + 1), Math.floor(q / stride[2])];
    return p.map((v, k) => (v + (k === axis ? 0 : 0.5)) * voxel[k] - middle[k]);
  };
  const numberOf = new Map<number, number>();
  const describe = (s: Side): { area: number; centroid: number[]; normal: number[] } => {
    const area = Math.hypot(...s.vector);
    const normal = s.vector.map((v) => (area > 0 ? v / area : 0));
    const centroid = [0, 0, 0];
    for (const f of s.faces) place(f).forEach((v, k) => void (centroid[k] += v / s.faces.length));
    // A square of the same area stands for the outline.
    const axis = Math.abs(normal[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
    const u = cross(normal, axis);
    const size = Math.hypot(...u) || 1;
    const half = Math.sqrt(area) / 2;
    const e = u.map((v) => (v / size) * half);
    const f = cross(normal, e);
    for (const [i, j] of [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ]) {
      items.push(vertices.length / 3);
      vertices.push(...centroid.map((c, k) => c + i * e[k] + j * f[k]));
    }
    start.push(items.length);
    return { area, centroid, normal };
  };
  inner.forEach((s, i) => {
    const { area, centroid, normal } = describe(s);
    numberOf.set((s.a + 1) * (G + 1) + s.b + 1, i);
    facets.grains.set([s.a, s.b], 2 * i);
    facets.areas[i] = area;
    facets.centroids.set(centroid, 3 * i);
    facets.normals.set(normal, 3 * i);
    const d = [0, 1, 2].map((k) => centres[3 * s.b + k] - centres[3 * s.a + k]);
    facets.spacings[i] = Math.max(
      Math.abs(d[0] * normal[0] + d[1] * normal[1] + d[2] * normal[2]),
      0.1 * Math.hypot(...d),
    );
    facets.misorientations[i] = computeMisorientation(orientations, orientations, 9 * s.a, 9 * s.b);
    // In the facet's plane, of the voxel faces' centres, for the projected area.
    for (const f of s.faces) {
      const r = place(f).map((v, k) => v - centroid[k]);
      const off = r[0] * normal[0] + r[1] * normal[1] + r[2] * normal[2];
      const q = r.map((v, k) => v - off * normal[k]);
      MOMENT_AXES.forEach(([k, l], m) => void (facets.moments[6 * i + m] += (q[k] * q[l] * area) / s.faces.length));
    }
  });
  const outerAreas = new Float64Array(G);
  const outerFaces = outer.map((s) => {
    // A grain's outer side is often curved: area of its voxel faces, two thirds of it as for a smooth surface seen
    // through steps.
    const projected = describe(s).area;
    const area = Math.max(projected, (2 / 3) * s.faces.reduce((sum, f) => sum + faceArea[f % 3], 0));
    outerAreas[s.b] += area;
    return area;
  });
  const first: number[] = [];
  const second: number[] = [];
  const seen = new Set<number>();
  // Around each edge of the grid four voxels: where three or more labels meet, their facets share a triple line.
  for (let z = 0; z <= nz; z++)
    for (let y = 0; y <= ny; y++)
      for (let x = 0; x <= nx; x++)
        for (let axis = 0; axis < 3; axis++) {
          const [j, k] = [(axis + 1) % 3, (axis + 2) % 3];
          const around = new Set<number>();
          for (const [dj, dk] of [
            [0, 0],
            [1, 0],
            [0, 1],
            [1, 1],
          ]) {
            const p = [x, y, z];
            p[j] -= dj;
            p[k] -= dk;
            around.add(at(p[0], p[1], p[2]));
          }
          if (around.size < 3) continue;
          const list = [...around].sort((a, b) => a - b);
          const meet: number[] = [];
          for (let a = 0; a < list.length; a++)
            for (let b = a + 1; b < list.length; b++) {
              const f = numberOf.get((list[a] + 1) * (G + 1) + list[b] + 1);
              if (f === undefined) continue;
              meet.push(f);
              if (list[0] === -1) facets.atSurface[f] = 1;
            }
          for (const a of meet)
            for (const b of meet) {
              const key = a * F + b;
              if (a >= b || seen.has(key)) continue;
              seen.add(key);
              first.push(a);
              second.push(b);
            }
        }
  return {
    shape: 'image',
    halfAxes: [middle[0], middle[1], middle[2]],
    grainSize: Math.cbrt(volumes.reduce((s, v) => s + v, 0) / G),
    periodic: false,
    seed,
    centres,
    weights: new Float64Array(G),
    volumes,
    orientations,
    outerAreas,
    facets,
    outer: {
      grains: Int32Array.from(outer, (s) => s.b),
      areas: Float64Array.from(outerFaces),
      kinds: new Uint8Array(outer.length),
    },
    neighbours: toLists(first, second, F),
    polygons: {
      vertices: Float64Array.from(vertices),
      loops: { start: Int32Array.from(start), items: Int32Array.from(items) },
    },
    corners: 0,
    sides: 4 * (2 * F + outer.length),
    notes: [
      { level: 'warning', code: 'orientations-drawn', text: 'labels tell no orientations; they are drawn at random' },
      {
        level: 'info',
        code: 'facets-flattened',
        text: 'each boundary between two labels is one flat facet; edges for each face are not known',
      },
    ],
  };
}

const cross = (a: readonly number[], b: readonly number[]): number[] => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
