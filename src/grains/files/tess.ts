import { InputError, makeRng, type Note } from '../../core/index.js';
import { formatTess, type TessFile } from '../../io/grains/tess.js';
import { drawRotation } from '../polycrystal/orient.js';
import type { Polycrystal } from '../polycrystal/polycrystal.js';
import { toRotationMatrix } from '../polycrystal/quaternion.js';
import { fromPolygons } from './from-polygons.js';

/**
 * A polycrystal from a tessellation of Neper.
 *
 * @param unit [m] length of the file's unit
 */
export function fromTess(t: TessFile, unit: number): Polycrystal {
  const owners = new Int32Array(2 * t.faces.length).fill(-1);
  t.cells.forEach((faces, g) =>
    faces.forEach((f) => {
      if (owners[2 * f] < 0) owners[2 * f] = g;
      else if (owners[2 * f + 1] < 0) owners[2 * f + 1] = g;
      else throw new InputError(`face ${f + 1} of the tessellation belongs to three cells`);
    }),
  );
  const notes: Note[] = [];
  if (t.periodic)
    notes.push({
      level: 'warning',
      code: 'periodicity-left',
      text: 'the tessellation is periodic; it is read as a body with a surface',
    });
  return fromPolygons({
    vertices: t.vertices.map((v) => v * unit),
    faces: t.faces,
    owners,
    centres: t.seeds?.map((v) => v * unit),
    weights: t.weights?.map((w) => w * unit * unit),
    orientations: readOrientations(t, notes),
    seed: 1,
    notes,
  });
}

function readOrientations(t: TessFile, notes: Note[]): Float64Array {
  const out = new Float64Array(9 * t.cells.length);
  const kind = t.orientations?.descriptor.split(':')[0];
  const known = kind === 'rotmat' || kind === 'quaternion' || kind === 'rodrigues' || kind === 'euler-bunge';
  if (!known) {
    const rng = makeRng(1);
    for (let g = 0; g < t.cells.length; g++) out.set(drawRotation(rng), 9 * g);
    notes.push({
      level: 'warning',
      code: 'orientations-drawn',
      text: kind
        ? `orientations as "${kind}" are not read; they are drawn at random`
        : 'the tessellation has no orientations; they are drawn at random',
    });
    return out;
  }
  t.orientations!.values.forEach((v, g) => out.set(toRotation(kind, v), 9 * g));
  return out;
}

function toRotation(kind: 'rotmat' | 'quaternion' | 'rodrigues' | 'euler-bunge', v: readonly number[]): number[] {
  if (kind === 'rotmat') return [...v];
  if (kind === 'euler-bunge') {
    const [a, b, c] = v.map((x) => (x * Math.PI) / 180);
    const [ca, sa, cb, sb, cc, sc] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b), Math.cos(c), Math.sin(c)];
    // Transposed: from crystal to sample.
    return [
      ca * cc - sa * sc * cb,
      -ca * sc - sa * cc * cb,
      sa * sb,
      sa * cc + ca * sc * cb,
      -sa * sc + ca * cc * cb,
      -ca * sb,
      sc * sb,
      cc * sb,
      cb,
    ];
  }
  return toRotationMatrix(kind === 'quaternion' ? v : [1, ...v]);
}

/**
 * A particle as a tessellation of Neper, in micrometres; vertices of neighbouring cells become one.
 *
 * @throws InputError for a periodic box, whose faces have no single place
 */
export function toTess(p: Polycrystal): string {
  if (p.periodic)
    throw new InputError('a periodic box is not written as .tess', { hint: 'write it as .json, or make a particle' });
  const { vertices, loops } = p.polygons;
  const near = joinVertices(vertices, 1e-6 * p.grainSize);
  const F = p.facets.areas.length;
  const faces: Int32Array[] = [];
  const cells: number[][] = Array.from({ length: p.volumes.length }, () => []);
  for (let f = 0; f < loops.start.length - 1; f++) {
    const loop = [...loops.items.subarray(loops.start[f], loops.start[f + 1])]
      .map((v) => near.number[v])
      .filter((v, k, all) => v !== all[(k + 1) % all.length]);
    if (loop.length < 3) continue;
    for (const g of f < F ? [p.facets.grains[2 * f], p.facets.grains[2 * f + 1]] : [p.outer.grains[f - F]])
      cells[g].push(faces.length);
    faces.push(Int32Array.from(loop));
  }
  return formatTess({
    format: '3.4',
    seeds: p.centres.map((v) => 1e6 * v),
    weights: p.weights.map((w) => 1e12 * w),
    vertices: near.vertices.map((v) => 1e6 * v),
    faces,
    cells: cells.map((c) => Int32Array.from(c)),
    orientations: {
      descriptor: 'rotmat',
      values: Array.from(p.volumes, (_, g) => [...p.orientations.subarray(9 * g, 9 * g + 9)]),
    },
    periodic: false,
  });
}

/** Vertices closer than a tolerance become one. */
export function joinVertices(
  vertices: Float64Array,
  tolerance: number,
): { vertices: Float64Array; number: Int32Array } {
  const cells = new Map<string, number[]>();
  const number = new Int32Array(vertices.length / 3);
  const kept: number[] = [];
  for (let v = 0; v < number.length; v++) {
    const x = vertices.subarray(3 * v, 3 * v + 3);
    const cell = Array.from(x, (c) => Math.floor(c / (4 * tolerance)));
    let found = -1;
    for (let i = -1; i <= 1 && found < 0; i++)
      for (let j = -1; j <= 1 && found < 0; j++)
        for (let k = -1; k <= 1 && found < 0; k++)
          for (const w of cells.get(`${cell[0] + i} ${cell[1] + j} ${cell[2] + k}`) ?? [])
            if (Math.hypot(kept[3 * w] - x[0], kept[3 * w + 1] - x[1], kept[3 * w + 2] - x[2]) < tolerance) {
              found = w;
              break;
            }
    if (found < 0) {
      found = kept.length / 3;
      kept.push(x[0], x[1], x[2]);
      const key = cell.join(' ');
      const list = cells.get(key);
      if (list) list.push(found);
      else cells.set(key, [found]);
    }
    number[v] = found;
  }
  return { vertices: Float64Array.from(kept), number };
}
