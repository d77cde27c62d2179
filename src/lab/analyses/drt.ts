import { Table } from '../../core/index.js';
import { houseFigure } from '../../figure/index.js';
import { defineAnalysis, type AnalysisResult } from '../analysis.js';
import { computeRelaxationTimes } from '../impedance/relaxation-times.js';
import { checkSettings, readChoice, readSetting } from '../settings.js';
import { labelOf, readSpectra, spectrumParameters } from './spectrum-settings.js';

const parameters = {
  ...spectrumParameters,
  regularisation: {
    describe: 'strength of the smoothing, instead of the automatic one',
    dimension: 'number' as const,
    default: 'automatic',
  },
  choose: { describe: 'how the strength is chosen: evidence or gcv', default: 'evidence' },
  weights: { describe: 'unit or modulus', default: 'unit' },
};

/** Distribution of relaxation times. */
export const drtAnalysis = defineAnalysis({
  id: 'drt',
  title: 'Distribution of relaxation times',
  accepts: 'eis',
  parameters,
  async run(recording, settings): Promise<AnalysisResult> {
    checkSettings(drtAnalysis, settings);
    const result: AnalysisResult = { findings: [], tables: [], figures: [], notes: [] };
    const curve: Record<string, unknown>[] = [];
    for (const spectrum of readSpectra(recording, settings)) {
      const drt = computeRelaxationTimes(spectrum, {
        regularisation: readSetting(parameters, settings, 'regularisation')?.value,
        choose: readChoice<'evidence' | 'gcv'>(settings, 'choose', ['evidence', 'gcv'], 'evidence'),
        weights: readChoice<'unit' | 'modulus'>(settings, 'weights', ['unit', 'modulus'], 'unit'),
      });
      result.findings.push({
        id: 'series_resistance',
        label: 'resistance at infinite frequency',
        estimate: { value: drt.seriesResistance, n: 1, unit: 'ohm' },
        ...labelOf(spectrum),
      });
      drt.peaks.forEach((peak, k) => {
        result.findings.push({
          id: 'relaxation_time',
          label: 'time constant of the peak',
          estimate: { value: peak.tau, n: 1, unit: 's' },
          ...labelOf(spectrum, `peak ${k + 1}`),
        });
        result.findings.push({
          id: 'relaxation_resistance',
          label: 'resistance of the peak, valley to valley',
          estimate: { value: peak.resistance, n: 1, unit: 'ohm' },
          ...labelOf(spectrum, `peak ${k + 1}`),
        });
      });
      result.notes.push(...drt.notes, {
        level: 'info',
        code: 'regularisation',
        text: `smoothing strength ${drt.regularisation.toPrecision(3)}; residuals scatter by ${drt.noise.toPrecision(3)}`,
      });
      result.tables.push({
        id: `drt${spectrum.label ? `_${spectrum.label.replaceAll(' ', '_')}` : ''}`,
        title: 'Distribution of relaxation times',
        table: new Table([
          { name: 'relaxation_time_second', values: drt.tau },
          { name: 'distribution_ohm', values: drt.gamma },
          { name: 'distribution_low_ohm', values: drt.low },
          { name: 'distribution_high_ohm', values: drt.high },
        ]),
      });
      drt.tau.forEach((tau, i) =>
        curve.push({
          tau,
          gamma: drt.gamma[i],
          low: drt.low[i],
          high: drt.high[i],
          spectrum: spectrum.label ?? 'spectrum',
        }),
      );
    }
    const x = { field: 'tau', type: 'quantitative', title: 'relaxation time / s', scale: { type: 'log' } };
    const color = { field: 'spectrum', type: 'nominal', title: null, legend: result.tables.length > 1 ? {} : null };
    result.figures.push({
      id: 'drt',
      title: 'Distribution of relaxation times',
      caption: 'Ridge regression with γ ≥ 0; bands are 95 % credible at the chosen smoothing, from noise alone.',
      spec: houseFigure({
        data: { name: 'drt', values: curve },
        encoding: { x, color },
        layer: [
          {
            mark: { type: 'area', opacity: 0.25 },
            encoding: { y: { field: 'low', type: 'quantitative', title: 'γ / Ω' }, y2: { field: 'high' } },
          },
          { mark: 'line', encoding: { y: { field: 'gamma', type: 'quantitative' } } },
        ],
      }),
    });
    return result;
  },
  cite: [
    {
      text: 'Saccoccio, Wan, Chen and Ciucci, Electrochim. Acta 147 (2014) 470',
      doi: '10.1016/j.electacta.2014.09.058',
    },
    { text: 'Liu and Ciucci, Electrochim. Acta 331 (2020) 135316', doi: '10.1016/j.electacta.2019.135316' },
  ],
});
