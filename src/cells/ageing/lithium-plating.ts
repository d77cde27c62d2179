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
  /** [1/s] share of the plated lithium that loses contact in a second; zero without dead lithium. */
  deadRate: number;
}

/**
 * Values of the set OKane2022 in PyBaMM, where stripping goes as k c with the concentration c in the electrode: its rate here is k times the 3.84e5 m²
 * of surface in a m³ of that electrode. They show the model and were not measured on any cell.
 */
export const PLATING_OKANE2022: PlatingParameters = {
  platingRate: 1e-9,
  strippingRate: 3.84e-4,
  transferCoefficient: 0.65,
  deadRate: 1e-6,
};

/**
 * Lithium metal on graphite, plated and stripped: j = F (k_s n exp((1 − α) F η / RT) − k_p c exp(−α F η / RT)), dn/dt = −j / F − γ n, with n on each m² of
 * surface, the electrolyte's concentration c and η = Δφ − R_film j_intercalation against lithium. What γ takes is dead (O'Kane et al., Phys. Chem. Chem. Phys.
 * 24 (2022) 7909, there with γ in proportion to the film's initial over its present thickness; without stripping Yang et al., J. Power Sources 360 (2017) 28).
 * The metal is taken to lie evenly on all particles, lost ones among them.
 */
export function makeLithiumPlating(p: PlatingParameters = PLATING_OKANE2022): Mechanism {
  return {
    id: 'lithium-plating',
    title: 'Plating and stripping of lithium on graphite',
    electrode: 'negative',
    parameters: { ...p },
    quantities: [{ name: 'plated_lithium_mole_per_square_metre', unit: 'mol/m2', initial: 0, scale: 1e-4, lithium: 1 }],
    shared: [DEAD_LITHIUM],
    react(state, q, rates, reaction, _shared, feed) {
      const { areaRatio, activeShare, filmResistance } = state.shape;
      const overpotential = state.potential - filmResistance * state.current;
      const stripping =
        (p.strippingRate * q[0] * tafel(overpotential, state.temperature, 1 - p.transferCoefficient)) / areaRatio;
      const plating =
        p.platingRate *
        Math.max(0, state.concentration) *
        tafel(-overpotential, state.temperature, p.transferCoefficient);
      const dying = p.deadRate * q[0];
      reaction.sideCurrent += FARADAY * (stripping - plating);
      rates[0] = areaRatio * activeShare * (plating - stripping) - dying;
      feed[0] = dying / (areaRatio * activeShare);
    },
    cite: [
      { text: 'O’Kane et al., Phys. Chem. Chem. Phys. 24 (2022) 7909', doi: '10.1039/D2CP00417H' },
      { text: 'Yang, Leng, Zhang, Ge and Wang, J. Power Sources 360 (2017) 28', doi: '10.1016/j.jpowsour.2017.05.110' },
    ],
  };
}
