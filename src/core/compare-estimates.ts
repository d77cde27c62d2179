import { computeStudentQuantile, type Estimate } from './estimate.js';
import { clip, placeInterval } from './natural-interval.js';
import { differenceUnit } from './units.js';

/** Confidence of every interval that a verdict rests on. */
export const CONFIDENCE = 0.95;
/** Degrees of freedom that stand for a normal distribution; its quantile is 1.95997 rather than 1.95996. */
const NORMAL = 1e6;
/** Replicates that must agree to the last digit before their scatter of nothing is believed. */
const AGREEING = 3;

/**
 * The 95 % interval of an estimate, or undefined where it has none: a single observation without a known uncertainty,
 * or two that happen to be equal. `n: 1, sigma: 0` is exact. A single observation with a stated sigma is taken as
 * normal.
 */
export function computeInterval(estimate: Estimate): [number, number] | undefined {
  const { value, sigma, n } = estimate;
  if (!Number.isFinite(value)) return undefined;
  if (estimate.interval && estimate.confidence === CONFIDENCE && estimate.interval[1] > estimate.interval[0])
    return clip(estimate.interval, estimate.value, estimate.unit, estimate.scale);
  if (sigma === undefined || Number.isNaN(sigma)) return undefined;
  if (sigma === 0) return n === 1 || n >= AGREEING ? [value, value] : undefined;
  const reach = sigma * computeStudentQuantile(0.5 + CONFIDENCE / 2, degreesOf(estimate));
  return placeInterval(value, reach, estimate.unit, estimate.scale);
}

/** Observations behind a pair; one whose uncertainty is stated rather than estimated from scatter sets no limit. */
function countPair(a: Estimate, b: Estimate): number {
  const counted = [a.n, b.n].filter((n) => n > 1);
  return counted.length > 0 ? Math.min(...counted) : 1;
}

/**
 * Degrees of freedom behind a standard uncertainty; without bound where it was stated rather than estimated from
 * scatter, as a model error is that joins the scatter of repeats.
 */
function degreesOf({ n, sigma, budget }: Estimate): number {
  if (n <= 1) return NORMAL;
  if (budget?.model === undefined || budget.replicates === undefined) return n - 1;
  return joinDegrees(n - 1, budget.replicates ** 2, sigma! ** 2);
}

/** Welch–Satterthwaite: of a variance only the part that scatter told limits the degrees of freedom. */
function joinDegrees(degrees: number, scattered: number, total: number): number {
  return scattered > 0 ? Math.min(NORMAL, degrees * (total / scattered) ** 2) : NORMAL;
}

/** An estimate without the model error that its `sigma` holds beside the scatter of repeats, and the variance of that. */
function partModelError(estimate: Estimate): { repeats: Estimate; variance: number } {
  const { budget } = estimate;
  if (budget?.model === undefined || budget.replicates === undefined) return { repeats: estimate, variance: 0 };
  return { repeats: { ...estimate, sigma: budget.replicates }, variance: budget.model ** 2 };
}

/** Two groups with what is known of how they vary together. */
interface Pair {
  a: Estimate;
  b: Estimate;
  varianceA: number;
  varianceB: number;
  covariance: number;
  /** Observations behind the pair. */
  n: number;
  /** Degrees of freedom of a − r·b. */
  degrees(r: number): number;
}

type Replicates = Readonly<Record<string, number>> | undefined;

/**
 * Groups whose replicates bear the same names are a paired sample: what they share cancels. Others are independent,
 * with the degrees of freedom of Welch, Biometrika 34 (1947) 28, doi:10.1093/biomet/34.1-2.28.
 */
function pairUp(a: Estimate, b: Estimate, ra: Replicates, rb: Replicates): Pair | undefined {
  const names = ra && rb ? Object.keys(ra).filter((name) => Object.hasOwn(rb, name)) : [];
  const n = names.length;
  if (ra && rb && n >= 2 && n === Object.keys(ra).length && n === Object.keys(rb).length) {
    const covariance = (x: Readonly<Record<string, number>>, y: Readonly<Record<string, number>>): number => {
      const mean = (z: Readonly<Record<string, number>>): number => names.reduce((sum, name) => sum + z[name]! / n, 0);
      const [mx, my] = [mean(x), mean(y)];
      return names.reduce((sum, name) => sum + (x[name]! - mx) * (y[name]! - my), 0) / (n - 1) / n;
    };
    const [ownA, ownB] = [partModelError(a), partModelError(b)];
    const pair = scaleToStated(
      { varianceA: covariance(ra, ra), varianceB: covariance(rb, rb), covariance: covariance(ra, rb) },
      ownA.repeats,
      ownB.repeats,
    );
    if (pair.varianceA === 0 && pair.varianceB === 0 && n < AGREEING) return undefined;
    return {
      a,
      b,
      varianceA: pair.varianceA + ownA.variance,
      varianceB: pair.varianceB + ownB.variance,
      covariance: pair.covariance,
      n,
      degrees: (r) => {
        const scattered = pair.varianceA - 2 * r * pair.covariance + r * r * pair.varianceB;
        const model = ownA.variance + r * r * ownB.variance;
        return model === 0 ? n - 1 : joinDegrees(n - 1, scattered, scattered + model);
      },
    };
  }
  if (!computeInterval(a) || !computeInterval(b) || a.sigma === undefined || b.sigma === undefined) return undefined;
  const varianceA = a.sigma ** 2;
  const varianceB = b.sigma ** 2;
  return {
    a,
    b,
    varianceA,
    varianceB,
    covariance: sharedCovariance(a, b),
    n: countPair(a, b),
    degrees: (r) => {
      const vb = r * r * varianceB;
      const total = varianceA + vb;
      return total === 0 ? NORMAL : total ** 2 / (varianceA ** 2 / degreesOf(a) + vb ** 2 / degreesOf(b));
    },
  };
}

