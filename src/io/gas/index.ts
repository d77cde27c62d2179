import type { Reader } from '../reader.js';
import { labelledGasReader } from './labelled-gas.js';
import { hidenReader } from './read-hiden.js';
import { ixdatReader } from './read-ixdat.js';
import { pvMassSpecReader } from './read-pv-massspec.js';
import { quaderaReader } from './read-quadera.js';
import { zilienReader } from './read-zilien.js';

/** Readers of mass spectrometers for gases. */
export const gasReaders: readonly Reader[] = [
  ixdatReader,
  zilienReader,
  quaderaReader,
  pvMassSpecReader,
  hidenReader,
  labelledGasReader,
];
