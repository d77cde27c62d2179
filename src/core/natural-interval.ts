import { computeStudentQuantile, estimateMean, type Estimate, type Scale } from './estimate.js';

/** Draws from which quantiles say something about the ends of a 95 % interval. */
const QUANTILES_FROM = 40;

/**
 * Logarithm of the factor either way beyond which a number has no scale of logarithms: what scatters more lies, in part, as good as at
 * zero, and that part alone would decide how far the interval reaches.
 */
const LARGEST_REACH = Math.log(100);

/** Upper end of a share in a unit. */
const wholeOf = (unit: string): number => (unit === '%' ? 100 : 1);

/**
 * An interval of a number on the scale that is natural to it: a standard error carried to that scale (delta method), a
 * symmetric interval there, and back. It never leaves where the number can be. Beyond a factor of a hundred
 * either way a logarithm says nothing: the interval is then that of the linear scale, cut at zero.
 *
 * @param value [unit of `unit`]
 * @param reach [unit of `unit`] half width on the linear scale
 */
export function placeInterval(value: number, reach: number, unit: string, scale: Scale = 'linear'): [number, number] {
  if (scale === 'log') {
    if (!(value > 0) || reach > LARGEST_REACH * value) return clip([value - reach, value + reach], value, unit, scale);
    const factor = Math.exp(reach / value);
    return [value / factor, value * factor];
  }
  if (scale === 'share') {
    const whole = wholeOf(unit);
    const share = value / whole;
    if (!(share > 0 && share < 1)) return clip([value - reach, value + reach], value, unit, scale);
    const logit = Math.log(share / (1 - share));
    const width = reach / whole / (share * (1 - share));
    const back = (z: number): number => whole / (1 + Math.exp(-z));
    return [back(logit - width), back(logit + width)];
  }
  return [value - reach, value + reach];
}

/**
 * Mean of repeats of one thing, with Student's interval on its natural scale.
 *
 * @param values [unit of `unit`] (n)
 */
export function estimateRepeats(values: ArrayLike<number>, unit: string, scale: Scale = 'linear'): Estimate {
  const mean = estimateMean(values, unit);
  if (scale === 'linear' || mean.sigma === undefined) return mean;
  const reach = mean.sigma * computeStudentQuantile(0.975, mean.n - 1);
  return { ...mean, scale, interval: placeInterval(mean.value, reach, unit, scale) };
}

/**
 * Mean of draws of something unknown, one of which is the truth. More draws make the scatter better known, not smaller:
 * the interval holds 95 % of what a further draw may be, by the quantiles of forty draws or more, by Student's
 * prediction interval (mean ± t s √(1 + 1/n)) on the natural scale of fewer, as {@link placeInterval} has it.
 *
 * @param values [unit of `unit`] (n)
 */
export function estimateDraws(values: readonly number[], unit: string, scale: Scale = 'linear'): Estimate {
  const { spread, ...mean } = estimateMean(values, unit);
  if (spread === undefined) return mean;
  const n = values.length;
  const sigma = spread * Math.sqrt(1 + 1 / n);
  const known = { ...mean, sigma, spread, confidence: 0.95, ...(scale !== 'linear' && { scale }) };
  if (n >= QUANTILES_FROM) {
    const sorted = [...values].sort((a, b) => a - b);
    return { ...known, interval: [quantileOf(sorted, 0.025), quantileOf(sorted, 0.975)] };
  }
  const t = computeStudentQuantile(0.975, n - 1) * Math.sqrt(1 + 1 / n);
  const onScale = toScale(values, unit, scale);
  const there = estimateMean(onScale?.map((v) => v.forward) ?? [], '1');
  const reach = t * (there.spread ?? 0);
  if (!onScale || (scale === 'log' && reach > LARGEST_REACH))
    return { ...known, interval: clip([mean.value - t * spread, mean.value + t * spread], mean.value, unit, scale) };
  return { ...known, interval: [onScale[0]!.back(there.value - reach), onScale[0]!.back(there.value + reach)] };
}

/**
 * An interval cut to where the number can be. A number that noise has put beyond an edge keeps what it was measured
 * with: cut there, its interval would not hold it.
 *
 * @param interval [unit of `unit`]
 * @param value    [unit of `unit`]
 */
export function clip(
  [low, high]: readonly [number, number],
  value: number,
  unit: string,
  scale: Scale | undefined,
): [number, number] {
  const whole = scale === 'share' ? wholeOf(unit) : Infinity;
  if ((scale !== 'share' && scale !== 'log') || value < 0 || value > whole) return [low, high];
  return [Math.max(0, low), Math.min(whole, high)];
}

interface OnScale {
  forward: number;
  back(z: number): number;
}

/** Values on their natural scale; undefined where one of them lies on its edge, or outside. */
function toScale(values: readonly number[], unit: string, scale: Scale): OnScale[] | undefined {
  if (scale === 'linear') return values.map((forward) => ({ forward, back: (z) => z }));
  const whole = wholeOf(unit);
  if (scale === 'log')
    return values.every((v) => v > 0) ? values.map((v) => ({ forward: Math.log(v), back: Math.exp })) : undefined;
  return values.every((v) => v > 0 && v < whole)
    ? values.map((v) => ({ forward: Math.log(v / (whole - v)), back: (z) => whole / (1 + Math.exp(-z)) }))
    : undefined;
}

/** Quantile by linear interpolation between order statistics (Hyndman and Fan, Am. Stat. 50 (1996) 361, type 8). */
function quantileOf(sorted: readonly number[], p: number): number {
  const n = sorted.length;
  const h = Math.min(n, Math.max(1, (n + 1 / 3) * p + 1 / 3));
  const k = Math.floor(h);
  return sorted[k - 1]! + (h - k) * ((sorted[k] ?? sorted[n - 1]!) - sorted[k - 1]!);
}
