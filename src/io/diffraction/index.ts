import type { Reader } from '../reader.js';
import { brmlReader } from './read-brml.js';
import { brukerRawReader } from './read-bruker-raw.js';
import { gsasReader } from './read-gsas.js';
import { nexusReader } from './read-nexus.js';
import { powderTextReader } from './read-powder-text.js';
import { rasReader, rasxReader } from './read-rigaku.js';
import { uxdReader } from './read-uxd.js';
import { xrdmlReader } from './read-xrdml.js';

/** Readers of powder patterns. */
export const diffractionReaders: readonly Reader[] = [
  xrdmlReader,
  brukerRawReader,
  brmlReader,
  rasReader,
  rasxReader,
  uxdReader,
  gsasReader,
  nexusReader,
  powderTextReader,
];
