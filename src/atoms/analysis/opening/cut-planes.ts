import { InputError, type Structure } from '../../../core/index.js';
import { computeHeights, measureCellHeight } from './cell-height.js';

export type CutRegion =
  | 'interface, lower side of the film'
  | 'interface, upper side of the film'
  | 'film'
  | 'oxide'
  | 'crystal';

/** A way to cut a periodic structure in two along its third axis. */
export interface CutPlane {
  id: string;
  region: CutRegion;
  /** [Å] height of the cut along the normal, from the cell's origin. */
  height: number;
  /**
   * (n) whole third lattice vectors to add to each atom so that the cut runs along the border of the cell; opening is
   * then lengthening that vector.
   */
  images: Int32Array;
  /** Atoms of the film that stay on the oxide when the interface opens here. */
  filmLeftOnOxide?: number;
}

/** A cut before it is numbered. */
type Cut = Omit<CutPlane, 'id'>;

const SHORT_NAMES: Readonly<Record<CutRegion, string>> = {
  'interface, lower side of the film': 'interface-lower',
  'interface, upper side of the film': 'interface-upper',
  film: 'film',
  oxide: 'oxide',
  crystal: 'crystal',
};

/** [Å] Atoms whose heights differ by less belong to one layer of the oxide. */
const LAYER_GAP = 0.5;
/**
 * [Å] Film atoms this close to the outermost oxide layer, about the longest bond across, are the film's first layer.
 */
const FIRST_FILM_LAYER = 2.2;
/** [Å] Distance between cuts tried inside a glass. */
const FILM_SPACING = 0.4;
/** [Å] A gap this wide is a vacuum: nothing is left to open. */
const VACUUM = 5;

/**
 * The cuts worth trying. With a film: on either side of it, from the cut that follows the border of oxide and film
 * exactly to cuts that leave the film's outermost atoms, one after another, on the oxide, up to the middle of the
 * film's first layer; from there planes inside the film; and planes between the oxide's layers. Without one: between
 * all layers.
 *
 * @param film      (n) 1 for the atoms of the film; absent for a crystal or a slab
 * @param layerGap  [Å] smallest gap between layers of a crystal
 */
export function findCutPlanes(structure: Structure, film?: Uint8Array, layerGap = LAYER_GAP): CutPlane[] {
  const axis = measureCellHeight(structure.cell);
  const heights = computeHeights(structure.positions, axis);
  const planes = film ? cutInterface(heights, axis.height, film) : cutLayers(heights, axis.height, 'crystal', layerGap);
  const distinct = planes.filter(
    (plane, i) =>
      !planes.slice(0, i).some((earlier) => earlier.images.every((image, atom) => image === plane.images[atom])),
  );
  const count = new Map<CutRegion, number>();
  return distinct.map((plane) => {
    count.set(plane.region, (count.get(plane.region) ?? 0) + 1);
    return { id: `${SHORT_NAMES[plane.region]} ${count.get(plane.region)}`, ...plane };
  });
}

/** Plane cuts midway in every gap between layers. */
function cutLayers(heights: Float64Array, period: number, region: CutRegion, layerGap: number): Cut[] {
  return findGaps([...heights], period)
    .filter(({ width }) => width > layerGap && width < VACUUM)
    .map(({ from, width }) => cutAt(heights, period, from + width / 2, region));
}

