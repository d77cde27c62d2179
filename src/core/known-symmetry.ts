import type { Structure } from './structure.js';

/** The space group that a crystal was built from, in its own setting. */
export interface KnownSymmetry {
  /** Number in International Tables A. */
  number: number;
  /** Hermann and Mauguin's, without blanks. */
  symbol: string;
  /** x → R x + t on fractional coordinates: R (3, 3) in rows, t (3). */
  generators: readonly { rotation: readonly number[]; translation: readonly number[] }[];
  /** All that the generators make, the identity first. */
  operations: readonly { rotation: readonly number[]; translation: readonly number[] }[];
}

const known = new WeakMap<Structure, KnownSymmetry>();

/** Keeps the space group that a structure was built from, so that nobody must search for it; copies do not have it. */
export function keepSymmetry(structure: Structure, symmetry: KnownSymmetry): Structure {
  known.set(structure, symmetry);
  return structure;
}

/** The space group that a structure was built from, where that is known. */
export function findKnownSymmetry(structure: Structure): KnownSymmetry | undefined {
  return known.get(structure);
}
