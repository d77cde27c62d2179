import { parseFormula, type Citation } from '../../core/index.js';
import type { CellParameters } from '../../io/structures/cell-parameters.js';

/** A published crystal: space group, cell and the atoms of its asymmetric unit. */
export interface Crystal {
  name: string;
  /** Where the name is that of a polymorph, because its formula names another crystal. */
  formula?: string;
  title: string;
  /** Number in International Tables A, standard setting (see groups.ts). */
  spaceGroup: number;
  cell: CellParameters;
  /** Wyckoff letter with its multiplicity, element, and fractional coordinates of one of its points. */
  sites: readonly { wyckoff: string; element: string; at: readonly [number, number, number] }[];
  citation: Citation;
}

/** Amounts by element of a crystal's formula. */
export const amountsOf = ({ name, formula = name }: Crystal): ReadonlyMap<string, number> => parseFormula(formula);

/** A site in short. */
export const site = (wyckoff: string, element: string, x: number, y: number, z: number): Crystal['sites'][number] => ({
  wyckoff,
  element,
  at: [x, y, z],
});

/** Cells by crystal system, lengths in Å. */
export const cubic = (a: number): CellParameters => ({ a, b: a, c: a, alpha: 90, beta: 90, gamma: 90 });
export const hexagonal = (a: number, c: number): CellParameters => ({ a, b: a, c, alpha: 90, beta: 90, gamma: 120 });
export const tetragonal = (a: number, c: number): CellParameters => ({ a, b: a, c, alpha: 90, beta: 90, gamma: 90 });
export const orthorhombic = (a: number, b: number, c: number): CellParameters => ({
  a,
  b,
  c,
  alpha: 90,
  beta: 90,
  gamma: 90,
});

/** What a title says of positions that were taken from the prototype of a structure type. */
export const TYPE_POSITIONS = 'relax before use, its positions are the type’s';
