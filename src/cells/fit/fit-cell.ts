import { InputError, subContext, type Context, type Estimate, type Note, type Recording } from '../../core/index.js';
import { fitLeastSquares, toFitEstimate, type LeastSquaresFit } from '../../num/fit/index.js';
import type { Cell, FittedParameter } from '../parameters/cell.js';
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
  /** What the other parameters are at each of its values. */
  others: Record<string, number[]>;
  /** 95 % interval; a side is undefined where the rise stays below 1.92 up to the bound. */
  interval: [number | undefined, number | undefined];
}

/** Two parameters of which the data know little but a combination. */
export interface TradeOff {
  names: [string, string];
  /** [1] of the covariance; undefined where one of the two sits on a bound */
  correlation?: number;
}

export interface CellFit {
  /** The cell with the fitted numbers, marked as such in its `fitted`. */
  cell: Cell;
  estimates: Record<string, Estimate>;
  profiles: Record<string, Profile>;
  /** `identified`: both sides of the interval lie within the bounds. */
  identifiability: Record<string, 'identified' | 'one-sided' | 'not identified'>;
  tradeOffs: TradeOff[];
  /** [V] root mean square of what is left. */
  residual: number;
  fit: LeastSquaresFit;
  notes: Note[];
}

/** Rise of half the sum of squares at the ends of a 95 % interval of one parameter. */
const CRITICAL = 1.92;
/** [1] Rise at the end of an interval, relative to the critical one: a twentieth of the interval's half width. */
const CLOSE = 0.1;
/** Points more that the end of an interval may take. */
const MOST_CLOSER = 9;
/**
 * Two parameters trade off where one moves, along the profile of the other up to its 95 % interval, by more of its own
 * sigmas: a correlation of 0.95.
 */
const FOLLOWS = 6;

/**
 * Fits numbers of a cell to recordings, measured or simulated: bounded least squares on the voltage at equal time,
 * covariance, and profile likelihoods (Raue et al., Bioinformatics 25 (2009) 1923, doi:10.1093/bioinformatics/btp358).
 *
 * @throws InputError when a recording cannot be compared
 */
