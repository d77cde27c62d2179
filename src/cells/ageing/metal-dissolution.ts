import { FARADAY } from '../../core/index.js';
import { arrhenius, tafel } from './arrhenius.js';
import { BARE, coverOuter, rateOn, type Coating } from './coating.js';
import { computeTrapping, particleOf, type ParticleParameters } from './lost-lithium.js';
import type { Mechanism } from './mechanism.js';
import { ACID, DEPOSITED_METAL, DISSOLVED_METAL, EXCHANGED_LITHIUM, TRAPPED_LITHIUM } from './shared-quantities.js';
import { areaOf, CLASSES } from './surface-shape.js';

export interface DissolutionParameters extends Partial<ParticleParameters> {
  /** [mol/(m2 s)] from bare oxide at the reference potential, in the fresh electrolyte. */
  rate: number;
  /** [V] against lithium. */
  referencePotential: number;
  /** [J/mol] */
  activationEnergy: number;
  /** [m2/mol] dissolution is faster by 1 + this times the acid, for each m2 of electrode area. */
  acidSensitivity: number;
  /** [mol/m2] acid in the fresh electrolyte. */
  initialAcid: number;
}

/**
 * Order of magnitude for a layered oxide with 80 % nickel; assumed, to be fitted to dissolved metal. Acid: 20 ppm of HF
 * in 25 µm of electrolyte.
 */
export const DISSOLUTION_ASSUMED: DissolutionParameters = {
  rate: 2e-13,
  referencePotential: 4.2,
  activationEnergy: 55000,
  acidSensitivity: 1e3,
  initialAcid: 3e-5,
};

/** [mol/mol] protons for each metal that dissolves. */
const PROTONS = 2;

/**
 * Metal leaves the wetted oxide, faster at high potential (Dai, Cai and White, J. Electrochem. Soc. 160 (2013) A182)
 * and with acid, of which each takes two; the oxide goes with it, and the lithium it held.
 */
export function makeMetalDissolution(
  p: DissolutionParameters = DISSOLUTION_ASSUMED,
  coating: Coating = BARE,
): Mechanism {
  return {
    id: 'metal-dissolution',
    title: 'Dissolution of metal from the cathode',
    electrode: 'positive',
    parameters: { ...p, coating },
    quantities: [{ name: 'dissolved_depth_metre', unit: 'm', initial: 0, scale: 1e-12 }],
    shared: [DISSOLVED_METAL, ACID, TRAPPED_LITHIUM],
    areas(_q, shape) {
      coverOuter(shape, coating);
    },
    shape(q, shape) {
      shape.activeShare *= Math.exp((-3 * q[0]) / particleOf(shape, p).particleRadius);
    },
    react(state, _q, rates, _reaction, shared, feed) {
      const { shape } = state;
      const acid = Math.max(0, p.initialAcid + shared[1]);
      const free =
        p.rate *
        (1 + p.acidSensitivity * acid) *
        arrhenius(p.activationEnergy, state.temperature) *
        tafel(state.potential - p.referencePotential, state.temperature);
      let metal = 0;
      for (let k = 0; k < CLASSES.length; k++) metal += free * rateOn(coating, 'dissolution', k) * areaOf(shape, k);
      const { particleRadius, maximumConcentration } = particleOf(shape, p);
      // A metal atom for each site of lithium.
      rates[0] = metal / maximumConcentration;
      feed[0] = metal / shape.areaRatio;
      feed[1] = -PROTONS * feed[0];
      feed[2] = computeTrapping(state, (3 * rates[0]) / particleRadius, p);
    },
    cite: [{ text: 'Dai, Cai and White, J. Electrochem. Soc. 160 (2013) A182', doi: '10.1149/2.026302jes' }],
  };
}

/** [1/s] assumed. */
export const DEPOSITION_RATE = 1e-5;

/** [V] of the metals against lithium, roughly; heat counts from there. */
const METAL_POTENTIAL = 2.5;

/**
 * Dissolved metal crosses over and is reduced on the negative electrode, by two electrons each, which leave lithium in
 * the electrolyte in its place.
 *
 * @param rate [1/s] share of the dissolved metal that is deposited in a second by 1 m2 of surface for each m2 of
 *   electrode
 */
export function makeMetalDeposition(rate = DEPOSITION_RATE): Mechanism {
  return {
    id: 'metal-deposition',
    title: 'Deposition of metal on the negative electrode',
    electrode: 'negative',
    parameters: { rate },
    quantities: [],
    shared: [DISSOLVED_METAL, DEPOSITED_METAL, EXCHANGED_LITHIUM],
    react(state, _q, _rates, reaction, shared, feed) {
      const flux = rate * Math.max(0, shared[0]);
      feed[0] = -flux;
      feed[1] = flux;
      // Lithium metal has more than enough of it.
      if (state.foil) return;
      feed[2] = 2 * flux;
      reaction.sideCurrent -= 2 * FARADAY * flux;
      reaction.sideHeat += 2 * FARADAY * flux * Math.max(0, METAL_POTENTIAL - state.potential);
    },
    cite: [{ text: 'Lin et al., J. Electrochem. Soc. 160 (2013) A1701', doi: '10.1149/2.017310jes' }],
  };
}
