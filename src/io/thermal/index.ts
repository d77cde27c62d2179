import type { Reader } from '../reader.js';
import { labelledBalanceReader, labelledCalorimetryReader } from './labelled-thermogram.js';
import { netzschReader } from './netzsch.js';
import { mettlerReader } from './read-mettler.js';
import { perkinElmerReader } from './read-perkin-elmer.js';
import { taReader } from './read-ta.js';

/** Readers of calorimeters and thermobalances. */
export const thermalReaders: readonly Reader[] = [
  netzschReader,
  mettlerReader,
  taReader,
  perkinElmerReader,
  labelledCalorimetryReader,
  labelledBalanceReader,
];
