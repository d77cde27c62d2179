import { defineKind } from '../recording-kind.js';

/** Electron energy loss: one spectrum, or the mean of a line or image of them. */
export const eelsKind = defineKind({
  id: 'eels',
  title: 'Energy-loss spectrum',
  columns: { energy_loss_electronvolt: 'required', intensity_count: 'recommended' },
  parts: { scan: { shape: 'grid', describe: 'spectra along a line or over a field, energy last', optional: true } },
});
