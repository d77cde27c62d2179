import type { Column } from '../../../core/index.js';
import { extremesOf, isAt, labelOf, listRows, type Examined } from './series.js';

interface Range {
  /** Names of columns that it holds for. */
  of: RegExp;
  from: number;
  to: number;
  unit: string;
  /** What a value outside tells of. */
  says: string;
}

/** What no cell, no thermometer and no impedance analyser gives. */
export const PHYSICAL_RANGES: readonly Range[] = [
  {
    of: /(^|_)voltage_volt$|potential.*_volt$/,
    from: -1500,
    to: 1500,
    unit: 'V',
    says: 'no cell or pack has such a voltage',
  },
  { of: /(^|_)current_ampere$/, from: -20_000, to: 20_000, unit: 'A', says: 'no cycler gives such a current' },
  { of: /_celsius$/, from: -120, to: 2500, unit: '°C', says: 'a broken or absent sensor' },
  { of: /_kelvin$/, from: 0, to: 3500, unit: 'K', says: 'no temperature is below 0 K' },
  { of: /frequency_hertz$/, from: 0, to: 1e10, unit: 'Hz', says: 'no analyser has such a frequency' },
  { of: /_impedance_ohm$/, from: -1e15, to: 1e15, unit: 'ohm', says: 'an overflow' },
  { of: /_percent$/, from: -1e6, to: 1e6, unit: '%', says: 'not a share' },
];
/**
 * [V] Between a single cell's voltages and these lie none; a header without a unit that holds them means millivolts.
 */
const NO_CELL = 60;

/** Values that cannot be: outside physical ranges, not finite, or a potential of exactly 0 while current flows. */
export function checkRanges(examined: Examined): void {
  const outside = new Map<Range, { labels: string[]; rows: number[]; count: number; of: number; worst: number }>();
  for (const [name, column] of examined.columns) {
    const range = PHYSICAL_RANGES.find((r) => r.of.test(name));
    // What has no range marked its own gaps when it was read.
    if (!range || Array.isArray(column.values)) continue;
    const { values } = column;
    const { from, to } = range;
    const { low, high, finite } = extremesOf(examined, values);
    if (finite && low >= from && high <= to) continue;
    const found = { rows: [] as number[], count: 0, worst: 0, lacking: 0 };
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value >= from && value <= to && value - value === 0) continue;
      if (!isAt(column, i)) continue;
      if (value - value !== 0) found.lacking++;
      else {
        if (found.rows.length < 5) found.rows.push(i + 1);
        if (Math.abs(value) > Math.abs(found.worst)) found.worst = value;
        found.count++;
      }
    }
    if (found.lacking > 0) markNotFinite(examined, name, found.lacking);
    if (found.count === 0) continue;
    const seen = outside.get(range) ?? { labels: [], rows: found.rows, count: 0, of: 0, worst: 0 };
    seen.labels.push(labelOf(examined, name));
    seen.count += found.count;
    seen.of += values.length;
    if (Math.abs(found.worst) > Math.abs(seen.worst)) seen.worst = found.worst;
    outside.set(range, seen);
  }
  for (const [range, { labels, rows, count, of, worst }] of outside)
    examined.notes.push({
      level: 'serious',
      code: 'outside-physical-range',
      text: `${count} of ${of} values of ${labels.slice(0, 6).join(', ')}${labels.length > 6 ? ` and ${labels.length - 6} more` : ''} lie outside ${range.from} to ${range.to} ${range.unit}, up to ${Number(worst.toPrecision(4))}: ${range.says}; they were kept`,
      where: listRows(rows, count),
    });
  checkCellVoltage(examined);
  checkCellTemperature(examined);
  checkZeroPotential(examined);
}

function markNotFinite(examined: Examined, name: string, lacking: number): void {
  const column = examined.columns.get(name)!;
  const values = Float64Array.from(column.values as Float64Array);
  const valid = column.valid?.slice() ?? new Uint8Array(values.length).fill(1);
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) {
      values[i] = 0;
      valid[i] = 0;
    }
  examined.columns.set(name, { ...column, values, valid });
  examined.notes.push({
    level: 'warning',
    code: 'not-finite',
    text: `${lacking} of ${values.length} values of ${labelOf(examined, name)} are no finite numbers and are marked missing`,
  });
}

