import { InputError, type Structure } from '../../../core/index.js';
import { usualValence } from '../formal-charges.js';
import { occupantsOf, VACANCY } from './mixed-sites.js';

/**
 * [e] usual valences of transition metals in lithium oxides and phosphates; one of them, the most abundant, balances
 * the cell instead.
 */
const USUAL: Readonly<Record<string, number>> = {
  Ti: 4,
  V: 4,
  Cr: 3,
  Mn: 4,
  Fe: 3,
  Co: 3,
  Ni: 2,
  Cu: 2,
  Nb: 5,
  Mo: 6,
  W: 6,
};

/**
 * Charges of the species that decide the electrostatic energy of an ordering: anions and elements of one valence take
 * theirs, transition metals their usual one, except that the most abundant of them balances the cell.
 *
 * @throws InputError where that leaves it no sensible charge
 */
export function assignOrderingCharges(structure: Structure): { charge: (species: string) => number; how: string } {
  const amounts = new Map<string, number>();
  structure.elements.forEach((_, site) => {
    for (const { element, occupancy } of occupantsOf(structure, site))
      amounts.set(element, (amounts.get(element) ?? 0) + occupancy);
  });
  const fixed = new Map<string, number>();
  const open: string[] = [];
  for (const element of amounts.keys()) {
    const charge = usualValence(element);
    if (charge === undefined) open.push(element);
    else fixed.set(element, charge);
  }
  open.sort((a, b) => amounts.get(b)! - amounts.get(a)!);
  const [balancing, ...others] = open;
  for (const element of others) {
    const usual = USUAL[element];
    if (usual === undefined)
      throw new InputError(`the valence of ${element} beside ${balancing} is not known`, {
        hint: 'order it with --method sqs',
      });
    fixed.set(element, usual);
  }
  const sum = [...fixed].reduce((total, [element, charge]) => total + charge * amounts.get(element)!, 0);
  if (balancing !== undefined) {
    const charge = -sum / amounts.get(balancing)!;
    if (!(charge >= 0 && charge <= 7))
      throw new InputError(`usual valences leave ${charge.toFixed(2)} for ${balancing}, which cannot be`, {
        hint: 'look for a wrong composition, or order it with --method sqs',
      });
    fixed.set(balancing, charge);
  } else if (Math.abs(sum) > 1e-6)
    throw new InputError(`usual valences do not balance: ${sum.toFixed(2)} e in the cell`, {
      hint: 'look for a wrong composition, or order it with --method sqs',
    });
  const shown = [...fixed].map(
    ([element, charge]) => `${element} ${charge > 0 ? '+' : ''}${Number(charge.toFixed(3))}`,
  );
  return {
    charge: (species) => (species === VACANCY ? 0 : fixed.get(species)!),
    how: `charges ${shown.join(', ')}${balancing === undefined ? '' : `; that of ${balancing} balances the cell`}`,
  };
}
