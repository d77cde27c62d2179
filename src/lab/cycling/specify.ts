import { convertUnit, type Estimate, type Quantity } from '../../core/index.js';
import type { Electrode } from './electrode.js';

/** Units that a capacity comes in, by what is known of the electrode. */
export const CAPACITY_UNITS = ['mAh/g', 'mAh/cm2', 'mAh'] as const;
/** Units that an energy comes in. */
export const ENERGY_UNITS = ['mWh/g', 'mWh/cm2', 'mWh'] as const;

/**
 * A charge as an estimate, carrying the uncertainty of the electrode's mass: mAh/g where a mass is known, mAh/cm2 where
 * an area is, mAh otherwise.
 *
 * @param charge [C]
 * @param sigma  [C] its own standard error, where one is known
 */
export function specifyCapacity(
  charge: number,
  electrode: Electrode,
  per: 'mass' | 'area' | 'best' = 'best',
  sigma?: number,
): Estimate {
  const divisor =
    per === 'area' ? electrode.area : per === 'mass' ? electrode.mass : (electrode.mass ?? electrode.area);
  const unit = divisor === undefined ? 'mAh' : divisor === electrode.mass ? 'mAh/g' : 'mAh/cm2';
  return divide(charge, divisor, unit, sigma);
}

/**
 * An energy as an estimate: mWh/g, mWh/cm2 or mWh, as for a capacity.
 *
 * @param energy [J]
 */
export function specifyEnergy(energy: number, electrode: Electrode): Estimate {
  const divisor = electrode.mass ?? electrode.area;
  return divide(energy, divisor, divisor === undefined ? 'mWh' : divisor === electrode.mass ? 'mWh/g' : 'mWh/cm2');
}

function divide(amount: number, divisor: Quantity | undefined, unit: string, sigma?: number): Estimate {
  const si: Record<string, string> = {
    mAh: 'C',
    'mAh/g': 'C/kg',
    'mAh/cm2': 'C/m2',
    mWh: 'J',
    'mWh/g': 'J/kg',
    'mWh/cm2': 'J/m2',
  };
  const value = convertUnit(amount / (divisor?.value ?? 1), si[unit], unit);
  const known = sigma !== undefined || divisor?.sigma !== undefined;
  return {
    value,
    n: 1,
    unit,
    ...(known && {
      sigma: Math.abs(value) * Math.hypot((sigma ?? 0) / (amount || 1), (divisor?.sigma ?? 0) / (divisor?.value ?? 1)),
    }),
    ...(divisor?.sigma !== undefined && { common: { source: 'electrode', relative: divisor.sigma / divisor.value } }),
  };
}
