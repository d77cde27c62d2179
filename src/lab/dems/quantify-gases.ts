import { InputError, type Note } from '../../core/index.js';
import { fitLinear, smoothLocally } from '../../num/index.js';
import { fitBackground, propagateBackground, type Background } from './background.js';
import { findOnsetVoltage } from './find-onset.js';
import { baseChannel, CRACKING } from './gases.js';
import type { CalibrationWindow } from './parse-calibration.js';

/** What a gas measurement is quantified from. */
export interface GasMeasurement {
  /** [s] */
  time: Float64Array;
  /** [V] of the cell, where it was recorded */
  voltage?: Float64Array;
  /** By m/z; any unit */
  channels: ReadonlyMap<number, Float64Array>;
  /** [mol/s] of carrier gas */
  flow: number;
  calibration: readonly CalibrationWindow[];
  /** m/z of an inert gas that is always there, by which the drift of the sensitivity is known */
  tracer?: number;
  /** [s] when gas may come from the cell */
  evolution: readonly [number, number];
  /** [s] left out after a change of gas */
  settle?: number;
}

/** How much of a gas came. */
export interface GasAmount {
  gas: string;
  channel: number;
  /** [mol] */
  amount: number;
  /** [mol] standard errors */
  noise: number;
  calibration: number;
  model: number;
  /** [mol/s] (rows) */
  rate: Float64Array;
  /** [mol/s] scatter of a row */
  rateNoise: number;
  /** [unit of the channel per mole fraction] at the beginning */
  sensitivity: number;
  /** Whether the sensitivity was measured, or taken from that of another gas. */
  calibrated: boolean;
}

export interface GasResult {
  gases: GasAmount[];
  backgrounds: ReadonlyMap<number, Background>;
  /** [1] (rows) sensitivity over that at the beginning */
  drift: Float64Array;
  /** Shares of gases' fragments on other channels that the calibration shows. */
  fragments: { gas: string; channel: number; share: number; sigma: number }[];
  notes: Note[];
}

/** [1] standard uncertainty of a sensitivity that is taken from another gas */
const BORROWED = 0.3;

/**
 * Amounts of gases from ion currents: background from quiet rows on both sides, sensitivity from windows of known share
 * through it, drift by an inert tracer, fragments taken off. The background is not corrected for drift, since what
 * makes it does not come through the inlet; only the signal is.
 *
 * Trimarco et al., Electrochim. Acta 268 (2018) 520, doi:10.1016/j.electacta.2018.02.060; Tsiouvaras et al., J.
 * Electrochem. Soc. 160 (2013) A471, doi:10.1149/2.042303jes.
 */
