import { defineKind } from '../recording-kind.js';

/** Impedance against frequency. */
export const impedanceKind = defineKind({
  id: 'eis',
  title: 'Impedance',
  columns: {
    frequency_hertz: 'required',
    real_impedance_ohm: 'required',
    imaginary_impedance_ohm: 'required',
  },
  signs: 'the imaginary part is negative where capacitive',
});
