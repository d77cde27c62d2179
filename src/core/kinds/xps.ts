import { defineKind } from '../recording-kind.js';

/** One region of a photoelectron spectrum. */
export const xpsKind = defineKind({
  id: 'xps',
  title: 'Photoelectron spectrum',
  columns: {
    binding_energy_electronvolt: 'recommended',
    intensity_count: 'recommended',
    transmission: 'recommended',
  },
  signs: 'binding energy as the file has it, from the Fermi level; charging is not taken off',
});
