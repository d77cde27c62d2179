import type { Reader } from '../reader.js';
import { labelledIsothermReader } from './labelled-isotherm.js';
import { aifReader } from './read-aif.js';
import { belsorpReader } from './read-belsorp.js';
import { micromeriticsReader } from './read-micromeritics.js';
import { micromeriticsXlsReader } from './read-micromeritics-xls.js';
import { pygapsReader } from './read-pygaps.js';
import { quantachromeReader } from './read-quantachrome.js';

/** Readers of sorption analysers. */
export const sorptionReaders: readonly Reader[] = [
  aifReader,
  pygapsReader,
  belsorpReader,
  quantachromeReader,
  micromeriticsReader,
  micromeriticsXlsReader,
  labelledIsothermReader,
];
