import { choice, number, text, type Values, InputError, Table } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Outcome } from '../../evidence/analysis.js';
import { ELEMENTS } from '../impedance/circuit/elements.js';
import { orderBranches } from '../impedance/circuit/order-branches.js';
import { findParameter, parseCircuit, type Circuit } from '../impedance/circuit/parse-circuit.js';
import { compareCircuits } from '../impedance/compare-circuits.js';
import { figureSpectrum } from '../impedance/figure-spectrum.js';
import { fitCircuit, type CircuitFit, type CircuitFitOptions } from '../impedance/fit-circuit.js';
import type { Spectrum } from '../impedance/spectrum.js';
import { labelOf, readSpectra, spectrumSettings } from './spectrum-settings.js';

const CIRCUIT_UNITS = [...new Set(ELEMENTS.flatMap(({ parameters }) => parameters.map(({ unit }) => unit)))];

const settings = {
  ...spectrumSettings,
  circuit: text(
    'R0-p(R1,CPE1)-p(R2,CPE2)-Wo1',
    'equivalent circuit such as R0-p(R1,CPE1)-Wo1; several apart by ; are compared',
  ),
  initial: text(undefined, 'starting values in SI, such as R0=0.02,CPE1_Q=1e-3', 'read off the spectrum'),
  fixed: text(undefined, 'parameters held, such as Wo1_tau=200', 'none'),
  bounds: text(undefined, 'bounds, such as R1=0..10,CPE1_alpha=0.5..1', 'positive; exponents up to 1'),
  tied: text(undefined, 'parameters tied, such as CPE2_alpha=CPE1_alpha,R2=2 R1', 'none'),
  weights: choice(['unit', 'modulus', 'proportional'], 'modulus', 'weights of the points'),
  starts: number(undefined, 'number of starting points (default: 10, or 1 with initial values)', {
    min: 1,
    whole: true,
  }),
};

/** Equivalent circuits by complex non-linear least squares; series of spectra start from the fit before. */
export const circuitAnalysis = defineAnalysis({
  id: 'circuit',
  title: 'Equivalent circuits',
  version: '1',
  preference: 1,
  inputs: { recording: { kind: 'eis', describe: 'one spectrum or several' } },
  settings,
  quantities: {
    parameter: { label: 'parameter of the circuit', unit: CIRCUIT_UNITS },
    fit_residual: { label: 'root mean square residual over |Z|', unit: '%', scale: 'log' },
  },
  async run({ recording }, settings, ctx): Promise<Outcome> {
    const texts = settings.circuit.split(';').map((t) => t.trim());
    const spectra = readSpectra(recording, settings);
    const weights = settings.weights;
    const starts = settings.starts;
    const result: Outcome = makeOutcome({});
    let text = texts[0];
    if (texts.length > 1) {
      const ranked = await compareCircuits(spectra[0], texts, { weights, starts }, ctx);
      text = ranked[0].fit.circuit.text;
      result.tables.push({
        id: 'circuits',
        title: 'Circuits ranked',
        table: new Table([
          { name: 'circuit', values: ranked.map((r) => r.fit.circuit.text) },
          { name: 'delta_aicc', values: Float64Array.from(ranked, (r) => r.deltaAicc) },
          { name: 'akaike_weight', values: Float64Array.from(ranked, (r) => r.weight) },
          {
            name: 'f_test_p',
            values: Float64Array.from(ranked, (r) => r.fTest?.p ?? 0),
            valid: Uint8Array.from(ranked, (r) => (r.fTest ? 1 : 0)),
          },
        ]),
      });
      result.notes.push({
        level: 'info',
        code: 'circuits-ranked',
        text: `${ranked.length} circuits compared by AICc; ${text} is best${ranked[1].deltaAicc < 4 ? `, hardly told from ${ranked[1].fit.circuit.text}` : ''}`,
      });
    }
    const circuit = parseCircuit(text);
    const fitted: { data: Spectrum; model: Spectrum }[] = [];
    let previous: Record<string, number> | undefined;
    for (const spectrum of spectra) {
      const options = { ...readOptions(circuit, settings), weights, starts };
      // A series is followed from one spectrum to the next, beside fresh starts where nothing was said.
      let fit = await fitCircuit(spectrum, circuit, options, ctx);
      if (previous && !options.initial) {
        const followed = await fitCircuit(spectrum, circuit, { ...options, initial: previous, starts: 1 }, ctx);
        if (followed.fit.cost <= fit.fit.cost) fit = followed;
      }
      const ordered =
        options.initial || options.fixed || options.tied || options.bounds
          ? undefined
          : orderBranches(circuit, fit.fit.parameters);
      if (ordered)
        fit = await fitCircuit(
          spectrum,
          circuit,
          {
            ...options,
            initial: Object.fromEntries(circuit.parameters.map((q, k) => [q.name, ordered[k]])),
            starts: 1,
          },
          ctx,
        );
      previous = Object.fromEntries(
        Object.entries(fit.parameters)
          .filter(([name]) => !Object.hasOwn(options.fixed ?? {}, name))
          .map(([name, e]) => [name, e.value]),
      );
      for (const [name, estimate] of Object.entries(fit.parameters))
        result.findings.push({
          id: 'parameter',
          label: `parameter of ${circuit.text}`,
          estimate,
          ...labelOf(spectrum, name),
        });
      result.findings.push({
        id: 'fit_residual',
        label: 'root mean square residual over |Z|',
        estimate: { value: 100 * rms(fit), n: 1, unit: '%' },
        ...labelOf(spectrum),
      });
      result.notes.push(
        ...fit.notes.map((n) => ({ ...n, ...(spectrum.label !== undefined && { where: spectrum.label }) })),
      );
      result.tables.push(tabulateCovariance(fit, spectrum.label));
      fitted.push({ data: spectrum, model: fit.model });
    }
    result.figures.push(...figureSpectrum(fitted, 'circuit', `Fit of ${circuit.text}`));
    return result;
  },
  cite: [{ text: 'Boukamp, Solid State Ionics 20 (1986) 31', doi: '10.1016/0167-2738(86)90031-7' }],
});

