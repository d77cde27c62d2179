import { FARADAY } from '../../core/index.js';
import { arrhenius } from './arrhenius.js';
import { BARE, type Coating } from './coating.js';
import { computeTrapping, particleOf, type ParticleParameters } from './lost-lithium.js';
import type { Mechanism, SurfaceShape } from './mechanism.js';
import { TRAPPED_LITHIUM } from './shared-quantities.js';

export interface CrackingParameters extends Partial<ParticleParameters> {
  /** [Pa] */
  youngsModulus: number;
  /** [1] */
  poissonRatio: number;
  /** [m3/mol] */
  partialMolarVolume: number;
  /**
   * [1] lattice strain along c when the oxide is emptied from `strainOnset` to nothing: grains pull at their
   * boundaries.
   */
  collapseStrain: number;
  /** [1] stoichiometry below which the lattice collapses. */
  strainOnset: number;
  /** [m] */
  initialLength: number;
  /** [m] growth in a cycle whose stress intensity ranges over 1 MPa √m. */
  fatigueRate: number;
  /** [1] exponent of Paris's law. */
  fatigueExponent: number;
  /** [m/s] corrosion of a stressed tip by electrolyte, 1 MPa √m above the threshold. */
  corrosionRate: number;
  /** [J/m2] energy release rate K² (1 − ν²) / E below which a tip does not corrode. */
  corrosionThreshold: number;
  /** [J/mol] of corrosion. */
  activationEnergy: number;
  /** [1] wetted surface that a particle cracked through has against a fresh one. */
  areaGain: number;
  /** [1] share of particles that lose contact when cracked through. */
  contactLoss: number;
  /** [ohm m2] of fresh surface: lost contact between the grains of a particle cracked through. */
  contactResistance: number;
}

/**
 * Elasticity after Ai et al. 2020 (LCO), collapse after measured lattice parameters of LiNi0.8Co0.1Mn0.1O2; rates
 * assumed, to be fitted; no resistance.
 */
export const CRACKING_ASSUMED: CrackingParameters = {
  youngsModulus: 1.4e11,
  poissonRatio: 0.3,
  partialMolarVolume: 1.2e-6,
  collapseStrain: 0.03,
  strainOnset: 0.4,
  initialLength: 2e-8,
  fatigueRate: 1e-9,
  fatigueExponent: 2.2,
  corrosionRate: 5e-13,
  corrosionThreshold: 0.065,
  activationEnergy: 50000,
  areaGain: 6,
  contactLoss: 0.3,
  contactResistance: 0,
};

/**
 * Cracks between the grains of a secondary particle, by fatigue and by stress corrosion, with K = σ √(π l). Stress is
 * that of diffusion at the surface, E Ω (c̄ − c_s) / 3(1 − ν), and that of the mismatch of grains that collapse along
 * c.
 *
 * Fatigue counts cycles, not time: dl/dN = C ΔK^m (Paris). Mismatch follows the state of charge, so that a half cycle
 * from no stress to K adds ½ C K^m, as ½ C m K^(m−1) |dK| along the way; diffusion stress comes and goes with the
 * current, and adds C K^m for each equivalent full cycle of charge. At rest nothing is added. Corrosion runs in time,
 * by the larger K above a threshold.
 *
 * Cracks reach to a depth l; the shell of that depth, w = 1 − (1 − l/r)³ of the particle, is in pieces: wetted area 1 +
 * g w, and diffusion over the core that is left and within pieces of size r / (1 + g): D/R² grows by 1 / ((1 − w)(1 −
 * l/r)² + w / (1 + g)²), which is (1 + g)² when all is cracked. A coating strengthens the boundaries that it fills and
 * keeps electrolyte from their tips; the others open first.
 *
 * Grains that part also conduct less: R = R_c l / r in series with the particle, for each m2 of its fresh surface. That
 * this is ohmic and linear in l is an assumption, after the reading that Yoon et al. (Nature Energy 6 (2021) 362) give
 * their titrations, in which most of what ageing adds to the overpotential comes at once with the current; nobody has
 * measured R_c, so that it is zero unless given.
 */
