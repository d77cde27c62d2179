import { atomicWeight, InputError, parseFormula } from '../../core/index.js';

/** A compound by its formula, with its water of crystallisation. */
export interface Compound {
  formula: string;
  /** By element, water included. */
  amounts: ReadonlyMap<string, number>;
  /** Molecules of water of crystallisation. */
  water: number;
  /** [kg/mol] */
  molarMass: number;
}

/**
 * Reads `LiOH.H2O`, `Co(NO3)2·6H2O`, `Ni0.8Co0.1Mn0.1(OH)2`. A point before H2O with or without a number is water of
 * crystallisation.
 */
export function parseCompound(formula: string): Compound {
  const match = /^(.+?)\s*[.·*]\s*(\d*)\s*H2O$/.exec(formula.trim());
  const water = match ? Number(match[2] || 1) : 0;
  const amounts = new Map(parseFormula(match ? match[1] : formula.trim()));
  if (water > 0) {
    amounts.set('H', (amounts.get('H') ?? 0) + 2 * water);
    amounts.set('O', (amounts.get('O') ?? 0) + water);
  }
  let mass = 0;
  for (const [element, amount] of amounts) mass += amount * atomicWeight(element);
  return { formula: formula.trim(), amounts, water, molarMass: mass / 1000 };
}

const METALS = new Set(['Ni', 'Co', 'Mn', 'Fe', 'Al', 'Mg', 'Zr', 'Ti', 'Cu', 'Zn', 'Cr', 'V']);

/** Metals that precipitate as hydroxides, with their amounts. */
export function metalsOf({ amounts }: Compound): Map<string, number> {
  return new Map([...amounts].filter(([element]) => METALS.has(element)));
}

/** How much of an element a compound must hold to be used for it. */
export function requireElement(compound: Compound, element: string, path: string): number {
  const amount = compound.amounts.get(element);
  if (!amount)
    throw new InputError(`${compound.formula} holds no ${element}`, { where: { path }, value: compound.formula });
  return amount;
}
