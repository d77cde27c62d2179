import { computeVolume, InputError, type Note, type Structure } from '../../../core/index.js';

/** Most points of a grid that are held. */
export const MOST_POINTS = 2 ** 29;

/**
 * A field on a regular grid in a cell, with the atoms there. The grid repeats with the cell; its first point lies at
 * `origin`.
 */
export interface Volume {
  /** `density` [e/Å3], `spin` [μB/Å3], `potential` [eV], `other` in the file's own unit. */
  field: 'density' | 'spin' | 'potential' | 'other';
  /** Which component of several, from 1: x, y, z of a vector. */
  component?: number;
  /** Points along the three vectors of the cell. */
  shape: readonly [number, number, number];
  /** (n) first vector fastest where `order` is `fortran`, slowest where it is `c`. */
  values: Float64Array;
  order: 'fortran' | 'c';
  /** [Å] of the first point. */
  origin: readonly [number, number, number];
  structure: Structure;
  /** Title that the file carries. */
  title: string;
  notes: Note[];
}

/**
 * Checks that a grid is neither empty nor beyond what is held.
 *
 * @param shape [1] points along the three vectors
 */
export function requireShape(
  shape: readonly number[],
  file: string,
  line: number,
): asserts shape is [number, number, number] {
  const points = shape.reduce((product, n) => product * n, 1);
  if (shape.length !== 3 || shape.some((n) => !Number.isInteger(n) || n < 1))
    throw new InputError(`a grid of ${shape.join(' × ')} points cannot be`, { where: { file, line } });
  if (points > MOST_POINTS)
    throw new InputError(`a grid of ${shape.join(' × ')} points is more than is held at once`, {
      where: { file, line },
      hint: 'write it on a coarser grid',
    });
}

/** Index of a point in `values`. */
export function indexOf({ shape, order }: Pick<Volume, 'shape' | 'order'>, i: number, j: number, k: number): number {
  return order === 'fortran' ? i + shape[0] * (j + shape[1] * k) : k + shape[2] * (j + shape[1] * i);
}

/**
 * Integral of a field over its cell.
 *
 * @returns [unit of the field times Å3] electrons for a density
 */
export function integrateVolume({ values, structure }: Volume): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return (sum / values.length) * computeVolume(structure.cell);
}
