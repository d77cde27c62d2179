import { choice, quantity, type Condition, type Recording, type Values } from '../../core/index.js';
import { cropSpectrum, splitSpectra, type Spectrum } from '../impedance/spectrum.js';

/** Settings that choose a part of a spectrum, the same in every analysis of impedance. */
export const spectrumSettings = {
  from: quantity('frequency', undefined, 'lowest frequency that is used, such as 10 mHz', 'the lowest measured'),
  to: quantity('frequency', undefined, 'highest frequency that is used, such as 100 kHz', 'the highest measured'),
  part: choice(['all', 'capacitive'], 'all', 'all, or only points whose imaginary part is negative'),
  electrode: choice(['cell', 'working', 'counter'], 'cell', 'where three electrodes were measured'),
};

/** The spectra of a recording as the settings ask for. */
export function readSpectra(recording: Recording, settings: Values<typeof spectrumSettings>): Spectrum[] {
  const { electrode, from = 0, to = Infinity, part } = settings;
  return splitSpectra(recording, electrode).map((s) => cropSpectrum(s, from, to, part === 'capacitive'));
}

/** Condition under which a finding of one spectrum among several holds. */
export function labelOf(spectrum: Spectrum, inner?: string): { at?: Condition } {
  const at = {
    ...(inner !== undefined && { part: inner }),
    ...(spectrum.label !== undefined && { spectrum: spectrum.label }),
  };
  return Object.keys(at).length === 0 ? {} : { at };
}
