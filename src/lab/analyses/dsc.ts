import {
  choice,
  type Context,
  measuredQuantity,
  number,
  quantity,
  Table,
  type Estimate,
  type Note,
  type UncertaintyKind,
} from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Finding, type Outcome } from '../../evidence/analysis.js';
import { houseFigure, type Figure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { findMaxima } from '../thermal/find-maxima.js';
import { measureEvents, type MeasuredEvent } from '../thermal/measure-events.js';
import { type Separation, separatePeaks } from '../thermal/separate-peaks.js';
import { toThermogram, type Thermogram } from '../thermal/thermogram.js';

/** [K] zero of the Celsius scale */
const ZERO = 273.15;

export const runSettings = {
  mass: measuredQuantity('mass', "the file's", 'mass that heats are divided by'),
  exothermic: choice(
    ['up', 'down'],
    undefined,
    'which way heat that comes out points in the file',
    "the file's word, else by the level of the heat capacity",
  ),
};

const settings = {
  ...runSettings,
  baseline: choice(
    ['tangential', 'sigmoidal', 'linear'],
    'tangential',
    'line under an event: between the lines before and after with the conversion, between their levels, or straight',
  ),
  from: quantity('temperature', undefined, 'lower limit of the event', 'found'),
  to: quantity('temperature', undefined, 'upper limit of the event', 'found'),
  peaks: number(
    undefined,
    'how many peaks an event is separated into; where nothing is said, as many as it has maxima and shoulders',
    { min: 1, max: 6, whole: true },
  ),
  calibration: quantity('number', '1 %', 'relative standard uncertainty of the heat calibration'),
};

/** An event with the peaks that it is made of, where it is made of several. */
interface ToldEvent {
  event: MeasuredEvent;
  peaks: number;
  parts?: Separation;
}

/** Heats, onsets and peaks of a calorimeter's run. */
export const dscAnalysis = defineAnalysis({
  id: 'dsc',
  version: '2',
  title: 'Calorimetry: heats, onsets, peaks',
  inputs: { recording: { kind: 'dsc', describe: "a calorimeter's run" } },
  settings,
  quantities: {
    enthalpy: { label: 'heat given off (below zero: taken up)', unit: ['J/g', 'J'] },
    peak_temperature: { label: 'temperature of the highest point', unit: 'degC' },
    onset_temperature: { label: 'extrapolated onset', unit: 'degC' },
    peak_heat_flow: { label: 'heat flow at the highest point, above the line under it', unit: ['W/g', 'W'] },
  },
  async run({ recording }, settings, ctx): Promise<Outcome> {
    const run = toThermogram(recording, { mass: settings.mass, exothermic: settings.exothermic });
    const limits: [number, number] | undefined =
      settings.from !== undefined || settings.to !== undefined
        ? [(settings.from ?? 0) - ZERO, (settings.to ?? Infinity) - ZERO]
        : undefined;
    const { events, notes } = measureEvents(run, { shape: settings.baseline, ...(limits && { limits }) });
    const told: ToldEvent[] = [];
    for (const event of events) told.push(await takeApart(run, event, settings.peaks, ctx));
    return makeOutcome({
      findings: told.flatMap(({ event, parts }, k) => {
        const number = events.length > 1 ? k + 1 : undefined;
        return [
          ...describeEvent(event, run, settings.calibration, number),
          ...(parts ? describePeaks(event, parts, run, settings.calibration, number) : []),
        ];
      }),
      tables: [
        ...(events.length > 0 ? [tabulate(events, run)] : []),
        ...(told.some((t) => t.parts) ? [tabulatePeaks(told, run)] : []),
      ],
      figures: [draw(run, told)],
      notes: [...run.notes, ...notes, ...describeMass(run), ...told.flatMap(describeOverlap)],
    });
  },
  cite: [
    { text: 'ISO 11357-1: Plastics — Differential scanning calorimetry, general principles' },
    { text: 'Hemminger and Sarge, J. Therm. Anal. 37 (1991) 1455', doi: '10.1007/BF01913481' },
    { text: 'Muravyev, Pivkina and Koga, Molecules 24 (2019) 2298', doi: '10.3390/molecules24122298' },
  ],
});

/** Findings of one event; its number is told where there are several. */
export function describeEvent(
  event: MeasuredEvent,
  run: Thermogram,
  calibration: number,
  number: number | undefined,
): Finding[] {
  const scale = scaleOf(run);
  const at = number === undefined ? {} : { at: { event: number } };
  const rows = event.event.to - event.event.from;
  const place = (p: { temperature: number; sigma: number; spread: number }): Estimate =>
    makeEstimate(p.temperature, 'degC', { counting: p.sigma, model: p.spread }, rows);
  const top = event.baseline.reduce((best, b, i) => {
    const v = event.sign * scale * (run.heatFlow[event.event.from + i] - b);
    return Math.max(best, v);
  }, 0);
  return [
    {
      id: 'enthalpy',
      ...at,
      estimate: estimateHeat(
        event.heat,
        { counting: event.noise, model: Math.hypot(event.shapes, event.limits) },
        run,
        calibration,
        rows,
      ),
    },
    { id: 'peak_temperature', ...at, estimate: place(event.peak) },
    ...(event.onset ? [{ id: 'onset_temperature', ...at, estimate: place(event.onset) }] : []),
    {
      id: 'peak_heat_flow',
      ...at,
      estimate: makeEstimate(
        event.sign * top,
        run.mass !== undefined ? 'W/g' : 'W',
        { calibration: calibration * top },
        rows,
      ),
    },
  ];
}

/** [1] J/kg and W/kg become J/g and W/g; heats of a sample of unknown mass stay in J. */
const scaleOf = ({ mass }: Thermogram): number => (mass !== undefined ? 1e-3 : 1);

/**
 * A heat with what calibration and mass leave open of it.
 *
 * @param heat [J/kg] or [J]
 * @param own  its other uncertainties, in the same unit
 */
function estimateHeat(
  heat: number,
  own: Partial<Record<UncertaintyKind, number>>,
  run: Thermogram,
  calibration: number,
  rows: number,
): Estimate {
  const scale = scaleOf(run);
  const size = Math.abs(scale * heat);
  return makeEstimate(
    scale * heat,
    run.mass !== undefined ? 'J/g' : 'J',
    {
      ...Object.fromEntries(Object.entries(own).map(([source, sigma]) => [source, scale * sigma])),
      calibration: calibration * size,
      ...(run.massSigma !== undefined && run.mass && { common: (size * run.massSigma) / run.mass }),
    },
    rows,
  );
}

function describeMass(run: Thermogram): Note[] {
  if (run.mass === undefined)
    return [
      {
        level: 'warning',
        code: 'mass-unknown',
        text: 'no mass is known: heats are of the whole sample, in J (--set "mass=5.0 mg")',
      },
    ];
  if (!Number.isFinite(run.mass)) return [];
  return [
    {
      level: 'info',
      code: 'per-mass',
      text: `heats are per gram of the ${Number((1e6 * run.mass).toPrecision(5))} mg stated; if the pan held electrolyte or solvent besides, say which mass is meant`,
    },
  ];
}

async function takeApart(
  run: Thermogram,
  event: MeasuredEvent,
  wanted: number | undefined,
  ctx: Context | undefined,
): Promise<ToldEvent> {
  const { from, to } = event.event;
  const y = run.heatFlow.subarray(from, to).map((v, i) => event.sign * (v - event.baseline[i]));
  const places = findMaxima(y, Math.sqrt(event.flanks.before.fit.residualVariance)).map(
    (i) => run.temperature[from + i],
  );
  const peaks = wanted ?? places.length;
  const parts = peaks > 1 ? await separatePeaks(run, event, places, peaks, ctx) : undefined;
  return { event, peaks, ...(parts && { parts }) };
}

/** Findings of the peaks of an event; lines and limits are in doubt for all of them by their share. */
function describePeaks(
  event: MeasuredEvent,
  { peaks }: Separation,
  run: Thermogram,
  calibration: number,
  number: number | undefined,
): Finding[] {
  const rows = event.event.to - event.event.from;
  return peaks.flatMap((peak, k): Finding[] => {
    const at = { ...(number !== undefined && { event: number }), peak: k + 1 };
    const lines = Math.abs(peak.heat / event.heat) * Math.hypot(event.shapes, event.limits);
    return [
      {
        id: 'enthalpy',
        at,
        estimate: estimateHeat(
          peak.heat,
          { fit: peak.sigma, model: Math.hypot(peak.spread, lines) },
          run,
          calibration,
          rows,
        ),
      },
      {
        id: 'peak_temperature',
        at,
        estimate: makeEstimate(
          peak.temperature,
          'degC',
          { fit: peak.temperatureSigma, model: peak.temperatureSpread },
          rows,
        ),
      },
    ];
  });
}

/** An event of several steps is told as a whole, and what its parts rest on. */
function describeOverlap({ event: e, peaks, parts }: ToldEvent): Note[] {
  if (peaks < 2) return [];
  const where = `the event from ${e.from.toFixed(0)} to ${e.to.toFixed(0)} °C`;
  if (!parts)
    return [
      {
        level: 'warning',
        code: 'not-separable',
        text: `${where} is not a sum of ${peaks} peaks: one of them comes out without heat; its heat is that of all of it (--set peaks=${peaks - 1})`,
      },
    ];
  const { reaction, 'fraser-suzuki': gauss } = parts.misfit;
  const name = parts.form === 'reaction' ? 'reactions of free order' : 'Fraser–Suzuki curves';
  return [
    {
      level: 'info',
      code: 'overlapping-events',
      text: `${where} has ${peaks} peaks: the heat without a number is that of all of it, those of the peaks rest on their form, ${name} over one line (left over: ${reaction.toFixed(2)} times the noise by reactions, ${gauss.toFixed(2)} by Fraser–Suzuki curves); how far the two forms differ is in their uncertainty`,
    },
    ...parts.tradeOffs.map(
      ({ first, second, correlation, sumSigma }): Note => ({
        level: 'warning',
        code: 'peaks-trade-off',
        text: `peaks ${first + 1} and ${second + 1} of ${where} trade off (correlation of their heats ${correlation.toFixed(3)}): their sum is known to ${(100 * Math.abs(sumSigma / (parts.peaks[first].heat + parts.peaks[second].heat))).toPrecision(2)} % by the fit, each alone to ${(100 * Math.abs(parts.peaks[first].sigma / parts.peaks[first].heat)).toPrecision(2)} and ${(100 * Math.abs(parts.peaks[second].sigma / parts.peaks[second].heat)).toPrecision(2)} %`,
      }),
    ),
    ...(parts.converged
      ? []
      : [
          { level: 'warning' as const, code: 'not-converged', text: `the fit of the peaks of ${where} did not settle` },
        ]),
  ];
}

function tabulatePeaks(told: readonly ToldEvent[], run: Thermogram): Outcome['tables'][number] {
  const scale = scaleOf(run);
  const unit = run.mass !== undefined ? 'joule_per_gram' : 'joule';
  const rows = told.flatMap(({ parts }, event) =>
    (parts?.peaks ?? []).map((peak, k) => ({ event: event + 1, k, peak, parts: parts as Separation })),
  );
  const column = (name: string, pick: (row: (typeof rows)[number]) => number) => ({
    name,
    values: Float64Array.from(rows, pick),
  });
  const most = Math.max(...rows.map((r) => r.parts.peaks.length));
  return {
    id: 'peaks',
    title: 'Peaks of events that overlap, with the correlations of their heats',
    table: new Table([
      column('event', (r) => r.event),
      column('peak', (r) => r.k + 1),
      column('peak_celsius', (r) => r.peak.temperature),
      column(`heat_${unit}`, (r) => scale * r.peak.heat),
      column(`heat_fit_sigma_${unit}`, (r) => scale * r.peak.sigma),
      column(`heat_form_spread_${unit}`, (r) => scale * r.peak.spread),
      ...Array.from({ length: most }, (_, i) =>
        column(`correlation_with_peak_${i + 1}`, ({ k, parts: { peaks, covariance } }) => {
          const n = peaks.length;
          return i < n ? covariance[k * n + i] / (peaks[k].sigma * peaks[i].sigma) : Number.NaN;
        }),
      ),
    ]),
  };
}

function tabulate(events: readonly MeasuredEvent[], run: Thermogram): Outcome['tables'][number] {
  const scale = run.mass !== undefined ? 1e-3 : 1;
  const unit = run.mass !== undefined ? 'joule_per_gram' : 'joule';
  const column = (name: string, pick: (e: MeasuredEvent) => number) => ({
    name,
    values: Float64Array.from(events, pick),
  });
  return {
    id: 'events',
    title: 'Events with the heat under each line',
    table: new Table([
      column('from_celsius', (e) => e.from),
      column('to_celsius', (e) => e.to),
      column('peak_celsius', (e) => e.peak.temperature),
      column(`heat_tangential_${unit}`, (e) => scale * e.byShape.tangential),
      column(`heat_sigmoidal_${unit}`, (e) => scale * e.byShape.sigmoidal),
      column(`heat_linear_${unit}`, (e) => scale * e.byShape.linear),
      column('rate_kelvin_per_minute', (e) => 60 * e.ramp.rate),
    ]),
  };
}

function draw(run: Thermogram, told: readonly ToldEvent[]): Figure {
  const scale = run.mass !== undefined ? 1e-3 : 1e3;
  const thin = Math.max(1, Math.floor(run.time.length / 1200));
  const curve = Array.from(run.temperature, (temperature, i) => ({
    temperature,
    flow: scale * run.heatFlow[i],
  })).filter((_, i) => i % thin === 0);
  const lines = told.flatMap(({ event: e }, k) =>
    Array.from(e.baseline, (b, i) => ({
      event: k,
      temperature: run.temperature[e.event.from + i],
      flow: scale * b,
    })).filter((_, i) => i % thin === 0),
  );
  const parts = told.flatMap(({ event: e, parts }, k) =>
    (parts?.peaks ?? []).flatMap((peak, i) =>
      Array.from(peak.heatFlow, (flow, row) => ({
        part: told.length > 1 ? `${k + 1}, peak ${i + 1}` : `peak ${i + 1}`,
        temperature: run.temperature[e.event.from + row],
        flow: scale * (e.baseline[row] + flow),
      })).filter((_, row) => row % thin === 0),
    ),
  );
  const x = { field: 'temperature', type: 'quantitative', title: 'temperature / °C', scale: { zero: false } };
  const y = {
    field: 'flow',
    type: 'quantitative',
    title: `heat flow / ${run.mass !== undefined ? 'W/g' : 'mW'} (exothermic up)`,
  };
  return {
    id: 'dsc',
    title: 'Heat flow against temperature',
    caption:
      'Heat that comes out of the sample counts upward; dashed: the line under each event; thin: the peaks that one is made of.',
    spec: houseFigure({
      layer: [
        {
          data: { name: 'run', values: curve },
          mark: { type: 'line', strokeWidth: 1 },
          encoding: { x, y, order: { value: 0 } },
        },
        {
          data: { name: 'lines', values: lines },
          mark: { type: 'line', strokeDash: [4, 3] },
          encoding: { x, y, detail: { field: 'event' } },
        },
        ...(parts.length > 0
          ? [
              {
                data: { name: 'peaks', values: parts },
                mark: { type: 'line', strokeWidth: 1, opacity: 0.7 },
                encoding: {
                  x,
                  y,
                  color: { field: 'part', type: 'nominal', title: told.length > 1 ? 'event' : null },
                  order: { value: 0 },
                },
              },
            ]
          : []),
      ],
    }),
  };
}
