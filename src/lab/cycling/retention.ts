import { computeStudentQuantile, type Estimate, InputError, type Note } from '../../core/index.js';
import { fitLeastSquares } from '../../num/fit/index.js';

export interface RetentionOptions {
  /** Cycle that the others are held against. @default the first */
  reference?: number;
  /** [1] share of the reference at which life ends. @default 0.8 */
  endOfLife?: number;
}

export interface Retention {
  reference: number;
  /** [1] (n) capacity over that of the reference cycle */
  retention: Float64Array;
  /** [1] at the last cycle */
  last: Estimate;
  /**
   * Cycle at which retention first stays below the end of life, between two cycles by interpolation; undefined where it
   * never does.
   */
  cycleLife?: Estimate;
  /** [% of the reference per cycle] slope of a straight line through all, with its interval. */
  fadeRate: Estimate;
  /** Cycle at which the fade turns faster, where two lines are better than one. */
  knee?: Estimate;
  notes: Note[];
}

/** [1] AICc by which two lines must beat one before a knee is spoken of. */
const CLEARLY = 10;

/**
 * Retention against a named cycle, fade rate, cycles to the end of life, and the knee: the break of two joined straight
 * lines, where they describe the data better than one by AICc (Fermín-Cueto et al., Energy and AI 1 (2020) 100006,
 * doi:10.1016/j.egyai.2020.100006).
 *
 * @param cycles   [1] (n) cycle numbers, ascending
 * @param capacity [any unit] (n)
 * @throws InputError when the reference is not among the cycles
 */
export async function computeRetention(
  cycles: ArrayLike<number>,
  capacity: ArrayLike<number>,
  options: RetentionOptions = {},
): Promise<Retention> {
  const n = cycles.length;
  if (n === 0) throw new InputError('there are no cycles to compute a retention of');
  const reference = options.reference ?? cycles[0];
  const at = Array.from(cycles).indexOf(reference);
  if (at < 0) throw new InputError(`cycle ${reference} is not among the cycles ${cycles[0]} to ${cycles[n - 1]}`);
  if (!(capacity[at] > 0)) throw new InputError(`cycle ${reference} has no capacity to hold others against`);
  const retention = Float64Array.from(capacity, (c) => c / capacity[at]);
  const notes: Note[] = [];
  const x = Float64Array.from(cycles);
  const line = fitLine(x, retention);
  const knee = await findKnee(x, retention);
  const end = options.endOfLife ?? 0.8;
  let life: number | undefined;
  for (let i = 1; i < n && life === undefined; i++) {
    if (retention[i] < end && (i + 1 >= n || retention[i + 1] < end))
      life = x[i - 1] + ((x[i] - x[i - 1]) * (retention[i - 1] - end)) / (retention[i - 1] - retention[i] || 1);
  }
  if (life === undefined)
    notes.push({
      level: 'info',
      code: 'above-end-of-life',
      text: `retention stays above ${100 * end} % up to cycle ${x[n - 1]}`,
    });
  if (n < 5) notes.push({ level: 'warning', code: 'few-cycles', text: `a fade rate from ${n} cycles says little` });
  return {
    reference,
    retention,
    last: {
      value: 100 * retention[n - 1],
      n: 1,
      unit: '%',
      ...(line.scatter !== undefined && n > 4 && { sigma: 100 * (knee?.scatter ?? line.scatter) }),
    },
    ...(life !== undefined && { cycleLife: { value: life, n: 1, unit: '1', ...lifeSigma(line, knee) } }),
    fadeRate: {
      value: -100 * line.slope,
      n,
      unit: '%',
      ...(line.sigma !== undefined && {
        sigma: 100 * line.sigma,
        confidence: 0.95,
        interval: [-100 * line.slope - 100 * line.reach!, -100 * line.slope + 100 * line.reach!],
      }),
    },
    ...(knee && { knee: knee.at }),
    notes,
  };
}

interface Line {
  slope: number;
  sigma?: number;
  reach?: number;
  /** Scatter of the points around the line. */
  scatter?: number;
  rss: number;
}

