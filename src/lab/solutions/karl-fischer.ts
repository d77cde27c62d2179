import { FARADAY, InputError } from '../../core/index.js';

/** One coulometric titration of water. */
export interface WaterRun {
  /** [kg] of sample */
  mass: number;
  /** [C] passed */
  charge: number;
  /** [s] that the titration took */
  time: number;
}

/** [kg/mol] */
const WATER = 18.015e-3;

/**
 * Water of a sample from the charge of its coulometric titration, two electrons a molecule: w = (Q M/(2F) − drift · t −
 * blank)/m.
 *
 * ISO 760; Scholz, Karl Fischer Titration, Springer (1984).
 *
 * @param drift [kg/s] of water that comes in all the time
 * @param blank [kg] of water that the sample's container or solvent brings
 * @returns [1] mass of water over mass of sample
 */
export function computeWater({ mass, charge, time }: WaterRun, drift: number, blank: number): number {
  if (!(mass > 0)) throw new InputError('the mass of the sample has to be above zero');
  if (!(charge >= 0 && time >= 0)) throw new InputError('charge and time of a titration cannot be below zero');
  return ((charge * WATER) / (2 * FARADAY) - drift * time - blank) / mass;
}
