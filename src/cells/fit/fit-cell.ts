import { InputError, subContext, type Context, type Estimate, type Note, type Recording } from '../../core/index.js';
import { fitLeastSquares, toFitEstimate, type LeastSquaresFit } from '../../num/fit/index.js';
import type { Cell } from '../parameters/cell.js';
import type { Protocol } from '../protocol/protocol.js';
import { simulateCell, type SimulateOptions } from '../simulate-cell.js';
import type { CellParameter } from './cell-parameters.js';

/** A parameter with its start and bounds; positive ones are best searched in their logarithm. */
export interface FreeCellParameter {
  parameter: CellParameter;
  initial: number;
  lower: number;
  upper: number;
  /** @default true */
  logarithmic?: boolean;
}

/** A recording with the protocol that made it. */
export interface CellExperiment {
  recording: Recording;
  protocol: Protocol;
  options?: SimulateOptions;
  /** [V] standard deviation of a voltage; the recording's own where it has one. */
  sigma?: number;
}

/** How the sum of squares rises away from a fitted value, the others refitted. */
export interface Profile {
  value: number[];
  /** Half the weighted sum of squares above the least, in units of its variance. */
  rise: number[];
  /** 95 % interval; a side is undefined where the rise stays below 1.92 up to the bound. */
  interval: [number | undefined, number | undefined];
}

export interface CellFit {
  /** The cell with the fitted numbers. */
  cell: Cell;
  estimates: Record<string, Estimate>;
  profiles: Record<string, Profile>;
  /** `identified`: both sides of the interval lie within the bounds. */
  identifiability: Record<string, 'identified' | 'one-sided' | 'not identified'>;
  /** [V] root mean square of what is left. */
  residual: number;
  fit: LeastSquaresFit;
  /** Names of the parameters that are now fitted, to be carried into what follows. */
  fitted: string[];
  notes: Note[];
}

/** Rise of half the sum of squares at the ends of a 95 % interval of one parameter. */
const CRITICAL = 1.92;

/**
 * Fits numbers of a cell to recordings, measured or simulated: bounded least squares on the voltage at equal time, covariance, and profile likelihoods.
 *
 * @throws InputError when a recording cannot be compared
 */
export async function fitCell(cell: Cell, free: readonly FreeCellParameter[], experiments: readonly CellExperiment[], ctx?: Context): Promise<CellFit> {
  const data = experiments.map(prepare);
  const names = free.map((f) => f.parameter.name);
  const forward = (f: FreeCellParameter, v: number): number => ((f.logarithmic ?? true) ? Math.log10(v) : v);
  const backward = (f: FreeCellParameter, q: number): number => ((f.logarithmic ?? true) ? 10 ** q : q);
  const applied = (q: ArrayLike<number>): Cell => free.reduce((c, f, k) => f.parameter.apply(c, backward(f, q[k])), cell);
  const residual = async (q: Float64Array): Promise<Float64Array> => {
    const trial = applied(q);
    const parts: number[] = [];
    for (let k = 0; k < experiments.length; k++) {
      const { recording } = await simulateCell(trial, experiments[k].protocol, { ...experiments[k].options, errorEstimate: false }, ctx && { signal: ctx.signal });
      const at = interpolate(recording.table.column('test_time_second'), recording.table.column('voltage_volt'));
      for (let i = 0; i < data[k].time.length; i++) parts.push((at(data[k].time[i]) - data[k].voltage[i]) / data[k].sigma[i]);
    }
    return Float64Array.from(parts);
  };
  const initial = free.map((f) => forward(f, f.initial));
  const bounds = { lower: free.map((f) => forward(f, f.lower)), upper: free.map((f) => forward(f, f.upper)) };
  // Curves are solved to a tolerance of about 1e-5, so derivatives take a step well above it.
  const problem = { residual, initial, names, ...bounds, relativeStep: 1e-3, tolerance: 1e-8 };
  const fit = await fitLeastSquares(problem, subContext(ctx, 'fit', 0, 0.5));
  const best = fit.parameters;
  const profiles: Record<string, Profile> = {};
  const identifiability: CellFit['identifiability'] = {};
  const estimates: Record<string, Estimate> = {};
  const notes: Note[] = [...fit.notes];
  const variance = Math.max(fit.residualVariance, Number.MIN_VALUE);
  for (let k = 0; k < free.length; k++) {
    const f = free[k];
    const rise = async (at: number): Promise<number> => {
      const held = await fitLeastSquares({ ...problem, initial: best.map((v, i) => (i === k ? at : v)), fixed: free.map((_, i) => i === k), maxIterations: 20 });
      return Math.max(0, (held.cost - fit.cost) / variance);
    };
    const profile = free.length > 1 ? await walkProfile(best[k], fit.sigma[k] ?? 0.1, bounds.lower[k], bounds.upper[k], rise) : await walkProfile(best[k], fit.sigma[k] ?? 0.1, bounds.lower[k], bounds.upper[k], async (at) => {
      const r = await residual(Float64Array.of(at));
      return Math.max(0, (r.reduce((s, v) => s + v * v, 0) / 2 - fit.cost) / variance);
    });
    const interval = profile.interval.map((q) => (q === undefined ? undefined : backward(f, q))) as Profile['interval'];
    profiles[names[k]] = { value: profile.value.map((q) => backward(f, q)), rise: profile.rise, interval };
    const sides = interval.filter((v) => v !== undefined).length;
    identifiability[names[k]] = sides === 2 ? 'identified' : sides === 1 ? 'one-sided' : 'not identified';
    if (sides < 2) notes.push({ level: 'warning', code: 'not-identified', text: `the data do not bound ${names[k]} ${sides === 1 ? 'on one side' : 'at all'} within ${f.lower} to ${f.upper}` });
    const estimate = toFitEstimate(fit, k, f.parameter.unit);
    const value = backward(f, best[k]);
    const sigma = estimate.sigma === undefined ? undefined : (f.logarithmic ?? true) ? value * Math.LN10 * estimate.sigma : estimate.sigma;
    estimates[names[k]] = { value, sigma, n: estimate.n, unit: f.parameter.unit, ...(sides === 2 && { interval: interval as [number, number], confidence: 0.95 }) };
    ctx?.progress?.(0.5 + (0.5 * (k + 1)) / free.length, 1, `profile of ${names[k]}`);
  }
  const volts = data.flatMap((d) => [...d.sigma]);
  const square = fit.residual.reduce((s, r, i) => s + (r * volts[i]) ** 2, 0);
  return { cell: applied(best), estimates, profiles, identifiability, residual: Math.sqrt(square / fit.residual.length), fit, fitted: names, notes };
}

