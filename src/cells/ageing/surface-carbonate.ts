import { FARADAY, GAS_CONSTANT } from '../../core/index.js';
import { arrhenius } from './arrhenius.js';
import type { Mechanism } from './mechanism.js';
import { CARBON_DIOXIDE, DECOMPOSED_CARBONATE } from './shared-quantities.js';

export interface CarbonateParameters {
  /** [mol/m2] lithium carbonate left from synthesis and storage, on fresh surface. */
  initialAmount: number;
  /** [V] against lithium, above which it decomposes. */
  onsetPotential: number;
  /** [1/s] share of it that decomposes in a second, far above the onset. */
  rate: number;
  /** [J/mol] */
  activationEnergy: number;
}

/** Order of magnitude for a washed nickel-rich oxide: 0.1 % by mass on 0.3 m2/g; assumed, to be measured. */
export const CARBONATE_ASSUMED: CarbonateParameters = {
  initialAmount: 4.5e-5,
  onsetPotential: 3.8,
  rate: 2e-5,
  activationEnergy: 50000,
};

/**
 * Carbonate on the oxide, decomposed on charge: 2 Li2CO3 → 4 Li⁺ + 4 e⁻ + 2 CO2 + O2, two electrons and one CO2 from
 * each; the oxygen is taken to react on, as little of it is found (Renfrew and McCloskey, J. Am. Chem. Soc. 139 (2017)
 * 17853). Its lithium joins what can be cycled.
 */
export function makeSurfaceCarbonate(p: CarbonateParameters = CARBONATE_ASSUMED): Mechanism {
  return {
    id: 'surface-carbonate',
    title: 'Carbonate on the cathode, decomposed with CO2',
    electrode: 'positive',
    parameters: { ...p },
    quantities: [
      {
        name: 'surface_carbonate_mole_per_square_metre',
        unit: 'mol/m2',
        initial: p.initialAmount,
        scale: Math.max(1e-8, p.initialAmount),
      },
    ],
    shared: [CARBON_DIOXIDE, DECOMPOSED_CARBONATE],
    react(state, q, rates, reaction, _shared, feed) {
      const above = state.potential - p.onsetPotential;
      if (!(above > 0)) return;
      const loss =
        p.rate *
        arrhenius(p.activationEnergy, state.temperature) *
        -Math.expm1((-FARADAY * above) / (GAS_CONSTANT * state.temperature)) *
        Math.max(0, q[0]);
      rates[0] = -loss;
      // What stands for each m2 of fresh surface is spread over what is wetted.
      const molecules = loss / state.shape.areaRatio;
      const current = 2 * FARADAY * molecules;
      reaction.sideCurrent += current;
      reaction.sideHeat += current * above;
      feed[0] = molecules;
      feed[1] = 2 * molecules;
    },
    cite: [{ text: 'Renfrew and McCloskey, J. Am. Chem. Soc. 139 (2017) 17853', doi: '10.1021/jacs.7b08461' }],
  };
}
