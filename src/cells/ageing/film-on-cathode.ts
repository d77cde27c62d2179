import { FARADAY } from '../../core/index.js';
import { arrhenius, tafel } from './arrhenius.js';
import { BARE, crackedShare, relativeRate, type Coating } from './coating.js';
import type { Mechanism } from './mechanism.js';
import { CARBON_DIOXIDE, CONSUMED_SOLVENT, OXIDISED_ELECTROLYTE } from './shared-quantities.js';

export interface CathodeFilmParameters {
  /** [A/m2] oxidation of electrolyte on bare oxide at the reference potential. */
  oxidationCurrent: number;
  /** [V] against lithium. */
  referencePotential: number;
  /** [m] film that halves the rate. */
  blockingThickness: number;
  /** [m] */
  initialThickness: number;
  /** [m3/mol] film from a mole of electrons. */
  molarVolume: number;
  /** [ohm m] */
  resistivity: number;
  /** [J/mol] */
  activationEnergy: number;
  /** [mol/mol] CO2 for each electron. */
  carbonDioxideYield: number;
}

/** Order of magnitude for NCM811 at 4.4 V; assumed, to be fitted. */
export const CATHODE_FILM_ASSUMED: CathodeFilmParameters = {
  oxidationCurrent: 2e-6,
  referencePotential: 4.3,
  blockingThickness: 5e-9,
  initialThickness: 1e-9,
  molarVolume: 5e-5,
  resistivity: 5e5,
  activationEnergy: 50000,
  carbonDioxideYield: 0.3,
};

/**
 * Oxidation of the electrolyte at the cathode by Tafel's law, slowed by the film it leaves: j = r j₀ exp(F (Δφ − U₀) / 2RT) / (1 + L / L*),
 * dL/dt = j V / F, resistance ρ L, CO2 and used-up solvent in proportion (after Kindermann et al., J. Electrochem. Soc. 164 (2017) E287).
 * Surface that cracks open counts as covered like the rest.
 */
export function makeFilmOnCathode(p: CathodeFilmParameters = CATHODE_FILM_ASSUMED, coating: Coating = BARE): Mechanism {
  return {
    id: 'film-on-cathode',
    title: 'Surface film on the cathode, with gas',
    electrode: 'positive',
    parameters: { ...p, coating },
    quantities: [{ name: 'cathode_film_thickness_metre', unit: 'm', initial: p.initialThickness, scale: 1e-9 }],
    shared: [CARBON_DIOXIDE, CONSUMED_SOLVENT, OXIDISED_ELECTROLYTE],
    shape(q, shape) {
      shape.filmResistance += p.resistivity * q[0] + coating.outerCoverage * coating.resistance;
    },
    react(state, q, rates, reaction, _shared, feed) {
      const bare =
        (p.oxidationCurrent *
          arrhenius(p.activationEnergy, state.temperature) *
          tafel(state.potential - p.referencePotential, state.temperature)) /
        (1 + q[0] / p.blockingThickness);
      const current = bare * relativeRate(coating, 'film', crackedShare(state.shape.areaRatio));
      reaction.sideCurrent += current;
      rates[0] = (current * p.molarVolume) / FARADAY;
      feed[0] = (current * p.carbonDioxideYield) / FARADAY;
      feed[1] = current / FARADAY;
      feed[2] = current / FARADAY;
    },
    cite: [
      { text: 'Kindermann, Keil, Frank and Jossen, J. Electrochem. Soc. 164 (2017) E287', doi: '10.1149/2.0321712jes' },
    ],
  };
}