export function quantifyGases(measurement: GasMeasurement): GasResult {
  const { time, channels, calibration, evolution, settle = 24 } = measurement;
  const notes: Note[] = [];
  const drift = computeDrift(measurement, notes);
  const isQuiet = (t: number): boolean =>
    (t < evolution[0] || t > evolution[1] + settle) && calibration.every(({ from, to }) => t < from || t > to + settle);
  const quiet = Array.from(time.keys()).filter((i) => isQuiet(time[i]));
  if (quiet.length < 10)
    throw new InputError('hardly any row is without gas: the background is not known', {
      hint: 'say when gas comes: --set "evolution=5400..21600 s"',
    });
  const after = quiet.filter((i) => time[i] > evolution[1]).length;
  if (after < 5 || !quiet.some((i) => time[i] < evolution[0]))
    notes.push({
      level: 'warning',
      code: 'background-one-side',
      text: 'the background is known on one side of the evolution only: amounts may be off by a fifth, more than their errors say',
    });
  const gases = listGases(calibration, channels);
  const backgrounds = new Map<number, Background>();
  const drifting = new Map<number, Float64Array>();
  const base = gases.map((gas) => baseChannel(gas)!);
  for (const mz of new Set(base)) {
    const y = channels.get(mz)!;
    const before = rowsBeforeOnset(measurement, y, fitBackground(time, y, quiet), drift);
    if (before.length > 0)
      notes.push({
        level: 'info',
        code: 'background-to-onset',
        text: `m/z ${mz} does not rise above its background up to ${time[before.at(-1)!]} s (${MARGIN} V before its onset): these rows count as background too, so a slow leak of gas before it would not be seen`,
      });
    const own = [...quiet, ...before].sort((p, q) => p - q);
    backgrounds.set(mz, fitBackground(time, y, own));
    // The other view of the same rows: a background that drifts with the sensitivity.
    const turned = fitBackground(
      time,
      y.map((v, i) => v / drift[i]),
      own,
    );
    drifting.set(
      mz,
      turned.values.map((v, i) => v * drift[i]),
    );
  }
  const rows = Array.from(time.keys()).filter((i) => time[i] >= evolution[0] && time[i] <= evolution[1] + settle);
  const weights = new Float64Array(time.length);
  rows.forEach((i, k) => {
    const before = time[rows[Math.max(0, k - 1)]];
    const next = time[rows[Math.min(rows.length - 1, k + 1)]];
    weights[i] = (next - before) / 2;
  });
  const sensitivities = gases.map((gas, g) =>
    measureSensitivity(gas, base[g], measurement, backgrounds.get(base[g])!, drift, settle),
  );
  const fragments: GasResult['fragments'] = [];
  const result: GasAmount[] = [];
  gases.forEach((gas, g) => {
    const own = sensitivities[g];
    const mz = base[g];
    const borrowed = own ?? sensitivities.find((s) => s !== undefined);
    if (!borrowed) return;
    const y = channels.get(mz)!;
    const background = backgrounds.get(mz)!;
    // Signal over the background, at the sensitivity of the beginning, less what fragments of other gases give here.
    const signal = y.map((v, i) => (v - background.values[i]) / drift[i]);
    const other = y.map((v, i) => (v - drifting.get(mz)![i]) / drift[i]);
    let fragmentCalibration = 0;
    gases.forEach((source, s) => {
      if (s === g || sensitivities[s] === undefined) return;
      const share = findFragment(source, base[s], mz, measurement, backgrounds, drift, settle, own !== undefined);
      if (!share) return;
      if (!fragments.some((f) => f.gas === source && f.channel === mz))
        fragments.push({ gas: source, channel: mz, ...share });
      const from = channels.get(base[s])!;
      const below = backgrounds.get(base[s])!;
      let total = 0;
      for (let i = 0; i < signal.length; i++) {
        const there = (from[i] - below.values[i]) / drift[i];
        signal[i] -= share.share * there;
        other[i] -= share.share * ((from[i] - drifting.get(base[s])![i]) / drift[i]);
        total += weights[i] * there;
      }
      fragmentCalibration = Math.hypot(fragmentCalibration, share.sigma * total);
    });
    const factor = measurement.flow / borrowed.slope;
    const sum = (v: Float64Array): number => v.reduce((total, x, i) => total + weights[i] * x, 0);
    const amount = factor * sum(signal);
    const noise =
      factor *
      Math.hypot(
        background.noise * Math.sqrt(weights.reduce((total, w, i) => total + (w / drift[i]) ** 2, 0)),
        propagateBackground(
          background,
          weights.map((w, i) => w / drift[i]),
        ),
      );
    const relative = own ? own.sigma / own.slope : BORROWED;
    if (!own)
      notes.push({
        level: 'warning',
        code: 'sensitivity-borrowed',
        text: `${gas} was not calibrated: its sensitivity was taken to be that of ${gases[sensitivities.indexOf(borrowed)]}, give or take 30 %`,
      });
    result.push({
      gas,
      channel: mz,
      amount,
      noise,
      calibration: Math.hypot(relative * amount, factor * fragmentCalibration),
      model: Math.abs(factor * (sum(other) - sum(signal))) / 2,
      rate: signal.map((v) => factor * v),
      rateNoise: factor * background.noise,
      sensitivity: borrowed.slope,
      calibrated: own !== undefined,
    });
  });
  return { gases: result, backgrounds, drift, fragments, notes };
}

/** [V] rows this far before an onset are without gas */
const MARGIN = 0.1;

/**
 * Rows of the evolution before the first in which a channel's onset is near; none where the voltage was not recorded or
 * the channel does not rise.
 */
function rowsBeforeOnset(
  { time, voltage, evolution }: GasMeasurement,
  channel: Float64Array,
  background: Background,
  drift: Float64Array,
): number[] {
  if (!voltage) return [];
  const rows = Array.from(time.keys()).filter((i) => time[i] >= evolution[0] && time[i] <= evolution[1]);
  const onset = findOnsetVoltage(
    Float64Array.from(rows, (i) => voltage[i]),
    Float64Array.from(rows, (i) => (channel[i] - background.values[i]) / drift[i]),
    background.noise,
  );
  if (!onset) return [];
  const limit = onset.voltage - Math.max(MARGIN, 3 * onset.sigma);
  const first = rows.findIndex((i) => voltage[i] >= limit);
  return first > 0 ? rows.slice(0, first) : [];
}

/** Gases that are calibrated, and CO where m/z 28 was recorded beside CO2's fragment. */
function listGases(calibration: readonly CalibrationWindow[], channels: ReadonlyMap<number, Float64Array>): string[] {
  const gases = [...new Set(calibration.flatMap((w) => Object.keys(w.gases)))];
  for (const gas of gases) {
    const mz = baseChannel(gas);
    if (mz === undefined)
      throw new InputError(`the channel of ${gas} is not known`, { value: gas, allowed: Object.keys(CRACKING) });
    if (!channels.has(mz))
      throw new InputError(`${gas} was calibrated, but m/z ${mz} was not recorded`, {
        allowed: [...channels.keys()].map(String),
      });
  }
  const taken = new Set(gases.map(baseChannel));
  if (channels.has(28) && !taken.has(28) && gases.includes('CO2')) gases.push('CO');
  return gases;
}

