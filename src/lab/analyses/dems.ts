import {
  GAS_CONSTANT,
  InputError,
  measuredQuantity,
  number,
  quantity,
  required,
  Table,
  text,
  type Column,
  type Estimate,
  type Note,
  type Recording,
} from '../../core/index.js';
import { defineAnalysis, makeOutcome, type Finding, type Outcome } from '../../evidence/analysis.js';
import { houseFigure, type Figure } from '../../figure/index.js';
import { estimateNoise } from '../../num/index.js';
import { findOnsetVoltage } from '../dems/find-onset.js';
import { parseCalibration, parseTimeRange } from '../dems/parse-calibration.js';
import { quantifyGases, type GasAmount, type GasMeasurement } from '../dems/quantify-gases.js';
import { makeEstimate } from '../make-estimate.js';

const settings = {
  mass: required(measuredQuantity('mass', undefined, 'active material that amounts are divided by')),
  carrier: required(measuredQuantity('volume flow', undefined, 'flow of the carrier gas')),
  calibration: required(
    text(undefined, 'windows of known gas: 600..1200 s: CO2 500 ppm, O2 500 ppm; 1500..2100 s: CO2 1000 ppm'),
  ),
  tracer: number(undefined, 'm/z of an inert gas that is always there, by which the drift of the sensitivity is known'),
  evolution: text(undefined, 'when gas may come, such as 5400..21600 s', 'while the voltage changes'),
  'gas temperature': quantity('temperature', '25 degC', 'at which the flow of the carrier is meant'),
  'gas pressure': quantity('pressure', '1 atm', 'at which the flow of the carrier is meant'),
  'clock shift': quantity('time', '0 s', 'added to the times of the voltage to meet those of the gas'),
  delay: quantity('time', '0 s', 'from the cell to the spectrometer'),
  area: quantity('specific area', undefined, 'BET area, for amounts per area', 'amounts per gram only'),
};

const NAMES: Readonly<Record<string, string>> = {
  CO2: 'carbon_dioxide',
  O2: 'oxygen',
  CO: 'carbon_monoxide',
  H2: 'hydrogen',
  C2H4: 'ethylene',
  N2: 'nitrogen',
  H2O: 'water_vapour',
};

const gasQuantities = Object.fromEntries(
  Object.entries(NAMES).flatMap(([gas, id]) => [
    [id, { label: `${gas} given off`, unit: 'umol/g' }],
    [`${id}_per_area`, { label: `${gas} given off per area`, unit: 'umol/m2' }],
  ]),
);

