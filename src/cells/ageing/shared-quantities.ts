import type { SharedQuantity } from './mechanism.js';

/** [mol/m2] metal from the cathode that lies on the negative electrode, for each m2 of electrode area. */
export const DEPOSITED_METAL: SharedQuantity = { name: 'deposited_metal_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] metal in the electrolyte. */
export const DISSOLVED_METAL: SharedQuantity = { name: 'dissolved_metal_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] */
export const CARBON_DIOXIDE: SharedQuantity = { name: 'carbon_dioxide_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] */
export const CARBON_MONOXIDE: SharedQuantity = { name: 'carbon_monoxide_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] protons beyond those of the fresh electrolyte; below zero where dissolution took them. */
export const ACID: SharedQuantity = { name: 'acid_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] O2 that oxidised solvent, of what left the lattice. */
export const REACTED_OXYGEN: SharedQuantity = { name: 'reacted_oxygen_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] O2 that left the lattice, as gas or to react on. */
export const OXYGEN_GAS: SharedQuantity = { name: 'oxygen_mole', unit: 'mol', scale: 1e-5 };
/** [mol/m2] solvent used up by all side reactions. */
export const CONSUMED_SOLVENT: SharedQuantity = { name: 'consumed_solvent_mole', unit: 'mol', scale: 1e-4 };

// Accounts of lithium. Nothing depends on them, so that their scale, of an electrode's capacity, only keeps them out of
// error control.
/** [mol/m2] lithium in the film on the negative electrode, beyond that of a fresh one. */
export const SEI_LITHIUM: SharedQuantity = { name: 'sei_lithium_mole', unit: 'mol', scale: 0.3, lithium: 1 };
/** [mol/m2] lithium metal on the negative electrode that has lost contact. */
export const DEAD_LITHIUM: SharedQuantity = { name: 'dead_lithium_mole', unit: 'mol', scale: 0.3, lithium: 1 };
/**
 * [mol/m2] electrons from electrolyte oxidised at the cathode. The ion that each frees counts as lithium, so that each
 * gives one back to the particles.
 */
export const OXIDISED_ELECTROLYTE: SharedQuantity = {
  name: 'oxidised_electrolyte_mole',
  unit: 'mol',
  scale: 0.3,
  lithium: -1,
};
/** [mol/m2] lithium in particles, or parts of particles, that are lost. */
export const TRAPPED_LITHIUM: SharedQuantity = { name: 'trapped_lithium_mole', unit: 'mol', scale: 0.3, lithium: 1 };
/** [mol/m2] lithium from carbonate on the cathode, which joins what can be cycled. */
export const DECOMPOSED_CARBONATE: SharedQuantity = {
  name: 'decomposed_carbonate_lithium_mole',
  unit: 'mol',
  scale: 0.3,
  lithium: -1,
};
/**
 * [mol/m2] electrons that metal from the cathode took from the negative electrode, each with a lithium ion that stays
 * in the electrolyte in its place.
 */
export const EXCHANGED_LITHIUM: SharedQuantity = {
  name: 'lithium_for_metal_mole',
  unit: 'mol',
  scale: 0.3,
  lithium: 1,
};
