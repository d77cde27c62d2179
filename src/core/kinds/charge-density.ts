import { defineKind } from '../recording-kind.js';

/** A density or potential on a grid in a cell; the principal table is its average over planes along c. */
export const chargeDensityKind = defineKind({
  id: 'charge-density',
  title: 'Charge density',
  columns: { position_angstrom: 'required' },
  parts: {
    density: { shape: 'grid', describe: 'electrons per Å3', optional: true },
    spin: { shape: 'grid', describe: 'spin up minus down, per Å3', optional: true },
    potential: { shape: 'grid', describe: 'electrostatic potential of an electron, in eV', optional: true },
    field: { shape: 'grid', describe: 'another field, in the unit of its file', optional: true },
    structure: { shape: 'frames', describe: 'the atoms', optional: true },
  },
});
