import { InputError, computeVolume, invertMatrix3 } from '../../core/index.js';
import type { Evaluation } from '../potential/potential.js';

/** Components of a strain, in Voigt's order. */
export const VOIGT = ['xx', 'yy', 'zz', 'yz', 'xz', 'xy'] as const;
export type VoigtComponent = (typeof VOIGT)[number];
const PLACES: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 1],
  [2, 2],
  [1, 2],
  [0, 2],
  [0, 1],
];

/** Checks a cell mask: `all`, `none`, or a list of Voigt components. */
export function checkCellMask(mask: 'all' | 'none' | readonly VoigtComponent[]): readonly VoigtComponent[] {
  if (mask === 'all') return VOIGT;
  if (mask === 'none') return [];
  for (const component of mask) {
    if (!VOIGT.includes(component))
      throw new InputError(`"${component}" is no component of a strain`, { value: component, allowed: VOIGT });
  }
  return VOIGT.filter((component) => mask.includes(component));
}

/**
 * Atoms and cell as one vector of variables: positions u in the cell as it was at the start, then the free components
 * of a symmetric stretch A = I + S, so that r = u A and cell = cell₀ A. The stretch is counted in units of √n Å, which
 * makes its curvature like that of an atom.
 */
export class CellVariables {
  readonly size: number;
  readonly cell: Float64Array;
  readonly positions: Float64Array;
  /** (size) minus the gradient of energy + pressure × volume. */
  readonly force: Float64Array;
  /** [eV/Å] longest force on a free atom. */
  largestForce = Infinity;
  /** [eV/Å3] largest free component of stress + pressure. */
  largestStress = 0;
  readonly #startCell: Float64Array;
  readonly #startPositions: Float64Array;
  readonly #places: readonly (readonly [number, number])[];
  readonly #stretch = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  readonly #scale: number;
  readonly #free: Uint8Array;
  readonly #pressure: number;

  constructor(
    cell: Float64Array,
    positions: Float64Array,
    free: Uint8Array,
    mask: readonly VoigtComponent[],
    pressure: number,
  ) {
    this.cell = cell.slice();
    this.positions = positions.slice();
    this.#startCell = cell.slice();
    this.#startPositions = positions.slice();
    this.#places = mask.map((component) => PLACES[VOIGT.indexOf(component)]);
    this.#scale = Math.sqrt(free.length);
    this.#free = free;
    this.#pressure = pressure;
    this.size = positions.length + mask.length;
    this.force = new Float64Array(this.size);
  }

  /** Enthalpy from an evaluation at the present cell and positions; fills `force` and the residuals. */
  take(evaluation: Evaluation): number {
    const { forces, stress, energy } = evaluation;
    const { force } = this;
    const a = this.#stretch;
    this.largestForce = 0;
    for (let i = 0, k = 0; i < this.#free.length; i++, k += 3) {
      if (!this.#free[i]) continue;
      const x = forces[k];
      const y = forces[k + 1];
      const z = forces[k + 2];
      this.largestForce = Math.max(this.largestForce, Math.sqrt(x * x + y * y + z * z));
      force[k] = a[0] * x + a[1] * y + a[2] * z;
      force[k + 1] = a[3] * x + a[4] * y + a[5] * z;
      force[k + 2] = a[6] * x + a[7] * y + a[8] * z;
    }
    this.largestStress = 0;
    if (this.#places.length === 0) return energy;
    const volume = computeVolume(this.cell);
    const inverse = invertMatrix3(a);
    const gradient = (row: number, column: number): number => {
      let sum = 0;
      for (let k = 0; k < 3; k++)
        sum += inverse[3 * row + k] * (stress[3 * k + column] + (k === column ? this.#pressure : 0));
      return volume * sum;
    };
    for (const [index, [row, column]] of this.#places.entries()) {
      const residual = stress[3 * row + column] + (row === column ? this.#pressure : 0);
      this.largestStress = Math.max(this.largestStress, Math.abs(residual));
      const slope = row === column ? gradient(row, row) : gradient(row, column) + gradient(column, row);
      force[this.positions.length + index] = -slope / this.#scale;
    }
    return energy + this.#pressure * volume;
  }

  /**
   * Factor (at most 1) by which a displacement must be shortened so that no atom and no edge of the cell goes too far.
   */
  limit(move: Float64Array, longest: number, largestStrain: number): number {
    let farthest = 0;
    for (let k = 0; k < this.positions.length; k += 3) {
      farthest = Math.max(
        farthest,
        Math.sqrt(move[k] * move[k] + move[k + 1] * move[k + 1] + move[k + 2] * move[k + 2]),
      );
    }
    let factor = farthest > longest ? longest / farthest : 1;
    for (let k = this.positions.length; k < this.size; k++) {
      const strain = Math.abs(move[k]) / this.#scale;
      if (strain * factor > largestStrain) factor = largestStrain / strain;
    }
    return factor;
  }

  /** Moves the variables. */
  advance(move: Float64Array, factor: number): void {
    const u = this.#startPositions;
    const a = this.#stretch;
    for (let k = 0; k < u.length; k++) u[k] += factor * move[k];
    this.#places.forEach(([row, column], index) => {
      const change = (factor * move[u.length + index]) / this.#scale;
      a[3 * row + column] += change;
      if (row !== column) a[3 * column + row] += change;
    });
    multiplyInto(this.positions, u, a);
    multiplyInto(this.cell, this.#startCell, a);
  }
}

function multiplyInto(out: Float64Array, rows: Float64Array, m: Float64Array): void {
  for (let k = 0; k < rows.length; k += 3) {
    const x = rows[k];
    const y = rows[k + 1];
    const z = rows[k + 2];
    out[k] = x * m[0] + y * m[3] + z * m[6];
    out[k + 1] = x * m[1] + y * m[4] + z * m[7];
    out[k + 2] = x * m[2] + y * m[5] + z * m[8];
  }
}
