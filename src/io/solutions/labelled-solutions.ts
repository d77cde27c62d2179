import { makeLabelledReader } from '../generic/labelled-kind.js';

/** Tables of volume of titrant and pH. */
export const labelledTitrationReader = makeLabelledReader({
  id: 'titration-table',
  title: 'Titration curve',
  kind: 'titration',
  columns: [
    {
      name: 'volume_millilitre',
      label: /^(?:(?:v|vol|volume)(?:_of)?(?:_(?:added|acid|titrant|hcl))?|(?:added|acid|titrant|hcl)(?:_volume)?)$/,
      unit: 'mL',
      assumed: 'mL',
    },
    { name: 'ph', label: /^(?:measured_)?p_?h(?:_value)?$/ },
    { name: 'time_second', label: /^(?:time|t)$/, unit: 's' },
    { name: 'temperature_celsius', label: /^(?:temperature|temp)$/, unit: 'degC' },
  ],
  accepts: (names) => names.has('volume_millilitre') && names.has('ph'),
  finish: (read) => read,
  uncertainty: 'burettes of 20 mL: ±0.02–0.03 mL (ISO 8655-3); glass electrodes: ±0.02 pH after two buffers',
});

/** Tables of emission intensities of standards and samples. */
export const labelledEmissionReader = makeLabelledReader({
  id: 'emission-table',
  title: 'Emission intensities of standards and samples',
  kind: 'icp',
  columns: [
    { name: 'sample', label: /^(?:sample|sample_name|sample_id|label|name|solution)$/, text: true },
    { name: 'element', label: /^(?:element|analyte|line|el)$/, text: true },
    {
      name: 'concentration_milligram_per_litre',
      label: /^(?:concentration|conc|nominal|standard|nominal_concentration)$/,
      unit: 'mg/L',
      factors: { ppm: 1, ppb: 1e-3 },
      assumed: 'mg/L',
    },
    { name: 'intensity_count', label: /^(?:intensity|signal|counts?|net_intensity|cps)(?:_count|_counts|_cps)?$/ },
  ],
  accepts: (names) =>
    ['sample', 'element', 'concentration_milligram_per_litre', 'intensity_count'].every((n) => names.has(n)),
  finish: (read) => read,
});

/** Tables of coulometric titrations of water. */
export const labelledWaterReader = makeLabelledReader({
  id: 'karl-fischer-table',
  title: 'Coulometric Karl Fischer titrations',
  kind: 'karl-fischer',
  columns: [
    { name: 'sample', label: /^(?:sample|sample_name|sample_id|run|name)$/, text: true },
    { name: 'mass_gram', label: /^(?:mass|sample_mass|weight|sample_weight|sample_size|m)$/, unit: 'g' },
    { name: 'charge_coulomb', label: /^(?:charge|q)$/, unit: 'C', factors: { c: 1, coulomb: 1, mc: 1e-3 } },
    { name: 'time_second', label: /^(?:time|t|titration_time|duration)$/, unit: 's', assumed: 's' },
    { name: 'drift_microgram_per_minute', label: /^drift$/, unit: 'ug/min' },
  ],
  accepts: (names) => ['mass_gram', 'charge_coulomb', 'time_second'].every((n) => names.has(n)),
  finish(read, above) {
    const drift = /drift[^0-9\n]{0,15}([0-9.]+)\s*(?:ug|µg)\s*\/\s*min/i.exec(above);
    if (drift) read.metadata.drift_microgram_per_minute = Number(drift[1]);
    return read;
  },
});

/** Tables of amounts by size class: of a laser diffractometer, a sieve stack, a count. */
export const labelledSizesReader = makeLabelledReader({
  id: 'size-table',
  title: 'Particle sizes by class',
  kind: 'particle-size',
  columns: [
    {
      name: 'lower_micrometre',
      label: /^(?:lower|lower_size|size_low|from|lower_limit|low|lower_diameter|size_lower|x_lower)$/,
      unit: 'um',
    },
    {
      name: 'upper_micrometre',
      label: /^(?:upper|upper_size|size_high|to|upper_limit|high|upper_diameter|size_upper|x_upper)$/,
      unit: 'um',
    },
    {
      name: 'size_micrometre',
      label: /^(?:size|diameter|size_class|size_classes|particle_size|particle_diameter|channel_diameter|x)$/,
      unit: 'um',
    },
    {
      name: 'volume_percent',
      label: /^(?:volume|volume_density|volume_in|vol|q3|differential_volume|volume_share)$/,
      unit: '%',
    },
    {
      name: 'cumulative_volume_percent',
      label: /^(?:cumulative_volume|cumulative|undersize|volume_under|cum_volume|cumulative_undersize)$/,
      unit: '%',
    },
    { name: 'number_percent', label: /^(?:number|number_density|num|q0|count_share|differential_number)$/, unit: '%' },
  ],
  accepts: (names) =>
    ((names.has('lower_micrometre') && names.has('upper_micrometre')) ||
      names.has('size_micrometre') ||
      names.has('upper_micrometre')) &&
    (names.has('volume_percent') || names.has('number_percent') || names.has('cumulative_volume_percent')),
  finish: (read) => read,
  uncertainty: 'ISO 13320: within 3 % of D50 and 5 % of D10 and D90 of a certified material',
});
