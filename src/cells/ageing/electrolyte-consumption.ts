import type { Mechanism } from './mechanism.js';
import { CONSUMED_SOLVENT } from './sei-on-graphite.js';

/**
 * Drying: once side reactions have used up the solvent held in reserve, wetted surface is lost in proportion.
 *
 * @param electrode electrode that dries
 * @param reserve   [mol/m2] solvent that can go before pores run dry, for each m2 of electrode area
 * @param pores     [mol/m2] solvent in the pores
 */
export function makeElectrolyteConsumption(electrode: 'negative' | 'positive', reserve: number, pores: number): Mechanism {
  return {
    id: `electrolyte-consumption-${electrode}`,
    title: 'Drying of an electrode',
    electrode,
    quantities: [],
    shared: [CONSUMED_SOLVENT],
    shape(_q, shape, shared) {
      shape.activeShare *= Math.min(1, Math.max(0.01, 1 - (shared[0] - reserve) / pores));
    },
    react() {},
    cite: [{ text: 'Li et al., J. Electrochem. Soc. 169 (2022) 060516', doi: '10.1149/1945-7111/ac7360' }],
  };
}
