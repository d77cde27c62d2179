import { InputError, type Note, type Recording } from '../../core/index.js';
import { findPeaks, smoothLocally, spreadDensity } from '../../num/smooth/index.js';
import { isPresent, type Cumulated } from './cumulate-charge.js';
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
/** [1] A peak stands out of its valleys by at least this share of the highest. */
const PROMINENCE = 0.04;

/**
 * dQ/dV and dV/dQ of the constant-current part of a half cycle.
 *
 * dQ/dV is the charge that passed at each voltage, smoothed by a Gaussian: it needs no monotonic voltage, and its integral is the capacity
 * exactly. dV/dQ is the slope of a local quadratic (Savitzky and Golay's for uneven spacing) of voltage against charge. Both bandwidths are
 * part of the result: a peak narrower than its bandwidth is not resolved.
 *
 * @throws InputError when the half cycle has fewer than ten rows at constant current
 */
export function computeDifferential(recording: Recording, half: HalfCycle, cumulated: Cumulated, options: DifferentialOptions = {}): Differential {
  const { table } = recording;
  const volts = table.column('voltage_volt');
  const own = half.steps.filter((s) => s.direction !== 0 && s.mode !== 'constant voltage');
  const direction = own[0]?.direction ?? 1;
  const counter = direction > 0 ? cumulated.charging : cumulated.discharging;
  const voltage: number[] = [];
  const passed: number[] = [];
  for (const step of own) for (let i = step.from; i < step.to; i++) {
    if (!isPresent(table, i)) continue;
    voltage.push(volts[i]);
    passed.push(counter[i]);
  }
  const n = voltage.length;
  if (n < 10) throw new InputError(`a half cycle of ${n} rows at constant current is too short to differentiate`);
  const notes: Note[] = [];
  const amount = passed.map((q, i) => (i === 0 ? 0 : q - passed[i - 1]));
  const charge = passed.map((q) => q - passed[0]);
  const total = charge[n - 1];
  let backward = 0;
  for (let i = 1; i < n; i++) if ((voltage[i] - voltage[i - 1]) * direction < 0) backward++;
  if (backward > n / 50) notes.push({ level: 'info', code: 'voltage-not-monotonic', text: `the voltage goes back in ${backward} of ${n} rows; the charge is counted at the voltage it passed at` });
  const low = voltage.reduce((a, b) => Math.min(a, b), Infinity);
  const high = voltage.reduce((a, b) => Math.max(a, b), -Infinity);
  const steps = voltage.map((v, i) => (i === 0 ? 0 : Math.abs(v - voltage[i - 1]))).filter((d) => d > 0).sort((a, b) => a - b);
  const typical = steps[Math.floor(0.9 * steps.length)] ?? 0;
  const voltageBandwidth = options.voltageBandwidth ?? Math.max(FINEST, typical);
  const grid = Float64Array.from({ length: GRID }, (_, k) => low + ((high - low) * k) / (GRID - 1));
  const dqdv = spreadDensity(voltage, amount, grid, Math.max(voltageBandwidth, (high - low) / GRID));
  const chargeBandwidth = (options.chargeBandwidth ?? 0.02) * total;
  const chargeGrid = Float64Array.from({ length: GRID }, (_, k) => (total * k) / (GRID - 1));
  const { slope } = smoothLocally(charge, voltage, chargeGrid, chargeBandwidth);
  return { voltage: grid, dqdv, charge: chargeGrid, dvdq: slope, voltageBandwidth, chargeBandwidth, peaks: describePeaks(grid, dqdv), notes };
}

function describePeaks(x: Float64Array, y: Float64Array): Peak[] {
  const highest = y.reduce((a, b) => Math.max(a, b), 0);
  const step = x[1] - x[0];
  return findPeaks(y, PROMINENCE * highest).map(({ index, left, right, position }) => {
    const base = (i: number): number => y[left] + ((y[right] - y[left]) * (i - left)) / (right - left || 1);
    let area = 0;
    let width = 0;
    for (let i = left; i <= right; i++) {
      area += Math.max(0, y[i] - base(i)) * step;
      if (y[i] - base(i) >= (y[index] - base(index)) / 2) width += step;
    }
    return { voltage: x[0] + position * step, height: y[index], area, width };
  });
}
