import type { Reader } from '../reader.js';
import {
  labelledEmissionReader,
  labelledSizesReader,
  labelledTitrationReader,
  labelledWaterReader,
} from './labelled-solutions.js';

/** Readers of titrators, spectrometers of solutions and particle sizers. */
export const solutionReaders: readonly Reader[] = [
  labelledTitrationReader,
  labelledEmissionReader,
  labelledWaterReader,
  labelledSizesReader,
];
