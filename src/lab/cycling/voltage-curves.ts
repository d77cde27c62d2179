import { InputError, type Recording } from '../../core/index.js';
import type { Curve } from '../../evidence/analysis.js';
import type { Cycles, HalfCycle } from './compute-cycles.js';
import { presenceOf } from './cumulate-charge.js';
import { computeDifferential } from './differential.js';
import type { Electrode } from './electrode.js';
import { specifyCapacity } from './specify.js';

/** Points of each curve: as many in every cell, so that those of replicates belong together. */
const POINTS = 80;
/** Cycles that people look at. */
const MILESTONES = [2, 3, 5, 10, 20, 30, 50, 100, 150, 200, 300, 500, 1000, 1500, 2000, 3000, 5000];

/**
 * Voltage against the capacity passed, and dQ/dV, of the first whole cycle and of the last milestone (cycle 100, say)
 * that was reached.
 */
export function traceCycles(recording: Recording, found: Cycles, electrode: Electrode): Curve[] {
  const whole = found.cycles.filter((c) => c.charge && c.discharge);
  if (whole.length === 0) return [];
  const last = whole.findLast((c) => MILESTONES.includes(c.number));
  return [...new Set([whole[0], ...(last ? [last] : [])])].flatMap((cycle) =>
    (['charge', 'discharge'] as const).flatMap((name) => {
      const at = { cycle: cycle.number, half: name };
      return [
        traceVoltage(recording, cycle[name]!, found, electrode, { title: 'Voltage against capacity, by cycle', at }),
        traceDifferential(recording, cycle[name]!, found, electrode, name === 'charge' ? 1 : -1, at),
      ].filter((curve) => curve !== undefined);
    }),
  );
}

/** Rows in which a half cycle passes current and time, voltage and current are there. */
export function rowsOf(half: HalfCycle, table: Recording['table']): number[] {
  const isPresent = presenceOf(table);
  return half.steps
    .filter((step) => step.direction !== 0)
    .flatMap(({ from, to }) => Array.from({ length: to - from }, (_, k) => from + k).filter(isPresent));
}

/**
 * Voltage against the capacity passed in a half cycle, at equal steps of capacity; nothing where it has no two rows.
 */
export function traceVoltage(
  { table }: Recording,
  half: HalfCycle,
  { charge: cumulated }: Cycles,
  electrode: Electrode,
  { title, at, id = 'voltage' }: { title: string; at: Curve['at']; id?: string },
): Curve | undefined {
  const own = half.steps.filter((step) => step.direction !== 0);
  const counter = own[0]?.direction === -1 ? cumulated.discharging : cumulated.charging;
  const volts = table.column('voltage_volt');
  const rows = rowsOf(half, table);
  if (rows.length < 2) return undefined;
  const [from, to] = [counter[rows[0]], counter[rows.at(-1)!]];
  const charge = Float64Array.from({ length: POINTS }, (_, k) => ((to - from) * k) / (POINTS - 1));
  let row = 0;
  const voltage = Float64Array.from(charge, (q) => {
    while (row < rows.length - 2 && counter[rows[row + 1]] - from < q) row++;
    const [a, b] = [rows[row], rows[row + 1]];
    const step = counter[b] - counter[a];
    const share = step > 0 ? Math.min(1, Math.max(0, (q + from - counter[a]) / step)) : 0;
    return volts[a] + share * (volts[b] - volts[a]);
  });
  const { value: scale, unit } = specifyCapacity(1, electrode);
  return {
    id,
    title,
    at,
    x: { title: `capacity / ${unit}`, values: charge.map((q) => q * scale) },
    y: { title: 'voltage / V', values: voltage },
  };
}

function traceDifferential(
  recording: Recording,
  half: HalfCycle,
  found: Cycles,
  electrode: Electrode,
  sign: 1 | -1,
  at: Curve['at'],
): Curve | undefined {
  try {
    const { voltage, dqdv } = computeDifferential(recording, half, found.charge);
    const { value: scale, unit } = specifyCapacity(1, electrode);
    const kept = Array.from({ length: 2 * POINTS }, (_, k) =>
      Math.round((k * (voltage.length - 1)) / (2 * POINTS - 1)),
    );
    return {
      id: 'dqdv',
      title: 'dQ/dV, by cycle',
      at,
      x: { title: 'voltage / V', values: kept.map((k) => voltage[k]) },
      y: { title: `dQ/dV / (${unit}/V)`, values: kept.map((k) => sign * dqdv[k] * scale) },
    };
  } catch (error) {
    // Too few rows to differentiate.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
