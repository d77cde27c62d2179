import { ATOMIC_WEIGHTS, KILOJOULE_PER_MOLE_PER_EV } from '../../core/index.js';

/**
 * Factors of a LAMMPS unit style into Å, Å/fs, eV/Å and e. Others of its styles have no atoms of a material in them.
 */
export interface LammpsUnits {
  length: number;
  velocity: number;
  force: number;
  charge: number;
}

const KCAL = 4.184 / KILOJOULE_PER_MOLE_PER_EV;

/** https://docs.lammps.org/units.html */
export const LAMMPS_UNITS: Readonly<Record<string, LammpsUnits>> = {
  metal: { length: 1, velocity: 1e-3, force: 1, charge: 1 },
  real: { length: 1, velocity: 1, force: KCAL, charge: 1 },
};

/** [amu] How far a mass may be from that of its element: LAMMPS files round. */
const NEAR = 0.06;

/** The element of a mass; undefined where none or more than one is near. */
export function elementOfMass(mass: number): string | undefined {
  let best: string | undefined;
  let least = NEAR;
  for (const [symbol, weight] of Object.entries(ATOMIC_WEIGHTS)) {
    const off = Math.abs(weight - mass);
    if (off < least) {
      best = symbol;
      least = off;
    }
  }
  return best;
}