/** Sensitivity over that at the beginning: the tracer over its first value, smoothed over a twentieth of the run. */
function computeDrift({ time, channels, tracer }: GasMeasurement, notes: Note[]): Float64Array {
  if (tracer === undefined) {
    notes.push({
      level: 'warning',
      code: 'no-tracer',
      text: 'no tracer was named (--set tracer=36): a drift of the sensitivity between calibration and evolution is not seen',
    });
    return new Float64Array(time.length).fill(1);
  }
  const y = channels.get(tracer);
  if (!y)
    throw new InputError(`the tracer's m/z ${tracer} was not recorded`, {
      value: String(tracer),
      allowed: [...channels.keys()].map(String),
      where: { path: 'tracer' },
    });
  const span = time[time.length - 1] - time[0];
  const steps = 200;
  const grid = Float64Array.from({ length: steps + 1 }, (_, k) => time[0] + (k * span) / steps);
  const { value } = smoothLocally(time, y, grid, span / 20);
  const smooth = time.map((t) => {
    const k = Math.min(steps - 1, Math.max(0, Math.floor(((t - time[0]) * steps) / span)));
    return value[k] + ((t - grid[k]) / (grid[k + 1] - grid[k])) * (value[k + 1] - value[k]);
  });
  if (smooth.some((v) => !(v > 0)))
    throw new InputError(`the tracer's m/z ${tracer} is not above zero everywhere`, { where: { path: 'tracer' } });
  return smooth.map((v) => v / smooth[0]);
}

interface Sensitivity {
  slope: number;
  sigma: number;
}

/** Mean signal of every window that holds the gas against its share, through zero. */
function measureSensitivity(
  gas: string,
  mz: number,
  { time, channels, calibration }: GasMeasurement,
  background: Background,
  drift: Float64Array,
  settle: number,
): Sensitivity | undefined {
  const x: number[] = [];
  const y: number[] = [];
  const sigma: number[] = [];
  const channel = channels.get(mz)!;
  for (const window of calibration) {
    const share = window.gases[gas];
    if (share === undefined) continue;
    const mean = meanSignal(time, channel, background, drift, window, settle);
    x.push(share);
    y.push(mean.value);
    sigma.push(mean.sigma);
  }
  if (x.length === 0) return undefined;
  const fit = fitLinear([x], y, sigma, true);
  const slope = fit.coefficients[0];
  if (!(slope > 0))
    throw new InputError(`m/z ${mz} does not rise while ${gas} is fed: the calibration windows may be off in time`, {
      where: { path: 'calibration' },
    });
  const misfit = fit.dof > 0 ? Math.max(1, Math.sqrt(fit.residualVariance)) : 1;
  return { slope, sigma: Math.sqrt(fit.covariance[0]) * misfit };
}

function meanSignal(
  time: Float64Array,
  channel: Float64Array,
  background: Background,
  drift: Float64Array,
  window: CalibrationWindow,
  settle: number,
): { value: number; sigma: number } {
  const rows = Array.from(time.keys()).filter((i) => time[i] >= window.from + settle && time[i] <= window.to - 1e-9);
  if (rows.length < 3)
    throw new InputError(`the calibration window ${window.from}..${window.to} s holds ${rows.length} settled rows`, {
      where: { path: 'calibration' },
    });
  const values = rows.map((i) => (channel[i] - background.values[i]) / drift[i]);
  const value = values.reduce((s, v) => s + v, 0) / rows.length;
  const scatter = Math.sqrt(values.reduce((s, v) => s + (v - value) ** 2, 0) / (rows.length - 1));
  const weights = new Float64Array(time.length);
  for (const i of rows) weights[i] = 1 / rows.length / drift[i];
  return {
    value,
    sigma: Math.hypot(scatter / Math.sqrt(rows.length), propagateBackground(background, weights)) || 1e-300,
  };
}

/**
 * Share of a gas's signal that appears on another channel: as the calibration shows it where nothing else fed there,
 * else from tables.
 */
function findFragment(
  gas: string,
  base: number,
  mz: number,
  measurement: GasMeasurement,
  backgrounds: ReadonlyMap<number, Background>,
  drift: Float64Array,
  settle: number,
  fedHere: boolean,
): { share: number; sigma: number } | undefined {
  const table = CRACKING[gas]?.[mz];
  if (table === undefined) return undefined;
  if (fedHere) return { share: table, sigma: 0.2 * table };
  const { time, channels, calibration } = measurement;
  const x: number[] = [];
  const y: number[] = [];
  const sigma: number[] = [];
  for (const window of calibration) {
    if (window.gases[gas] === undefined) continue;
    const there = meanSignal(time, channels.get(base)!, backgrounds.get(base)!, drift, window, settle);
    const here = meanSignal(time, channels.get(mz)!, backgrounds.get(mz)!, drift, window, settle);
    x.push(there.value);
    y.push(here.value);
    sigma.push(here.sigma);
  }
  if (x.length === 0) return { share: table, sigma: 0.2 * table };
  const fit = fitLinear([x], y, sigma, true);
  return { share: Math.max(0, fit.coefficients[0]), sigma: Math.sqrt(fit.covariance[0]) };
}
