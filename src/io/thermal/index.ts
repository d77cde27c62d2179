import type { Reader } from '../reader.js';
import { labelledBalanceReader, labelledCalorimetryReader } from './labelled-thermogram.js';

/** Readers of calorimeters and thermobalances. */
export const thermalReaders: readonly Reader[] = [labelledCalorimetryReader, labelledBalanceReader];
