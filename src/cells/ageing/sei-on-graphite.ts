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

/** Values of the set Chen2020 in PyBaMM (growth through solvent diffusion); activation energy and catalysis assumed zero there. */
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

/**
 * Film on graphite that grows as fast as solvent diffuses through it: j = −F c D / L, dL/dt = −j V / (z F), resistance ρ L. Metal that came over
 * from the cathode makes it grow faster (Lin et al., J. Electrochem. Soc. 160 (2013) A1701).
 */
export function makeSeiOnGraphite(p: SeiParameters = SEI_CHEN2020): Mechanism {
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
    },
    react(state, q, rates, reaction, shared, feed) {
      const catalysis = catalysed ? 1 + p.metalCatalysis * Math.max(0, shared[1]) : 1;
      const current =
        -(
          FARADAY *
          p.solventConcentration *
          p.solventDiffusivity *
          arrhenius(p.activationEnergy, state.temperature) *
          catalysis
        ) / q[0];
      reaction.sideCurrent += current;
      rates[0] = (-current * p.molarVolume) / (p.lithiumContent * FARADAY);
      feed[0] = -current / FARADAY;
    },
    cite: [{ text: 'Single, Latz and Horstmann, ChemSusChem 11 (2018) 1950', doi: '10.1002/cssc.201800077' }],
  };
}
