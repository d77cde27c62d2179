import { defineKind } from '../recording-kind.js';

/**
 * A powder pattern: an axis (2θ, or d or Q where the file has no wavelength) and what was counted on it. Counts, counts
 * per second and intensities of unknown scale have columns of their own; `sigma` of a column is carried where the file
 * gives it.
 */
export const diffractionKind = defineKind({
  id: 'diffraction',
  title: 'Powder diffraction pattern',
  columns: {
    two_theta_degree: 'recommended',
    d_angstrom: 'recommended',
    q_per_angstrom: 'recommended',
    counts: 'recommended',
    count_rate_per_second: 'recommended',
    intensity: 'recommended',
  },
  signs: 'displacement above zero moves the sample off the focusing circle so that lines appear at smaller angles',
});
