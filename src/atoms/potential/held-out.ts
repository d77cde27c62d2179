import type { Potential } from './potential.js';
import type { FamilyErrors } from './train/training-frame.js';

/** What a potential is off by on one family of frames that it was not trained on. */
export interface HeldOutErrors extends FamilyErrors {
  /** [1] part of the force components that lie within the 95 % interval of its committee, where it has one. */
  coverage?: number;
}

/** [eV/Å] and [eV] for each atom: beyond this a family is not described. Default potentials stay below 0.37 and 0.03. */
const MOST_FORCE = 0.45;
const MOST_ENERGY = 0.045;

/** Whether numbers of a potential are worth being shown. */
export interface PotentialVerdict {
  /** `unknown` where errors on held-out frames were never told, as of a bare NEP file. */
  verdict: 'good' | 'poor' | 'unknown';
  /** Families that it does not describe, worst force error first. */
  poor: readonly HeldOutErrors[];
  /** In a sentence. */
  reason: string;
}

/**
 * Judges a potential by its errors on held-out frames: it is poor where in any family a force component is off by more
 * than 0.45 eV/Å or the energy by more than 45 meV/atom (root mean squares). These are limits of ours: twice what a film
 * or a glass of a whole training is off by, a third of what is left after a training that was cut short.
 */
export function judgePotential({ name, heldOut }: Pick<Potential, 'name' | 'heldOut'>): PotentialVerdict {
  if (!heldOut || heldOut.length === 0)
    return { verdict: 'unknown', poor: [], reason: `what ${name} is off by on held-out frames is not recorded` };
  const poor = heldOut
    .filter(({ forceRmse, energyRmse }) => !(forceRmse <= MOST_FORCE && energyRmse <= MOST_ENERGY))
    .sort((a, b) => b.forceRmse - a.forceRmse);
  const tell = ({ family, forceRmse, energyRmse }: HeldOutErrors): string =>
    `${family} ${forceRmse.toFixed(2)} eV/Å and ${(1000 * energyRmse).toFixed(0)} meV/atom`;
  return poor.length > 0
    ? { verdict: 'poor', poor, reason: `${name} is off by too much on held-out frames: ${poor.map(tell).join(', ')}` }
    : { verdict: 'good', poor, reason: `${name} is off by ${heldOut.map(tell).join(', ')} on held-out frames` };
}
