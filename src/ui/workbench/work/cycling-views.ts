import type { Recording } from '../../../core/index.js';
import { thinSeries } from '../../../figure/thin-series.js';
import { computeDifferential } from '../../../lab/cycling/differential.js';
import { computeCycles, type Cycles, type HalfCycle } from '../../../lab/cycling/compute-cycles.js';
import { rowsOf } from '../../../lab/cycling/voltage-curves.js';
import type { MeasuredCurve } from '../../cells/curve-panel.js';
import type { Panel, Series } from '../plot/panel.js';

/** Cycles that are drawn at once, spread evenly over the test. */
const SHOWN = 12;

/** Cycles of the recordings that were looked at: every view, and every step of the slider, asks for them. */
const known = new WeakMap<Recording, Cycles>();

function cyclesOf(recording: Recording): Cycles {
  const cycles = known.get(recording) ?? computeCycles(recording);
  known.set(recording, cycles);
  return cycles;
}

/** Voltage, and below it current, against time: each made when it is asked for. */
export function* drawTime({ table }: Recording): Iterable<Panel> {
  const time = table.column('test_time_second');
  for (const [id, title, name, unit, factor] of [
    ['voltage', 'Voltage', 'voltage_volt', 'V', 1],
    ['current', 'Current', 'current_ampere', 'mA', 1000],
  ] as const) {
    const column = table.find(name);
    if (!column || Array.isArray(column.values)) continue;
    yield {
      id,
      title,
      x: { title: 'time / h' },
      y: { title: `${title.toLowerCase()} / ${unit}` },
      series: [{ label: title, x: inHours(time), y: times(table.column(name), factor) }],
    };
  }
}

function inHours(time: Float64Array): Float64Array {
  const out = new Float64Array(time.length);
  for (let i = 0; i < out.length; i++) out[i] = time[i] / 3600;
  return out;
}

function times(values: Float64Array, factor: number): Float64Array {
  const out = values.slice();
  if (factor !== 1) for (let i = 0; i < out.length; i++) out[i] *= factor;
  return out;
}

/** Numbers of the cycles of a test. */
export const cycleNumbers = (recording: Recording): number[] => cyclesOf(recording).cycles.map((c) => c.number);

/** Voltage against the charge that passed, half cycle by half cycle. */
export function drawCharge(recording: Recording, wanted?: readonly number[]): Panel[] {
  const found = cyclesOf(recording);
  const voltage = recording.table.column('voltage_volt');
  const chosen = chooseCycles(found, wanted);
  const series = chosen.flatMap((cycle, k) =>
    halvesOf(cycle).map(([name, half]): Series => {
      const rows = rowsOf(half, recording.table);
      const passed = name === 'charge' ? found.charge.charging : found.charge.discharging;
      return {
        label: `cycle ${cycle.number}, ${name}`,
        x: Float64Array.from(rows, (i) => (passed[i] - passed[rows[0]]) / 3.6),
        y: Float64Array.from(rows, (i) => voltage[i]),
        colour: k,
      };
    }),
  );
  return [
    {
      id: 'charge',
      title: 'Voltage by cycle',
      x: { title: 'charge passed in the half cycle / mAh' },
      y: { title: 'voltage / V' },
      series,
    },
  ];
}

/** Incremental capacity, discharge counted negative. */
export function drawDifferential(recording: Recording, wanted?: readonly number[]): Panel[] {
  const found = cyclesOf(recording);
  const series = chooseCycles(found, wanted).flatMap((cycle, k) =>
    halvesOf(cycle).flatMap(([name, half]): Series[] => {
      try {
        const { voltage, dqdv } = computeDifferential(recording, half, found.charge);
        const sign = name === 'charge' ? 1 : -1;
        return [
          { label: `cycle ${cycle.number}, ${name}`, x: voltage, y: dqdv.map((v) => (sign * v) / 3.6), colour: k },
        ];
      } catch {
        // A half cycle with too few rows has no derivative; others may.
        return [];
      }
    }),
  );
  return [
    { id: 'dqdv', title: 'Incremental capacity', x: { title: 'voltage / V' }, y: { title: 'dQ/dV / (mAh/V)' }, series },
  ];
}