function fitLine(x: Float64Array, y: Float64Array): Line {
  const n = x.length;
  const mx = x.reduce((a, b) => a + b, 0) / n;
  const my = y.reduce((a, b) => a + b, 0) / n;
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (x[i] - mx) ** 2;
    sxy += (x[i] - mx) * (y[i] - my);
  }
  const slope = sxx > 0 ? sxy / sxx : 0;
  let rss = 0;
  for (let i = 0; i < n; i++) rss += (y[i] - my - slope * (x[i] - mx)) ** 2;
  if (n < 3) return { slope, rss };
  const scatter = Math.sqrt(rss / (n - 2));
  const sigma = scatter / Math.sqrt(sxx);
  return { slope, sigma, reach: computeStudentQuantile(0.975, n - 2) * sigma, scatter, rss };
}

async function findKnee(
  x: Float64Array,
  y: Float64Array,
): Promise<{ at: Estimate; scatter: number; after: number } | undefined> {
  const n = x.length;
  if (n < 12) return undefined;
  const model = (p: Float64Array): Float64Array =>
    y.map((v, i) => p[0] + p[1] * (x[i] - x[0]) + p[2] * Math.max(0, x[i] - p[3]) - v);
  const fitBroken = prepareBroken(x, y);
  let best: { k: number; rss: number; p: number[] } | undefined;
  for (let k = 3; k < n - 3; k++) {
    const { p, rss } = fitBroken(k);
    if (!best || rss < best.rss) best = { k, rss, p };
  }
  const line = fitLine(x, y);
  const aicc = (rss: number, k: number): number =>
    n * Math.log(Math.max(rss, 1e-30) / n) + 2 * k + (2 * k * (k + 1)) / (n - k - 1);
  if (!best || best.p[2] >= 0 || aicc(line.rss, 3) - aicc(best.rss, 5) < CLEARLY) return undefined;
  const fit = await fitLeastSquares({
    residual: model,
    initial: best.p,
    lower: [-Infinity, -Infinity, -Infinity, x[1]],
    upper: [Infinity, Infinity, 0, x[n - 2]],
    names: ['start', 'slope', 'bend', 'knee'],
  });
  const sigma = fit.sigma[3];
  return {
    at: { value: fit.parameters[3], n, unit: '1', ...(sigma !== undefined && { sigma }) },
    scatter: Math.sqrt(fit.residualVariance),
    after: fit.parameters[1] + fit.parameters[2],
  };
}

/**
 * Two lines joined at point k, by normal equations whose sums from k on are kept from before: every break costs the
 * same, however many points.
 */
function prepareBroken(x: Float64Array, y: Float64Array): (k: number) => { p: number[]; rss: number } {
  const n = x.length;
  const u = x.map((v) => v - x[0]);
  // Sums from each point to the last of 1, u, u², y, u y.
  const [s0, s1, s2, t0, t1] = Array.from({ length: 5 }, () => new Float64Array(n + 1));
  let yy = 0;
  for (let i = n - 1; i >= 0; i--) {
    s0[i] = s0[i + 1] + 1;
    s1[i] = s1[i + 1] + u[i];
    s2[i] = s2[i + 1] + u[i] * u[i];
    t0[i] = t0[i + 1] + y[i];
    t1[i] = t1[i + 1] + u[i] * y[i];
    yy += y[i] * y[i];
  }
  return (k) => {
    const c = u[k];
    const m1 = s1[k] - c * s0[k];
    const m2 = s2[k] - 2 * c * s1[k] + c * c * s0[k];
    const mu = s2[k] - c * s1[k];
    const my = t1[k] - c * t0[k];
    const a = [
      [n, s1[0], m1, t0[0]],
      [s1[0], s2[0], mu, t1[0]],
      [m1, mu, m2, my],
    ];
    for (let i = 0; i < 3; i++)
      for (let r = 0; r < 3; r++) {
        if (r === i) continue;
        const f = a[r][i] / (a[i][i] || 1e-30);
        for (let j = i; j < 4; j++) a[r][j] -= f * a[i][j];
      }
    const p = a.map((row, i) => row[3] / (row[i] || 1e-30));
    return { p: [...p, x[k]], rss: Math.max(0, yy - p[0] * t0[0] - p[1] * t1[0] - p[2] * my) };
  };
}

function lifeSigma(line: Line, knee: { scatter: number; after: number } | undefined): { sigma?: number } {
  const slope = Math.abs(knee ? knee.after : line.slope);
  const scatter = knee?.scatter ?? line.scatter;
  return scatter !== undefined && slope > 0 ? { sigma: scatter / slope } : {};
}
