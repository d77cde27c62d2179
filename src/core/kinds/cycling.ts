import { defineKind } from '../recording-kind.js';

/** A cell's time series from a cycler or from a simulated one. */
export const cyclingKind = defineKind({
  id: 'cycling',
  title: 'Cycling',
  columns: {
    test_time_second: 'required',
    voltage_volt: 'required',
    current_ampere: 'required',
    cycle_count: 'recommended',
    step_count: 'recommended',
    unix_time_second: 'recommended',
  },
  signs: 'current above zero charges the cell',
});
