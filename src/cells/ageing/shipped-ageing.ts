import { InputError } from '../../core/index.js';
import type { Cell } from '../parameters/cell.js';
import { LITHIUM_AGEING_ASSUMED } from './lithium-metal-ageing.js';
import { readAgeing, type Ageing } from './read-ageing.js';

/**
 * A coating of 5 nm as a starting point: coverages, resistance (7e-5 ohm m2) and strength are the middles of what the
 * study of Yoon et al. (Nature Energy 6 (2021) 362, doi:10.1038/s41560-021-00782-0) draws from; one rate of all side
 * reactions is the one that leaves the 2 nm of rock salt seen there.
 */
const COATED = {
  outer_coverage: 0.975,
  boundary_coverage: 0.825,
  thickness: '5 nm',
  relative_rates: { film: 0.07, oxygen: 0.07, dissolution: 0.07, corrosion: 0.07 },
  resistivity: '1.4e4 ohm m',
  boundary_strength: 3.5,
};

/** Sets of mechanisms by name, each for any cell: those of its electrodes, with their assumed numbers. */
export const SHIPPED_AGEING: Readonly<Record<string, { title: string; coating?: AgeingData['coating'] }>> = {
  bare: {
    title: 'Film, rock salt, cracks and dissolution on a bare cathode, and what grows on the negative electrode',
  },
  coated: { title: 'The same with a coating of 5 nm on the cathode', coating: COATED },
};

/** A set of mechanisms with its coating, as a file holds them. */
export interface AgeingData {
  title: string;
  mechanisms: Record<string, Record<string, unknown>>;
  coating?: Record<string, unknown>;
}

/** A shipped set of mechanisms for a cell. */
export function shippedAgeing(name: string, cell: Cell): Ageing {
  return readAgeing(shippedAgeingData(name, cell), cell);
}

/** The same as a file would hold it. */
export function shippedAgeingData(name: string, cell: Cell): AgeingData {
  if (!Object.hasOwn(SHIPPED_AGEING, name))
    throw new InputError(`there is no set of ageing mechanisms "${name}"`, {
      value: name,
      allowed: Object.keys(SHIPPED_AGEING),
    });
  const { title, coating } = SHIPPED_AGEING[name];
  const cathode: AgeingData['mechanisms'] =
    cell.positive.kind === 'porous'
      ? {
          'film-on-cathode': {},
          'rock-salt-shell': {},
          'particle-cracking': {},
          'metal-dissolution': {},
          'metal-deposition': {},
        }
      : {};
  const anode: AgeingData['mechanisms'] =
    cell.negative.kind === 'lithium'
      ? { 'lithium-metal-ageing': {} }
      : { 'sei-on-graphite': { metal_catalysis: LITHIUM_AGEING_ASSUMED.metalCatalysis } };
  return { title, mechanisms: { ...cathode, ...anode }, coating };
}
