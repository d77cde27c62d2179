import type { Reader } from '../reader.js';
import { labelledIsothermReader } from './labelled-isotherm.js';

/** Readers of sorption analysers. */
export const sorptionReaders: readonly Reader[] = [labelledIsothermReader];
