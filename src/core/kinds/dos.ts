import { defineKind } from '../recording-kind.js';

/**
 * Densities of states of one calculation, on the code's own scale of energy; what the calculation says of itself stands
 * in the metadata.
 */
export const dosKind = defineKind({
  id: 'dos',
  title: 'Density of states',
  columns: {
    energy_ev: 'required',
    up_density_per_electronvolt: 'recommended',
    down_density_per_electronvolt: 'recommended',
  },
  parts: {
    projections: { shape: 'table', describe: 'a column for each shell of each atom and each spin', optional: true },
    channels: { shape: 'table', describe: 'which atom, shell and spin each of those columns is', optional: true },
    atoms: { shape: 'table', describe: 'moments and populations of the atoms', optional: true },
    structure: { shape: 'frames', describe: 'the atoms', optional: true },
  },
  signs: 'energy rises to the right; a moment is spin up minus spin down',
});
