import { calorimeter } from './calorimeter.js';
import { diffractometer } from './diffractometer.js';
import { energyLossSpectrometer } from './energy-loss.js';
import type { AnyInstrument } from './instrument.js';
import { massSpectrometer } from './mass-spectrometer.js';
import { photoelectronSpectrometer } from './photoelectrons.js';
import { sorptionAnalyser } from './sorption-analyser.js';
import { titrator } from './titrator.js';

/** Instruments of the laboratory that can be simulated. */
export const instruments: readonly AnyInstrument[] = [
  diffractometer,
  photoelectronSpectrometer,
  energyLossSpectrometer,
  calorimeter,
  massSpectrometer,
  sorptionAnalyser,
  titrator,
];