function checkCellVoltage(examined: Examined): void {
  const voltage = examined.columns.get('voltage_volt');
  if (!voltage || Array.isArray(voltage.values) || voltage.values.length === 0) return;
  const middle = middleOf(voltage, Math.abs) ?? 0;
  const milli = middle >= 500 && middle <= 6000;
  if (middle <= 1500 ? middle <= NO_CELL || voltage.assumed === undefined : voltage.assumed === undefined) return;
  const show = Number(middle.toPrecision(4));
  examined.notes.push({
    level: 'serious',
    code: 'implausible-voltage',
    text: `the voltage is ${show} V in the middle of the rows: the header states no unit for ${labelOf(examined, 'voltage_volt')} and V was taken${
      milli
        ? `; they look like millivolts: say so in a column mapping, ${labelOf(examined, 'voltage_volt')}: { name: voltage_volt, unit: mV }`
        : ''
    }`,
  });
}

/** [K] No cell with a liquid electrolyte conducts below this, and no room is as hot in °C as it is in K. */
const COLDEST = 150;
/** [degC] As numbers, the temperatures in K at which cells are cycled. */
const ROOM = { from: 255, to: 340 };

/** A cell's temperature in the middle of its rows, of which the header may name the other scale. */
function checkCellTemperature(examined: Examined): void {
  if (examined.kind !== 'cycling' && examined.kind !== 'eis') return;
  for (const [name, column] of examined.columns) {
    const scale = /(?:^|_)temperature.*_(celsius|kelvin)$/.exec(name)?.[1];
    if (!scale || Array.isArray(column.values) || column.deferred) continue;
    const middle = middleOf(column);
    if (middle === undefined) continue;
    const doubtful = scale === 'kelvin' ? middle < COLDEST : middle >= ROOM.from && middle <= ROOM.to;
    if (!doubtful) continue;
    const label = labelOf(examined, name);
    examined.notes.push({
      level: 'serious',
      code: 'implausible-temperature',
      text: `the temperature is ${Number(middle.toPrecision(4))} ${scale === 'kelvin' ? 'K' : '°C'} in the middle of the rows, which looks like ${scale === 'kelvin' ? 'degrees Celsius' : 'kelvin'}; it was kept as ${column.assumed === undefined ? `"${label}" says` : 'the unit taken says'}: a column mapping gives another, ${label}: { name: ${scale === 'kelvin' ? 'surface_temperature_celsius, unit: degC' : 'temperature_kelvin, unit: K'} }`,
      where: label,
    });
  }
}

/** Median of up to some 500 values; undefined where there is none. */
function middleOf(column: Column, size = (v: number): number => v): number | undefined {
  const values = column.values as Float64Array;
  const step = Math.max(1, Math.floor(values.length / 500));
  const sample: number[] = [];
  for (let i = 0; i < values.length; i += step) if (isAt(column, i)) sample.push(size(values[i]!));
  return sample.sort((a, b) => a - b)[sample.length >> 1];
}

/** [V] What a potential of 0 must stand apart from to be no reading. */
const APART = 0.5;

function checkZeroPotential(examined: Examined): void {
  const voltage = examined.columns.get('voltage_volt');
  const current = examined.columns.get('current_ampere');
  if (!voltage || !current || Array.isArray(voltage.values) || Array.isArray(current.values)) return;
  const [v, c] = [voltage.values, current.values];
  const { low, high } = extremesOf(examined, v);
  if (low > 0 || high < 0) return;
  const rows: number[] = [];
  let count = 0;
  let others = 0;
  let sum = 0;
  for (let i = 0; i < v.length; i++) {
    if (v[i] === 0 && isAt(voltage, i)) {
      if (c[i] !== 0) {
        if (rows.length < 5) rows.push(i + 1);
        count++;
      }
    } else if (isAt(voltage, i)) {
      sum += Math.abs(v[i]!);
      others++;
    }
  }
  if (count === 0) return;
  if (others > 0 && sum / others < APART) return;
  examined.notes.push({
    level: 'serious',
    code: 'zero-voltage-under-current',
    text: `the voltage is exactly 0 in ${count} rows in which current flows: the potential was not recorded there, or the sense lead was off`,
    where: listRows(rows, count),
  });
}
