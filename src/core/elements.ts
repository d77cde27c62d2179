import { InputError } from './errors.js';

/**
 * [amu] Standard atomic weights, conventional values, IUPAC 2021 (Prohaska et al., Pure Appl. Chem. 94 (2022) 573,
 * doi:10.1515/pac-2019-0603); for elements without stable isotopes the mass number of the longest-lived. In order of
 * atomic number from 1.
 */
export const ATOMIC_WEIGHTS: Readonly<Record<string, number>> = {
  H: 1.008,
  He: 4.002602,
  Li: 6.94,
  Be: 9.0121831,
  B: 10.81,
  C: 12.011,
  N: 14.007,
  O: 15.999,
  F: 18.998403162,
  Ne: 20.1797,
  Na: 22.98976928,
  Mg: 24.305,
  Al: 26.9815384,
  Si: 28.085,
  P: 30.973761998,
  S: 32.06,
  Cl: 35.45,
  Ar: 39.95,
  K: 39.0983,
  Ca: 40.078,
  Sc: 44.955907,
  Ti: 47.867,
  V: 50.9415,
  Cr: 51.9961,
  Mn: 54.938043,
  Fe: 55.845,
  Co: 58.933194,
  Ni: 58.6934,
  Cu: 63.546,
  Zn: 65.38,
  Ga: 69.723,
  Ge: 72.63,
  As: 74.921595,
  Se: 78.971,
  Br: 79.904,
  Kr: 83.798,
  Rb: 85.4678,
  Sr: 87.62,
  Y: 88.905838,
  Zr: 91.224,
  Nb: 92.90637,
  Mo: 95.95,
  Tc: 97,
  Ru: 101.07,
  Rh: 102.90549,
  Pd: 106.42,
  Ag: 107.8682,
  Cd: 112.414,
  In: 114.818,
  Sn: 118.71,
  Sb: 121.76,
  Te: 127.6,
  I: 126.90447,
  Xe: 131.293,
  Cs: 132.90545196,
  Ba: 137.327,
  La: 138.90547,
  Ce: 140.116,
  Pr: 140.90766,
  Nd: 144.242,
  Pm: 145,
  Sm: 150.36,
  Eu: 151.964,
  Gd: 157.25,
  Tb: 158.925354,
  Dy: 162.5,
  Ho: 164.930329,
  Er: 167.259,
  Tm: 168.934219,
  Yb: 173.045,
  Lu: 174.9668,
  Hf: 178.486,
  Ta: 180.94788,
  W: 183.84,
  Re: 186.207,
  Os: 190.23,
  Ir: 192.217,
  Pt: 195.084,
  Au: 196.96657,
  Hg: 200.592,
  Tl: 204.38,
  Pb: 207.2,
  Bi: 208.9804,
  Po: 209,
  At: 210,
  Rn: 222,
  Fr: 223,
  Ra: 226,
  Ac: 227,
  Th: 232.0377,
  Pa: 231.03588,
  U: 238.02891,
  Np: 237,
  Pu: 244,
  Am: 243,
  Cm: 247,
  Bk: 247,
  Cf: 251,
  Es: 252,
  Fm: 257,
  Md: 258,
  No: 259,
  Lr: 262,
  Rf: 267,
  Db: 268,
  Sg: 269,
  Bh: 270,
  Hs: 269,
  Mt: 277,
  Ds: 281,
  Rg: 282,
  Cn: 285,
  Nh: 286,
  Fl: 290,
  Mc: 290,
  Lv: 293,
  Ts: 294,
  Og: 294,
};

/** Symbols in order of atomic number: `ELEMENTS[0]` is hydrogen. */
export const ELEMENTS: readonly string[] = Object.keys(ATOMIC_WEIGHTS);

/** Atomic number of a symbol; an unknown symbol is an error with the nearest one. */
export function atomicNumber(symbol: string): number {
  const index = ELEMENTS.indexOf(symbol);
  if (index < 0) throw new InputError(`"${symbol}" is not a chemical element`, { value: symbol, allowed: ELEMENTS });
  return index + 1;
}

/** [amu] standard atomic weight of a symbol. */
export function atomicWeight(symbol: string): number {
  atomicNumber(symbol);
  return ATOMIC_WEIGHTS[symbol]!;
}

/** Reads a formula such as `Co35B16`, `Co2.2B`, `Co3(BO3)2` into amounts, in order of first appearance. */
export function parseFormula(formula: string): Map<string, number> {
  const long = expandShortName(formula);
  const fail = (): never => {
    throw new InputError(`"${formula}" is not a chemical formula`, {
      hint: long ? `write ${long}` : 'write it like LiNiO2, Co35B16 or Co3(BO3)2',
    });
  };
  if (long) fail();
  let at = 0;
  const text = formula.trim();
  const readAmount = (): number => {
    const match = /^\d+(?:\.\d+)?|^\.\d+/.exec(text.slice(at));
    if (!match) return 1;
    at += match[0].length;
    return Number(match[0]);
  };
  const readGroup = (depth: number): Map<string, number> => {
    const amounts = new Map<string, number>();
    const add = (symbol: string, amount: number) => amounts.set(symbol, (amounts.get(symbol) ?? 0) + amount);
    while (at < text.length && text[at] !== ')') {
      if (text[at] === '(') {
        if (depth > 8) fail();
        at++;
        const inner = readGroup(depth + 1);
        if (text[at] !== ')') fail();
        at++;
        const times = readAmount();
        for (const [symbol, amount] of inner) add(symbol, amount * times);
        continue;
      }
      const symbol = /^[A-Z][a-z]?/.exec(text.slice(at))?.[0] ?? fail();
      at += symbol.length;
      atomicNumber(symbol);
      add(symbol, readAmount());
    }
    return amounts;
  };
  const amounts = readGroup(0);
  if (at !== text.length || amounts.size === 0 || [...amounts.values()].some((a) => !(a > 0))) fail();
  return amounts;
}

/**
 * Formula behind the short name of a layered oxide: `NCM523` (or `NMC532`, whose order of digits is Ni, Mn, Co) is
 * LiNi0.5Co0.2Mn0.3O2.
 */
export function expandShortName(name: string): string | undefined {
  const [, order, digits] = /^(NCM|NMC)-?(\d{3})$/i.exec(name.trim()) ?? [];
  if (!order || !digits) return undefined;
  const parts = [...digits].map(Number);
  const sum = parts.reduce((a, b) => a + b, 0);
  if (parts.includes(0)) return undefined;
  const [nickel, second, third] = parts.map((part) => Number((part / sum).toFixed(3)));
  const [cobalt, manganese] = order.toUpperCase() === 'NCM' ? [second, third] : [third, second];
  return `LiNi${nickel}Co${cobalt}Mn${manganese}O2`;
}
