import { FARADAY, GAS_CONSTANT } from '../../core/index.js';
import { arrhenius, tafel } from './arrhenius.js';
import { BARE, coverOuter, rateOn, type Coating } from './coating.js';
import type { Mechanism } from './mechanism.js';
import { ACID, CARBON_DIOXIDE, CARBON_MONOXIDE, CONSUMED_SOLVENT, OXIDISED_ELECTROLYTE } from './shared-quantities.js';
import { SurfacePatches } from './surface-patches.js';
import { areaOf, CLASSES } from './surface-shape.js';

export interface CathodeFilmParameters {
  /** [A/m2] oxidation of electrolyte on bare oxide at the reference potential. */
  oxidationCurrent: number;
  /** [V] against lithium. */
  referencePotential: number;
  /**
   * [V] against lithium, below which nothing oxidises; the rate falls to zero towards it. Also what the heat of
   * oxidation counts from.
   */
  onsetPotential: number;
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
  /** [mol/mol] CO2 and CO for each electron. */
  carbonDioxideYield: number;
  carbonMonoxideYield: number;
  /** [mol/mol] protons for each electron. */
  acidYield: number;
}

/** Order of magnitude for a layered oxide with 80 % nickel at 4.4 V; assumed, to be fitted. */
export const CATHODE_FILM_ASSUMED: CathodeFilmParameters = {
  oxidationCurrent: 2e-6,
  referencePotential: 4.3,
  onsetPotential: 3.6,
  blockingThickness: 5e-9,
  initialThickness: 1e-9,
  molarVolume: 5e-5,
  resistivity: 5e5,
  activationEnergy: 50000,
  carbonDioxideYield: 0.3,
  carbonMonoxideYield: 0.1,
  acidYield: 0.5,
};

/**
 * Oxidation of the electrolyte at the cathode by Tafel's law above an onset, slowed by the film it leaves: j = r j₀
 * exp(F (Δφ − U₀) / 2RT) (1 − exp(−F (Δφ − U_on) / RT)) / (1 + L / L*), dL/dt = j V / F, resistance ρ L, gas, acid and
 * used-up solvent in proportion (after Kindermann et al., J. Electrochem. Soc. 164 (2017) E287). Each class of surface
 * has its own film; surface that cracks open carries none.
 */
export function makeFilmOnCathode(p: CathodeFilmParameters = CATHODE_FILM_ASSUMED, coating: Coating = BARE): Mechanism {
  const film = new SurfacePatches(
    { outer: 'cathode_film_thickness', cracks: 'cathode_film_in_cracks' },
    p.initialThickness,
    coating,
  );
  return {
    id: 'film-on-cathode',
    title: 'Surface film on the cathode, with gas',
    electrode: 'positive',
    parameters: { ...p, coating },
    quantities: film.quantities,
    shared: [CARBON_DIOXIDE, CONSUMED_SOLVENT, OXIDISED_ELECTROLYTE, CARBON_MONOXIDE, ACID],
    areas(_q, shape) {
      coverOuter(shape, coating);
    },
    shape(q, shape) {
      for (let k = 0; k < CLASSES.length; k++) shape.layers[k] += p.resistivity * film.thickness(q, shape, k);
    },
    react(state, q, rates, reaction, _shared, feed) {
      const above = state.potential - p.onsetPotential;
      if (!(above > 0)) return;
      const { shape } = state;
      const free =
        p.oxidationCurrent *
        arrhenius(p.activationEnergy, state.temperature) *
        tafel(state.potential - p.referencePotential, state.temperature) *
        -Math.expm1((-FARADAY * above) / (GAS_CONSTANT * state.temperature));
      let current = 0;
      for (let k = 0; k < CLASSES.length; k++) {
        const own = (free * rateOn(coating, 'film', k)) / (1 + film.thickness(q, shape, k) / p.blockingThickness);
        film.grow(rates, shape, k, (own * p.molarVolume) / FARADAY);
        current += (own * areaOf(shape, k)) / shape.areaRatio;
      }
      reaction.sideCurrent += current;
      reaction.sideHeat += current * above;
      const electrons = current / FARADAY;
      feed[0] = electrons * p.carbonDioxideYield;
      feed[1] = electrons;
      feed[2] = electrons;
      feed[3] = electrons * p.carbonMonoxideYield;
      feed[4] = electrons * p.acidYield;
    },
    cite: [
      { text: 'Kindermann, Keil, Frank and Jossen, J. Electrochem. Soc. 164 (2017) E287', doi: '10.1149/2.0321712jes' },
    ],
  };
}
