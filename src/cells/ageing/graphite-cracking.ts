import { FARADAY } from '../../core/index.js';
import { SEI_ASSUMED, SEI_POTENTIAL, seiCurrent, type SeiParameters } from './sei-on-graphite.js';
import { diffusionStress, type ElasticParameters } from './diffusion-stress.js';
import { particleOf, type ParticleParameters } from './lost-lithium.js';
import type { Mechanism } from './mechanism.js';
import { SEI_LITHIUM } from './shared-quantities.js';

export interface GraphiteCrackingParameters
  extends ElasticParameters,
    Partial<Pick<ParticleParameters, 'maximumConcentration'>> {
  /** [m] */
  initialLength: number;
  /** [m] of each crack's mouth. */
  crackWidth: number;
  /** [1/m2] cracks on fresh surface. */
  crackDensity: number;
  /** [m/s] growth at a stress intensity of 1 MPa √m, while it lasts. */
  crackingRate: number;
  /** [1] exponent of Paris's law. */
  exponent: number;
  /** [1] stress intensity of a crack against σ √(π l). */
  shapeFactor: number;
  /** [m] film on surface that cracks have just opened. */
  initialThickness: number;
  /** The film in cracks grows as that outside. */
  solventDiffusivity: number;
  solventConcentration: number;
  molarVolume: number;
  lithiumContent: number;
  activationEnergy: number;
}

/**
 * Values of the set OKane2022 in PyBaMM; its cracking rate of 3.9e-20 (Pa √m)^−2.2 m in each hour, in our units. They
 * are illustrative by their authors' own word.
 */
export const GRAPHITE_CRACKING_OKANE2022: GraphiteCrackingParameters = {
  youngsModulus: 1.5e10,
  poissonRatio: 0.3,
  partialMolarVolume: 3.1e-6,
  initialLength: 2e-8,
  crackWidth: 1.5e-8,
  crackDensity: 3.18e15,
  crackingRate: (3.9e-20 * 1e6 ** 2.2) / 3600,
  exponent: 2.2,
  shapeFactor: 1.12,
  initialThickness: 5e-13,
  solventDiffusivity: SEI_ASSUMED.solventDiffusivity,
  solventConcentration: SEI_ASSUMED.solventConcentration,
  molarVolume: SEI_ASSUMED.molarVolume,
  lithiumContent: 1,
  activationEnergy: 38000,
};

/**
 * Graphite that cracks under the tension of its own diffusion: dl/dt = k K^m with K = b σ √(π l), and the film that
 * grows on 2 l w ρ of crack for each area of particle, thin where a crack has just opened: film volume in cracks is
 * what is kept, so that its mean thickness falls as they grow (O'Kane et al., Phys. Chem. Chem. Phys. 24 (2022) 7909;
 * Deshpande et al., J. Electrochem. Soc. 159 (2012) A1730). Lithium goes into particles through their outside alone.
 */
export function makeGraphiteCracking(p: GraphiteCrackingParameters = GRAPHITE_CRACKING_OKANE2022): Mechanism {
  const areaOf = (length: number): number => 2 * length * p.crackDensity * p.crackWidth;
  const film: SeiParameters = { ...p, resistivity: 0, metalCatalysis: 0 };
  return {
    id: 'graphite-cracking',
    title: 'Cracks in graphite and the film that grows in them',
    electrode: 'negative',
    parameters: { ...p },
    quantities: [
      { name: 'graphite_crack_length_metre', unit: 'm', initial: p.initialLength, scale: 1e-8 },
      { name: 'sei_in_cracks_metre', unit: 'm', initial: 0, scale: 1e-9 },
    ],
    shared: [SEI_LITHIUM],
    shape(q, shape) {
      shape.filledDepth += q[1];
    },
    react(state, q, rates, reaction, _shared, feed) {
      const stress = Math.max(
        0,
        diffusionStress(p, particleOf(state.shape, p).maximumConcentration, state.mean, state.surface),
      );
      const intensity = (p.shapeFactor * stress * Math.sqrt(Math.PI * Math.max(1e-10, q[0]))) / 1e6;
      rates[0] = p.crackingRate * intensity ** p.exponent;
      const area = areaOf(q[0]);
      const thickness = q[1] / area + p.initialThickness;
      const current = seiCurrent(film, thickness, state.temperature, 1) * area;
      reaction.sideCurrent += current;
      reaction.sideHeat += current * (state.potential - SEI_POTENTIAL);
      rates[1] = (-current * p.molarVolume) / (p.lithiumContent * FARADAY);
      feed[0] = -current / FARADAY;
    },
    cite: [
      { text: 'O’Kane et al., Phys. Chem. Chem. Phys. 24 (2022) 7909', doi: '10.1039/D2CP00417H' },
      {
        text: 'Deshpande, Verbrugge, Cheng, Wang and Liu, J. Electrochem. Soc. 159 (2012) A1730',
        doi: '10.1149/2.049210jes',
      },
    ],
  };
}
