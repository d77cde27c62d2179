import { defineKind } from '../recording-kind.js';

/**
 * What a particle of grains does over cycles: areas, lengths and contacts that a cell takes from it. Each value is a
 * mean over particles that differ by chance.
 */
export const particleKind = defineKind({
  id: 'particle',
  title: 'Particle over cycles',
  columns: {
    cycle_count: 'required',
    exposed_area_square_metre_per_gram: 'required',
    outer_area_bare_square_metre_per_gram: 'recommended',
    outer_area_covered_square_metre_per_gram: 'recommended',
    crack_area_bare_square_metre_per_gram: 'recommended',
    crack_area_covered_square_metre_per_gram: 'recommended',
    mean_diffusion_length_micrometre: 'required',
    connected_share: 'required',
    network_conductivity_ratio: 'recommended',
    broken_share: 'required',
    rock_salt_thickness_nanometre: 'recommended',
    oxygen_released_micromole_per_gram: 'recommended',
  },
  parts: {
    distances: { shape: 'table', describe: 'distribution of the distance to the nearest wet face', optional: true },
  },
});
