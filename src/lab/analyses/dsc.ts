import { choice, measuredQuantity, quantity, Table, type Estimate, type Note } from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Finding, type Outcome } from '../../evidence/analysis.js';
import { houseFigure, type Figure } from '../../figure/index.js';
import { makeEstimate } from '../make-estimate.js';
import { measureEvents, type MeasuredEvent } from '../thermal/measure-events.js';
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
  calibration: quantity('number', '1 %', 'relative standard uncertainty of the heat calibration'),
};

/** Heats, onsets and peaks of a calorimeter's run. */
export const dscAnalysis = defineAnalysis({
  id: 'dsc',
  version: '1',
  title: 'Calorimetry: heats, onsets, peaks',
  inputs: { recording: { kind: 'dsc', describe: "a calorimeter's run" } },
  settings,
  quantities: {
    enthalpy: { label: 'heat given off (below zero: taken up)', unit: ['J/g', 'J'] },
    peak_temperature: { label: 'temperature of the highest point', unit: 'degC' },
    onset_temperature: { label: 'extrapolated onset', unit: 'degC' },
    peak_heat_flow: { label: 'heat flow at the highest point, above the line under it', unit: ['W/g', 'W'] },
  },
  async run({ recording }, settings): Promise<Outcome> {
    const run = toThermogram(recording, { mass: settings.mass, exothermic: settings.exothermic });
    const limits: [number, number] | undefined =
      settings.from !== undefined || settings.to !== undefined
        ? [(settings.from ?? 0) - ZERO, (settings.to ?? Infinity) - ZERO]
        : undefined;
    const { events, notes } = measureEvents(run, { shape: settings.baseline, ...(limits && { limits }) });
    return makeOutcome({
      findings: events.flatMap((event, k) =>
        describeEvent(event, run, settings.calibration, events.length > 1 ? k + 1 : undefined),
      ),
      tables: events.length > 0 ? [tabulate(events, run)] : [],
      figures: [draw(run, events)],
      notes: [...run.notes, ...notes, ...describeMass(run), ...describeOverlaps(run, events)],
    });
  },
  cite: [
    { text: 'ISO 11357-1: Plastics — Differential scanning calorimetry, general principles' },
    { text: 'Hemminger and Sarge, J. Therm. Anal. 37 (1991) 1455', doi: '10.1007/BF01913481' },
  ],
});

/** Findings of one event; its number is told where there are several. */
export function describeEvent(
  event: MeasuredEvent,
  run: Thermogram,
  calibration: number,
  number: number | undefined,
): Finding[] {
  const perMass = run.mass !== undefined;
  // J/kg and W/kg become J/g and W/g.
  const scale = perMass ? 1e-3 : 1;
  const at = number === undefined ? {} : { at: { event: number } };
  const heat = Math.abs(scale * event.heat);
  const rows = event.event.to - event.event.from;
  const common = run.massSigma !== undefined && run.mass ? (heat * run.massSigma) / run.mass : undefined;
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
      estimate: makeEstimate(
        scale * event.heat,
        perMass ? 'J/g' : 'J',
        {
          counting: scale * event.noise,
          model: scale * Math.hypot(event.shapes, event.limits),
          calibration: calibration * heat,
          ...(common !== undefined && { common }),
        },
        rows,
      ),
    },
    { id: 'peak_temperature', ...at, estimate: place(event.peak) },
    ...(event.onset ? [{ id: 'onset_temperature', ...at, estimate: place(event.onset) }] : []),
    {
      id: 'peak_heat_flow',
      ...at,
      estimate: makeEstimate(event.sign * top, perMass ? 'W/g' : 'W', { calibration: calibration * top }, rows),
    },
  ];
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

/** Shoulders: an event of several steps is told as a whole. */
function describeOverlaps({ heatFlow, time }: Thermogram, events: readonly MeasuredEvent[]): Note[] {
  const found = events.filter((e) => {
    const y = heatFlow.subarray(e.event.from, e.event.to).map((v, i) => e.sign * (v - e.baseline[i]));
    return countMaxima(y) > 1 && time.length > 0;
  });
  return found.map((e) => ({
    level: 'info' as const,
    code: 'overlapping-events',
    text: `the event from ${e.from.toFixed(0)} to ${e.to.toFixed(0)} °C has more than one maximum or a shoulder: its heat is that of all of it`,
  }));
}

/** Maxima and shoulders of a smoothed curve, from the bends on its way up and down. */
function countMaxima(y: Float64Array): number {
  const half = Math.max(2, Math.round(y.length / 60));
  const smooth = y.map((_, i) => {
    const reach = Math.min(half, i, y.length - 1 - i);
    let sum = 0;
    for (let k = i - reach; k <= i + reach; k++) sum += y[k];
    return sum / (2 * reach + 1);
  });
  const top = smooth.reduce((m, v) => Math.max(m, v), 0);
  // A maximum of −y'' that stands out marks a peak or a shoulder.
  const step = 2 * half;
  const bend = smooth.map((v, i) =>
    i < step || i >= y.length - step ? 0 : -(smooth[i - step] - 2 * v + smooth[i + step]),
  );
  const highest = bend.reduce((m, v) => Math.max(m, v), 0);
  let count = 0;
  let inside = false;
  for (let i = 0; i < bend.length; i++) {
    if (bend[i] > 0.25 * highest && smooth[i] > 0.1 * top) {
      if (!inside) count++;
      inside = true;
    } else if (bend[i] < 0) inside = false;
  }
  return count;
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

function draw(run: Thermogram, events: readonly MeasuredEvent[]): Figure {
  const scale = run.mass !== undefined ? 1e-3 : 1e3;
  const thin = Math.max(1, Math.floor(run.time.length / 1200));
  const curve = Array.from(run.temperature, (temperature, i) => ({
    temperature,
    flow: scale * run.heatFlow[i],
  })).filter((_, i) => i % thin === 0);
  const lines = events.flatMap((e, k) =>
    Array.from(e.baseline, (b, i) => ({
      event: k,
      temperature: run.temperature[e.event.from + i],
      flow: scale * b,
    })).filter((_, i) => i % thin === 0),
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
    caption: 'Heat that comes out of the sample counts upward; dashed: the line under each event.',
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
      ],
    }),
  };
}
