import { InputError } from './errors.js';

/** One axis of a grid: where its values lie. */
export interface Axis {
  /** snake_case `quantity_unit`, as a column: `two_theta_degree`, `position_nanometre`. */
  name: string;
  /** [unit of the name] (n) */
  values: Float64Array;
}

/** Values on named axes: a detector frame, a spectrum image, a charge density, a micrograph. */
export interface Grid {
  /** snake_case `quantity_unit`: `counts`, `charge_density_electron_per_cubic_angstrom`. */
  quantity: string;
  /** Slowest first; the product of their lengths is the number of values. */
  axes: readonly Axis[];
  values: Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array;
  /** One-sigma uncertainty of each value, same unit. */
  sigma?: Float32Array | Float64Array;
  /** 1 where a value is present; absent means all are. */
  valid?: Uint8Array;
  /** [Å] Rows are cell vectors, where the axes are fractions of a cell. */
  frame?: { cell: Float64Array; origin: Float64Array };
}

/** Checks that axes and values agree, and freezes a grid. */
export function makeGrid(grid: Grid): Grid {
  const size = grid.axes.reduce((product, axis) => product * axis.values.length, 1);
  if (size !== grid.values.length)
    throw new InputError(
      `${grid.quantity}: axes of ${grid.axes.map((a) => a.values.length).join(' × ')} points hold ${size} values, not ${grid.values.length}`,
    );
  return Object.freeze(grid);
}

/** Whether a part of a recording is a grid. */
export function isGrid(part: unknown): part is Grid {
  return typeof part === 'object' && part !== null && 'axes' in part && 'values' in part && 'quantity' in part;
}
