import { defineKind } from '../recording-kind.js';

/** pH against volume of titrant. */
export const titrationKind = defineKind({
  id: 'titration',
  title: 'Titration',
  columns: { volume_millilitre: 'required', ph: 'required', time_second: 'recommended' },
});

/** Coulometric titrations of water, one a row. */
export const karlFischerKind = defineKind({
  id: 'karl-fischer',
  title: 'Karl Fischer titration',
  columns: { mass_gram: 'required', charge_coulomb: 'required', time_second: 'required', sample: 'recommended' },
});

/** Emission intensities of standards and samples, one reading a row; samples have no concentration. */
export const icpKind = defineKind({
  id: 'icp',
  title: 'Emission spectrometry of solutions',
  columns: {
    sample: 'required',
    element: 'required',
    concentration_milligram_per_litre: 'required',
    intensity_count: 'required',
  },
});

/** Amounts by size class. */
export const particleSizeKind = defineKind({
  id: 'particle-size',
  title: 'Particle sizes',
  columns: {
    lower_micrometre: 'recommended',
    upper_micrometre: 'recommended',
    volume_percent: 'recommended',
    number_percent: 'recommended',
    cumulative_volume_percent: 'recommended',
  },
});
