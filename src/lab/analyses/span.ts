import { defineAnalysis, makeOutcome, type Curve, type Finding, type Outcome } from '../../evidence/analysis.js';
import { labelOf, readSpectra, spectrumSettings } from './spectrum-settings.js';

/** What can be read off a spectrum without a model. */
export const spanAnalysis = defineAnalysis({
  id: 'span',
  version: '1',
  title: 'Extent of a spectrum, without a model',
  inputs: { recording: { kind: 'eis', describe: 'one spectrum or several' } },
  settings: spectrumSettings,
  quantities: {
    lowest_resistance: { label: 'smallest real part', unit: 'ohm', scale: 'log' },
    span_resistance: {
      label: 'real part at the lowest frequency less the smallest',
      unit: 'ohm',
      scale: 'log',
    },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const spectra = readSpectra(recording, settings);
    return makeOutcome({
      findings: spectra.flatMap((spectrum): Finding[] => {
        const lowest = spectrum.real.reduce((a, b) => Math.min(a, b), Infinity);
        const slowest = spectrum.frequency.reduce((best, f, i) => (f < spectrum.frequency[best] ? i : best), 0);
        const at = labelOf(spectrum);
        return [
          { id: 'lowest_resistance', estimate: { value: lowest, n: 1, unit: 'ohm' }, ...at },
          {
            id: 'span_resistance',
            estimate: { value: spectrum.real[slowest] - lowest, n: 1, unit: 'ohm' },
            ...at,
          },
        ];
      }),
      curves: spectra.map(
        (spectrum): Curve => ({
          id: 'nyquist',
          title: 'Nyquist plots',
          ...labelOf(spectrum),
          x: { title: 'Re Z / Ω', values: spectrum.real },
          y: { title: '−Im Z / Ω', values: spectrum.imaginary.map((v) => -v) },
          equal: true,
        }),
      ),
    });
  },
  cite: [],
});
