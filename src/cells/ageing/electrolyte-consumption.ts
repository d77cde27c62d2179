import { computeTrapping, type ParticleParameters } from './lost-lithium.js';
import type { Mechanism } from './mechanism.js';
import { CONSUMED_SOLVENT, TRAPPED_LITHIUM } from './shared-quantities.js';

export interface DryingParameters extends Partial<ParticleParameters> {
  /** [mol/m2] solvent that can go before pores run dry, for each m2 of electrode area. */
  reserve: number;
  /** [mol/m2] solvent in the pores. */
  pores: number;
  /** [s] in which what is left spreads anew. */
  settlingTime: number;
}

/** [1] share of an electrode that stays wet whatever happens: beyond it the model has no meaning. */
const LEAST_WET = 0.01;

/**
 * Drying: once side reactions have used up the solvent held in reserve, wetted particles are lost in proportion, with
 * the lithium in them: dw/dt = −(w − (1 − (n − n_reserve) / n_pores)) / τ while that is above zero (after Li et al., J.
 * Electrochem. Soc. 169 (2022) 060516, where the share is set anew after each cycle). The electrolyte between them
 * retreats alike, with its salt.
 */
export function makeElectrolyteConsumption(electrode: 'negative' | 'positive', p: DryingParameters): Mechanism {
  return {
    id: `electrolyte-consumption-${electrode}`,
    title: 'Drying of an electrode',
    electrode,
    parameters: { ...p },
    quantities: [{ name: `${electrode}_wet_share`, unit: '1', initial: 1, scale: 1 }],
    shared: [CONSUMED_SOLVENT, TRAPPED_LITHIUM],
    shape(q, shape) {
      const wet = Math.max(LEAST_WET, q[0]);
      shape.activeShare *= wet;
      // Pores that have run dry carry no ions either.
      shape.porosityRatio *= wet;
    },
    react(state, q, rates, _reaction, shared, feed) {
      const wet = Math.max(LEAST_WET, 1 - Math.max(0, shared[0] - p.reserve) / p.pores);
      const loss = Math.max(0, q[0] - wet) / p.settlingTime;
      rates[0] = -loss;
      feed[1] = computeTrapping(state, loss / q[0], p);
    },
    cite: [{ text: 'Li et al., J. Electrochem. Soc. 169 (2022) 060516', doi: '10.1149/1945-7111/ac7360' }],
  };
}
