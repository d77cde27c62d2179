import type { Recording } from '../../core/index.js';
import type { AnalysisParameter, Settings } from '../analysis.js';
import { cropSpectrum, splitSpectra, type ElectrodeSide, type Spectrum } from '../impedance/spectrum.js';
import { readChoice, readSetting } from '../settings.js';

/** Settings that choose a part of a spectrum, the same in every analysis of impedance. */
export const spectrumParameters: Readonly<Record<string, AnalysisParameter>> = {
  from: {
    describe: 'lowest frequency that is used, such as 10 mHz',
    dimension: 'frequency',
    default: 'the lowest measured',
  },
  to: {
    describe: 'highest frequency that is used, such as 100 kHz',
    dimension: 'frequency',
    default: 'the highest measured',
  },
  part: { describe: 'all, or capacitive: only points whose imaginary part is negative', default: 'all' },
  electrode: { describe: 'cell, working or counter, where three electrodes were measured', default: 'cell' },
};

/** The spectra of a recording as the settings ask for. */
export function readSpectra(recording: Recording, settings: Settings): Spectrum[] {
  const side = readChoice<ElectrodeSide>(settings, 'electrode', ['cell', 'working', 'counter'], 'cell');
  const low = readSetting(spectrumParameters, settings, 'from')?.value ?? 0;
  const high = readSetting(spectrumParameters, settings, 'to')?.value ?? Infinity;
  const capacitive = readChoice(settings, 'part', ['all', 'capacitive'], 'all') === 'capacitive';
  return splitSpectra(recording, side).map((s) => cropSpectrum(s, low, high, capacitive));
}

/** Condition under which a finding of one spectrum among several holds. */
export function labelOf(spectrum: Spectrum, inner?: string): { at?: string } {
  const at = [inner, spectrum.label].filter((part) => part !== undefined).join(', ');
  return at === '' ? {} : { at };
}
