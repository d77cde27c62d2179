import { defineKind } from '../recording-kind.js';

/** A run of a differential scanning calorimeter. */
export const dscKind = defineKind({
  id: 'dsc',
  title: 'Calorimetry',
  columns: {
    time_second: 'required',
    temperature_celsius: 'required',
    heat_flow_watt: 'recommended',
    heat_flow_watt_per_gram: 'recommended',
    mass_gram: 'recommended',
  },
  signs: 'as the file has it; metadata.exothermic says which way heat that comes out points',
});

/** A run of a thermobalance. */
export const tgaKind = defineKind({
  id: 'tga',
  title: 'Thermogravimetry',
  columns: {
    time_second: 'required',
    temperature_celsius: 'required',
    mass_gram: 'recommended',
    mass_percent: 'recommended',
  },
});
