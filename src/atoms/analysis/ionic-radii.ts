import type { Structure } from '../../core/index.js';
import { assignFormalCharges } from '../crystal/formal-charges.js';

/**
 * [Å] Effective ionic radii in six-fold coordination, by element and charge; transition metals in the spin state usual
 * in oxides (Co3+, Ni3+ low, others high).
 *
 * Shannon, Acta Cryst. A 32 (1976) 751, doi:10.1107/S0567739476001551.
 */
const IONIC_RADII: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  Li: { 1: 0.76 },
  Na: { 1: 1.02 },
  K: { 1: 1.38 },
  Mg: { 2: 0.72 },
  Ca: { 2: 1 },
  Sr: { 2: 1.18 },
  Ba: { 2: 1.35 },
  B: { 3: 0.27 },
  Al: { 3: 0.535 },
  Si: { 4: 0.4 },
  P: { 5: 0.38 },
  Ti: { 3: 0.67, 4: 0.605 },
  V: { 3: 0.64, 4: 0.58, 5: 0.54 },
  Cr: { 3: 0.615 },
  Mn: { 2: 0.83, 3: 0.645, 4: 0.53 },
  Fe: { 2: 0.78, 3: 0.645 },
  Co: { 2: 0.745, 3: 0.545, 4: 0.53 },
  Ni: { 2: 0.69, 3: 0.56, 4: 0.48 },
  Cu: { 2: 0.73 },
  Zn: { 2: 0.74 },
  Y: { 3: 0.9 },
  Zr: { 4: 0.72 },
  Nb: { 5: 0.64 },
  La: { 3: 1.032 },
  O: { [-2]: 1.4 },
  F: { [-1]: 1.33 },
  S: { [-2]: 1.84 },
  Cl: { [-1]: 1.81 },
};

/**
 * Ionic radii of a compound's elements at the formal charges that balance it, or the nearest charge in the table.
 *
 * @returns [Å] by element; undefined where there are no formal charges or an element has no ion in the table
 */
export function findIonicRadii(structure: Structure): Record<string, number> | undefined {
  const { charges } = assignFormalCharges(structure);
  if (!charges) return undefined;
  const radii: Record<string, number> = {};
  for (const [i, element] of structure.elements.entries()) {
    const known = Object.entries(IONIC_RADII[element] ?? {}).map(([charge, radius]) => ({
      off: Math.abs(Number(charge) - charges[i]),
      radius,
    }));
    if (known.length === 0) return undefined;
    radii[element] = known.reduce((best, entry) => (entry.off < best.off ? entry : best)).radius;
  }
  return radii;
}
