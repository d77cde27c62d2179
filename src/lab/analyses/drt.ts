import { choice, number, Table, type Estimate } from '../../core/index.js';
import { houseFigure } from '../../figure/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { computeRelaxationTimes } from '../impedance/relaxation-times.js';
import { labelOf, readSpectra, spectrumSettings } from './spectrum-settings.js';

const settings = {
  ...spectrumSettings,
  regularisation: number(undefined, 'strength of the smoothing, instead of the automatic one'),
  choose: choice(['evidence', 'gcv'], 'evidence', 'how the strength is chosen'),
  weights: choice(['unit', 'modulus'], 'unit', 'weights of the points'),
};

/** A value with its error, part by part. */
function withBudget(value: number, unit: string, budget: { fit: number; model: number }): Estimate {
  return { value, n: 1, unit, sigma: Math.hypot(budget.fit, budget.model), budget, covers: 'measurement' };
}

/** Distribution of relaxation times. */
export const drtAnalysis = defineAnalysis({
  id: 'drt',
  title: 'Distribution of relaxation times',
  version: '1',
  inputs: { recording: { kind: 'eis', describe: 'one spectrum or several' } },
  settings,
  quantities: {
    series_resistance: { label: 'resistance at infinite frequency', unit: 'ohm' },
    relaxation_time: { label: 'time constant of a peak', unit: 's', scale: 'log' },
    relaxation_resistance: { label: 'resistance of a peak', unit: 'ohm', scale: 'log' },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const result: Outcome = makeOutcome({});
    const curve: Record<string, unknown>[] = [];
    for (const spectrum of readSpectra(recording, settings)) {
      const drt = computeRelaxationTimes(spectrum, {
        regularisation: settings.regularisation,
        choose: settings.choose,
        weights: settings.weights,
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
          estimate: withBudget(peak.tau, 's', {
            fit: peak.tau * peak.error.logTau.fit,
            model: peak.tau * peak.error.logTau.model,
          }),
          ...labelOf(spectrum, `peak ${k + 1}`),
        });
        result.findings.push({
          id: 'relaxation_resistance',
          label: 'resistance of the peak, valley to valley',
          estimate: withBudget(peak.resistance, 'ohm', peak.error.resistance),
          ...labelOf(spectrum, `peak ${k + 1}`),
        });
      });
      result.notes.push(
        ...drt.notes.map((n) => ({ ...n, ...(spectrum.label !== undefined && { where: spectrum.label }) })),
        {
          level: 'info',
          code: 'regularisation',
          text: `smoothing strength ${drt.regularisation.toPrecision(3)}; the distribution leaves ${(100 * drt.residual).toPrecision(3)} % of |Z| (root mean square)`,
        },
      );
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
