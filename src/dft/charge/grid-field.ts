import { computeVolume, type Grid, InputError } from '../../core/index.js';

/** A grid in a cell, read by the three vectors whatever the order of its values. */
export interface GridField {
  shape: readonly [number, number, number];
  /** [Å] (3, 3) */
  cell: Float64Array;
  /** Value at a point; indices wrap around. */
  at(i: number, j: number, k: number): number;
  values: Grid['values'];
  /** [Å3] of one point. */
  voxel: number;
}

/** Reads a grid of fractions of a cell. @throws InputError where it is not one */
export function toField(grid: Grid): GridField {
  const place = ['a_fraction', 'b_fraction', 'c_fraction'].map((name) =>
    grid.axes.findIndex((axis) => axis.name === name),
  );
  if (!grid.frame || grid.axes.length !== 3 || place.includes(-1))
    throw new InputError(`${grid.quantity} is not a grid in a cell`);
  const lengths = grid.axes.map((axis) => axis.values.length);
  const strides = [lengths[1] * lengths[2], lengths[2], 1];
  const shape: readonly [number, number, number] = [lengths[place[0]], lengths[place[1]], lengths[place[2]]];
  const [sa, sb, sc] = place.map((p) => strides[p]);
  const [na, nb, nc] = shape;
  const wrap = (i: number, n: number): number => ((i % n) + n) % n;
  return {
    shape,
    cell: grid.frame.cell,
    at: (i, j, k) => grid.values[wrap(i, na) * sa + wrap(j, nb) * sb + wrap(k, nc) * sc],
    values: grid.values,
    voxel: computeVolume(grid.frame.cell) / grid.values.length,
  };
}

/** ∫ of a field over its cell. @returns [unit of the field times Å3] */
export function integrateField({ values, voxel }: GridField, map: (value: number) => number = (v) => v): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += map(values[i]);
  return sum * voxel;
}