/** Capacities and efficiency, cycle by cycle. */
export function drawCapacity(recording: Recording): Panel[] {
  const { cycles } = cyclesOf(recording);
  const of = (label: string, pick: (c: Cycles['cycles'][number]) => number | undefined): Series => {
    const rows = cycles.flatMap((c) => {
      const value = pick(c);
      return value === undefined ? [] : [[c.number, value] as const];
    });
    return { label, points: true, x: Float64Array.from(rows, (r) => r[0]), y: Float64Array.from(rows, (r) => r[1]) };
  };
  const capacity = [
    of('charge', (c) => c.charge && c.charge.capacity / 3.6),
    of('discharge', (c) => c.discharge && c.discharge.capacity / 3.6),
  ];
  const efficiency = of('coulombic efficiency', (c) =>
    c.charge && c.discharge && c.charge.capacity > 0 ? (100 * c.discharge.capacity) / c.charge.capacity : undefined,
  );
  const x = { title: 'cycle' };
  return [
    {
      id: 'capacity',
      title: 'Capacity',
      x,
      y: { title: 'capacity / mAh' },
      series: capacity.filter((s) => s.x.length > 0),
    },
    ...(efficiency.x.length > 0
      ? [{ id: 'efficiency', title: 'Coulombic efficiency', x, y: { title: 'efficiency / %' }, series: [efficiency] }]
      : []),
  ];
}

function chooseCycles({ cycles }: Cycles, wanted: readonly number[] | undefined): Cycles['cycles'] {
  if (wanted && wanted.length > 0) return cycles.filter((c) => wanted.includes(c.number));
  if (cycles.length <= SHOWN) return cycles;
  return Array.from({ length: SHOWN }, (_, k) => cycles[Math.round((k * (cycles.length - 1)) / (SHOWN - 1))]);
}

const halvesOf = ({ charge, discharge }: Cycles['cycles'][number]): ['charge' | 'discharge', HalfCycle][] => [
  ...(charge ? [['charge', charge] as ['charge', HalfCycle]] : []),
  ...(discharge ? [['discharge', discharge] as ['discharge', HalfCycle]] : []),
];

/** Points that a measured curve keeps beside a computed one. */
const OVERLAID = 1200;

/** A measured test as the virtual cell draws its own: against time, and against the charge that passed in each step. */
export function drawMeasured(recording: Recording, cycle?: number): MeasuredCurve {
  const found = cyclesOf(recording);
  const half = cycle === undefined ? undefined : found.cycles.find((c) => c.number === cycle)?.discharge;
  const steps = half ? half.steps.filter((s) => s.direction !== 0) : found.steps;
  const [from, to] = [steps[0]?.from ?? 0, steps.at(-1)?.to ?? recording.table.length];
  const time = recording.table.column('test_time_second').subarray(from, to);
  const voltage = recording.table.column('voltage_volt').subarray(from, to);
  const kept = thinSeries(time, voltage, OVERLAID);
  const part = (i: number): number => steps.findIndex((s) => from + i < s.to);
  const { charging, discharging } = found.charge;
  const passed = (i: number): number => {
    const start = half ? from : (steps[part(i)]?.from ?? from);
    const row = from + i;
    return Math.abs(charging[row] - charging[start] - discharging[row] + discharging[start]) / 3.6;
  };
  const y = Float64Array.from(kept, (i) => voltage[i]);
  const parts = Int32Array.from(kept, (i) => (half ? 0 : part(i)));
  return {
    byTime: { x: Float64Array.from(kept, (i) => (time[i] - time[0]) / 3600), y, part: new Int32Array(kept.length) },
    byCharge: { x: Float64Array.from(kept, passed), y, part: parts },
  };
}
