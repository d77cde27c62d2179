import { defineKind } from '../recording-kind.js';

/** A picture from a microscope; its table is the histogram of its grey values. */
export const micrographKind = defineKind({
  id: 'micrograph',
  title: 'Micrograph',
  columns: { grey_value: 'recommended' },
  parts: { image: { shape: 'grid', describe: 'grey values, rows from the top' } },
});
