import { defineKind } from '../recording-kind.js';

/** Molecular dynamics; the frames may stand beside. */
export const mdKind = defineKind({
  id: 'md',
  title: 'Molecular dynamics',
  columns: { time_fs: 'required', potential_energy_ev: 'required', temperature_kelvin: 'required' },
  parts: { frames: { shape: 'frames', describe: 'the trajectory', optional: true } },
});

/** Steps of a relaxation; the frames may stand beside. */
export const relaxationKind = defineKind({
  id: 'relaxation',
  title: 'Relaxation',
  columns: {
    step_count: 'required',
    potential_energy_ev: 'required',
    largest_force_ev_per_angstrom: 'required',
  },
  parts: { frames: { shape: 'frames', describe: 'the path of the relaxation', optional: true } },
});

/** What ageing has done to a cell, cycle by cycle. */
export const ageingKind = defineKind({ id: 'ageing', title: 'Ageing', columns: { cycle_count: 'required' } });