function rms(fit: CircuitFit): number {
  const all = [...fit.residualReal, ...fit.residualImaginary];
  return Math.sqrt(all.reduce((s, r) => s + r * r, 0) / all.length);
}

function tabulateCovariance({ fit }: CircuitFit, label: string | undefined): Outcome['tables'][number] {
  const names = fit.free.map((k) => fit.names[k]);
  const size = names.length;
  return {
    id: `correlation${label ? `_${label.replaceAll(' ', '_')}` : ''}`,
    title: 'Parameters with their correlation',
    table: new Table([
      { name: 'parameter', values: names },
      {
        name: 'value',
        values: Float64Array.from(fit.free, (k) => fit.parameters[k]),
        sigma: Float64Array.from(fit.free, (k) => fit.sigma[k] ?? 0),
      },
      ...names.map((name, k) => ({
        name: `correlation_${name}`,
        values: Float64Array.from({ length: size }, (_, j) => fit.correlation[j * size + k]),
      })),
    ]),
  };
}

function readOptions(circuit: Circuit, given: Values<typeof settings>): CircuitFitOptions {
  const pairs = (key: 'initial' | 'fixed' | 'tied' | 'bounds'): [string, string][] =>
    given[key] === undefined
      ? []
      : given[key]!.split(',').map((part) => {
          const at = part.indexOf('=');
          if (at < 1)
            throw new InputError(`${key} cannot hold "${part}"`, {
              hint: settings[key].describe,
              where: { path: key },
            });
          findParameter(circuit, part.slice(0, at));
          return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
        });
  const number = (key: string, text: string): number => {
    const value = Number(text);
    if (text === '' || !Number.isFinite(value))
      throw new InputError(`${key}: "${text}" is not a number`, { where: { path: key } });
    return value;
  };
  const numbers = (key: 'initial' | 'fixed'): Record<string, number> | undefined =>
    given[key] === undefined
      ? undefined
      : Object.fromEntries(pairs(key).map(([name, value]) => [name, number(key, value)]));
  return {
    initial: numbers('initial'),
    fixed: numbers('fixed'),
    ...(given.tied !== undefined && { tied: Object.fromEntries(pairs('tied')) }),
    ...(given.bounds !== undefined && {
      bounds: Object.fromEntries(
        pairs('bounds').map(([name, value]) => {
          const [low, high] = value.split('..');
          return [name, [number('bounds', low), number('bounds', high ?? '')] as const];
        }),
      ),
    }),
  };
}