/** Gases given off by a cell, by mass spectrometry with calibration gas. */
export const demsAnalysis = defineAnalysis({
  id: 'dems',
  version: '1',
  title: 'Gases by mass spectrometry',
  inputs: { recording: { kind: 'dems', describe: 'ion currents over time, with the voltage of the cell' } },
  settings,
  quantities: {
    ...gasQuantities,
    onset_voltage: { label: 'voltage at which a gas begins to come', unit: 'V' },
    peak_rate: { label: 'highest rate', unit: 'nmol/(g s)' },
    fragment: { label: "share of a gas's signal on another channel", unit: '1' },
  },
  async run({ recording }, settings, ctx): Promise<Outcome> {
    const notes: Note[] = [];
    const measurement = toMeasurement(recording, settings, notes);
    ctx?.progress?.(0, 1, 'gases');
    const result = quantifyGases(measurement);
    const { time, voltage } = measurement;
    const mass = settings.mass.value * 1000;
    const common = settings.mass.sigma === undefined ? undefined : settings.mass.sigma / settings.mass.value;
    const flow = settings.carrier.sigma === undefined ? 0 : settings.carrier.sigma / settings.carrier.value;
    const rows = Array.from(time.keys()).filter(
      (i) => time[i] >= measurement.evolution[0] && time[i] <= measurement.evolution[1],
    );
    const findings = result.gases.flatMap((gas): Finding[] => {
      const scale = 1e6 / mass;
      const amount = (factor: number, unit: string): Estimate =>
        makeEstimate(
          factor * gas.amount,
          unit,
          {
            counting: Math.abs(factor) * gas.noise,
            calibration: Math.abs(factor) * Math.hypot(gas.calibration, flow * gas.amount),
            model: Math.abs(factor) * gas.model,
            ...(common !== undefined && { common: Math.abs(factor * gas.amount) * common }),
          },
          rows.length,
        );
      const found: Finding[] = [{ id: NAMES[gas.gas], estimate: amount(scale, 'umol/g') }];
      // An area in m2/kg; umol/g over m2/g.
      if (settings.area !== undefined)
        found.push({ id: `${NAMES[gas.gas]}_per_area`, estimate: amount((scale * 1000) / settings.area, 'umol/m2') });
      if (voltage && gas.calibrated) {
        const onset = findOnsetVoltage(
          Float64Array.from(rows, (i) => voltage[i]),
          Float64Array.from(rows, (i) => gas.rate[i]),
          gas.rateNoise,
        );
        if (onset)
          found.push({
            id: 'onset_voltage',
            at: { gas: gas.gas },
            estimate: makeEstimate(onset.voltage, 'V', { counting: onset.sigma, model: onset.spread }, rows.length),
          });
        else
          notes.push({
            level: 'info',
            code: 'no-onset',
            text: `${gas.gas} does not rise clear of its noise: it has no onset`,
          });
      }
      const peak = highest(gas, rows);
      found.push({
        id: 'peak_rate',
        at: { gas: gas.gas },
        estimate: makeEstimate(
          (1e9 * peak.value) / mass,
          'nmol/(g s)',
          {
            counting: (1e9 * gas.rateNoise) / mass / Math.sqrt(peak.rows),
            calibration: gas.amount === 0 ? 0 : ((1e9 * peak.value) / mass) * Math.abs(gas.calibration / gas.amount),
          },
          peak.rows,
        ),
      });
      if (gas.amount < -2 * Math.hypot(gas.noise, gas.model))
        notes.push({
          level: 'warning',
          code: 'amount-below-zero',
          text: `${gas.gas} comes out below zero by more than its error: the background or the calibration is wrong`,
        });
      else if (gas.amount < 2 * Math.hypot(gas.noise, gas.model, gas.calibration))
        notes.push({
          level: 'info',
          code: 'not-detected',
          text: `${gas.gas} is not shown: ${(scale * gas.amount).toPrecision(2)} umol/g with an error of ${(scale * Math.hypot(gas.noise, gas.model, gas.calibration)).toPrecision(2)}`,
        });
      return found;
    });
    findings.push(
      ...result.fragments.map(
        (f): Finding => ({
          id: 'fragment',
          at: { gas: f.gas, channel: `m/z ${f.channel}` },
          estimate: makeEstimate(f.share, '1', { calibration: f.sigma }),
        }),
      ),
    );
    return makeOutcome({
      findings,
      tables: [tabulate(time, voltage, result.gases, mass)],
      figures: [draw(time, voltage, result.gases, mass)],
      notes: [...notes, ...result.notes],
    });
  },
  cite: [
    { text: 'Tsiouvaras et al., J. Electrochem. Soc. 160 (2013) A471', doi: '10.1149/2.042303jes' },
    { text: 'Trimarco et al., Electrochim. Acta 268 (2018) 520', doi: '10.1016/j.electacta.2018.02.060' },
    { text: 'NIST Chemistry WebBook, SRD 69', doi: '10.18434/T4D303' },
  ],
});

interface Given {
  carrier: { value: number };
  calibration: string;
  tracer: number | undefined;
  evolution: string | undefined;
  'gas temperature': number;
  'gas pressure': number;
  'clock shift': number;
  delay: number;
}

function toMeasurement({ table }: Recording, given: Given, notes: Note[]): GasMeasurement {
  const isChannel = (c: Column): boolean => /^m\d+_(?:ampere|pa)$/.test(c.name);
  const channels = table.columns.filter(isChannel);
  if (channels.length === 0) throw new InputError('this recording has no channel such as m44_ampere');
  const needed = [table.get('time_second'), ...channels];
  const rows = Array.from({ length: table.length }, (_, i) => i).filter((i) =>
    needed.every((c) => !c.valid || c.valid[i] === 1),
  );
  if (rows.length < 30) throw new InputError(`only ${rows.length} rows have all channels: too few to quantify gases`);
  const pick = (name: string): Float64Array => {
    const values = table.column(name);
    return Float64Array.from(rows, (i) => values[i]);
  };
  const time = pick('time_second').map((t) => t - given.delay);
  for (let i = 1; i < time.length; i++)
    if (!(time[i] > time[i - 1]))
      throw new InputError('time does not rise from row to row', { where: { path: `row ${rows[i] + 1}` } });
  const column = table.find('voltage_volt');
  let voltage: Float64Array | undefined;
  if (column) {
    voltage = pick('voltage_volt');
    if (given['clock shift'] !== 0) voltage = shiftClock(time, voltage, given['clock shift']);
  }
  const calibration = parseCalibration(given.calibration).map((w) => ({
    ...w,
    from: w.from - given.delay,
    to: w.to - given.delay,
  }));
  const evolution = given.evolution
    ? parseTimeRange(given.evolution, 'evolution')
    : findEvolution(time, voltage, calibration.at(-1)!.to, notes);
  return {
    time,
    ...(voltage && { voltage }),
    channels: new Map(channels.map((c) => [Number(/^m(\d+)_/.exec(c.name)![1]), pick(c.name)])),
    flow: (given.carrier.value * given['gas pressure']) / (GAS_CONSTANT * given['gas temperature']),
    calibration,
    ...(given.tracer !== undefined && { tracer: given.tracer }),
    evolution,
    settle: Math.max(24, 2 * (time[1] - time[0])),
  };
}

