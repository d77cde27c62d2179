import { BOLTZMANN_EV, InputError, KILOJOULE_PER_MOLE_PER_EV } from '../../core/index.js';
import type { OpenElements } from './find-equilibrium.js';

/**
 * [J/(mol K)] standard entropy of O2 gas at 298.15 K and 1 bar: Cox, Wagman and Medvedev, CODATA Key Values for
 * Thermodynamics (Hemisphere, 1989).
 */
const OXYGEN_ENTROPY = 205.152;

/**
 * Chemical potential of oxygen in the gas, relative to half an O2 at 298 K without its entropy, as formation enthalpies
 * count it.
 *
 * Ong, Wang, Kang and Ceder, Chem. Mater. 20 (2008) 1798, doi:10.1021/cm702327g: of all entropies only that of the gas
 * matters.
 *
 * @param pressure [Pa] of oxygen (default 1 bar)
 * @returns [eV] per oxygen atom, at 298.15 K
 */
export function computeOxygenPotential(pressure = 1e5): number {
  if (!(pressure > 0)) throw new InputError(`an oxygen pressure of ${pressure} Pa`, { hint: 'give one above zero' });
  const temperature = 298.15;
  return (
    (-(temperature * OXYGEN_ENTROPY) / (1000 * KILOJOULE_PER_MOLE_PER_EV) +
      BOLTZMANN_EV * temperature * Math.log(pressure / 1e5)) /
    2
  );
}

/**
 * Elements that a surrounding holds: oxygen gas at 1 bar, lithium at a voltage against lithium metal.
 *
 * @param reservoirs.voltage [V]
 */
export function makeReservoirs(reservoirs: { oxygen?: boolean; voltage?: number }): OpenElements {
  const open = new Map<string, number>();
  if (reservoirs.oxygen) open.set('O', computeOxygenPotential());
  if (reservoirs.voltage !== undefined) open.set('Li', -reservoirs.voltage);
  return open;
}
