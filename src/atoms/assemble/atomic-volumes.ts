import { InputError } from '../../core/index.js';

/**
 * [1e22 cm-3] Atoms in a volume of the solid element (molecular ones: of the condensed element, rounded).
 *
 * Kittel, Introduction to Solid State Physics, 8th ed. (2005), chapter 1, table 4; H, N, O, F, P, S, Cl, Br and I from
 * the densities of their condensed forms in the CRC Handbook of Chemistry and Physics.
 */
const CONCENTRATIONS: Readonly<Record<string, number>> = {
  H: 20,
  Li: 4.7,
  Be: 12.1,
  B: 13,
  C: 17.6,
  N: 8,
  O: 8,
  F: 7,
  Ne: 4.36,
  Na: 2.652,
  Mg: 4.3,
  Al: 6.02,
  Si: 5,
  P: 5.2,
  S: 3.9,
  Cl: 4,
  Ar: 2.66,
  K: 1.402,
  Ca: 2.3,
  Sc: 4.27,
  Ti: 5.66,
  V: 7.22,
  Cr: 8.33,
  Mn: 8.18,
  Fe: 8.5,
  Co: 8.97,
  Ni: 9.14,
  Cu: 8.45,
  Zn: 6.55,
  Ga: 5.1,
  Ge: 4.42,
  As: 4.65,
  Se: 3.67,
  Br: 3,
  Kr: 2.17,
  Rb: 1.148,
  Sr: 1.78,
  Y: 3.02,
  Zr: 4.29,
  Nb: 5.56,
  Mo: 6.42,
  Tc: 7.04,
  Ru: 7.36,
  Rh: 7.26,
  Pd: 6.8,
  Ag: 5.85,
  Cd: 4.64,
  In: 3.83,
  Sn: 2.91,
  Sb: 3.31,
  Te: 2.94,
  I: 2.3,
  Xe: 1.64,
  Cs: 0.905,
  Ba: 1.6,
  La: 2.7,
  Ce: 2.91,
  Pr: 2.92,
  Nd: 2.93,
  Sm: 3.03,
  Eu: 2.04,
  Gd: 3.02,
  Tb: 3.22,
  Dy: 3.17,
  Ho: 3.22,
  Er: 3.26,
  Tm: 3.32,
  Yb: 3.02,
  Lu: 3.39,
  Hf: 4.52,
  Ta: 5.55,
  W: 6.3,
  Re: 6.8,
  Os: 7.14,
  Ir: 7.06,
  Pt: 6.62,
  Au: 5.9,
  Hg: 4.26,
  Tl: 3.5,
  Pb: 3.3,
  Bi: 2.82,
  Th: 3.04,
  U: 4.8,
};

/**
 * Volume of an atom in its solid element: good enough to begin from, never a result.
 *
 * @returns [Å3]
 */
export function computeAtomicVolume(element: string): number {
  const concentration = CONCENTRATIONS[element];
  if (concentration === undefined)
    throw new InputError(`no atomic volume is known for ${element}`, {
      value: element,
      hint: 'give the volume or the density yourself',
    });
  return 100 / concentration;
}

/**
 * Sum of the atomic volumes of a composition.
 *
 * @param counts numbers of atoms by element
 * @returns [Å3]
 */
export function sumAtomicVolumes(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [element, count] of counts) sum += count * computeAtomicVolume(element);
  return sum;
}