/** From the first to the last change of the cell's voltage that is more than its noise. */
function findEvolution(
  time: Float64Array,
  voltage: Float64Array | undefined,
  calibrated: number,
  notes: Note[],
): [number, number] {
  const fail = (): InputError =>
    new InputError('nothing says when gas may come from the cell', {
      hint: 'say it: --set "evolution=5400..21600 s"',
      where: { path: 'evolution' },
    });
  if (!voltage) throw fail();
  const low = voltage.reduce((m, v) => Math.min(m, v), Infinity);
  const high = voltage.reduce((m, v) => Math.max(m, v), -Infinity);
  const still = Math.max(4 * estimateNoise(voltage), 1e-4);
  if (!(high - low > 0.02)) throw fail();
  let first = 0;
  while (first < time.length - 1 && Math.abs(voltage[first + 1] - voltage[0]) <= still) first++;
  let last = time.length - 1;
  while (last > first && Math.abs(voltage[last - 1] - voltage[time.length - 1]) <= still) last--;
  const range: [number, number] = [time[first], time[last]];
  if (range[1] - range[0] < time[1] - time[0] || range[0] < calibrated - 1)
    notes.push({
      level: 'warning',
      code: 'evolution-overlaps',
      text: 'the voltage changes before the calibration ends: say when gas may come with --set evolution',
    });
  notes.push({
    level: 'info',
    code: 'evolution-found',
    text: `gas was taken to come from ${range[0]} to ${range[1]} s, while the voltage of the cell changes; the rest counts as background`,
  });
  return range;
}

/** Voltage read later by a shift: at time t it is that of t − shift. */
function shiftClock(time: Float64Array, voltage: Float64Array, shift: number): Float64Array {
  return time.map((t) => {
    const wanted = t - shift;
    if (wanted <= time[0]) return voltage[0];
    let [low, high] = [0, time.length - 1];
    if (wanted >= time[high]) return voltage[high];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (time[middle] > wanted) high = middle;
      else low = middle;
    }
    return voltage[low] + ((wanted - time[low]) / (time[high] - time[low])) * (voltage[high] - voltage[low]);
  });
}

/** Highest mean of a hundredth of the rows. */
function highest(gas: GasAmount, rows: readonly number[]): { value: number; rows: number } {
  const width = Math.max(3, Math.round(rows.length / 100));
  let sum = 0;
  let best = -Infinity;
  rows.forEach((i, k) => {
    sum += gas.rate[i];
    if (k >= width) sum -= gas.rate[rows[k - width]];
    if (k >= width - 1) best = Math.max(best, sum / width);
  });
  return { value: Number.isFinite(best) ? best : 0, rows: width };
}

function tabulate(
  time: Float64Array,
  voltage: Float64Array | undefined,
  gases: readonly GasAmount[],
  mass: number,
): Outcome['tables'][number] {
  return {
    id: 'rates',
    title: 'Rates',
    table: new Table([
      { name: 'time_second', values: time },
      ...(voltage ? [{ name: 'voltage_volt', values: voltage }] : []),
      ...gases.map((g) => ({
        name: `${NAMES[g.gas]}_nanomole_per_gram_second`,
        values: g.rate.map((r) => (1e9 * r) / mass),
      })),
    ]),
  };
}

function draw(
  time: Float64Array,
  voltage: Float64Array | undefined,
  gases: readonly GasAmount[],
  mass: number,
): Figure {
  const thin = Math.max(1, Math.floor(time.length / 600));
  const rates = gases.flatMap((g) =>
    Array.from(time, (t, i) => ({ t: t / 3600, gas: g.gas, rate: (1e9 * g.rate[i]) / mass })).filter(
      (_, i) => i % thin === 0,
    ),
  );
  const x = { field: 't', type: 'quantitative', title: 'time / h' };
  return {
    id: 'gases',
    title: 'Gases given off',
    caption: 'Rates over background, at the sensitivity of the calibration.',
    spec: houseFigure({
      resolve: { scale: { y: 'independent' } },
      layer: [
        {
          data: { name: 'rates', values: rates },
          mark: { type: 'line', strokeWidth: 1 },
          encoding: {
            x,
            y: { field: 'rate', type: 'quantitative', title: 'rate / nmol/(g s)' },
            color: { field: 'gas', type: 'nominal', title: null },
          },
        },
        ...(voltage
          ? [
              {
                data: {
                  name: 'voltage',
                  values: Array.from(time, (t, i) => ({ t: t / 3600, u: voltage[i] })).filter((_, i) => i % thin === 0),
                },
                mark: { type: 'line', strokeDash: [4, 3] },
                encoding: { x, y: { field: 'u', type: 'quantitative', title: 'voltage / V', scale: { zero: false } } },
              },
            ]
          : []),
      ],
    }),
  };
}
