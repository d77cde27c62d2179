import type { Reader } from '../reader.js';
import { pygapsReader } from './read-pygaps.js';
import { aifReader } from './read-aif.js';
import { labelledIsothermReader } from './labelled-isotherm.js';

/** Readers of sorption analysers. */
export const sorptionReaders: readonly Reader[] = [aifReader, pygapsReader, labelledIsothermReader];
