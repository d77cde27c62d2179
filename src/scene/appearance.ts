import { ELEMENTS } from '../core/index.js';

export { elementColour } from '../core/element-colours.js';

/**
 * [Å] Covalent radii; of Mn, Fe and Co the low-spin values, of carbon sp3.
 *
 * Cordero et al., Dalton Trans. (2008) 2832, doi:10.1039/b801115j, table 2. In order of atomic number from 1.
 */
const COVALENT_RADII = [
  0.31, 0.28, 1.28, 0.96, 0.84, 0.76, 0.71, 0.66, 0.57, 0.58, 1.66, 1.41, 1.21, 1.11, 1.07, 1.05, 1.02, 1.06, 2.03,
  1.76, 1.7, 1.6, 1.53, 1.39, 1.39, 1.32, 1.26, 1.24, 1.32, 1.22, 1.22, 1.2, 1.19, 1.2, 1.2, 1.16, 2.2, 1.95, 1.9, 1.75,
  1.64, 1.54, 1.47, 1.46, 1.42, 1.39, 1.45, 1.44, 1.42, 1.39, 1.39, 1.38, 1.39, 1.4, 2.44, 2.15, 2.07, 2.04, 2.03, 2.01,
  1.99, 1.98, 1.98, 1.96, 1.94, 1.92, 1.92, 1.89, 1.9, 1.87, 1.87, 1.75, 1.7, 1.62, 1.51, 1.44, 1.41, 1.36, 1.36, 1.32,
  1.45, 1.46, 1.48, 1.4, 1.5, 1.5, 2.6, 2.21, 2.15, 2.06, 2, 1.96, 1.9, 1.87, 1.8, 1.69,
];

/** [Å] covalent radius; 1.5 for what the table lacks. */
export function covalentRadius(element: string): number {
  return COVALENT_RADII[ELEMENTS.indexOf(element)] ?? 1.5;
}

/** [Å] radius of the ball that stands for an atom. */
export function ballRadius(element: string): number {
  return 0.22 + 0.24 * covalentRadius(element);
}

const nonMetals = new Set([
  'H',
  'He',
  'B',
  'C',
  'N',
  'O',
  'F',
  'Ne',
  'Si',
  'P',
  'S',
  'Cl',
  'Ar',
  'Ge',
  'As',
  'Se',
  'Br',
  'Kr',
  'Sb',
  'Te',
  'I',
  'Xe',
  'At',
  'Rn',
]);

export function isMetal(element: string): boolean {
  return !nonMetals.has(element);
}

/** How much farther apart than the sum of their covalent radii two atoms may be and still be joined in a drawing. */
export const BOND_FACTOR = 1.15;

/** [Å] longest line drawn between two atoms; 0 for two metals, which are not joined. */
export function bondLimit(a: string, b: string): number {
  return isMetal(a) && isMetal(b) ? 0 : BOND_FACTOR * (covalentRadius(a) + covalentRadius(b));
}
