import { FARADAY } from '../../core/index.js';
import type { Mechanism } from './mechanism.js';
import { CONSUMED_SOLVENT, DEPOSITED_METAL } from './sei-on-graphite.js';

export interface LithiumMetalAgeingParameters {
  /** [ohm m2] at the start. */
  initialResistance: number;
  /** [ohm m2 m2/C] resistance gained by charge passed: dead lithium and film. */
  resistancePerCharge: number;
  /** [m2/mol] both grow faster by 1 + this times the metal on the lithium. */
  metalCatalysis: number;
  /** [mol/mol] solvent used up for each electron passed. */
  solventPerCharge: number;
}

/** Order of magnitude; assumed, to be fitted to lithium-lithium cells. */
export const LITHIUM_AGEING_ASSUMED: LithiumMetalAgeingParameters = { initialResistance: 5e-4, resistancePerCharge: 4e-10, metalCatalysis: 2e4, solventPerCharge: 0.005 };

/** Impedance of lithium metal that grows with the charge passed, faster with metal from the cathode on it. */
export function makeLithiumMetalAgeing(p: LithiumMetalAgeingParameters = LITHIUM_AGEING_ASSUMED): Mechanism {
  return {
    id: 'lithium-metal-ageing',
    title: 'Film and dead lithium on lithium metal',
    electrode: 'negative',
    quantities: [{ name: 'lithium_film_resistance_ohm_square_metre', unit: 'ohm m2', initial: p.initialResistance, scale: 1e-3 }],
    shared: [DEPOSITED_METAL, CONSUMED_SOLVENT],
    shape(q, shape) {
      shape.filmResistance += q[0];
    },
    react(state, _q, rates, _reaction, shared, feed) {
      const passed = Math.abs(state.current) * (1 + p.metalCatalysis * Math.max(0, shared[0]));
      rates[0] = p.resistancePerCharge * passed;
      feed[1] = (p.solventPerCharge * passed) / FARADAY;
    },
    cite: [{ text: 'Xu, Chen, Dai, Xu and Zhang, J. Electrochem. Soc. 166 (2019) A3456', doi: '10.1149/2.0991914jes' }],
  };
}
