import { defineKind } from '../recording-kind.js';

/**
 * Ion currents of a mass spectrometer over time, `m44_ampere` (or partial pressures, `m44_pa`), with the cell's voltage
 * where it was recorded.
 */
export const demsKind = defineKind({
  id: 'dems',
  title: 'Gas by mass spectrometry',
  columns: { time_second: 'required', voltage_volt: 'recommended', current_ampere: 'recommended' },
  parts: {
    channels: {
      shape: 'table',
      describe:
        'every channel at its own times, where the file has such: columns channel, time_second, value_ampere or value_pa',
      optional: true,
    },
  },
  signs: 'current above zero charges the cell',
});

/** One sweep of a mass spectrometer. */
export const massSpectrumKind = defineKind({
  id: 'mass-spectrum',
  title: 'Mass spectrum',
  columns: { mass_to_charge: 'required', ion_current_ampere: 'required' },
});
