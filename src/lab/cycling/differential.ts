import { InputError, type Note, type Recording } from '../../core/index.js';
import { findPeaks, smoothLocally, spreadDensity } from '../../num/smooth/index.js';
import { presenceOf, type Cumulated } from './cumulate-charge.js';
import type { HalfCycle } from './compute-cycles.js';

export interface DifferentialOptions {
  /** [V] standard deviation of the smoothing of dQ/dV. @default from the spacing of the rows, at least 3 mV */
  voltageBandwidth?: number;
  /** [1] half width of the window of dV/dQ, as a share of the capacity. @default 0.02 */
  chargeBandwidth?: number;
}

export interface Peak {
  /** [V] */
  voltage: number;
  /** [C/V] */
  height: number;
  /** [C] above the straight line between the valleys on its sides */
  area: number;
  /** [V] of its half height above that line */
  width: number;
  /**
   * Standard errors by smoothing and by scatter of the rows; undefined where the peak is lost in a part of the rows.
   */
  sigma?: PeakErrors;
}

export interface PeakErrors {
  /** [V] */
  voltage: number;
  /** [C/V] */
  height: number;
  /** [C] */
  area: number;
  /** [V] */
  width: number;
}

export interface Differential {
  /** [V] (m) even grid */
  voltage: Float64Array;
  /** [C/V] (m) positive in charge and discharge alike */
  dqdv: Float64Array;
  /** [C] (m) */
  charge: Float64Array;
  /** [V/C] (m) */
  dvdq: Float64Array;
  /** [V] */
  voltageBandwidth: number;
  /** [C] */
  chargeBandwidth: number;
  peaks: Peak[];
  notes: Note[];
}

/** [V] Below this, steps of the voltmeter and noise would show. */
const FINEST = 0.003;
const GRID = 400;
/** [1] By how much wider a smoothing shows what the smoothing itself does. */
const WIDER = 1.5;
/** Parts of the rows whose peaks show their scatter: every fourth row, from each of the first four. */
const PARTS = 4;
/** [1] A peak stands out of its valleys by at least this share of the highest. */
const PROMINENCE = 0.04;

/**
 * dQ/dV and dV/dQ of the constant-current part of a half cycle.
 *
 * dQ/dV is the charge that passed at each voltage, smoothed by a Gaussian: it needs no monotonic voltage, and its
 * integral is the capacity exactly. dV/dQ is the slope of a local quadratic (Savitzky and Golay's for uneven spacing)
 * of voltage against charge. Both bandwidths are part of the result: a peak narrower than its bandwidth is not
 * resolved.
 *
 * Peaks carry the error that smoothing makes, which grows as the bandwidth squared and so follows from a wider one, and
 * that of the rows: their scatter from four peaks by every fourth row each, and their spacing, whose error grows as its
 * square, from how far those are off together. A shift by polarisation is no part of it.
 *
 * @throws InputError when the half cycle has fewer than ten rows at constant current
 */
