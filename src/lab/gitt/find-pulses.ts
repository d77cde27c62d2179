import { InputError, type Note, type Recording } from '../../core/index.js';
import { presenceOf } from '../cycling/cumulate-charge.js';
import { findSteps, type Segmentation, type Step } from '../cycling/find-steps.js';

/** One titration pulse with the rest before it and after it. Current > 0 charges the cell. */
export interface GittPulse {
  number: number;
  /** Counts series of pulses in one direction with nothing but rests between. */
  titration: number;
  direction: -1 | 1;
  /** [A] */
  current: number;
  /** [s] */
  duration: number;
  /** Currents before it, the latest first, that may not have relaxed yet. */
  earlier: EarlierCurrent[];
  /** [C] net charge of the test before the pulse; charging counts positive */
  chargeBefore: number;
  /** [C] passed by the pulse, positive */
  charge: number;
  /** [V] last of the rest before it */
  voltageBefore: number;
  /** [V] last under current */
  loadedVoltage: number;
  /** [V] last of the rest after it */
  restVoltage: number;
  /** [s] (n) from the start of the pulse; pulse and rest after it */
  time: Float64Array;
  /** [V] (n) */
  voltage: Float64Array;
  /** Samples that belong to the pulse. */
  loaded: number;
}

/** A constant current before a pulse. */
export interface EarlierCurrent {
  /** [s] from its end to the start of the pulse */
  ended: number;
  /** [s] */
  duration: number;
  /** [C] charging counts positive */
  charge: number;
}

export interface PulseOptions {
  /** [s] longest pulse. @default 3600 */
  longest?: number;
  /** [s] shortest rest. @default a quarter of the pulse's duration, at most 600 */
  shortestRest?: number;
  /** Column of the potential. @default `voltage_volt` */
  column?: string;
}

/** [1] A pulse passes at most this share of the largest excursion of charge, unless it is alone. */
const SHARE = 0.34;
/** [V] One or two pulses alone move the voltage by less than this; a whole discharge moves it by more. */
const SWING = 0.3;

/**
 * The pulses of a galvanostatic intermittent titration: constant current between two rests, of the most frequent
 * duration.
 *
 * @throws InputError when there is no pulse
 */
export function findPulses(
  recording: Recording,
  options: PulseOptions = {},
): { pulses: GittPulse[]; segmentation: Segmentation; notes: Note[] } {
  const segmentation = findSteps(recording);
  const { steps, charge } = segmentation;
  const longest = options.longest ?? 3600;
  const net = charge.charging.map((q, i) => q - charge.discharging[i]);
  const range = net.reduce((a, b) => Math.max(a, b), -Infinity) - net.reduce((a, b) => Math.min(a, b), Infinity);
  const candidates: { k: number; before: Step; step: Step; after: Step }[] = [];
  steps.forEach((step, k) => {
    const [before, after] = [steps[k - 1], steps[k + 1]];
    if (step.direction === 0 || step.mode === 'constant voltage' || before?.mode !== 'rest' || after?.mode !== 'rest')
      return;
    if (step.duration > longest || after.duration < (options.shortestRest ?? Math.min(step.duration / 4, 600))) return;
    candidates.push({ k, before, step, after });
  });
  const several = candidates.filter(({ step, before }) =>
    candidates.length > 2 ? step.charge <= SHARE * range : Math.abs(step.endVoltage - before.endVoltage) < SWING,
  );
  if (several.length === 0)
    throw new InputError('there are no titration pulses in this recording', {
      hint: 'a pulse is a constant current of at most an hour between rests of at least a quarter of its length',
    });
  // A titration repeats one kind of pulse; others, such as a full discharge between, differ in duration or current.
  const sorted = several.map(({ step }) => step.charge).sort((a, b) => a - b);
  const typical = sorted[sorted.length >> 1];
  const alike = several.filter(({ step }) => step.charge > 0.05 * typical && step.charge < 3 * typical);
  const notes: Note[] = [...segmentation.notes];
  if (alike.length < several.length)
    notes.push({
      level: 'info',
      code: 'other-pulses',
      text: `${several.length - alike.length} pulses that pass much more or less charge than the others are left out`,
    });
  const { table } = recording;
  const series: number[] = [];
  alike.forEach(({ k, step }, i) => {
    const previous = alike[i - 1];
    const apart =
      previous &&
      (previous.step.direction !== step.direction || steps.slice(previous.k + 1, k).some((s) => s.direction !== 0));
    series.push(i === 0 ? 1 : series[i - 1] + (apart ? 1 : 0));
  });
  const time = table.column('test_time_second');
  const voltage = table.column(options.column ?? 'voltage_volt');
  const isPresent = presenceOf(table);
  const pulses = alike.map(({ k: at, before, step, after }, k): GittPulse => {
    const t0 = time[before.to - 1];
    const rows: number[] = [];
    for (let i = step.from; i < after.to; i++) if (isPresent(i)) rows.push(i);
    // The first row with the new current may still be that of its start; the current flows from the last row at rest,
    // or from it.
    const start = time[step.from] - t0 > 0.2 * step.duration ? time[step.from] : t0;
    const earlier = steps
      .slice(0, at)
      .reverse()
      .filter((s) => s.direction !== 0 && s.duration > 0)
      .map(
        (s): EarlierCurrent => ({
          ended: start - time[s.to - 1],
          duration: s.duration,
          charge: s.direction * s.charge,
        }),
      );
    return {
      number: k + 1,
      titration: series[k],
      earlier,
      direction: step.direction as -1 | 1,
      current: step.current,
      duration: time[step.to - 1] - start,
      chargeBefore: net[before.to - 1],
      charge: step.charge,
      voltageBefore: voltage[before.to - 1],
      loadedVoltage: voltage[step.to - 1],
      restVoltage: voltage[after.to - 1],
      time: Float64Array.from(rows, (i) => time[i] - start),
      voltage: Float64Array.from(rows, (i) => voltage[i]),
      loaded: rows.filter((i) => i < step.to).length,
    };
  });
  return { pulses, segmentation, notes };
}
