import { AVOGADRO, computeStudentQuantile, InputError } from '../../core/index.js';

/** One straight line through the BET plot. */
export interface BetFit {
  /** [1] first and last point of the window, both in it */
  from: number;
  to: number;
  /** [mol/kg] loading of the monolayer, with the standard error of the line */
  monolayer: number;
  monolayerSigma: number;
  /** [1] */
  c: number;
  cSigma: number;
  /** [m2/kg] */
  area: number;
  areaSigma: number;
  /** Correlation coefficient of the line. */
  r: number;
}

/** A window of points with which of Rouquerol's criteria it fails; none where it is admissible. */
export interface BetWindow extends BetFit {
  failed: readonly BetCriterion[];
}

export type BetCriterion = 'n(1 − p/p0) falls' | 'C below zero' | 'monolayer outside' | 'monolayer pressure off';

/** What windows can fail: nothing or one of the last three, without and with a fall. */
const OF_THE_LINE: readonly (readonly BetCriterion[])[] = [
  [],
  ['C below zero'],
  ['monolayer outside'],
  ['monolayer pressure off'],
];
const FAILED = [OF_THE_LINE, OF_THE_LINE.map((failed): readonly BetCriterion[] => ['n(1 − p/p0) falls', ...failed])];

/** [1] fewest points of a window */
const FEWEST = 5;
/**
 * [1] largest difference between the pressure at which the loading is a monolayer and 1/(√C + 1), as a share of the
 * former
 */
const PRESSURE_TOLERANCE = 0.2;
/** [1] standard deviations of a fall of n(1 − p/p0) that is believed */
const BELIEVED = 3;

/**
 * BET area from a window of points: p/(n(1 − p)) = 1/(n_m C) + (C − 1)/(n_m C) · p, p being the relative pressure.
 *
 * Brunauer, Emmett and Teller, J. Am. Chem. Soc. 60 (1938) 309, doi:10.1021/ja01269a023.
 *
 * @param pressure     [1] relative pressures, ascending
 * @param loading      [mol/kg]
 * @param from         [1] first point
 * @param to           [1] last point
 * @param crossSection [m2] area of a molecule in the monolayer
 */
export function fitBet(
  pressure: ArrayLike<number>,
  loading: ArrayLike<number>,
  from: number,
  to: number,
  crossSection: number,
): BetFit {
  if (to - from < 2) throw new InputError('a BET line needs three points or more');
  const sums = makeSums(pressure, loading, from, to + 1);
  const { failed: _, ...fit } = fitWindow(sums, 0, to - from, crossSection);
  return { ...fit, from, to };
}

/**
 * Every window of five points or more with what it gives and which of Rouquerol's criteria it fails: n(1 − p/p0) rises
 * in it (a fall counts where it is more than the noise), C is above zero, the monolayer's loading lies in it, and its
 * pressure is 1/(√C + 1) within 20 %.
 *
 * Rouquerol, Llewellyn and Rouquerol, Stud. Surf. Sci. Catal. 160 (2007) 49; Osterrieth et al., Adv. Mater. 34 (2022)
 * 2201502, doi:10.1002/adma.202201502.
 *
 * @param pressure     [1] relative pressures, ascending
 * @param loading      [mol/kg]
 * @param crossSection [m2]
 */
export function listBetWindows(
  pressure: ArrayLike<number>,
  loading: ArrayLike<number>,
  crossSection: number,
): BetWindow[] {
  let count = 0;
  while (count < pressure.length && pressure[count] < 1) count++;
  const sums = makeSums(pressure, loading, 0, count);
  const firstFall = findFirstFall(pressure, loading, count);
  const windows: BetWindow[] = [];
  for (let from = 0; from + FEWEST <= count; from++) {
    if (!(pressure[from] > 0) || !(loading[from] > 0)) continue;
    for (let to = from + FEWEST - 1; to < count; to++) {
      const window = fitWindow(sums, from, to, crossSection);
      window.failed = FAILED[to > firstFall ? 1 : 0][judgeLine(window, pressure, loading)];
      windows.push(window);
    }
  }
  return windows;
}

/** [1] What a line fails, by its place among `OF_THE_LINE`. */
function judgeLine(
  { from, to, c, monolayer }: BetFit,
  pressure: ArrayLike<number>,
  loading: ArrayLike<number>,
): number {
  if (!(c > 0)) return 1;
  if (!(monolayer >= loading[from] && monolayer <= loading[to])) return 2;
  const at = interpolatePressure(pressure, loading, from, to, monolayer);
  return Math.abs(1 / (Math.sqrt(c) + 1) - at) <= PRESSURE_TOLERANCE * at ? 0 : 3;
}

/**
 * The window that is reported: of the admissible ones those that end highest, at the maximum of n(1 − p/p0) within
 * noise, and of these the one whose area is known best, Student's factor counted: straight over many points.
 */
