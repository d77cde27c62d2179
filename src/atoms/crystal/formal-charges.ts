import type { Structure } from '../../core/index.js';

const anions: Readonly<Record<string, number>> = { F: -1, Cl: -1, Br: -1, I: -1, O: -2, S: -2, Se: -2, N: -3 };
const cations: Readonly<Record<string, number>> = {
  H: 1,
  Li: 1,
  Na: 1,
  K: 1,
  Rb: 1,
  Cs: 1,
  Ag: 1,
  Be: 2,
  Mg: 2,
  Ca: 2,
  Sr: 2,
  Ba: 2,
  Zn: 2,
  Cd: 2,
  B: 3,
  Al: 3,
  Ga: 3,
  In: 3,
  Sc: 3,
  Y: 3,
  La: 3,
  Gd: 3,
  Si: 4,
  Ge: 4,
  Zr: 4,
  Hf: 4,
  P: 5,
  Ta: 5,
};

/** Formal charges of the sites, or why there are none. */
export interface FormalCharges {
  /** [e] (n); undefined where the crystal has no formal charges (a metal) or they cannot balance. */
  charges?: Float64Array;
  /** One sentence on how they were assigned. */
  how: string;
}

/** [e] of an element that has one usual valence; undefined for transition metals. */
export function usualValence(element: string): number | undefined {
  return anions[element] ?? cations[element];
}

/**
 * Formal charges by rule: anions and elements of one usual valence take theirs, the remaining (transition metal) atoms
 * share what neutrality asks for equally. A mixed-valent crystal such as Co3O4 thus gets its mean valence; a shared or
 * partly vacant site the mean of its occupants.
 */
export function assignFormalCharges(structure: Structure): FormalCharges {
  const n = structure.elements.length;
  const given = structure.atomic?.charges;
  if (given?.width === 1) return { charges: given.values, how: 'charges as the structure gives them' };
  if (!structure.elements.some((element) => element in anions))
    return { how: 'no anion among the elements: metallic bonding, no formal charges' };
  const charges = new Float64Array(n);
  const openPart = new Float64Array(n);
  const names = new Set<string>();
  let sum = 0;
  let open = 0;
  structure.elements.forEach((own, i) => {
    for (const { element, occupancy } of structure.disorder?.get(i) ?? [{ element: own, occupancy: 1 }]) {
      const charge = usualValence(element);
      if (charge === undefined) {
        openPart[i] += occupancy;
        open += occupancy;
        names.add(element);
      } else {
        charges[i] += charge * occupancy;
        sum += charge * occupancy;
      }
    }
  });
  if (open === 0) {
    return Math.abs(sum) < 1e-6
      ? { charges, how: 'usual valences' }
      : { how: `usual valences do not balance (${sum > 0 ? '+' : ''}${Number(sum.toFixed(6))} e per cell)` };
  }
  const share = -sum / open;
  if (share < 0 || share > 7) return { how: 'usual valences leave no sensible charge for the other elements' };
  for (let i = 0; i < n; i++) charges[i] += openPart[i] * share;
  return { charges, how: `usual valences; ${[...names].join(', ')} ${Number(share.toFixed(3))}+ for neutrality` };
}
