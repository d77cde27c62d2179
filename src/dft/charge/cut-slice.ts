import type { GridField } from './grid-field.js';

/** A plane through a cell, spanned by two of its vectors. */
export interface Slice {
  /** [Å] in-plane coordinates of the points, row by row. */
  x: Float64Array;
  y: Float64Array;
  values: Float64Array;
  columns: number;
  rows: number;
}

/**
 * A plane at a fraction of one vector, on the grid's own points, in Cartesian coordinates within the plane.
 *
 * @param axis the vector across the plane: 0, 1, 2
 * @param at   [1] fraction along it; between two planes the field is interpolated
 */
export function cutSlice(field: GridField, axis: number, at: number): Slice {
  const [u, v] = [0, 1, 2].filter((i) => i !== axis);
  const { shape, cell } = field;
  const place = at * shape[axis];
  const low = Math.floor(place);
  const t = place - low;
  const a = cell.subarray(3 * u, 3 * u + 3);
  const b = cell.subarray(3 * v, 3 * v + 3);
  const la = Math.hypot(a[0], a[1], a[2]);
  const along = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) / la;
  const across = Math.sqrt(Math.max(0, b[0] ** 2 + b[1] ** 2 + b[2] ** 2 - along ** 2));
  // One point more on each side closes the cell.
  const columns = shape[u] + 1;
  const rows = shape[v] + 1;
  const slice: Slice = {
    x: new Float64Array(columns * rows),
    y: new Float64Array(columns * rows),
    values: new Float64Array(columns * rows),
    columns,
    rows,
  };
  const index = [0, 0, 0];
  for (let j = 0, n = 0; j < rows; j++)
    for (let i = 0; i < columns; i++, n++) {
      index[u] = i;
      index[v] = j;
      index[axis] = low;
      const below = field.at(index[0], index[1], index[2]);
      index[axis] = low + 1;
      const above = field.at(index[0], index[1], index[2]);
      slice.values[n] = below + t * (above - below);
      slice.x[n] = (i / shape[u]) * la + (j / shape[v]) * along;
      slice.y[n] = (j / shape[v]) * across;
    }
  return slice;
}

/** A slice on square pixels, row by row from below; undefined outside the cell. */
export interface Raster {
  /** [Å] */
  pixel: number;
  columns: number;
  rows: number;
  values: (number | undefined)[];
}

/**
 * A slice on square pixels, by straight lines between its points: those of a cell that is not rectangular lie askew.
 *
 * @param most [1] pixels along the longer side
 */
export function rasterSlice({ x, y, values, columns, rows }: Slice, most: number): Raster {
  const corner = (rows - 1) * columns;
  const [length, along, rise] = [x[columns - 1], x[corner], y[corner]];
  const pixel = Math.max(length + Math.abs(along), rise) / most;
  const left = Math.min(0, along);
  const across = Math.ceil((length + Math.abs(along)) / pixel - 1e-9);
  const up = Math.ceil(rise / pixel - 1e-9);
  const raster: Raster = { pixel, columns: across, rows: up, values: [] };
  for (let j = 0; j < up; j++)
    for (let i = 0; i < across; i++) {
      const v = ((j + 0.5) * pixel) / rise;
      const u = (left + (i + 0.5) * pixel - v * along) / length;
      if (u < 0 || u > 1 || v > 1) {
        raster.values.push(undefined);
        continue;
      }
      const [p, q] = [u * (columns - 1), v * (rows - 1)];
      const [a, b] = [Math.min(columns - 2, Math.floor(p)), Math.min(rows - 2, Math.floor(q))];
      const at = (k: number): number => values[b * columns + a + k];
      const [s, t] = [p - a, q - b];
      raster.values.push((1 - t) * ((1 - s) * at(0) + s * at(1)) + t * ((1 - s) * at(columns) + s * at(columns + 1)));
    }
  return raster;
}

/** One piece of a contour, straight. [Å] */
export type Segment = readonly [x1: number, y1: number, x2: number, y2: number];

/** Lines of equal value in a slice, by marching triangles: pieces that join where cells meet. */
export function traceContour({ x, y, values, columns, rows }: Slice, level: number): Segment[] {
  const segments: Segment[] = [];
  const triangle = (p: number, q: number, r: number): void => {
    const cuts: number[] = [];
    for (const [i, j] of [
      [p, q],
      [q, r],
      [r, p],
    ]) {
      const a = values[i] - level;
      const b = values[j] - level;
      if (a < 0 === b < 0) continue;
      const t = a / (a - b);
      cuts.push(x[i] + t * (x[j] - x[i]), y[i] + t * (y[j] - y[i]));
    }
    if (cuts.length === 4) segments.push([cuts[0], cuts[1], cuts[2], cuts[3]]);
  };
  for (let j = 0; j + 1 < rows; j++)
    for (let i = 0; i + 1 < columns; i++) {
      const p = j * columns + i;
      triangle(p, p + 1, p + columns);
      triangle(p + 1, p + columns + 1, p + columns);
    }
  return segments;
}
