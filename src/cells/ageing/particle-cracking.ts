import { arrhenius } from './arrhenius.js';
import { BARE, type Coating } from './coating.js';
import { computeTrapping } from './lost-lithium.js';
import type { Mechanism } from './mechanism.js';
import { TRAPPED_LITHIUM } from './shared-quantities.js';

export interface CrackingParameters {
  /** [Pa] */
  youngsModulus: number;
  /** [1] */
  poissonRatio: number;
  /** [m3/mol] */
  partialMolarVolume: number;
  /** [mol/m3] */
  maximumConcentration: number;
  /** [1] lattice strain along c when the oxide is emptied from `strainOnset` to nothing: grains pull at their boundaries. */
  collapseStrain: number;
  /** [1] stoichiometry below which the lattice collapses. */
  strainOnset: number;
  /** [m] */
  initialLength: number;
  /** [m] of the secondary particle; cracks end there. */
  particleRadius: number;
  /** [m/s] fatigue at a stress intensity of 1 MPa √m. */
  fatigueRate: number;
  /** [1] exponent of Paris's law. */
  fatigueExponent: number;
  /** [m/s] corrosion of a stressed tip by electrolyte, at 1 MPa √m. */
  corrosionRate: number;
  /** [J/mol] of corrosion. */
  activationEnergy: number;
  /** [1] wetted surface that a particle cracked through has against a fresh one. */
  areaGain: number;
  /** [1] share of particles that lose contact when cracked through. */
  contactLoss: number;
  /** [ohm m2] of fresh surface: lost contact between the grains of a particle cracked through. */
  contactResistance: number;
}

/** Elasticity after Ai et al. 2020 (LCO), collapse after measured lattice parameters of NCM811; rates assumed, to be fitted; no resistance. */
export const CRACKING_ASSUMED: CrackingParameters = {
  youngsModulus: 1.4e11,
  poissonRatio: 0.3,
  partialMolarVolume: 1.2e-6,
  maximumConcentration: 50060,
  collapseStrain: 0.03,
  strainOnset: 0.4,
  initialLength: 2e-8,
  particleRadius: 5e-6,
  fatigueRate: 2e-13,
  fatigueExponent: 2.2,
  corrosionRate: 5e-13,
  activationEnergy: 50000,
  areaGain: 6,
  contactLoss: 0.3,
  contactResistance: 0,
};

/**
 * Cracks between the grains of a secondary particle: driven by stress alone (Paris's law) and by stress and electrolyte together
 * (stress corrosion), with K = σ √(π l). Stress is the larger of diffusion stress at the surface, E Ω (c̄ − c_s) / 3(1 − ν), and of the mismatch of grains that
 * collapse along c. Electrolyte enters: more surface, shorter ways, in the end less contact. A coating strengthens boundaries and keeps electrolyte
 * from the tips.
 *
 * Grains that part also conduct less: R = R_c l / r in series with the particle, for each m2 of its fresh surface, with crack length l and radius r. That
 * this is ohmic and linear in l is an assumption, after the reading that Yoon et al. (Nature Energy 6 (2021) 362) give their titrations, in which
 * most of what ageing adds to the overpotential comes at once with the current; nobody has measured R_c, so that it is zero unless given.
 */
export function makeParticleCracking(p: CrackingParameters = CRACKING_ASSUMED, coating: Coating = BARE): Mechanism {
  const strength = 1 + coating.boundaryCoverage * (coating.boundaryStrength - 1);
  const exposure = 1 - coating.boundaryCoverage * (1 - coating.relativeRates.corrosion);
  const depth = (length: number): number => Math.min(1, Math.max(0, length / p.particleRadius));
  return {
    id: 'particle-cracking',
    title: 'Cracks between grains by fatigue and stress corrosion',
    electrode: 'positive',
    parameters: { ...p, coating },
    resists: 'contact',
    quantities: [{ name: 'crack_length_metre', unit: 'm', initial: p.initialLength, scale: 1e-7 }],
    shared: [TRAPPED_LITHIUM],
    shape(q, shape) {
      const share = depth(q[0]);
      shape.areaRatio *= 1 + p.areaGain * share;
      shape.diffusionRatio *= 1 + share;
      shape.activeShare *= 1 - p.contactLoss * share * share;
      shape.filmResistance += p.contactResistance * share * shape.areaRatio;
    },
    react(state, q, rates, _reaction, _shared, feed) {
      const diffusion =
        ((p.youngsModulus * p.partialMolarVolume) / (3 * (1 - p.poissonRatio))) *
        p.maximumConcentration *
        (state.mean - state.surface);
      const mismatch = p.youngsModulus * p.collapseStrain * Math.max(0, 1 - state.mean / p.strainOnset);
      const stress = Math.max(0, diffusion, mismatch);
      const length = Math.max(1e-10, q[0]);
      const intensity = (stress * Math.sqrt(Math.PI * length)) / 1e6 / strength;
      const left = Math.max(0, 1 - length / p.particleRadius);
      const corrosion = p.corrosionRate * exposure * arrhenius(p.activationEnergy, state.temperature) * intensity;
      const growth = left * (p.fatigueRate * intensity ** p.fatigueExponent + corrosion);
      rates[0] = growth;
      const share = depth(q[0]);
      const loss = (2 * p.contactLoss * share * growth) / (p.particleRadius * (1 - p.contactLoss * share * share));
      feed[0] = computeTrapping(state, loss, p.maximumConcentration, p.particleRadius);
    },
    cite: [
      {
        text: 'Deshpande, Verbrugge, Cheng, Wang and Liu, J. Electrochem. Soc. 159 (2012) A1730',
        doi: '10.1149/2.049210jes',
      },
      { text: 'Ai, Kraft, Sturm, Jossen and Wu, J. Electrochem. Soc. 167 (2020) 013512', doi: '10.1149/2.0122001JES' },
    ],
  };
}
