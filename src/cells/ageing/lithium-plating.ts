import { FARADAY } from '../../core/index.js';
import { tafel } from './arrhenius.js';
import type { Mechanism } from './mechanism.js';
import { DEAD_LITHIUM } from './shared-quantities.js';

export interface PlatingParameters {
  /** [m/s] */
  platingRate: number;
  /** [1/s] for each mole on a surface; zero makes plating irreversible. */
  strippingRate: number;
  /** [1] of plating; that of stripping is one minus it. */
  transferCoefficient: number;
  /**
   * [1/s] share of the plated lithium that loses contact in a second, under a fresh film; zero without dead lithium.
   */
  deadRate: number;
  /**
   * [1] exponent with which that falls as the film grows: 1 in proportion to the fresh over the present thickness, 0
   * not at all.
   */
  deadFilmExponent: number;
  /**
   * [m2/m2] surface of particles for each m2 of electrode: dead lithium is spread evenly over it where it fills pores.
   */
  surfacePerArea: number;
}

/**
 * Values of the set OKane2022 in PyBaMM, where stripping goes as k c with the concentration c in the electrode: its
 * rate here is k times the 3.84e5 m² of surface in a m³ of that electrode. They show the model and were not measured on
 * any cell.
 */
export const PLATING_OKANE2022: PlatingParameters = {
  platingRate: 1e-9,
  strippingRate: 3.84e-4,
  transferCoefficient: 0.65,
  deadRate: 1e-6,
  deadFilmExponent: 1,
  surfacePerArea: 32.7,
};

/** [m3/mol] of lithium metal. */
const MOLAR_VOLUME = 1.3e-5;

/**
 * Lithium metal on graphite, plated and stripped: j = F (k_s n exp((1 − α) F η / RT) − k_p c exp(−α F η / RT)), dn/dt =
 * −j / F − γ n, with n on each m² of surface, the electrolyte's concentration c and η = Δφ − R_film j_intercalation
 * against lithium. What γ takes is dead, the less the thicker the film (O'Kane et al., Phys. Chem. Chem. Phys. 24
 * (2022) 7909; without stripping Yang et al., J. Power Sources 360 (2017) 28). Both fill pores. The metal is taken to
 * lie evenly on all particles, lost ones among them.
 */
export function makeLithiumPlating(p: PlatingParameters = PLATING_OKANE2022): Mechanism {
  return {
    id: 'lithium-plating',
    title: 'Plating and stripping of lithium on graphite',
    electrode: 'negative',
    parameters: { ...p },
    quantities: [{ name: 'plated_lithium_mole_per_square_metre', unit: 'mol/m2', initial: 0, scale: 1e-4, lithium: 1 }],
    shared: [DEAD_LITHIUM],
    shape(q, shape, shared) {
      shape.filledDepth += MOLAR_VOLUME * (q[0] + shared[0] / p.surfacePerArea);
    },
    react(state, q, rates, reaction, _shared, feed) {
      const { areaRatio, activeShare, filmResistance, filmGrowth } = state.shape;
      const overpotential = state.potential - filmResistance * state.current;
      const stripping =
        (p.strippingRate * q[0] * tafel(overpotential, state.temperature, 1 - p.transferCoefficient)) / areaRatio;
      const plating =
        p.platingRate *
        Math.max(0, state.concentration) *
        tafel(-overpotential, state.temperature, p.transferCoefficient);
      const dying = p.deadRate * filmGrowth ** -p.deadFilmExponent * q[0];
      reaction.sideCurrent += FARADAY * (stripping - plating);
      reaction.sideHeat += FARADAY * (stripping - plating) * state.potential;
      rates[0] = areaRatio * activeShare * (plating - stripping) - dying;
      feed[0] = dying / (areaRatio * activeShare);
    },
    cite: [
      { text: 'O’Kane et al., Phys. Chem. Chem. Phys. 24 (2022) 7909', doi: '10.1039/D2CP00417H' },
      { text: 'Yang, Leng, Zhang, Ge and Wang, J. Power Sources 360 (2017) 28', doi: '10.1016/j.jpowsour.2017.05.110' },
    ],
  };
}