export async function fitCell(
  cell: Cell,
  free: readonly FreeCellParameter[],
  experiments: readonly CellExperiment[],
  ctx?: Context,
): Promise<CellFit> {
  const data = experiments.map(prepare);
  const names = free.map((f) => f.parameter.name);
  const forward = (f: FreeCellParameter, v: number): number => ((f.logarithmic ?? true) ? Math.log10(v) : v);
  const backward = (f: FreeCellParameter, q: number): number => ((f.logarithmic ?? true) ? 10 ** q : q);
  const applied = (q: ArrayLike<number>): Cell =>
    free.reduce((c, f, k) => f.parameter.apply(c, backward(f, q[k])), cell);
  const residual = async (q: Float64Array): Promise<Float64Array> => {
    const trial = applied(q);
    const parts: number[] = [];
    for (let k = 0; k < experiments.length; k++) {
      const { recording } = await simulateCell(
        trial,
        experiments[k].protocol,
        { ...experiments[k].options, errorEstimate: false },
        ctx && { signal: ctx.signal },
      );
      const at = interpolate(recording.table.column('test_time_second'), recording.table.column('voltage_volt'));
      for (let i = 0; i < data[k].time.length; i++)
        parts.push((at(data[k].time[i]) - data[k].voltage[i]) / data[k].sigma[i]);
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
  const notes: Note[] = fit.notes.filter((n) => n.code !== 'strong-correlation');
  const follows = new Set<string>();
  const variance = Math.max(fit.residualVariance, Number.MIN_VALUE);
  for (let k = 0; k < free.length; k++) {
    const f = free[k];
    const hold: Hold = async (at, from) => {
      if (free.length === 1) {
        const r = await residual(Float64Array.of(at));
        return {
          at,
          rise: Math.max(0, (r.reduce((s, v) => s + v * v, 0) / 2 - fit.cost) / variance),
          parameters: Float64Array.of(at),
          sigma: [undefined],
        };
      }
      const held = await fitLeastSquares(
        {
          ...problem,
          initial: from.parameters.map((v, i) => (i === k ? at : v)),
          fixed: free.map((_, i) => i === k),
          maxIterations: 20,
        },
        ctx && { signal: ctx.signal },
      );
      return {
        at,
        rise: Math.max(0, (held.cost - fit.cost) / variance),
        parameters: held.parameters,
        sigma: held.sigma,
      };
    };
    const { points, interval: walked } = await walkProfile(
      { at: best[k], rise: 0, parameters: best, sigma: [] },
      fit.sigma[k] ?? 0.1,
      bounds.lower[k],
      bounds.upper[k],
      hold,
    );
    const interval = walked.map((q) => (q === undefined ? undefined : backward(f, q))) as Profile['interval'];
    const column = (i: number): number[] => points.map((p) => backward(free[i], p.parameters[i]));
    profiles[names[k]] = {
      value: column(k),
      rise: points.map((p) => p.rise),
      others: Object.fromEntries(names.flatMap((name, i) => (i === k ? [] : [[name, column(i)]]))),
      interval,
    };
    for (const p of points)
      free.forEach((_, i) => {
        const own = p.sigma[i];
        if (i !== k && own !== undefined && Math.abs(p.parameters[i] - best[i]) > FOLLOWS * own)
          follows.add([Math.min(i, k), Math.max(i, k)].join());
      });
    const sides = interval.filter((v) => v !== undefined).length;
    identifiability[names[k]] = sides === 2 ? 'identified' : sides === 1 ? 'one-sided' : 'not identified';
    if (sides < 2)
      notes.push({
        level: 'warning',
        code: 'not-identified',
        text: `the data do not bound ${names[k]} ${sides === 1 ? `from ${interval[0] === undefined ? 'below' : 'above'}` : 'at all'} within ${f.lower} to ${f.upper}`,
      });
    const estimate = toFitEstimate(fit, k, f.parameter.unit);
    const value = backward(f, best[k]);
    // What is not bounded has no sigma either: the covariance's speaks of a parabola that is not there.
    const sigma =
      sides < 2 || estimate.sigma === undefined
        ? undefined
        : (f.logarithmic ?? true)
          ? value * Math.LN10 * estimate.sigma
          : estimate.sigma;
    estimates[names[k]] = {
      value,
      ...(sigma !== undefined && { sigma }),
      n: estimate.n,
      unit: f.parameter.unit,
      ...(sides === 2 && { interval: interval as [number, number], confidence: 0.95 }),
    };
    ctx?.progress?.(0.5 + (0.5 * (k + 1)) / free.length, 1, `profile of ${names[k]}`);
  }
  const tradeOffs = [...follows].map((pair): TradeOff => {
    const [i, j] = pair.split(',').map(Number);
    const [a, b] = [fit.free.indexOf(i), fit.free.indexOf(j)];
    return {
      names: [names[i], names[j]],
      ...(a >= 0 && b >= 0 && { correlation: fit.correlation[a * fit.free.length + b] }),
    };
  });
  for (const {
    names: [a, b],
    correlation,
  } of tradeOffs) {
    const known = identifiability[a] === 'identified' && identifiability[b] === 'identified';
    const then = known
      ? 'each is known less well than their combination; quote them together'
      : 'the data know only a combination of them; hold one, or add a recording that tells them apart';
    notes.push({
      level: 'warning',
      code: 'trade-off',
      text: `${a} and ${b} trade off${correlation === undefined ? '' : ` (correlation ${correlation.toFixed(3)})`}: ${then}`,
    });
  }
  const volts = data.flatMap((d) => [...d.sigma]);
  const square = fit.residual.reduce((s, r, i) => s + (r * volts[i]) ** 2, 0);
  const to = experiments.map(({ recording }) => nameRecording(recording));
  const marks = names.map(
    (name): FittedParameter => ({
      name,
      value: estimates[name].value,
      ...(estimates[name].sigma !== undefined && { sigma: estimates[name].sigma }),
      unit: estimates[name].unit,
      to,
    }),
  );
  return {
    // Factors of one fit multiply those of the fits before; numbers replace them.
    cell: {
      ...applied(best),
      fitted: [...(cell.fitted ?? []).filter((m) => m.unit === '1' || !names.includes(m.name)), ...marks],
    },
    estimates,
    profiles,
    identifiability,
    tradeOffs,
    residual: Math.sqrt(square / fit.residual.length),
    fit,
    notes,
  };
}

/** A recording by its file, or by what simulated it. */
function nameRecording({ origin, about }: Recording): string {
  if (origin.type === 'measured') return origin.file;
  if (origin.type === 'derived') return origin.analysis;
  return `${about.sample ?? 'cell'}, simulated by ${origin.model}, ${origin.parametersHash.slice(0, 12)}`;
}

interface ProfilePoint {
  at: number;
  rise: number;
  parameters: Float64Array;
  sigma: readonly (number | undefined)[];
}

/** One parameter held, the others refitted from a point nearby. */
type Hold = (at: number, from: ProfilePoint) => Promise<ProfilePoint>;

/** Walks outwards from the best value in growing steps until the rise passes its critical value or the bound is met. */
async function walkProfile(
  best: ProfilePoint,
  sigma: number,
  lower: number,
  upper: number,
  hold: Hold,
): Promise<{ points: ProfilePoint[]; interval: [number | undefined, number | undefined] }> {
  const points = [best];
  const interval: [number | undefined, number | undefined] = [undefined, undefined];
  for (const [side, sign] of [
    [0, -1],
    [1, 1],
  ] as const) {
    const bound = sign < 0 ? lower : upper;
    let last = best;
    for (let step = Math.max(sigma, 1e-6), k = 0; k < 8; k++, step *= 1.8) {
      const at = sign < 0 ? Math.max(bound, last.at - step) : Math.min(bound, last.at + step);
      if (at === last.at) break;
      const next = await hold(at, last);
      points.push(next);
      if (next.rise >= CRITICAL) {
        interval[side] = await closeIn(last, next, hold, points);
        break;
      }
      last = next;
    }
  }
  points.sort((p, q) => p.at - q.at);
  return { points, interval };
}

/**
 * Where the rise is critical between two points: its root runs along a straight line where it is a parabola; where it
 * turns sharply, by halves.
 */
async function closeIn(
  inside: ProfilePoint,
  outside: ProfilePoint,
  hold: Hold,
  points: ProfilePoint[],
): Promise<number> {
  let [low, high] = [inside, outside];
  for (let k = 0; ; k++) {
    const [a, b] = [Math.sqrt(low.rise), Math.sqrt(high.rise)];
    const straight = low.at + ((Math.sqrt(CRITICAL) - a) / (b - a)) * (high.at - low.at);
    if (k === MOST_CLOSER || high.rise < 1.5 * CRITICAL) return straight;
    const next = await hold(k === 0 ? straight : (low.at + high.at) / 2, low);
    points.push(next);
    if (Math.abs(next.rise / CRITICAL - 1) < CLOSE) return next.at;
    if (next.rise < CRITICAL) low = next;
    else high = next;
  }
}

function prepare({ recording, sigma }: CellExperiment): {
  time: Float64Array;
  voltage: Float64Array;
  sigma: Float64Array;
} {
  const { table } = recording;
  for (const name of ['test_time_second', 'voltage_volt'])
    if (!table.has(name)) throw new InputError(`a recording without ${name} cannot be fitted`);
  const time = table.column('test_time_second');
  const voltage = table.column('voltage_volt');
  const own = sigma === undefined ? table.get('voltage_volt').sigma : undefined;
  // Where the current jumps two rows share a time; which is which cannot be said once durations move, so neither is
  // compared.
  const kept = Array.from(time, (_, i) => i).filter((i) => time[i] !== time[i - 1] && time[i] !== time[i + 1]);
  const pick = (f: (i: number) => number): Float64Array => Float64Array.from(kept, f);
  return {
    time: pick((i) => time[i] - time[0]),
    voltage: pick((i) => voltage[i]),
    sigma: pick((i) => Math.max(own?.[i] ?? sigma ?? 1e-3, 1e-6)),
  };
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