export function makeParticleCracking(p: CrackingParameters = CRACKING_ASSUMED, coating: Coating = BARE): Mechanism {
  const filled = coating.boundaryCoverage;
  /**
   * The first quantity is the mean length of all boundaries; with some filled and some not, the second is that of the
   * filled ones.
   */
  const both = filled > 0 && filled < 1;
  const lengthsOf = (q: Float64Array): { bare: number; covered: number } =>
    both ? { bare: (q[0] - filled * q[1]) / (1 - filled), covered: q[1] } : { bare: q[0], covered: q[0] };
  const depth = (length: number, shape: SurfaceShape): number =>
    Math.min(1, Math.max(0, length / particleOf(shape, p).particleRadius));
  const cracked = (length: number, shape: SurfaceShape): number => {
    const core = 1 - depth(length, shape);
    return 1 - core * core * core;
  };
  /** [Pa √m] */
  const threshold = Math.sqrt((p.corrosionThreshold * p.youngsModulus) / (1 - p.poissonRatio ** 2));
  const initial = { unit: 'm', initial: p.initialLength, scale: 1e-7 };
  return {
    id: 'particle-cracking',
    title: 'Cracks between grains by fatigue and stress corrosion',
    electrode: 'positive',
    parameters: { ...p, coating },
    excludes: ['particle'],
    quantities: [
      { name: 'crack_length_metre', ...initial },
      ...(both ? [{ name: 'crack_length_covered_metre', ...initial }] : []),
    ],
    shared: [TRAPPED_LITHIUM],
    areas(q, shape) {
      const { bare, covered } = lengthsOf(q);
      const wBare = (1 - filled) * cracked(bare, shape);
      const wCovered = filled * cracked(covered, shape);
      shape.crackArea += p.areaGain * (wBare + wCovered);
      shape.crackCovered = wCovered / Math.max(1e-30, wBare + wCovered);
    },
    shape(q, shape) {
      const { bare, covered } = lengthsOf(q);
      const share = depth(q[0], shape);
      const w = (1 - filled) * cracked(bare, shape) + filled * cracked(covered, shape);
      shape.diffusionRatio /= (1 - w) * (1 - share) ** 2 + w / (1 + p.areaGain) ** 2;
      shape.activeShare *= 1 - p.contactLoss * share * share;
      shape.contactResistance += p.contactResistance * share * shape.areaRatio;
    },
    react(state, q, rates, _reaction, _shared, feed) {
      const { particleRadius, maximumConcentration } = particleOf(state.shape, p);
      const perStoichiometry = p.youngsModulus * p.collapseStrain;
      const diffusion =
        ((p.youngsModulus * p.partialMolarVolume) / (3 * (1 - p.poissonRatio))) *
        maximumConcentration *
        Math.max(0, state.mean - state.surface);
      const mismatch = perStoichiometry * Math.max(0, 1 - state.mean / p.strainOnset);
      /** [1/s] of the mean stoichiometry. */
      const filling = Math.abs(
        (3 * state.current * state.shape.areaRatio) / (FARADAY * maximumConcentration * particleRadius),
      );
      const loading = mismatch > 0 ? (perStoichiometry / p.strainOnset) * filling : 0;
      const tip = p.corrosionRate * arrhenius(p.activationEnergy, state.temperature);
      const growthOf = (length: number, strength: number, exposure: number): number => {
        const perStress = Math.sqrt(Math.PI * Math.max(1e-10, length)) / (1e6 * strength);
        const slow = mismatch * perStress;
        const fast = diffusion * perStress;
        const fatigue =
          p.fatigueRate *
          (0.5 * p.fatigueExponent * (slow > 0 ? slow ** (p.fatigueExponent - 1) : 0) * loading * perStress +
            0.5 * (fast > 0 ? fast ** p.fatigueExponent : 0) * filling);
        const above = Math.max(slow, fast) - threshold / 1e6;
        return Math.max(0, 1 - length / particleRadius) * (fatigue + tip * exposure * Math.max(0, above));
      };
      const { bare, covered } = lengthsOf(q);
      const open = filled < 1 ? growthOf(bare, 1, 1) : 0;
      const held = filled > 0 ? growthOf(covered, coating.boundaryStrength, coating.relativeRates.corrosion) : 0;
      const growth = (1 - filled) * open + filled * held;
      rates[0] = growth;
      if (both) rates[1] = held;
      const share = depth(q[0], state.shape);
      const loss = (2 * p.contactLoss * share * growth) / (particleRadius * (1 - p.contactLoss * share * share));
      feed[0] = computeTrapping(state, loss, p);
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
