import { FARADAY } from '../../core/index.js';
import { arrhenius } from './arrhenius.js';
import type { Mechanism } from './mechanism.js';

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
  metalCatalysis?: number;
}

/** Values of the set Chen2020 in PyBaMM (growth through solvent diffusion); activation energy assumed zero there. */
export const SEI_CHEN2020: SeiParameters = {
  initialThickness: 5e-9, solventDiffusivity: 2.5e-22, solventConcentration: 2636, molarVolume: 9.585e-5, lithiumContent: 2, resistivity: 2e5, activationEnergy: 0,
};

/**
 * Film on graphite that grows as fast as solvent diffuses through it: j = −F c D / L, dL/dt = −j V / (z F), resistance ρ L. Metal that came over
 * from the cathode makes it grow faster (Lin et al., J. Electrochem. Soc. 160 (2013) A1701).
 */
export function makeSeiOnGraphite(p: SeiParameters = SEI_CHEN2020): Mechanism {
  const catalysed = p.metalCatalysis !== undefined;
  return {
    id: 'sei-on-graphite',
    title: 'Film on graphite, solvent-diffusion limited',
    electrode: 'negative',
    quantities: [{ name: 'sei_thickness_metre', unit: 'm', initial: p.initialThickness, scale: p.initialThickness }],
    shared: catalysed ? [DEPOSITED_METAL] : [],
    shape(q, shape) {
      shape.filmResistance += p.resistivity * q[0];
    },
    react(state, q, rates, reaction, shared) {
      const catalysis = catalysed ? 1 + p.metalCatalysis! * Math.max(0, shared[0]) : 1;
      const current = -(FARADAY * p.solventConcentration * p.solventDiffusivity * arrhenius(p.activationEnergy, state.temperature) * catalysis) / q[0];
      reaction.sideCurrent += current;
      rates[0] = (-current * p.molarVolume) / (p.lithiumContent * FARADAY);
    },
    cite: [{ text: 'Single, Latz and Horstmann, ChemSusChem 11 (2018) 1950', doi: '10.1002/cssc.201800077' }],
  };
}

/** [mol/m2] metal from the cathode that lies on the negative electrode, for each m2 of electrode area. */
export const DEPOSITED_METAL = { name: 'deposited_metal_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] metal in the electrolyte. */
export const DISSOLVED_METAL = { name: 'dissolved_metal_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] */
export const CARBON_DIOXIDE = { name: 'carbon_dioxide_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] */
export const OXYGEN_GAS = { name: 'oxygen_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] solvent used up by all side reactions. */
export const CONSUMED_SOLVENT = { name: 'consumed_solvent_mole', unit: 'mol', scale: 1e-4 };
