import { InputError } from '../../core/index.js';

/** What the analyses of isotherms need to know of a gas near its boiling point. */
export interface Adsorptive {
  name: string;
  /** Other names that files use, in lower case. */
  aliases: readonly string[];
  /** [K] normal boiling point */
  boiling: number;
  /** [m2] area of a molecule in the monolayer */
  crossSection: number;
  /** [m3/mol] of the liquid */
  molarVolume: number;
  /** [N/m] of the liquid at its boiling point */
  surfaceTension: number;
  /** kg/mol */
  molarMass: number;
}

/**
 * Cross sections of Thommes et al., Pure Appl. Chem. 87 (2015) 1051, doi:10.1515/pac-2014-1117 (N2 0.162 nm2, Ar 0.142
 * nm2 at 87 K, Kr 0.202 nm2); liquid N2: 34.66 cm3/mol and 8.85 mN/m at 77.35 K, which give the Kelvin length of 0.953
 * nm of Barrett, Joyner and Halenda, J. Am. Chem. Soc. 73 (1951) 373; others: Lemmon, Bell, Huber and McLinden, NIST
 * REFPROP 10.
 */
export const ADSORPTIVES: readonly Adsorptive[] = [
  {
    name: 'N2',
    aliases: ['n2', 'nitrogen', 'n2@77k'],
    boiling: 77.355,
    crossSection: 0.162e-18,
    molarVolume: 34.66e-6,
    surfaceTension: 8.85e-3,
    molarMass: 28.0134e-3,
  },
  {
    name: 'Ar',
    aliases: ['ar', 'argon'],
    boiling: 87.302,
    crossSection: 0.142e-18,
    molarVolume: 28.63e-6,
    surfaceTension: 12.54e-3,
    molarMass: 39.948e-3,
  },
  {
    name: 'Kr',
    aliases: ['kr', 'krypton'],
    boiling: 119.735,
    crossSection: 0.202e-18,
    molarVolume: 34.72e-6,
    surfaceTension: 15.5e-3,
    molarMass: 83.798e-3,
  },
];

/** The adsorptive of a name as files have it. */
export function findAdsorptive(name: string): Adsorptive {
  const found = ADSORPTIVES.find((a) => a.aliases.includes(name.trim().toLowerCase()) || a.name === name);
  if (!found)
    throw new InputError(`the adsorptive "${name}" has no known area and liquid`, {
      value: name,
      allowed: ADSORPTIVES.map((a) => a.name),
    });
  return found;
}
