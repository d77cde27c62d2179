import { ACCELERATION_PER_EV_PER_ANGSTROM_AMU, atomicWeight, BOLTZMANN_EV, type Structure } from '../../core/index.js';

/** [fs] ASE's unit of time: Å √(amu/eV). */
export const ASE_TIME = 1 / Math.sqrt(ACCELERATION_PER_EV_PER_ANGSTROM_AMU);

/**
 * Temperature of the velocities, Σ m v² = 3 N k T; the motion of the whole is in it.
 *
 * @returns [K] undefined where there are no velocities
 */
export function computeTemperature(structure: Structure): number | undefined {
  const values = structure.atomic?.velocities?.values;
  const n = structure.elements.length;
  if (!values || n === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < n; i++)
    sum +=
      atomicWeight(structure.elements[i]!) * (values[3 * i]! ** 2 + values[3 * i + 1]! ** 2 + values[3 * i + 2]! ** 2);
  return (sum * ASE_TIME ** 2) / (3 * n * BOLTZMANN_EV);
}