/** Walks outwards from the best value in growing steps until the rise passes its critical value or the bound is met. */
async function walkProfile(best: number, sigma: number, lower: number, upper: number, rise: (at: number) => Promise<number>): Promise<{ value: number[]; rise: number[]; interval: [number | undefined, number | undefined] }> {
  const points: [number, number][] = [[best, 0]];
  const interval: [number | undefined, number | undefined] = [undefined, undefined];
  for (const [side, sign] of [[0, -1], [1, 1]] as const) {
    const bound = sign < 0 ? lower : upper;
    let last: [number, number] = [best, 0];
    for (let step = Math.max(sigma, 1e-6), k = 0; k < 8; k++, step *= 1.8) {
      const at = sign < 0 ? Math.max(bound, last[0] - step) : Math.min(bound, last[0] + step);
      if (at === last[0]) break;
      const value = await rise(at);
      points.push([at, value]);
      if (value >= CRITICAL) {
        // The rise is nearly a parabola, so its root runs along a straight line.
        const [a, b] = [Math.sqrt(last[1]), Math.sqrt(value)];
        interval[side] = last[0] + ((Math.sqrt(CRITICAL) - a) / (b - a)) * (at - last[0]);
        break;
      }
      last = [at, value];
    }
  }
  points.sort((p, q) => p[0] - q[0]);
  return { value: points.map((p) => p[0]), rise: points.map((p) => p[1]), interval };
}

function prepare({ recording, sigma }: CellExperiment): { time: Float64Array; voltage: Float64Array; sigma: Float64Array } {
  const { table } = recording;
  for (const name of ['test_time_second', 'voltage_volt']) if (!table.has(name)) throw new InputError(`a recording without ${name} cannot be fitted`);
  const time = table.column('test_time_second');
  const voltage = table.column('voltage_volt');
  const own = sigma === undefined ? table.get('voltage_volt').sigma : undefined;
  // Where the current jumps two rows share a time; which is which cannot be said once durations move, so neither is compared.
  const kept = Array.from(time, (_, i) => i).filter((i) => time[i] !== time[i - 1] && time[i] !== time[i + 1]);
  const pick = (f: (i: number) => number): Float64Array => Float64Array.from(kept, f);
  return { time: pick((i) => time[i] - time[0]), voltage: pick((i) => voltage[i]), sigma: pick((i) => Math.max(own?.[i] ?? sigma ?? 1e-3, 1e-6)) };
}

/** Straight lines between rows; beyond the last row its value. */
function interpolate(time: Float64Array, value: Float64Array): (t: number) => number {
  let at = 0;
  return (t) => {
    while (at > 0 && time[at] > t) at--;
    while (at < time.length - 2 && time[at + 1] < t) at++;
    const width = time[at + 1] - time[at];
    const share = width > 0 ? Math.min(1, Math.max(0, (t - time[at]) / width)) : 1;
    return value[at] + share * (value[at + 1] - value[at]);
  };
}
