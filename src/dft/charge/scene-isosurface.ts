import type { Structure } from '../../core/index.js';
import { computeWrapShifts, type Scene, type SceneSurface, toSceneFrame } from '../../scene/index.js';
import { computeIsosurface, type Isosurface } from './compute-isosurface.js';
import type { GridField } from './grid-field.js';
import { resampleField } from './resample-field.js';

/** Points that a surface is drawn from: finer ones are not seen, and make a report heavy. */
const MOST = 50_000;
const POSITIVE = '#d9a400';
const NEGATIVE = '#2a9fd6';

/**
 * The value that a surface is drawn at where none is asked for: mean and two standard deviations of the absolute field,
 * as VESTA takes it (Momma and Izumi, J. Appl. Cryst. 44 (2011) 1272).
 *
 * @returns [unit of the field]
 */
export function chooseLevel({ values }: Pick<GridField, 'values'>): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    sum += size;
    squares += size * size;
  }
  const mean = sum / values.length;
  return mean + 2 * Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}

/**
 * Structure with the surface where a field has a value, and for a field of both signs the one where it has its
 * negative.
 *
 * @param level [unit of the field]
 */
export function sceneIsosurface(
  about: { id: string; title: string; unit: string },
  field: GridField,
  structure: Structure,
  level = chooseLevel(field),
): Scene {
  const coarse = resampleField(field, MOST);
  const value = Number(Math.abs(level).toPrecision(3));
  const negated: GridField = { ...coarse, at: (i, j, k) => -coarse.at(i, j, k) };
  const surfaces = (
    [
      [coarse, POSITIVE, String(value)],
      [negated, NEGATIVE, `−${value}`],
    ] as const
  ).flatMap(([own, colour, text]): SceneSurface[] => {
    const surface = gatherAround(computeIsosurface(own, value), structure);
    return surface.triangles.length === 0 ? [] : [{ label: `${text} ${about.unit}`, colour, ...surface }];
  });
  return {
    id: about.id,
    title: about.title,
    caption:
      surfaces.length === 0
        ? `The field reaches ${value} ${about.unit} nowhere.`
        : `Surface at ${surfaces.map((s) => s.label).join(' and ')}, each piece drawn at the atom nearest to it.`,
    frames: [structure],
    surfaces,
  };
}

/** Images of a cell that are looked at: itself and its neighbours. */
const IMAGES = [-1, 0, 1].flatMap((i) => [-1, 0, 1].flatMap((j) => [-1, 0, 1].map((k) => [i, j, k])));

/**
 * A periodic surface whose triangles are moved by whole vectors of the cell to the drawn atom that is nearest: no ball
 * is cut by the cell.
 */
export function gatherAround({ vertices, triangles }: Isosurface, structure: Structure): Isosurface {
  const { cell, elements, positions } = structure;
  if (elements.length === 0) return { vertices, triangles };
  const shifts = computeWrapShifts(toSceneFrame(structure));
  const translations = IMAGES.map(([i, j, k]) => [0, 1, 2].map((c) => i * cell[c] + j * cell[3 + c] + k * cell[6 + c]));
  const moved: number[] = [];
  const faces: number[] = [];
  const known = new Map<number, number>();
  for (let t = 0; t < triangles.length; t += 3) {
    const centre = [0, 1, 2].map(
      (c) =>
        (vertices[3 * triangles[t] + c] + vertices[3 * triangles[t + 1] + c] + vertices[3 * triangles[t + 2] + c]) / 3,
    );
    let nearest = Infinity;
    let image = 0;
    for (let m = 0; m < translations.length; m++) {
      const [x, y, z] = centre.map((v, c) => v + translations[m][c]);
      for (let i = 0; i < positions.length; i += 3) {
        const d =
          (x - positions[i] - shifts[i]) ** 2 +
          (y - positions[i + 1] - shifts[i + 1]) ** 2 +
          (z - positions[i + 2] - shifts[i + 2]) ** 2;
        if (d < nearest) [nearest, image] = [d, m];
      }
    }
    for (let corner = 0; corner < 3; corner++) {
      const vertex = triangles[t + corner];
      const key = vertex * translations.length + image;
      let at = known.get(key);
      if (at === undefined) {
        at = moved.length / 3;
        known.set(key, at);
        for (let c = 0; c < 3; c++) moved.push(vertices[3 * vertex + c] + translations[image][c]);
      }
      faces.push(at);
    }
  }
  return { vertices: Float32Array.from(moved), triangles: Uint32Array.from(faces) };
}
