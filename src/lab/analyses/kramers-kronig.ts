import { flag, number, Table } from '../../core/index.js';
import { houseFigure } from '../../figure/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { testKramersKronig } from '../impedance/kramers-kronig.js';
import { labelOf, readSpectra, spectrumSettings } from './spectrum-settings.js';

const settings = {
  ...spectrumSettings,
  threshold: number(0.85, 'μ at which elements are enough', { min: 0, max: 1 }),
  elements: number(undefined, 'number of elements, instead of the automatic one', { min: 1, whole: true }),
  capacitor: flag(true, 'a capacitor in series, for spectra that end capacitive'),
};

/** Whether a spectrum can be that of a stable, linear, causal cell. */
export const kramersKronigAnalysis = defineAnalysis({
  id: 'kramers-kronig',
  title: 'Linear Kramers–Kronig test',
  version: '1',
  inputs: { recording: { kind: 'eis', describe: 'one spectrum or several' } },
  settings,
  quantities: {
    kk_residual: { label: 'root mean square residual over |Z|', unit: '%', scale: 'log' },
    kk_elements: { label: 'elements M', unit: '1' },
    kk_mu: { label: 'μ', unit: '1' },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const result: Outcome = makeOutcome({});
    const points: Record<string, unknown>[] = [];
    for (const spectrum of readSpectra(recording, settings)) {
      const test = await testKramersKronig(spectrum, {
        threshold: settings.threshold,
        elements: settings.elements,
        capacitor: settings.capacitor,
      });
      const at = labelOf(spectrum);
      result.findings.push({
        id: 'kk_residual',
        label: 'root mean square residual over |Z|',
        estimate: { value: 100 * test.rms, n: 1, unit: '%' },
        ...at,
      });
      result.findings.push({
        id: 'kk_elements',
        label: 'elements M',
        estimate: { value: test.elements, sigma: 0, n: 1, unit: '1' },
        ...at,
      });
      result.findings.push({ id: 'kk_mu', label: 'μ', estimate: { value: test.mu, n: 1, unit: '1' }, ...at });
      result.notes.push(
        ...test.notes.map((n) => ({ ...n, ...(spectrum.label !== undefined && { where: spectrum.label }) })),
      );
      result.tables.push({
        id: `residuals${spectrum.label ? `_${spectrum.label.replaceAll(' ', '_')}` : ''}`,
        title: 'Residuals',
        table: new Table([
          { name: 'frequency_hertz', values: spectrum.frequency },
          { name: 'real_residual_percent', values: test.residualReal.map((r) => 100 * r) },
          { name: 'imaginary_residual_percent', values: test.residualImaginary.map((r) => 100 * r) },
        ]),
      });
      spectrum.frequency.forEach((frequency, i) =>
        points.push(
          { frequency, residual: 100 * test.residualReal[i], part: 'real', spectrum: spectrum.label ?? '' },
          { frequency, residual: 100 * test.residualImaginary[i], part: 'imaginary', spectrum: spectrum.label ?? '' },
        ),
      );
    }
    result.figures.push({
      id: 'residuals',
      title: 'Kramers–Kronig residuals',
      caption:
        'Measured minus Kramers–Kronig compliant model, over |Z|. A trend says that the cell was not stable, linear or causal there.',
      spec: houseFigure({
        data: { name: 'residuals', values: points },
        mark: { type: 'point' },
        encoding: {
          x: { field: 'frequency', type: 'quantitative', title: 'frequency / Hz', scale: { type: 'log' } },
          y: { field: 'residual', type: 'quantitative', title: 'residual / %' },
          color: { field: 'part', type: 'nominal', title: null },
        },
      }),
    });
    return result;
  },
  cite: [
    {
      text: 'Schönleber, Klotz and Ivers-Tiffée, Electrochim. Acta 131 (2014) 20',
      doi: '10.1016/j.electacta.2014.01.034',
    },
  ],
});
