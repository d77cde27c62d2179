import { FARADAY } from '../../core/index.js';
import { arrhenius } from './arrhenius.js';
import type { Mechanism } from './mechanism.js';
import { DEPOSITED_METAL, SEI_LITHIUM } from './shared-quantities.js';

export interface SeiParameters {
  /** [m] */
  initialThickness: number;
  /** [m2/s] of solvent through the film. */
  solventDiffusivity: number;
  /** [mol/m3] of solvent outside. */
  solventConcentration: number;
  /** [m3/mol] of film. */
  molarVolume: number;
  /** [1] lithium in a mole of film. */
  lithiumContent: number;
  /** [ohm m] */
  resistivity: number;
  /** [J/mol] */
  activationEnergy: number;
  /** [m2/mol] growth is faster by 1 + this times the metal deposited on each m2 of electrode. */
  metalCatalysis: number;
}

/**
 * Values of the set Chen2020 in PyBaMM (growth through solvent diffusion), at 25 °C; activation energy and catalysis
 * are zero there.
 */
export const SEI_CHEN2020: SeiParameters = {
  initialThickness: 5e-9,
  solventDiffusivity: 2.5e-22,
  solventConcentration: 2636,
  molarVolume: 9.585e-5,
  lithiumContent: 2,
  resistivity: 2e5,
  activationEnergy: 0,
  metalCatalysis: 0,
};

/** Values of the set OKane2022 in PyBaMM, with an activation energy and one lithium in each molecule of film. */
export const SEI_OKANE2022: SeiParameters = { ...SEI_CHEN2020, lithiumContent: 1, activationEnergy: 38000 };
/** Default: the two lithium of a carbonate, growth with the temperature as O'Kane et al. have it. */
export const SEI_ASSUMED: SeiParameters = { ...SEI_CHEN2020, activationEnergy: 38000 };
/** [V] against lithium at which the film forms reversibly, as in PyBaMM's sets; heat counts from there. */
export const SEI_POTENTIAL = 0.4;

/**
 * [A/m2] reduction of solvent that diffuses through a film, negative.
 *
 * @param thickness [m] of the film
 * @param temperature [K]
 * @param catalysis [1] factor by which metal in the film speeds it up
 */
export function seiCurrent(p: SeiParameters, thickness: number, temperature: number, catalysis: number): number {
  return (
    -(
      FARADAY *
      p.solventConcentration *
      p.solventDiffusivity *
      arrhenius(p.activationEnergy, temperature) *
      catalysis
    ) / thickness
  );
}

/**
 * Film on graphite that grows as fast as solvent diffuses through it: j = −F c D / L, dL/dt = −j V / (z F), resistance
 * ρ L. Metal that came over from the cathode makes it grow faster (Lin et al., J. Electrochem. Soc. 160 (2013) A1701).
 * What grows fills pores.
 */
export function makeSeiOnGraphite(p: SeiParameters = SEI_ASSUMED): Mechanism {
  const catalysed = p.metalCatalysis > 0;
  return {
    id: 'sei-on-graphite',
    title: 'Film on graphite, solvent-diffusion limited',
    electrode: 'negative',
    parameters: { ...p },
    quantities: [{ name: 'sei_thickness_metre', unit: 'm', initial: p.initialThickness, scale: p.initialThickness }],
    shared: catalysed ? [SEI_LITHIUM, DEPOSITED_METAL] : [SEI_LITHIUM],
    shape(q, shape) {
      shape.filmResistance += p.resistivity * q[0];
      shape.filmGrowth = q[0] / p.initialThickness;
      shape.filledDepth += q[0] - p.initialThickness;
    },
    react(state, q, rates, reaction, shared, feed) {
      const catalysis = catalysed ? 1 + p.metalCatalysis * Math.max(0, shared[1]) : 1;
      const current = seiCurrent(p, q[0], state.temperature, catalysis);
      reaction.sideCurrent += current;
      reaction.sideHeat += current * (state.potential - SEI_POTENTIAL);
      rates[0] = (-current * p.molarVolume) / (p.lithiumContent * FARADAY);
      feed[0] = -current / FARADAY;
    },
    cite: [{ text: 'Single, Latz and Horstmann, ChemSusChem 11 (2018) 1950', doi: '10.1002/cssc.201800077' }],
  };
}
