import { ReadError, type Column, type Note, type Recording } from '../../core/index.js';
import type { Measurement } from '../measured/make-recording.js';
import { markMissing } from '../tabular/read-delimited.js';
import { computeSaturationPressure } from './saturation-pressure.js';

/** Points of an isotherm as a file has them, before they are a recording. */
export interface IsothermPoints {
  /** [Pa] absolute, where the file has it */
  pressure?: number[];
  /** [Pa] at every point, or one for all */
  saturation?: number[] | number;
  /** [1] where the file has it itself */
  relative?: number[];
  /** [mmol/g] */
  loading: number[];
  branch: ('ads' | 'des')[];
  /** [g] */
  mass?: number;
  adsorptive?: string;
  /** [K] */
  temperature?: number;
  metadata: Record<string, unknown>;
  about?: Recording['about'];
  notes: Note[];
}

/** [1] relative pressures of the file and of p and p0 that differ more are told */
const AGREE = 2e-3;

/**
 * Settles an isotherm: relative pressure by the file's own column, else by the saturation pressure measured at every
 * point, else by one for all. Where the file has both and they disagree, the file's own is kept and it is told.
 *
 * @throws ReadError where there is neither relative pressure nor a saturation pressure, or no point
 */
export function finishIsotherm(points: IsothermPoints, file: string): Measurement {
  const { pressure, saturation, loading, branch, notes } = points;
  const n = loading.length;
  if (n === 0) throw new ReadError('the file holds no point of an isotherm', { file });
  const own = computeSaturationPressure(points.adsorptive, points.temperature);
  const measured = Array.isArray(saturation) ? saturation.some(Number.isFinite) : saturation !== undefined;
  if (!measured && !points.relative && pressure && own !== undefined)
    notes.push({
      level: 'warning',
      code: 'saturation-computed',
      text: `the file gives absolute pressures only: p0 was taken to be ${(own / 1000).toPrecision(5)} kPa, that of ${points.adsorptive} at ${points.temperature} K; a bath off by 0.1 K moves it by 1 %`,
    });
  const p0 = (i: number): number =>
    Array.isArray(saturation) && measured
      ? saturation[i]!
      : typeof saturation === 'number'
        ? saturation
        : (own ?? Number.NaN);
  const computed = pressure?.map((p, i) => p / p0(i));
  const relative = points.relative ?? computed;
  if (!relative?.some(Number.isFinite))
    throw new ReadError(
      'the file gives absolute pressures and no saturation pressure',
      { file },
      { hint: 'relative pressures need it: export with p0 or p/p0' },
    );
  if (points.relative && computed) {
    const off = points.relative.filter((r, i) => Math.abs(r - computed[i]!) > AGREE * Math.max(r, 0.01)).length;
    if (off > 0)
      notes.push({
        level: 'warning',
        code: 'relative-pressure-contradicts',
        text: `at ${off} of ${n} points the file's relative pressure is not that of its pressure over p0; the file's own is kept`,
      });
  }
  const beyond = relative.filter((r) => r > 1.05 || r < 0).length;
  if (beyond > 0)
    notes.push({
      level: 'serious',
      code: 'relative-pressure-impossible',
      text: `${beyond} relative pressures are below 0 or above 1.05: pressure or p0 has another unit than the file says`,
    });
  const falls = findFalls(relative, loading, branch);
  if (falls.length > 0)
    notes.push({
      level: 'warning',
      code: 'loading-falls',
      text: `the loading falls by more than 5 % while the pressure rises, at ${falls.length} point${falls.length > 1 ? 's' : ''}: the sample changed, or volumes were measured anew`,
      where: `row ${falls[0]! + 1}`,
    });
  const columns: Column[] = [
    markMissing('relative_pressure', Float64Array.from(relative)),
    markMissing('loading_millimole_per_gram', Float64Array.from(loading)),
    { name: 'branch', values: branch },
    ...(pressure ? [markMissing('pressure_pa', Float64Array.from(pressure))] : []),
    ...(Array.isArray(saturation) ? [markMissing('saturation_pressure_pa', Float64Array.from(saturation))] : []),
  ];
  return {
    kind: 'sorption',
    columns,
    metadata: {
      ...points.metadata,
      ...(points.adsorptive !== undefined && { adsorptive: points.adsorptive }),
      ...(points.temperature !== undefined && { temperature_kelvin: points.temperature }),
      ...(points.mass !== undefined && points.mass > 0 && { sample_mass_gram: points.mass }),
    },
    notes,
    ...(points.about && { about: points.about }),
  };
}

function findFalls(relative: readonly number[], loading: readonly number[], branch: readonly string[]): number[] {
  const falls: number[] = [];
  for (let i = 1; i < loading.length; i++)
    if (
      branch[i] === 'ads' &&
      branch[i - 1] === 'ads' &&
      relative[i]! > relative[i - 1]! &&
      loading[i]! < 0.95 * loading[i - 1]!
    )
      falls.push(i);
  return falls;
}

/** Branches of points in the order that they were measured: up to the highest pressure, then down. */
export function branchesByOrder(pressure: readonly number[]): ('ads' | 'des')[] {
  const top = pressure.reduce((best, p, i) => (p > pressure[best]! ? i : best), 0);
  const onlyDown = top === 0 && pressure.length > 1;
  return pressure.map((_, i) => (onlyDown || i > top ? 'des' : 'ads'));
}

/** [K] of a temperature in a unit as files have it. */
export function toKelvin(value: number, unit: string): number {
  return /^(?:°?\s*C|degC|celsius|C)$/i.test(unit.trim()) ? value + 273.15 : value;
}
