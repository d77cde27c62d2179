import { defineKind } from '../recording-kind.js';

/** An isotherm of a gas on a solid. */
export const sorptionKind = defineKind({
  id: 'sorption',
  title: 'Gas sorption',
  columns: {
    relative_pressure: 'required',
    loading_millimole_per_gram: 'required',
    branch: 'recommended',
    pressure_pa: 'recommended',
    saturation_pressure_pa: 'recommended',
  },
});
