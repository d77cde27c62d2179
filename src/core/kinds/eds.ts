import { defineKind } from '../recording-kind.js';

/** X-rays of a specimen under electrons: a spectrum, or counts of elements along a line. */
export const edsKind = defineKind({
  id: 'eds',
  title: 'Energy-dispersive X-rays',
  columns: { position_nanometre: 'recommended', energy_electronvolt: 'recommended', intensity_count: 'recommended' },
});
