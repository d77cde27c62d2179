import { DomainError, InputError, parseFormula } from '../../core/index.js';
import type { Potential } from '../potential/potential.js';
import { builtinPotentials } from '../potential/resolve-potential.js';

/** How far the number of atoms may be moved to come closer to the formula's ratio. */
const LEEWAY = 0.03;

/**
 * Whole numbers of atoms closest to a formula's ratio. The total may move by 3 % where that brings the ratio closer.
 *
 * @param atoms [1] wanted total
 */
export function apportionAtoms(formula: string, atoms: number): Map<string, number> {
  if (!Number.isInteger(atoms) || atoms < 1 || atoms > 1e6)
    throw new InputError(`${atoms} atoms`, { hint: 'give a whole number from 1' });
  const shares = parseFormula(formula);
  if (atoms < shares.size)
    throw new InputError(`${atoms} atoms cannot hold the ${shares.size} elements of ${formula}`, {
      hint: 'give more atoms',
    });
  const sum = [...shares.values()].reduce((a, b) => a + b, 0);
  let best: Map<string, number> | undefined;
  let bestError = Infinity;
  const reach = Math.floor(atoms * LEEWAY);
  for (let step = 0; step <= 2 * reach; step++) {
    const total = atoms + (step % 2 ? 1 : -1) * Math.ceil(step / 2);
    const counts = roundShares(shares, sum, total);
    let error = 0;
    for (const [element, share] of shares)
      error = Math.max(error, Math.abs(counts.get(element)! / total - share / sum));
    if (error < bestError - 1e-12) {
      bestError = error;
      best = counts;
    }
  }
  return best!;
}

/** Largest remainders: whole numbers with the given sum, none of them zero. */
function roundShares(shares: ReadonlyMap<string, number>, sum: number, total: number): Map<string, number> {
  const counts = new Map(
    [...shares].map(([element, share]) => [element, Math.max(1, Math.floor((share * total) / sum))]),
  );
  const left = (): number => total - [...counts.values()].reduce((a, b) => a + b, 0);
  const owed = (element: string): number => (shares.get(element)! * total) / sum - counts.get(element)!;
  while (left() !== 0) {
    const sign = Math.sign(left());
    const candidates = [...counts.keys()].filter((element) => sign > 0 || counts.get(element)! > 1);
    if (candidates.length === 0) break;
    const next = candidates.reduce((a, b) => (sign * owed(b) > sign * owed(a) ? b : a));
    counts.set(next, counts.get(next)! + sign);
  }
  return counts;
}

/** Numbers of atoms that a formula names outright, e.g. `Co35B16`. */
export function countFormula(formula: string): Map<string, number> {
  const counts = parseFormula(formula);
  for (const [element, count] of counts) {
    if (!Number.isInteger(count))
      throw new InputError(`${formula} names ${count} atoms of ${element}`, {
        hint: 'give whole numbers, or a ratio and the number of atoms',
      });
  }
  return counts;
}

/** `Co35B16` from counts. */
export function writeFormula(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([element, count]) => `${element}${count === 1 ? '' : count}`).join('');
}

/** Refuses elements that a potential lacks, before any work is done, and names what knows them. */
export function requireElements(potential: Potential, elements: Iterable<string>, what: string): void {
  const all = [...new Set(elements)];
  const missing = all.filter((element) => !potential.elements.includes(element));
  if (missing.length === 0) return;
  const other = builtinPotentials.find((entry) => all.every((element) => entry.elements.includes(element)));
  throw new DomainError(`${what} holds ${missing.join(' and ')}, which the potential ${potential.name} does not know`, {
    hint: other
      ? `${other.name} knows ${missing.length > 1 ? 'them' : 'it'}: --potential ${other.name}`
      : `${[potential, ...builtinPotentials.filter(({ name }) => name !== potential.name)].map(({ name, elements: known }) => `${name} knows ${known.join(', ')}`).join('; ')}; cermet distil makes a potential for an oxide with a coating, or take --potential chgnet, or a NEP file for these elements`,
  });
}
