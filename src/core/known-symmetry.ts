import type { Structure } from './structure.js';

/** The space group that a crystal was built from, in its own setting. */
export interface KnownSymmetry {
  /** Number in International Tables A. */
  number: number;
  /** Hermann and Mauguin's, without blanks. */
  symbol: string;
  /** x → R x + t on fractional coordinates: R (3, 3) in rows, t (3); the identity first. */
  operations: readonly { rotation: readonly number[]; translation: readonly number[] }[];
  /** (n) the first atom that is equal to each by symmetry */
  orbits: readonly number[];
}

const known = new WeakMap<Structure, { symmetry: KnownSymmetry; positions: Float64Array; cell: Float64Array }>();

/** Keeps the space group that a structure was built from, so that nobody must search for it; copies do not have it. */
export function keepSymmetry(structure: Structure, symmetry: KnownSymmetry): Structure {
  known.set(structure, { symmetry, positions: structure.positions.slice(), cell: structure.cell.slice() });
  return structure;
}

/** The space group that a structure was built from, where that is known and no atom was moved since. */
export function findKnownSymmetry(structure: Structure): KnownSymmetry | undefined {
  const kept = known.get(structure);
  const same = (a: Float64Array, b: Float64Array) => a.every((v, i) => v === b[i]);
  return kept && same(kept.positions, structure.positions) && same(kept.cell, structure.cell)
    ? kept.symmetry
    : undefined;
}
