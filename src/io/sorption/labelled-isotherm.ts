import type { KnownColumn } from '../generic/labelled-kind.js';
import { makeLabelledReader } from '../generic/labelled-kind.js';
import { LOADING_FACTORS } from './units.js';

const columns: readonly KnownColumn[] = [
  {
    name: 'relative_pressure',
    label: /^(?:(?:relative_pressure|rel_pressure)(?:_p_p_?[0os]?)?|p_p[0os]|p_p_0|p_rel)$/,
  },
  {
    name: 'loading_millimole_per_gram',
    // A label may be the unit alone.
    label:
      /^(?:|loading|uptake|(?:amount|quantity|volume|gas|n2)(?:_adsorbed)?|(?:ads|adsorbed)(?:_(?:amount|quantity|volume|gas))?|volume_stp|[nvq](?:_?a(?:ds)?)?)$/,
    unit: 'mmol/g',
    factors: LOADING_FACTORS,
  },
  { name: 'branch', label: /^(?:branch|direction)$/, text: true },
  { name: 'pressure_pa', label: /^(?:absolute_pressure|pressure|p|pe)$/, unit: 'Pa' },
];

/** Tables of relative pressure and loading. */
export const labelledIsothermReader = makeLabelledReader({
  id: 'isotherm-table',
  title: 'Table of an isotherm',
  kind: 'sorption',
  columns,
  accepts: (names) => names.has('relative_pressure') && names.has('loading_millimole_per_gram'),
  finish(read, above) {
    const gas = /\b(nitrogen|argon|krypton|N2|Ar|Kr)\b/.exec(above)?.[1];
    if (gas) read.metadata.adsorptive = gas;
    const kelvin = /([0-9]{2,3}(?:\.[0-9]+)?)\s*K\b/.exec(above)?.[1];
    if (kelvin) read.metadata.temperature_kelvin = Number(kelvin);
    const mass = /mass[^0-9\n]{0,15}([0-9.]+)\s*(mg|g)\b/i.exec(above);
    if (mass) read.metadata.sample_mass_gram = Number(mass[1]) * (mass[2] === 'mg' ? 1e-3 : 1);
    return read;
  },
});
