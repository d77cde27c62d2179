import { InputError, type Note, type Recording } from '../../core/index.js';
import { recogniseTube, TUBES } from './radiation.js';
import type { PatternData } from './refine.js';

/** A pattern taken out of a recording. */
export interface TakenPattern {
  /** [deg] (n) rising */
  angles: Float64Array;
  data: PatternData;
  /** Whether the noise is that of counting, with nothing guessed. */
  counting: boolean;
  /** [Å] as the file states them; undefined where it does not */
  wavelengths: readonly number[] | undefined;
  /** [1] Kα2/Kα1 as the file states it */
  ratio: number | undefined;
  neutron: boolean;
  /** [mm] */
  radius: number | undefined;
  notes: Note[];
}

/** Which part of a recording is wanted. */
export interface PatternWish {
  /** [deg] */
  range?: readonly [number, number];
  /** [deg] stretches left out */
  exclude?: readonly (readonly [number, number])[];
  /** [Å] overrides what the file states */
  wavelengths?: readonly number[];
}

/**
 * Takes angles, counts and their noise out of a recording of kind diffraction. Counts carry the noise of counting;
 * counts per second that of counts where the time a point is known; for anything else the scatter from point to point
 * says how large it is.
 *
 * @throws InputError for patterns without an axis, without counts or with none but zeros, too short, or not rising
 */
export function takePattern(recording: Recording, wish: PatternWish = {}): TakenPattern {
  const { table, metadata } = recording;
  const notes: Note[] = [];
  let stated = readWavelengths(metadata.wavelength_angstrom);
  if (!stated && typeof metadata.anode === 'string' && TUBES[metadata.anode]) {
    stated = [...TUBES[metadata.anode]];
    notes.push({
      level: 'info',
      code: 'wavelength-of-anode',
      text: `the file names its anode, ${metadata.anode}, and no wavelength: Kα1 and Kα2 are ${stated.join(' and ')} Å`,
    });
  }
  const wavelengths = wish.wavelengths ?? stated;
  const found = table.find('two_theta_degree');
  let angles: Float64Array;
  if (found) angles = table.column('two_theta_degree');
  else {
    const name = ['d_angstrom', 'q_per_angstrom'].find((n) => table.has(n));
    if (!name) throw new InputError(`no axis in this recording: it has ${table.names.join(', ')}`);
    if (!wavelengths)
      throw new InputError(`this pattern is on ${name === 'd_angstrom' ? 'd' : 'Q'}, and no wavelength is known`, {
        hint: 'give one: --set wavelength=1.5406 angstrom',
      });
    angles = table.column(name).map((v) => {
      const sine = name === 'd_angstrom' ? wavelengths[0] / (2 * v) : (v * wavelengths[0]) / (4 * Math.PI);
      return sine <= 1 ? (2 * Math.asin(sine) * 180) / Math.PI : Number.NaN;
    });
  }
  const name = ['counts', 'count_rate_per_second', 'intensity'].find((n) => table.has(n));
  if (!name) throw new InputError(`no counts in this recording: it has ${table.names.join(', ')}`);
  const column = table.get(name);
  const all = table.column(name);
  let order = Array.from(all.keys()).filter(
    (i) => Number.isFinite(angles[i]) && Number.isFinite(all[i]) && (!column.valid || column.valid[i] === 1),
  );
  if (order.length > 1 && angles[order[0]] > angles[order.at(-1)!]) order = order.reverse();
  for (let k = 1; k < order.length; k++)
    if (!(angles[order[k]] > angles[order[k - 1]]))
      throw new InputError(`the angles do not rise: ${angles[order[k - 1]]} is followed by ${angles[order[k]]}`, {
        hint: 'a file of several scans must be read scan by scan',
      });
  const [low, high] = wish.range ?? [-Infinity, Infinity];
  const kept = order.filter((i) => angles[i] >= low && angles[i] <= high && angles[i] > 0.2);
  if (kept.length < 20)
    throw new InputError(`only ${kept.length} points between ${Math.max(low, 0)} and ${Math.min(high, 180)} deg`, {
      hint: 'a pattern needs at least 20',
    });
  const x = Float64Array.from(kept, (i) => angles[i]);
  const counts = Float64Array.from(kept, (i) => all[i]);
  const negative = counts.findIndex((v) => v < 0);
  if (negative >= 0 && name === 'counts')
    throw new InputError(`counts below zero: ${counts[negative]} at ${x[negative]} deg`, {
      hint: 'background that was subtracted takes the noise of counting with it; refine the pattern as it was measured',
    });
  if (counts.every((v) => v === 0))
    throw new InputError(`every count between ${x[0]} and ${x[x.length - 1]} deg is zero`, {
      hint: 'a detector that was off, or another column than that of counts',
    });
  const { variance, gain, counting } = findVariance(recording, name, kept, counts, notes);
  leaveOutPadding(x, counts, variance, notes);
  for (const [from, to] of wish.exclude ?? [])
    for (let i = 0; i < x.length; i++) if (x[i] >= from && x[i] <= to) variance[i] = 0;
  const radius = metadata.goniometer_radius_millimetre;
  return {
    angles: x,
    data: { counts, variance, ...(gain && { gain }) },
    counting,
    wavelengths,
    ratio: typeof metadata.wavelength_ratio === 'number' ? metadata.wavelength_ratio : undefined,
    neutron: metadata.radiation === 'neutron',
    radius: typeof radius === 'number' && radius > 0 ? radius : undefined,
    notes,
  };
}

