import { arrhenius, tafel } from './arrhenius.js';
import { BARE, crackedShare, relativeRate, type Coating } from './coating.js';
import type { Mechanism } from './mechanism.js';
import { DEPOSITED_METAL, DISSOLVED_METAL } from './shared-quantities.js';

export interface DissolutionParameters {
  /** [mol/(m2 s)] from bare oxide at the reference potential. */
  rate: number;
  /** [V] against lithium. */
  referencePotential: number;
  /** [J/mol] */
  activationEnergy: number;
}

/** Order of magnitude for NCM811; assumed, to be fitted to dissolved metal. */
export const DISSOLUTION_ASSUMED: DissolutionParameters = {
  rate: 2e-13,
  referencePotential: 4.2,
  activationEnergy: 55000,
};

/** Metal leaves the wetted oxide, faster at high potential (Dai, Cai and White, J. Electrochem. Soc. 160 (2013) A182). */
export function makeMetalDissolution(
  p: DissolutionParameters = DISSOLUTION_ASSUMED,
  coating: Coating = BARE,
): Mechanism {
  return {
    id: 'metal-dissolution',
    title: 'Dissolution of metal from the cathode',
    electrode: 'positive',
    parameters: { ...p, coating },
    quantities: [],
    shared: [DISSOLVED_METAL],
    react(state, _q, _rates, _reaction, _shared, feed) {
      const bare =
        p.rate *
        arrhenius(p.activationEnergy, state.temperature) *
        tafel(state.potential - p.referencePotential, state.temperature);
      feed[0] = bare * relativeRate(coating, 'dissolution', crackedShare(state.shape.areaRatio));
    },
    cite: [{ text: 'Dai, Cai and White, J. Electrochem. Soc. 160 (2013) A182', doi: '10.1149/2.026302jes' }],
  };
}

/** [1/s] assumed. */
export const DEPOSITION_RATE = 1e-5;

/**
 * Dissolved metal crosses over and is reduced on the negative electrode.
 *
 * @param rate [1/s] share of the dissolved metal that is deposited in a second by 1 m2 of surface for each m2 of electrode
 */
export function makeMetalDeposition(rate = DEPOSITION_RATE): Mechanism {
  return {
    id: 'metal-deposition',
    title: 'Deposition of metal on the negative electrode',
    electrode: 'negative',
    parameters: { rate },
    quantities: [],
    shared: [DISSOLVED_METAL, DEPOSITED_METAL],
    react(_state, _q, _rates, _reaction, shared, feed) {
      const flux = rate * Math.max(0, shared[0]);
      feed[0] = -flux;
      feed[1] = flux;
    },
    cite: [{ text: 'Lin et al., J. Electrochem. Soc. 160 (2013) A1701', doi: '10.1149/2.017310jes' }],
  };
}
