import { InputError } from './errors.js';

type Nine = [number, number, number, number, number, number, number, number, number];

/** Occupants of a site that is not simply one whole atom. The rest of the site, if any, is vacant. */
export interface SiteOccupancy {
  element: string;
  /** [1] between 0 and 1 */
  occupancy: number;
}

/**
 * Atoms in a cell. Lengths in Å, energies in eV, masses in amu, time in fs, charge in e, moments in Bohr magnetons.
 * Immutable by convention.
 */
export interface Structure {
  /** [Å] (3, 3) lattice vectors in rows. */
  cell: Float64Array;
  /** Periodic along each lattice vector. */
  pbc: readonly [boolean, boolean, boolean];
  /** (n) element symbol of each site; for a disordered site its most abundant occupant. */
  elements: readonly string[];
  /** [Å] (n, 3) Cartesian, not wrapped. */
  positions: Float64Array;
  /** Sites that are shared or partly vacant, by index; never silently ordered. */
  disorder?: ReadonlyMap<number, readonly SiteOccupancy[]>;
  /** Names of the sites as the file gives them. */
  labels?: readonly string[];
  /**
   * Per-atom quantities, (n, width) each. Known names: `forces` [eV/Å], `velocities` [Å/fs], `magmoms` [μB], `charges`
   * [e], `fixed` [0 or 1], `group`.
   */
  atomic?: Readonly<Record<string, { width: number; values: Float64Array }>>;
  /** [eV] total energy, as the file or the potential gives it. */
  energy?: number;
  /** [eV/Å3] (3, 3) stress, tension positive. */
  stress?: Float64Array;
  /** Anything else the file says of this frame. */
  info?: Readonly<Record<string, unknown>>;
}

/**
 * Volume of a cell.
 *
 * @param cell [Å] (3, 3) lattice vectors in rows
 * @returns [Å3]
 */
export function computeVolume(cell: ArrayLike<number>): number {
  const [a, b, c, d, e, f, g, h, i] = Array.from(cell) as Nine;
  return Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
}

/**
 * Inverse of a 3×3 matrix; a singular matrix is an error.
 *
 * @param m [any unit] (3, 3) in rows
 */
export function invertMatrix3(m: ArrayLike<number>): Float64Array {
  const [a, b, c, d, e, f, g, h, i] = Array.from(m) as Nine;
  const det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!(Math.abs(det) > 1e-12))
    throw new InputError('the cell has no volume', { hint: 'give three lattice vectors that do not lie in one plane' });
  return Float64Array.of(
    (e * i - f * h) / det,
    (c * h - b * i) / det,
    (b * f - c * e) / det,
    (f * g - d * i) / det,
    (a * i - c * g) / det,
    (c * d - a * f) / det,
    (d * h - e * g) / det,
    (b * g - a * h) / det,
    (a * e - b * d) / det,
  );
}

/**
 * Fractional coordinates of Cartesian positions.
 *
 * @param cell      [Å] (3, 3) lattice vectors in rows
 * @param positions [Å] (n, 3)
 * @returns [1] (n, 3)
 */
export function toFractional(cell: ArrayLike<number>, positions: ArrayLike<number>): Float64Array {
  return multiplyRows(positions, invertMatrix3(cell));
}

/**
 * Cartesian positions of fractional coordinates.
 *
 * @param cell       [Å] (3, 3) lattice vectors in rows
 * @param fractional [1] (n, 3)
 * @returns [Å] (n, 3)
 */
export function toCartesian(cell: ArrayLike<number>, fractional: ArrayLike<number>): Float64Array {
  return multiplyRows(fractional, cell);
}

/**
 * Rows times a 3×3 matrix.
 *
 * @param rows [any unit] (n, 3)
 * @param m    [any unit] (3, 3) in rows
 */
export function multiplyRows(rows: ArrayLike<number>, m: ArrayLike<number>): Float64Array {
  const out = new Float64Array(rows.length);
  for (let k = 0; k < rows.length; k += 3) {
    const x = rows[k]!;
    const y = rows[k + 1]!;
    const z = rows[k + 2]!;
    out[k] = x * m[0]! + y * m[3]! + z * m[6]!;
    out[k + 1] = x * m[1]! + y * m[4]! + z * m[7]!;
    out[k + 2] = x * m[2]! + y * m[5]! + z * m[8]!;
  }
  return out;
}

/** Refuses a structure with shared or partly vacant sites, for work that needs whole atoms. */
export function requireOrdered(structure: Structure, purpose: string): void {
  if (!structure.disorder?.size) return;
  const [index, occupants] = structure.disorder.entries().next().value!;
  const shown = occupants.map((o) => `${o.element} ${o.occupancy}`).join(' + ');
  throw new InputError(
    `${purpose} needs whole atoms, but ${structure.disorder.size} sites are shared or partly vacant (site ${index + 1}: ${shown})`,
    {
      hint: 'order it first, for example: cermet order FILE --out ordered.extxyz',
    },
  );
}

/** Counts of each element, in order of first appearance; disordered sites count by occupancy. */
export function countElements(structure: Structure): Map<string, number> {
  const counts = new Map<string, number>();
  structure.elements.forEach((element, i) => {
    for (const o of structure.disorder?.get(i) ?? [{ element, occupancy: 1 }])
      counts.set(o.element, (counts.get(o.element) ?? 0) + o.occupancy);
  });
  return counts;
}
