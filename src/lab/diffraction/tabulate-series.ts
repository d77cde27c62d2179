import { type Column, type Condition, Table } from '../../core/index.js';
import type { Finding } from '../../evidence/analysis.js';
import { type Figure, houseFigure } from '../../figure/index.js';
import type { CyclerPoint } from './join-cycler.js';
import type { Measured } from './measure-rietveld.js';
import type { SeriesFrame } from './refine-series.js';

/** One pattern of a series with what was found in it. */
export interface SeriesRow {
  at: Condition;
  measured: readonly Measured[];
  point?: CyclerPoint;
  frame: SeriesFrame;
}

/** Numbers that a path is told by. */
const PATH = ['cell_a', 'cell_b', 'cell_c', 'cell_volume'];
/** [V] voltages at which paths are told are whole multiples of this */
const STEP = 0.1;

/** Every number that is refined, pattern by pattern, with what the cycler said beside. */
export function tabulateSeries(rows: readonly SeriesRow[]): Table {
  const keys = [...new Set(rows.flatMap((row) => row.measured.map(nameOf)))];
  const numbers = (name: string, of: (row: SeriesRow) => { value: number; sigma?: number } | undefined): Column => {
    const found = rows.map(of);
    return {
      name,
      values: Float64Array.from(found, (m) => m?.value ?? 0),
      sigma: Float64Array.from(found, (m) => m?.sigma ?? 0),
      valid: Uint8Array.from(found, (m) => (m ? 1 : 0)),
    };
  };
  return new Table([
    { name: 'pattern', values: Float64Array.from(rows, (r) => Number(r.at.pattern)) },
    ...keys.map((key) => numbers(key, (row) => row.measured.find((m) => nameOf(m) === key))),
    { name: 'seed', values: rows.map((r) => r.frame.seed) },
    numbers('second_phase_ratio', ({ frame: { secondPhase: value } }) => (value === undefined ? undefined : { value })),
    ...(rows.some((r) => r.point)
      ? [
          numbers('voltage_volt', ({ point: p }) => p && { value: p.voltage, sigma: p.voltageSigma }),
          numbers('charge_milliampere_hour', ({ point: p }) => p && { value: p.charge, sigma: p.chargeSigma }),
        ]
      : []),
  ]);
}

/**
 * Cells at whole voltages of the first charge, linearly between the patterns on both sides, so that series of different
 * cells can be laid over one another. The error holds those of both patterns and the chord's, an eighth of the second
 * difference.
 */
export function followPath(rows: readonly SeriesRow[]): Finding[] {
  const joined = rows.filter((row) => row.point);
  const end = joined.findIndex(
    (row, k) => k > 0 && !row.point!.charging && row.point!.voltage < joined[k - 1].point!.voltage,
  );
  const charge = (end < 0 ? joined : joined.slice(0, end)).filter((row) => row.point!.charging);
  const findings: Finding[] = [];
  const keys = new Map(
    charge.flatMap((row) => row.measured.filter((m) => PATH.includes(m.id)).map((m) => [nameOf(m), m])),
  );
  for (const [key, { id, unit, at }] of keys) {
    const known = charge.flatMap((row) => {
      const m = row.measured.find((one) => nameOf(one) === key);
      return m?.sigma === undefined ? [] : [{ voltage: row.point!.voltage, value: m.value, sigma: m.sigma }];
    });
    for (let k = 1; k < known.length; k++) {
      const [from, to] = [known[k - 1], known[k]];
      const span = to.voltage - from.voltage;
      if (!(span > 0) || span > 2 * STEP) continue;
      for (let n = Math.ceil(from.voltage / STEP - 1e-9); n * STEP < to.voltage - 1e-9; n++) {
        const f = (n * STEP - from.voltage) / span;
        const bend = [known[k - 2], known[k + 1]].reduce((most, other, side) => {
          if (!other) return most;
          const [near, far] = side === 0 ? [from, to] : [to, from];
          const slope = (near.value - other.value) / (near.voltage - other.voltage || Infinity);
          return Math.max(most, Math.abs((far.value - near.value) / (far.voltage - near.voltage) - slope) * span);
        }, 0);
        const esd = Math.hypot((1 - f) * from.sigma, f * to.sigma);
        const chord = (bend * f * (1 - f)) / 2;
        findings.push({
          id,
          at: { ...at, voltage_volt: Number((n * STEP).toFixed(6)) },
          estimate: {
            value: from.value + f * (to.value - from.value),
            unit,
            n: 2,
            sigma: Math.hypot(esd, chord),
            budget: { fit: esd, model: chord },
            covers: 'measurement',
          },
        });
      }
    }
  }
  return findings;
}

/** Cells along a series: by charge and with the voltage where a cycler is joined, else by the pattern's number. */
export function figureSeries(rows: readonly SeriesRow[]): Figure {
  const joined = rows.every((row) => row.point);
  const x = (row: SeriesRow) => (joined ? row.point!.charge : Number(row.at.pattern));
  const values = rows.flatMap((row) => [
    ...row.measured
      .filter((m) => PATH.includes(m.id))
      .map((m) => ({
        x: x(row),
        value: m.value,
        low: m.value - (m.sigma ?? 0),
        high: m.value + (m.sigma ?? 0),
        quantity: `${m.id.replace('cell_', '')} of ${m.at?.phase}`,
      })),
    ...(joined
      ? [
          {
            x: x(row),
            value: row.point!.voltage,
            low: row.point!.voltage,
            high: row.point!.voltage,
            quantity: 'voltage',
          },
        ]
      : []),
  ]);
  return {
    id: 'series',
    title: 'Cell along the series',
    caption: `Cell lengths (Å) and volume (Å3)${joined ? ' and the voltage (V)' : ''} of each pattern with one esd.`,
    spec: houseFigure({
      data: { values },
      facet: { row: { field: 'quantity', type: 'nominal', title: null } },
      spec: {
        height: 90,
        layer: [
          {
            mark: { type: 'line', point: true },
            encoding: {
              x: { field: 'x', type: 'quantitative', title: joined ? 'charge (mAh)' : 'pattern' },
              y: { field: 'value', type: 'quantitative', title: null, scale: { zero: false } },
            },
          },
          {
            mark: 'rule',
            encoding: {
              x: { field: 'x', type: 'quantitative' },
              y: { field: 'low', type: 'quantitative' },
              y2: { field: 'high' },
            },
          },
        ],
      },
      resolve: { scale: { y: 'independent' } },
    }),
  };
}

const nameOf = (m: Measured): string => [m.id, m.at?.phase, m.at?.site].filter((w) => w !== undefined).join(' ');