export function chooseBetWindow(windows: readonly BetWindow[]): BetWindow | undefined {
  const admissible = windows.filter((w) => w.failed.length === 0);
  const highest = admissible.reduce((to, w) => Math.max(to, w.to), 0);
  let best: BetWindow | undefined;
  let bestWidth = Infinity;
  for (const window of admissible) {
    if (window.to !== highest) continue;
    const width = (window.areaSigma / window.area) * studentFactor(window.to - window.from - 1);
    if (width < bestWidth) {
      best = window;
      bestWidth = width;
    }
  }
  return best;
}

const factors: number[] = [];
function studentFactor(dof: number): number {
  return (factors[dof] ??= computeStudentQuantile(0.975, dof));
}

/** Running sums of x, y, xx, xy and yy: five numbers before each point, and after the last. */
const PER_POINT = 5;

function makeSums(pressure: ArrayLike<number>, loading: ArrayLike<number>, from: number, end: number): Float64Array {
  const sums = new Float64Array(PER_POINT * (end - from + 1));
  for (let i = from, at = 0; i < end; i++, at += PER_POINT) {
    const x = pressure[i];
    const y = x / (loading[i] * (1 - x));
    const [u, v] = Number.isFinite(y) ? [x, y] : [0, 0];
    sums[at + 5] = sums[at] + u;
    sums[at + 6] = sums[at + 1] + v;
    sums[at + 7] = sums[at + 2] + u * u;
    sums[at + 8] = sums[at + 3] + u * v;
    sums[at + 9] = sums[at + 4] + v * v;
  }
  return sums;
}

function fitWindow(sums: Float64Array, from: number, to: number, crossSection: number): BetWindow {
  const m = to - from + 1;
  const [a, b] = [PER_POINT * from, PER_POINT * (to + 1)];
  const x = (sums[b] - sums[a]) / m;
  const y = (sums[b + 1] - sums[a + 1]) / m;
  const xx = sums[b + 2] - sums[a + 2] - m * x * x;
  const xy = sums[b + 3] - sums[a + 3] - m * x * y;
  const yy = sums[b + 4] - sums[a + 4] - m * y * y;
  const slope = xy / xx;
  const intercept = y - slope * x;
  const scatter = Math.max(0, yy - slope * xy) / (m - 2);
  const monolayer = 1 / (slope + intercept);
  const c = 1 + slope / intercept;
  // Variance of slope + intercept is that of the line at p = 1.
  const atOne = scatter * (1 / m + ((1 - x) * (1 - x)) / xx);
  const slopeVariance = scatter / xx;
  const interceptVariance = scatter * (1 / m + (x * x) / xx);
  const both = (-scatter * x) / xx;
  const perIntercept = slope / intercept;
  const cVariance =
    (slopeVariance + perIntercept * (perIntercept * interceptVariance - 2 * both)) / (intercept * intercept);
  const monolayerSigma = monolayer * monolayer * Math.sqrt(atOne);
  return {
    from,
    to,
    monolayer,
    monolayerSigma,
    c,
    cSigma: Math.sqrt(Math.max(0, cVariance)),
    area: monolayer * AVOGADRO * crossSection,
    areaSigma: monolayerSigma * AVOGADRO * crossSection,
    r: yy > 0 ? xy / Math.sqrt(xx * yy) : 1,
    failed: OF_THE_LINE[0],
  };
}

/** [1] Last point before n(1 − p/p0) falls below its highest value by more than its noise. */
function findFirstFall(pressure: ArrayLike<number>, loading: ArrayLike<number>, count: number): number {
  const q = Float64Array.from({ length: count }, (_, i) => loading[i] * (1 - pressure[i]));
  const noise = estimateUnevenNoise(pressure, q);
  let highest = 0;
  for (let i = 1; i < count; i++) {
    if (q[i] >= q[highest]) highest = i;
    else if (q[highest] - q[i] > BELIEVED * Math.SQRT2 * noise) return highest;
  }
  return highest;
}

/** Standard deviation of the points of a smooth curve about quadratics through their neighbours, from its median. */
function estimateUnevenNoise(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const off: number[] = [];
  for (let i = 0; i + 3 < y.length; i++) {
    let difference = 0;
    let norm = 0;
    for (let k = i; k < i + 4; k++) {
      let weight = 1;
      for (let j = i; j < i + 4; j++) if (j !== k) weight /= x[k] - x[j];
      difference += weight * y[k];
      norm += weight * weight;
    }
    const deviation = Math.abs(difference) / Math.sqrt(norm);
    if (Number.isFinite(deviation)) off.push(deviation);
  }
  off.sort((a, b) => a - b);
  return (off[off.length >> 1] ?? 0) / 0.67448975;
}

function interpolatePressure(
  pressure: ArrayLike<number>,
  loading: ArrayLike<number>,
  from: number,
  to: number,
  wanted: number,
): number {
  for (let i = from; i < to; i++) {
    if (loading[i + 1] < wanted) continue;
    const share = loading[i + 1] > loading[i] ? (wanted - loading[i]) / (loading[i + 1] - loading[i]) : 0;
    return pressure[i] + Math.max(0, share) * (pressure[i + 1] - pressure[i]);
  }
  return pressure[to];
}
