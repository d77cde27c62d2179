import { ELEMENTS, InputError } from '../../core/index.js';

/** One setting with its reason. */
export interface Choice {
  setting: string;
  value: string;
  because: string;
}

/** Values by element, `Ni`, and by class of site, `Co:film`; the class goes before the element. */
export type ChemicalChoice = Readonly<Record<string, number>>;

/** The value for an atom. */
export function chooseFor(choice: ChemicalChoice, element: string, site: string | undefined): number {
  return (site === undefined ? undefined : choice[`${element}:${site}`]) ?? choice[element] ?? 0;
}

/**
 * `Ni=6, Co=3.4, Co:film=0` as a choice.
 *
 * @throws InputError for what is no element or no number
 */
export function parseChoice(text: string, what: string): Record<string, number> {
  const known = new Set(ELEMENTS);
  const choice: Record<string, number> = {};
  for (const piece of text.split(',')) {
    const match = /^\s*([A-Z][a-z]?)(?::([^=]+))?\s*=\s*([-+]?\d+(?:\.\d*)?)\s*(?:eV|μB|muB)?\s*$/.exec(piece);
    if (!match || !known.has(match[1]))
      throw new InputError(`${what} cannot hold "${piece.trim()}"`, {
        value: piece,
        hint: 'write it like Ni=6, Co=3.4, Co:film=0',
      });
    choice[match[2] ? `${match[1]}:${match[2].trim()}` : match[1]] = Number(match[3]);
  }
  return choice;
}
