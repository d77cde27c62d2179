import { InputError, parseFormula, type Citation } from '../../core/index.js';

/** A compound with its energy, all of one scheme. */
export interface Phase {
  name: string;
  /** Amounts of the elements in `energy`'s unit of the compound, at least one. */
  amounts: ReadonlyMap<string, number>;
  /** [eV] energy of that unit; total or of formation, but the same in all phases of one diagram. */
  energy: number;
  /** [eV] one-sigma uncertainty of `energy`, e.g. from the spread of sources. */
  sigma?: number;
  source?: Citation;
}

/**
 * A phase from a formula and an energy per atom.
 *
 * @param energyPerAtom [eV/atom]
 * @param sigmaPerAtom  [eV/atom] one-sigma uncertainty
 */
export function makePhase(
  formula: string,
  energyPerAtom: number,
  sigmaPerAtom?: number,
  name: string = formula,
  source?: Citation,
): Phase {
  if (!Number.isFinite(energyPerAtom)) throw new InputError(`the energy of ${name} is not a number`);
  const amounts = parseFormula(formula);
  const atoms = countAtoms(amounts);
  return {
    name,
    amounts,
    energy: energyPerAtom * atoms,
    ...(sigmaPerAtom !== undefined && { sigma: sigmaPerAtom * atoms }),
    ...(source && { source }),
  };
}

/** Number of atoms in a composition. */
export function countAtoms(amounts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const amount of amounts.values()) sum += amount;
  return sum;
}
