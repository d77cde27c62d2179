import { arrhenius } from './arrhenius.js';
import { BARE, crackedShare, relativeRate, type Coating } from './coating.js';
import { computeTrapping } from './lost-lithium.js';
import type { Mechanism } from './mechanism.js';
import { OXYGEN_GAS, TRAPPED_LITHIUM } from './shared-quantities.js';

export interface ShellParameters {
  /** [m/s] growth on bare oxide at the onset, without shell. */
  growthRate: number;
  /** [1] stoichiometry below which oxygen leaves; the rate rises in proportion to how far below. */
  onset: number;
  /** [m2/s] of oxygen through the shell. */
  oxygenDiffusivity: number;
  /** [m] */
  initialThickness: number;
  /** [m] of the particle. */
  particleRadius: number;
  /** [mol/m3] sites of lithium in the oxide. */
  maximumConcentration: number;
  /** [ohm m] */
  resistivity: number;
  /** [J/mol] */
  activationEnergy: number;
  /** [mol/m3] O2 released by a volume of layered oxide that turns to rock salt: MO2 → MO + ½ O2. */
  oxygenContent: number;
}

/** Order of magnitude; assumed, to be fitted to shells seen in the microscope. */
export const SHELL_ASSUMED: ShellParameters = {
  growthRate: 2e-14,
  onset: 0.4,
  oxygenDiffusivity: 1e-21,
  initialThickness: 5e-10,
  particleRadius: 5e-6,
  maximumConcentration: 50060,
  resistivity: 1e6,
  activationEnergy: 80000,
  oxygenContent: 24000,
};

/**
 * Layered oxide turns to rock salt from the surface inwards as oxygen leaves: ds/dt = 1/(1/k + s/D) with k ∝ (x₀ − x) below an onset in lithium. The core
 * shrinks, what lithium the shell held is trapped, and the shell resists (moving boundary, after Ghosh et al., J. Electrochem. Soc. 168 (2021) 020509).
 */
export function makeRockSaltShell(p: ShellParameters = SHELL_ASSUMED, coating: Coating = BARE): Mechanism {
  /** [1] of what is left, over the particle's. */
  const coreRadius = (thickness: number): number => Math.max(1e-3, 1 - Math.max(0, thickness) / p.particleRadius);
  return {
    id: 'rock-salt-shell',
    title: 'Rock-salt shell with loss of oxygen',
    electrode: 'positive',
    parameters: { ...p, coating },
    quantities: [{ name: 'shell_thickness_metre', unit: 'm', initial: p.initialThickness, scale: 1e-9 }],
    shared: [OXYGEN_GAS, TRAPPED_LITHIUM],
    shape(q, shape) {
      const core = coreRadius(q[0]);
      shape.filmResistance += p.resistivity * q[0];
      shape.activeShare *= core * core * core;
      shape.diffusionRatio /= core * core;
    },
    react(state, q, rates, _reaction, _shared, feed) {
      const below = Math.max(0, p.onset - state.surface);
      const k =
        p.growthRate *
        below *
        arrhenius(p.activationEnergy, state.temperature) *
        relativeRate(coating, 'oxygen', crackedShare(state.shape.areaRatio));
      const growth = k / (1 + (k * Math.max(0, q[0])) / p.oxygenDiffusivity);
      rates[0] = growth;
      feed[0] = growth * p.oxygenContent;
      feed[1] = computeTrapping(
        state,
        (3 * growth) / (p.particleRadius * coreRadius(q[0])),
        p.maximumConcentration,
        p.particleRadius,
      );
    },
    cite: [
      {
        text: 'Ghosh, Foster, Offer and Marinescu, J. Electrochem. Soc. 168 (2021) 020509',
        doi: '10.1149/1945-7111/abdc71',
      },
    ],
  };
}
