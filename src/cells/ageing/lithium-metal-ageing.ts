import { FARADAY } from '../../core/index.js';
import type { Mechanism } from './mechanism.js';
import { CONSUMED_SOLVENT, DEPOSITED_METAL } from './shared-quantities.js';

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

/**
 * Order of magnitude; assumed, to be fitted to lithium-lithium cells. The growth is that of a porous layer of dead
 * lithium filled with electrolyte, as Xu et al. model it: N (1 − η) V / (2 F φ κ), with a coulombic efficiency η of
 * 0.95, the volume V = 1.3e-5 m³/mol of lithium, which fills φ = 0.3 of the layer, a conductivity κ of 1 S/m that the
 * pores divide by N = 5, and plating on every second coulomb. That is 7 ohm cm² in 100 cycles of 2 mAh/cm². In the best
 * electrolytes it is less: lithium-lithium cells of Markevich et al. (ACS Energy Lett. 2 (2017) 1321,
 * doi:10.1021/acsenergylett.7b00300) run stably for 1,100 cycles of 3.3 mAh/cm² at 2 mA/cm², after which this growth
 * would cost 0.26 V at each electrode, and eight times as much 2 V.
 */
export const LITHIUM_AGEING_ASSUMED: LithiumMetalAgeingParameters = {
  initialResistance: 5e-4,
  resistancePerCharge: 5e-11,
  metalCatalysis: 2e4,
  solventPerCharge: 0.005,
};

/** Impedance of lithium metal that grows with the charge passed, faster with metal from the cathode on it. */
export function makeLithiumMetalAgeing(p: LithiumMetalAgeingParameters = LITHIUM_AGEING_ASSUMED): Mechanism {
  return {
    id: 'lithium-metal-ageing',
    title: 'Film and dead lithium on lithium metal',
    electrode: 'negative',
    parameters: { ...p },
    quantities: [
      { name: 'lithium_film_resistance_ohm_square_metre', unit: 'ohm m2', initial: p.initialResistance, scale: 1e-3 },
    ],
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
