import { arrhenius } from './arrhenius.js';
import { BARE, coverOuter, rateOn, type Coating } from './coating.js';
import { computeTrapping, particleOf, type ParticleParameters } from './lost-lithium.js';
import type { Mechanism } from './mechanism.js';
import {
  CARBON_DIOXIDE,
  CARBON_MONOXIDE,
  CONSUMED_SOLVENT,
  OXYGEN_GAS,
  REACTED_OXYGEN,
  TRAPPED_LITHIUM,
} from './shared-quantities.js';
import { SurfacePatches } from './surface-patches.js';
import { CLASSES } from './surface-shape.js';

export interface ShellParameters extends Partial<ParticleParameters> {
  /** [m/s] growth on bare oxide at the onset, without shell. */
  growthRate: number;
  /** [1] stoichiometry below which oxygen leaves; the rate rises in proportion to how far below. */
  onset: number;
  /** [m2/s] of oxygen through the shell. */
  oxygenDiffusivity: number;
  /** [m] */
  initialThickness: number;
  /** [ohm m] */
  resistivity: number;
  /** [J/mol] */
  activationEnergy: number;
  /** [mol/m3] O2 released by a volume of layered oxide that turns to rock salt: MO2 → MO + ½ O2. */
  oxygenContent: number;
  /** [1] share of that O2 that oxidises solvent at once. */
  oxidisedShare: number;
}

/** Order of magnitude; assumed, to be fitted to shells seen in the microscope. */
export const SHELL_ASSUMED: ShellParameters = {
  growthRate: 2e-14,
  onset: 0.4,
  oxygenDiffusivity: 1e-21,
  initialThickness: 5e-10,
  resistivity: 1e6,
  activationEnergy: 80000,
  oxygenContent: 24000,
  oxidisedShare: 0.3,
};

/**
 * Layered oxide turns to rock salt from every wetted surface inwards as oxygen leaves: ds/dt = 1/(1/k + s/D) with k ∝
 * (x₀ − x) below an onset in lithium. The oxide that is left shrinks by its volume, with the lithium it held, and each
 * shell resists (moving boundary, after Ghosh et al., J. Electrochem. Soc. 168 (2021) 020509). The share of oxide left
 * is exp(−3 V / R) with the shells' volume V for each m2 of fresh surface of what is left, so that O2 released and
 * oxide lost stay in proportion exactly. A share of the O2 oxidises ethylene carbonate: C3H4O3 + 2 O2 → 2 CO2 + CO + 2
 * H2O (Jung et al., J. Electrochem. Soc. 164 (2017) A1361).
 */
export function makeRockSaltShell(p: ShellParameters = SHELL_ASSUMED, coating: Coating = BARE): Mechanism {
  const shell = new SurfacePatches(
    { outer: 'shell_thickness', cracks: 'shell_in_cracks' },
    p.initialThickness,
    coating,
  );
  return {
    id: 'rock-salt-shell',
    title: 'Rock-salt shell with loss of oxygen',
    electrode: 'positive',
    parameters: { ...p, coating },
    quantities: shell.quantities,
    shared: [OXYGEN_GAS, TRAPPED_LITHIUM, REACTED_OXYGEN, CARBON_DIOXIDE, CARBON_MONOXIDE, CONSUMED_SOLVENT],
    areas(_q, shape) {
      coverOuter(shape, coating);
    },
    shape(q, shape) {
      for (let k = 0; k < CLASSES.length; k++) shape.layers[k] += p.resistivity * shell.thickness(q, shape, k);
      const { particleRadius } = particleOf(shape, p);
      shape.activeShare *= Math.exp((-3 * shell.total(q)) / particleRadius);
      const core = Math.max(1e-3, 1 - q[0] / particleRadius);
      shape.diffusionRatio /= core * core;
    },
    react(state, q, rates, _reaction, _shared, feed) {
      const below = Math.max(0, p.onset - state.surface);
      const free = p.growthRate * below * arrhenius(p.activationEnergy, state.temperature);
      let volume = 0;
      for (let k = 0; k < CLASSES.length; k++) {
        const own = free * rateOn(coating, 'oxygen', k);
        const growth = own / (1 + (own * shell.thickness(q, state.shape, k)) / p.oxygenDiffusivity);
        volume += shell.grow(rates, state.shape, k, growth);
      }
      const oxygen = (volume * p.oxygenContent) / state.shape.areaRatio;
      const reacted = oxygen * p.oxidisedShare;
      feed[0] = oxygen;
      feed[1] = computeTrapping(state, (3 * volume) / particleOf(state.shape, p).particleRadius, p);
      feed[2] = reacted;
      feed[3] = reacted;
      feed[4] = reacted / 2;
      feed[5] = reacted / 2;
    },
    cite: [
      {
        text: 'Ghosh, Foster, Offer and Marinescu, J. Electrochem. Soc. 168 (2021) 020509',
        doi: '10.1149/1945-7111/abdc71',
      },
      {
        text: 'Jung, Metzger, Maglia, Stinner and Gasteiger, J. Electrochem. Soc. 164 (2017) A1361',
        doi: '10.1149/2.0021707jes',
      },
    ],
  };
}
