import type { Structure } from '../../core/index.js';
import type { Scene, SceneSurface } from '../../scene/index.js';
import { computeIsosurface } from './compute-isosurface.js';
import type { GridField } from './grid-field.js';
import { resampleField } from './resample-field.js';

/** Points that a surface is drawn from: finer ones are not seen, and make a report heavy. */
const MOST = 50_000;
const POSITIVE = '#d9a400';
const NEGATIVE = '#2a9fd6';

/**
 * The value that a surface is drawn at where none is asked for: mean and two standard deviations of the absolute field, as VESTA takes it
 * (Momma and Izumi, J. Appl. Cryst. 44 (2011) 1272).
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
 * Structure with the surface where a field has a value, and for a field of both signs the one where it has its negative.
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
    const surface = computeIsosurface(own, value);
    return surface.triangles.length === 0 ? [] : [{ label: `${text} ${about.unit}`, colour, ...surface }];
  });
  return {
    id: about.id,
    title: about.title,
    caption:
      surfaces.length === 0
        ? `The field reaches ${value} ${about.unit} nowhere.`
        : `Surface at ${surfaces.map((s) => s.label).join(' and ')}, closed but where it leaves the cell.`,
    frames: [structure],
    surfaces,
  };
}