function cutInterface(heights: Float64Array, period: number, film: Uint8Array): Cut[] {
  const oxideHeights = [...heights].filter((_, i) => !film[i]);
  const gaps = findGaps(oxideHeights, period);
  const room = gaps.reduce((a, b) => (b.width > a.width ? b : a));
  const top = room.from;
  const bottom = top + room.width - period;
  const middle = (top + bottom) / 2;
  // Unwrapped: oxide from `bottom` to `top`, film from the middle of the oxide to the middle of its next image.
  const turns = Int32Array.from(heights, (h, i) =>
    film[i] ? Math.ceil((middle - h) / period) : Math.ceil((bottom - 1e-9 - h) / period),
  );
  const unwrapped = heights.map((h, i) => h + turns[i] * period);
  const filmOrder = [...heights.keys()].filter((i) => film[i]).sort((a, b) => unwrapped[a] - unwrapped[b]);
  const lowerLimit = averageFirstFilmLayer(
    filmOrder.map((i) => unwrapped[i]),
    averageLayer(unwrapped, film, top, -1),
    1,
  );
  const upperLimit = averageFirstFilmLayer(
    filmOrder.map((i) => unwrapped[i]),
    averageLayer(unwrapped, film, bottom, 1) + period,
    -1,
  );
  const planes: Cut[] = [];

  const staying = filmOrder.filter((i) => unwrapped[i] < lowerLimit);
  for (let left = 0; left <= staying.length && left < filmOrder.length; left++) {
    const behind = new Set(filmOrder.slice(0, left));
    const below = left === 0 ? top : unwrapped[filmOrder[left - 1]];
    planes.push({
      region: 'interface, lower side of the film',
      height: (below + unwrapped[filmOrder[left]]) / 2,
      images: turns.map((t, i) => (film[i] && !behind.has(i) ? t : t + 1)),
      filmLeftOnOxide: left,
    });
  }
  const rising = filmOrder.filter((i) => unwrapped[i] > upperLimit).reverse();
  for (let left = 0; left <= rising.length && left < filmOrder.length; left++) {
    const behind = new Set(rising.slice(0, left));
    const above = left === 0 ? bottom + period : unwrapped[rising[left - 1]];
    const next = left < rising.length ? rising[left] : filmOrder[filmOrder.length - 1 - left];
    planes.push({
      region: 'interface, upper side of the film',
      height: (above + unwrapped[next]) / 2,
      images: turns.map((t, i) => (behind.has(i) ? t - 1 : t)),
      filmLeftOnOxide: left,
    });
  }
  const first = Math.max(lowerLimit, staying.length > 0 ? unwrapped[staying[staying.length - 1]] : -Infinity);
  const last = Math.min(upperLimit, rising.length > 0 ? unwrapped[rising[rising.length - 1]] : Infinity);
  const steps = Math.max(0, Math.round((last - first) / FILM_SPACING));
  for (let k = 1; k < steps; k++) {
    planes.push(cutAt(heights, period, first + (k / steps) * (last - first), 'film'));
  }
  const inside = gaps.filter((gap) => gap !== room && gap.width > LAYER_GAP);
  for (const { from, width } of inside) planes.push(cutAt(heights, period, from + width / 2, 'oxide'));
  return planes;
}

/** Mean height of the oxide's outermost layer, looking inward from its outermost atom. */
function averageLayer(unwrapped: Float64Array, film: Uint8Array, outermost: number, inward: 1 | -1): number {
  const depths = [...unwrapped]
    .filter((_, i) => !film[i])
    .map((h) => (h - outermost) * inward)
    .sort((a, b) => a - b);
  let end = 1;
  while (end < depths.length && depths[end] - depths[end - 1] < LAYER_GAP) end++;
  return outermost + inward * (depths.slice(0, end).reduce((a, b) => a + b, 0) / end);
}

/** Mean height of the film atoms next to an oxide layer; without any, of the nearest one. */
function averageFirstFilmLayer(heights: readonly number[], layer: number, outward: 1 | -1): number {
  const distances = heights.map((h) => (h - layer) * outward);
  const first = distances.filter((d) => d < FIRST_FILM_LAYER);
  const mean = first.length > 0 ? first.reduce((a, b) => a + b, 0) / first.length : Math.min(...distances);
  return layer + outward * mean;
}

/** Empty ranges of heights on a circle, in order of height; `from` lies in [0, period). */
export function findGaps(heights: readonly number[], period: number): { from: number; width: number }[] {
  if (heights.length === 0) throw new InputError('a structure without atoms cannot be opened');
  const wrapped = heights.map((h) => h - Math.floor(h / period) * period).sort((a, b) => a - b);
  return wrapped.map((from, i) => ({
    from,
    width: (i + 1 < wrapped.length ? wrapped[i + 1] : wrapped[0] + period) - from,
  }));
}

function cutAt(heights: Float64Array, period: number, height: number, region: CutRegion): Cut {
  return { region, height, images: Int32Array.from(heights, (h) => Math.ceil((height - h) / period)) };
}