export function computeDifferential(
  recording: Recording,
  half: HalfCycle,
  cumulated: Cumulated,
  options: DifferentialOptions = {},
): Differential {
  const { table } = recording;
  const volts = table.column('voltage_volt');
  const own = half.steps.filter((s) => s.direction !== 0 && s.mode !== 'constant voltage');
  const direction = own[0]?.direction ?? 1;
  const counter = direction > 0 ? cumulated.charging : cumulated.discharging;
  const isPresent = presenceOf(table);
  const voltage: number[] = [];
  const passed: number[] = [];
  for (const step of own)
    for (let i = step.from; i < step.to; i++) {
      if (!isPresent(i)) continue;
      voltage.push(volts[i]);
      passed.push(counter[i]);
    }
  const n = voltage.length;
  if (n < 10) throw new InputError(`a half cycle of ${n} rows at constant current is too short to differentiate`);
  const notes: Note[] = [];
  const charge = passed.map((q) => q - passed[0]);
  const total = charge[n - 1];
  let backward = 0;
  for (let i = 1; i < n; i++) if ((voltage[i] - voltage[i - 1]) * direction < 0) backward++;
  if (backward > n / 50)
    notes.push({
      level: 'info',
      code: 'voltage-not-monotonic',
      text: `the voltage goes back in ${backward} of ${n} rows; the charge is counted at the voltage it passed at`,
    });
  const low = voltage.reduce((a, b) => Math.min(a, b), Infinity);
  const high = voltage.reduce((a, b) => Math.max(a, b), -Infinity);
  const steps = voltage
    .map((v, i) => (i === 0 ? 0 : Math.abs(v - voltage[i - 1])))
    .filter((d) => d > 0)
    .sort((a, b) => a - b);
  const typical = steps[Math.floor(0.9 * steps.length)] ?? 0;
  const voltageBandwidth = options.voltageBandwidth ?? Math.max(FINEST, typical);
  const grid = Float64Array.from({ length: GRID }, (_, k) => low + ((high - low) * k) / (GRID - 1));
  const smoothing = Math.max(voltageBandwidth, (high - low) / GRID);
  const spread = (rows: readonly number[], bandwidth: number): Float64Array =>
    spreadDensity(
      rows.map((i) => voltage[i]),
      rows.map((i, k) => (k === 0 ? 0 : passed[i] - passed[rows[k - 1]])),
      grid,
      bandwidth,
    );
  const all = voltage.map((_, i) => i);
  const dqdv = spread(all, smoothing);
  const wider = describePeaks(grid, spread(all, WIDER * smoothing));
  const parts = Array.from({ length: PARTS }, (_, k) =>
    describePeaks(
      grid,
      spread(
        all.filter((i) => i === 0 || i === n - 1 || i % PARTS === k),
        smoothing,
      ),
    ),
  );
  const peaks = describePeaks(grid, dqdv).map((peak): Peak => ({ ...peak, ...estimateErrors(peak, wider, parts) }));
  const chargeBandwidth = (options.chargeBandwidth ?? 0.02) * total;
  const chargeGrid = Float64Array.from({ length: GRID }, (_, k) => (total * k) / (GRID - 1));
  const { slope } = smoothLocally(charge, voltage, chargeGrid, chargeBandwidth);
  return { voltage: grid, dqdv, charge: chargeGrid, dvdq: slope, voltageBandwidth, chargeBandwidth, peaks, notes };
}

/** Errors of a peak from those of a curve smoothed more and of curves by parts of the rows. */
function estimateErrors(
  peak: Peak,
  wider: readonly Peak[],
  parts: readonly (readonly Peak[])[],
): { sigma?: PeakErrors } {
  const match = (peaks: readonly Peak[]): Peak | undefined =>
    peaks.find((p) => Math.abs(p.voltage - peak.voltage) < peak.width / 2);
  const smoother = match(wider);
  const own = parts.map(match);
  if (!smoother || own.some((p) => p === undefined)) return {};
  const error = (pick: (p: Peak) => number): number => {
    const bias = (pick(smoother) - pick(peak)) / (WIDER ** 2 - 1);
    const mean = own.reduce((sum, p) => sum + pick(p!), 0) / PARTS;
    const coarse = (mean - pick(peak)) / (PARTS ** 2 - 1);
    return Math.hypot(
      bias,
      coarse,
      Math.sqrt(own.reduce((sum, p) => sum + (pick(p!) - mean) ** 2, 0) / (PARTS * (PARTS - 1))),
    );
  };
  return {
    sigma: {
      voltage: error((p) => p.voltage),
      height: error((p) => p.height),
      area: error((p) => p.area),
      width: error((p) => p.width),
    },
  };
}

function describePeaks(x: Float64Array, y: Float64Array): Peak[] {
  const highest = y.reduce((a, b) => Math.max(a, b), 0);
  const step = x[1] - x[0];
  return findPeaks(y, PROMINENCE * highest).map(({ index, left, right, position }) => {
    const base = (i: number): number => y[left] + ((y[right] - y[left]) * (i - left)) / (right - left || 1);
    const above = (i: number): number => y[i] - base(i);
    let area = 0;
    for (let i = left; i <= right; i++) area += Math.max(0, above(i)) * step;
    const half = above(index) / 2;
    let [from, to] = [index, index];
    while (from > left && above(from - 1) > half) from--;
    while (to < right && above(to + 1) > half) to++;
    const within = (i: number, next: number): number =>
      next < left || next > right ? 0 : (above(i) - half) / (above(i) - above(next));
    const width = (to - from + within(from, from - 1) + within(to, to + 1)) * step;
    return { voltage: x[0] + position * step, height: y[index], area, width };
  });
}