/**
 * What a factor that both estimates share, one loading for all cells, puts into their covariance; none where its
 * sources differ.
 */
function sharedCovariance(a: Estimate, b: Estimate): number {
  if (!a.common || !b.common || a.common.source !== b.common.source) return 0;
  return a.common.relative * b.common.relative * a.value * b.value;
}

/**
 * An estimate may state more than the standard error of its replicates' mean, where they are draws of something unknown
 * rather than repeats of a measurement: averaging does not narrow those. Variances follow what is stated, the
 * correlation what was found.
 */
function scaleToStated<P extends Pick<Pair, 'varianceA' | 'varianceB' | 'covariance'>>(
  found: P,
  a: Estimate,
  b: Estimate,
): P {
  const factor = (stated: number | undefined, variance: number): number => {
    const f = stated !== undefined && variance > 0 ? stated / Math.sqrt(variance) : 1;
    return Math.abs(f - 1) < 1e-9 ? 1 : f;
  };
  const [fa, fb] = [factor(a.sigma, found.varianceA), factor(b.sigma, found.varianceB)];
  return {
    ...found,
    varianceA: found.varianceA * fa * fa,
    varianceB: found.varianceB * fb * fb,
    covariance: found.covariance * fa * fb,
  };
}

/** a − b with Welch's interval, or the paired one. Without uncertainty on either side the difference has none. */
export function computeDifference(a: Estimate, b: Estimate, ra?: Replicates, rb?: Replicates): Estimate {
  const value = a.value - b.value;
  const unit = differenceUnit(a.unit);
  const pair = pairUp(a, b, ra, rb);
  if (!pair) return { value, n: Math.min(a.n, b.n), unit };
  const sigma = Math.sqrt(Math.max(0, pair.varianceA + pair.varianceB - 2 * pair.covariance));
  if (sigma === 0) return { value, sigma, n: pair.n, unit };
  const reach = sigma * computeStudentQuantile(0.5 + CONFIDENCE / 2, pair.degrees(1));
  return { value, sigma, n: pair.n, unit, interval: [value - reach, value + reach], confidence: CONFIDENCE };
}

/**
 * a / b, the ratio of the means, with Fieller's interval; it has no bounds, and is left out, where b is not told from
 * zero.
 *
 * Fieller, J. R. Stat. Soc. B 16 (1954) 175, doi:10.1111/j.2517-6161.1954.tb00159.x.
 */
export function computeRatio(a: Estimate, b: Estimate, ra?: Replicates, rb?: Replicates): Estimate {
  const value = a.value / b.value;
  const pair = pairUp(a, b, ra, rb);
  const n = pair?.n ?? Math.min(a.n, b.n);
  if (!pair || b.value === 0) return { value, n, unit: '1' };
  const { varianceA, varianceB, covariance } = pair;
  const sigma =
    Math.sqrt(Math.max(0, varianceA - 2 * value * covariance + value * value * varianceB)) / Math.abs(b.value);
  if (sigma === 0) return { value, sigma, n, unit: '1' };
  const t = computeStudentQuantile(0.5 + CONFIDENCE / 2, pair.degrees(value));
  const t2 = t ** 2;
  const quadratic = b.value ** 2 - t2 * varianceB;
  const linear = a.value * b.value - t2 * covariance;
  // linear² − quadratic (a² − t² varianceA), without the digits that both have in common.
  const root = t2 * (b.value * b.value * sigma) ** 2 - t2 * t2 * (varianceA * varianceB - covariance ** 2);
  if (quadratic <= 0 || root < 0) {
    return {
      value,
      n,
      unit: '1',
      notes: [
        {
          level: 'warning',
          code: 'ratio-unbounded',
          text: 'the denominator is not told from zero, so the ratio has no interval',
        },
      ],
    };
  }
  const reach = Math.sqrt(root);
  const fieller: [number, number] = [(linear - reach) / quadratic, (linear + reach) / quadratic];
  // A ratio of what is above zero is above zero; Fieller's interval, made for normal numbers, may reach below.
  const positive = a.scale === 'log' && b.scale === 'log' && value > 0;
  return {
    value,
    sigma,
    n,
    unit: '1',
    interval: positive && fieller[0] <= 0 ? placeInterval(value, t * sigma, '1', 'log') : fieller,
    confidence: CONFIDENCE,
    ...(positive && { scale: 'log' }),
  };
}
