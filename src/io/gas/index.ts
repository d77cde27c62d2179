import type { Reader } from '../reader.js';
import { labelledGasReader } from './labelled-gas.js';

/** Readers of mass spectrometers for gases. */
export const gasReaders: readonly Reader[] = [labelledGasReader];
