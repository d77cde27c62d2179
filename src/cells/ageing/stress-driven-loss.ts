import { diffusionStress, type ElasticParameters } from './diffusion-stress.js';
import { computeTrapping, particleOf, type ParticleParameters } from './lost-lithium.js';
import type { Mechanism } from './mechanism.js';
import { TRAPPED_LITHIUM } from './shared-quantities.js';

export interface StressLossParameters extends ElasticParameters, Partial<ParticleParameters> {
  /** [1/s] of the fresh electrode's particles that lose contact at the critical stress. */
  rate: number;
  /** [1] */
  exponent: number;
  /** [Pa] hydrostatic. */
  criticalStress: number;
}

/**
 * Values of the set OKane2022 in PyBaMM, its rate of 2.7778e-7 1/s in volume fractions over those of the fresh
 * electrodes.
 */
export const STRESS_LOSS_OKANE2022: Readonly<Record<'negative' | 'positive', StressLossParameters>> = {
  negative: {
    youngsModulus: 1.5e10,
    poissonRatio: 0.3,
    partialMolarVolume: 3.1e-6,
    rate: 2.7778e-7 / 0.75,
    exponent: 2,
    criticalStress: 6e7,
  },
  positive: {
    youngsModulus: 3.75e11,
    poissonRatio: 0.2,
    partialMolarVolume: 1.25e-5,
    rate: 2.7778e-7 / 0.665,
    exponent: 2,
    criticalStress: 3.75e8,
  },
};

/** [1] of particles that never lose contact: without any the model has no meaning. */
const LEAST_SHARE = 1e-3;

/**
 * Particles lose contact under the tension of diffusion: da/dt = −β (σ_h / σ_c)^m with the hydrostatic stress σ_h at
 * the surface, two thirds of the tangential one (Laresgoiti et al., J. Power Sources 300 (2015) 112; O'Kane et al.,
 * Phys. Chem. Chem. Phys. 24 (2022) 7909). Lithium in them is lost.
 */
export function makeStressDrivenLoss(
  electrode: 'negative' | 'positive',
  p: StressLossParameters = STRESS_LOSS_OKANE2022[electrode],
): Mechanism {
  return {
    id: `stress-driven-loss-${electrode}`,
    title: 'Particles that lose contact by stress',
    electrode,
    parameters: { ...p },
    quantities: [{ name: `${electrode}_share_lost_to_stress`, unit: '1', initial: 0, scale: 1e-4 }],
    shared: [TRAPPED_LITHIUM],
    shape(q, shape) {
      shape.activeShare *= Math.max(LEAST_SHARE, 1 - q[0]);
    },
    react(state, q, rates, _reaction, _shared, feed) {
      const stress =
        (2 / 3) *
        Math.max(0, diffusionStress(p, particleOf(state.shape, p).maximumConcentration, state.mean, state.surface));
      const left = 1 - q[0];
      const loss = left > LEAST_SHARE ? p.rate * (stress / p.criticalStress) ** p.exponent : 0;
      rates[0] = loss;
      feed[0] = computeTrapping(state, loss / left, p);
    },
    cite: [
      {
        text: 'Laresgoiti, Käbitz, Ecker and Sauer, J. Power Sources 300 (2015) 112',
        doi: '10.1016/j.jpowsour.2015.09.033',
      },
      { text: 'O’Kane et al., Phys. Chem. Chem. Phys. 24 (2022) 7909', doi: '10.1039/D2CP00417H' },
    ],
  };
}