/** Zeros at an end, beside points of twenty counts and more, are what fills the last record of a file. */
function leaveOutPadding(angles: Float64Array, counts: Float64Array, variance: Float64Array, notes: Note[]): void {
  const first = counts.findIndex((v) => v !== 0);
  const last = counts.findLastIndex((v) => v !== 0);
  for (const [from, to, beside] of [
    [0, first, counts.subarray(first, first + 10)],
    [last + 1, counts.length, counts.subarray(Math.max(0, last - 9), last + 1)],
  ] as const) {
    if (to <= from || Math.min(...beside) < 20) continue;
    variance.fill(0, from, to);
    notes.push({
      level: 'warning',
      code: 'zeros-at-end',
      text: `${to - from} points from ${angles[from].toFixed(2)} to ${angles[to - 1].toFixed(2)} deg are zero beside ${beside[from === 0 ? 0 : beside.length - 1]} counts: they fill up the file or the detector was off, and are left out`,
    });
  }
}

/**
 * Kα1 and Kα2 of a stated wavelength: the pair where it is the tube's Kα1 or the mean of both, itself where it is
 * neither.
 */
export function completeWavelengths(
  given: readonly number[],
  monochromatic: boolean,
  notes: Note[],
): readonly number[] {
  if (given.length > 1 || monochromatic) return given;
  const tube = recogniseTube(given[0]);
  if (tube) return [given[0], TUBES[tube][1] * (given[0] / TUBES[tube][0])];
  const mean = Object.keys(TUBES).find(
    (name) => Math.abs(given[0] / ((2 * TUBES[name][0] + TUBES[name][1]) / 3) - 1) < 5e-4,
  );
  if (mean) {
    notes.push({
      level: 'info',
      code: 'mean-wavelength',
      text: `${given[0]} Å is the mean of ${mean} Kα1 and Kα2; each is taken at its own, ${TUBES[mean].join(' and ')} Å`,
    });
    return TUBES[mean];
  }
  return given;
}

function readWavelengths(value: unknown): number[] | undefined {
  const list = (Array.isArray(value) ? value : [value]).filter((v): v is number => typeof v === 'number' && v > 0);
  return list.length > 0 ? list : undefined;
}

function findVariance(
  recording: Recording,
  name: string,
  kept: readonly number[],
  counts: Float64Array,
  notes: Note[],
): { variance: Float64Array; gain?: Float64Array; counting: boolean } {
  const { sigma } = recording.table.get(name);
  if (sigma && kept.some((i) => sigma[i] > 0)) {
    const variance = Float64Array.from(kept, (i) => (sigma[i] > 0 ? sigma[i] ** 2 : 0));
    const absent = variance.filter((v) => v === 0).length;
    if (absent > 0)
      notes.push({
        level: 'info',
        code: 'sigma-zero',
        text: `${absent} points have a σ of zero, which means unknown: they are left out`,
      });
    // σ that is the root of what was counted is that of counting
    const ratio = kept
      .map((_, k) => variance[k] / Math.max(counts[k], 1e-300))
      .filter((v, k) => variance[k] > 0 && counts[k] > 0 && v > 0);
    const middle = median(ratio);
    const even = ratio.filter((v) => Math.abs(v / middle - 1) < 0.05).length > 0.9 * ratio.length;
    return { variance, ...(even && { gain: new Float64Array(kept.length).fill(middle) }), counting: true };
  }
  const time = recording.metadata.counting_time_second;
  if (name === 'count_rate_per_second' && typeof time === 'number' && time > 0)
    return {
      variance: counts.map((v) => Math.max(v, 1 / time) / time),
      gain: new Float64Array(kept.length).fill(1 / time),
      counting: true,
    };
  if (name === 'counts')
    return {
      variance: counts.map((v) => Math.max(v, 1)),
      gain: new Float64Array(kept.length).fill(1),
      counting: counts.every(Number.isInteger),
    };
  const gain = guessGain(counts);
  notes.push({
    level: 'warning',
    code: 'unknown-noise',
    text: `${name === 'intensity' ? 'intensities of unknown scale' : 'counts per second without the time a point'}: their noise is guessed from the scatter of neighbouring points (variance ${gain.toPrecision(3)} × value)`,
  });
  const floor = Math.max(median(Array.from(counts, Math.abs)) * 1e-3, 1e-12);
  return {
    variance: counts.map((v) => gain * Math.max(v, floor)),
    gain: new Float64Array(kept.length).fill(gain),
    counting: false,
  };
}

/** Variance over value from the second differences of neighbours. */
function guessGain(counts: Float64Array): number {
  const ratios: number[] = [];
  for (let i = 1; i + 1 < counts.length; i++) {
    const d = counts[i] - (counts[i - 1] + counts[i + 1]) / 2;
    if (counts[i] > 0) ratios.push((d * d) / 1.5 / counts[i]);
  }
  // median of a χ² of one degree of freedom is 0.455
  return Math.max(median(ratios) / 0.4549, 1e-12);
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 1;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
