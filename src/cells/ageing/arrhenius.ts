import { FARADAY, GAS_CONSTANT } from '../../core/index.js';

/**
 * exp(E/R (1/298.15 − 1/T)).
 *
 * @param energy      [J/mol]
 * @param temperature [K]
 * @returns [1]
 */
export const arrhenius = (energy: number, temperature: number): number =>
  Math.exp((energy / GAS_CONSTANT) * (1 / 298.15 - 1 / temperature));

/**
 * exp(α F η / RT), held within what a surface can do, so that start values of Newton's method cannot overflow.
 *
 * @param overpotential [V]
 * @param temperature   [K]
 * @returns [1]
 */
export const tafel = (overpotential: number, temperature: number, alpha = 0.5): number =>
  Math.exp(Math.min(40, (alpha * FARADAY * overpotential) / (GAS_CONSTANT * temperature)));
