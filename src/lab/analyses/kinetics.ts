import { InputError, Table, type Note } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Finding, type Outcome } from '../../evidence/analysis.js';
import { houseFigure } from '../../figure/index.js';
import {
  fitFriedman,
  fitKissinger,
  fitStarink,
  toEnergyEstimate,
  type ActivationEnergy,
  type ConversionRun,
} from '../thermal/kinetics.js';
import { measureEvents, type MeasuredEvent } from '../thermal/measure-events.js';
import { toThermogram, type Thermogram } from '../thermal/thermogram.js';
import { runSettings } from './dsc.js';

/** [1] conversions at which isoconversional methods are told */
const CONVERSIONS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** [K] zero of the Celsius scale */
const ZERO = 273.15;

/** Activation energy of an event from runs at several heating rates. */
export const kineticsAnalysis = defineAnalysis({
  id: 'kinetics',
  version: '1',
  title: 'Kinetics from several heating rates',
  inputs: { runs: { kind: 'dsc', many: true, describe: 'runs of one sample at three heating rates or more' } },
  settings: runSettings,
  byDefault: false,
  quantities: {
    activation_energy: { label: 'activation energy', unit: 'kJ/mol', scale: 'log' },
    logarithm_of_frequency: { label: 'ln(A/s⁻¹), first order', unit: '1' },
    peak_temperature: { label: 'temperature of the highest point', unit: 'degC' },
  },
  preference: -1,
  async run({ runs }, settings): Promise<Outcome> {
    if (runs.length < 3)
      throw new InputError(`kinetics needs runs at three heating rates or more; ${runs.length} given`);
    const measured = runs.map((recording) => {
      const run = toThermogram(recording, { mass: settings.mass, exothermic: settings.exothermic });
      const { events } = measureEvents(run);
      const heated = events.filter((e) => e.ramp.rate > 0);
      if (heated.length === 0)
        throw new InputError('a run shows no event while it is heated', {
          where: { file: recording.origin.type === 'measured' ? recording.origin.file : undefined },
        });
      // The largest event of each run is the one that is followed.
      const event = heated.reduce((a, b) => (Math.abs(b.heat) > Math.abs(a.heat) ? b : a));
      return { recording, run, event };
    });
    measured.sort((a, b) => a.event.ramp.rate - b.event.ramp.rate);
    const kissinger = fitKissinger(
      measured.map(({ event }) => ({
        rate: event.ramp.rate,
        peak: event.peak.temperature + ZERO,
        sigma: Math.hypot(event.peak.sigma, event.peak.spread),
      })),
    );
    const conversions = measured.map(({ run, event }) => toConversion(run, event));
    const rates = measured.map((m) => m.event.ramp.rate);
    const friedman = CONVERSIONS.map((c) => fitFriedman(conversions, c));
    const starink = CONVERSIONS.map((c) => fitStarink(conversions, rates, c));
    const middle = CONVERSIONS.indexOf(0.5);
    const finding = (method: string, energy: ActivationEnergy): Finding => ({
      id: 'activation_energy',
      at: { method },
      estimate: toEnergyEstimate(energy),
    });
    return makeOutcome({
      findings: [
        finding('Kissinger', kissinger),
        finding('Friedman at half conversion', friedman[middle]),
        finding('Starink at half conversion', starink[middle]),
        {
          id: 'logarithm_of_frequency',
          at: { method: 'Kissinger' },
          estimate: { value: kissinger.logFactor, n: kissinger.n, unit: '1' },
        },
        ...measured.map(
          ({ event }): Finding => ({
            id: 'peak_temperature',
            at: { rate: `${Number((60 * event.ramp.rate).toPrecision(3))} K/min` },
            estimate: {
              value: event.peak.temperature,
              sigma: Math.hypot(event.peak.sigma, event.peak.spread),
              n: event.event.to - event.event.from,
              unit: 'degC',
              budget: { counting: event.peak.sigma, model: event.peak.spread },
              covers: 'measurement',
            },
          }),
        ),
      ],
      tables: [
        {
          id: 'isoconversional',
          title: 'Activation energy against conversion',
          table: new Table([
            { name: 'conversion', values: Float64Array.from(CONVERSIONS) },
            column('friedman_kilojoule_per_mole', friedman),
            column('starink_kilojoule_per_mole', starink),
          ]),
        },
      ],
      figures: [
        {
          id: 'kissinger',
          title: 'Kissinger plot',
          caption: 'ln(β/Tp²) against 1/Tp; the slope is −E/R.',
          spec: houseFigure({
            data: {
              name: 'peaks',
              values: measured.map(({ event }) => {
                const t = event.peak.temperature + ZERO;
                return { x: 1000 / t, y: Math.log(event.ramp.rate / t ** 2) };
              }),
            },
            encoding: {
              x: { field: 'x', type: 'quantitative', title: '1000 K / Tp', scale: { zero: false } },
              y: { field: 'y', type: 'quantitative', title: 'ln(β/Tp² · K s)', scale: { zero: false } },
            },
            layer: [{ mark: { type: 'point' } }, { mark: { type: 'line' }, transform: [{ regression: 'y', on: 'x' }] }],
          }),
        },
      ],
      notes: [...measured.flatMap((m) => m.run.notes), ...describeSpread(friedman, starink)],
    });
  },
  cite: [
    { text: 'Kissinger, Anal. Chem. 29 (1957) 1702', doi: '10.1021/ac60131a045' },
    { text: 'Friedman, J. Polym. Sci. C 6 (1964) 183', doi: '10.1002/polc.5070060121' },
    { text: 'Vyazovkin et al., Thermochim. Acta 520 (2011) 1', doi: '10.1016/j.tca.2011.03.034' },
  ],
});

function column(name: string, energies: readonly ActivationEnergy[]): Table['columns'][number] {
  return {
    name,
    values: Float64Array.from(energies, (e) => e.energy / 1000),
    sigma: Float64Array.from(energies, (e) => e.sigma / 1000),
  };
}

function toConversion(run: Thermogram, { event, heat, baseline, conversion }: MeasuredEvent): ConversionRun {
  return {
    temperature: run.temperature.subarray(event.from, event.to).map((t) => t + ZERO),
    conversion,
    rate: baseline.map((b, i) => (run.heatFlow[event.from + i] - b) / heat),
  };
}

/** An activation energy that changes with conversion is none of one step. */
function describeSpread(friedman: readonly ActivationEnergy[], starink: readonly ActivationEnergy[]): Note[] {
  const inner = friedman.slice(1, -1).map((e) => e.energy);
  const mean = inner.reduce((s, e) => s + e, 0) / inner.length;
  const spread = Math.max(...inner) - Math.min(...inner);
  const typical = starink.reduce((s, e) => s + e.sigma, 0) / starink.length;
  return spread > 0.1 * mean && spread > 4 * typical
    ? [
        {
          level: 'warning',
          code: 'energy-varies',
          text: `the activation energy changes by ${(spread / 1000).toFixed(0)} kJ/mol between 20 and 80 % of conversion: more than one step is at work, and Kissinger's single value describes none of them`,
        },
      ]
    : [];
}
