import { fitLinear, type LinearFit } from '../../num/index.js';

/**
 * How the line under an event runs: straight between its limits; from the level before to the level after with the
 * conversion (`sigmoidal`); or from the line before to the line after with it (`tangential`).
 */
export type BaselineShape = 'linear' | 'sigmoidal' | 'tangential';
export const BASELINE_SHAPES: readonly BaselineShape[] = ['tangential', 'sigmoidal', 'linear'];

/** Straight lines before and after an event, over time from its middle. */
export interface Flanks {
  /** Rows [from, to) that each line was fitted to. */
  before: { from: number; to: number; fit: LinearFit };
  after: { from: number; to: number; fit: LinearFit };
  /** [s] time that the lines count from */
  middle: number;
}

/** What lies above the line under an event. */
export interface Integral {
  /** [J/kg] with heat flow in W/kg, [J] with W */
  heat: number;
  /** (rows of the event) of the line under it, unit of the heat flow */
  baseline: Float64Array;
  /** [1] (rows of the event) from 0 to 1 */
  conversion: Float64Array;
  /** Standard error of `heat` from the noise of the rows and of the two lines. */
  sigma: number;
}

/** Straight lines through the rows on both sides of an event. */
export function fitFlanks(
  time: Float64Array,
  heatFlow: Float64Array,
  before: readonly [from: number, to: number],
  after: readonly [from: number, to: number],
): Flanks {
  const middle = (time[before[1] - 1] + time[after[0]]) / 2;
  const line = ([from, to]: readonly [number, number]): { from: number; to: number; fit: LinearFit } => ({
    from,
    to,
    fit: fitFlank(time, heatFlow, from, to, middle),
  });
  return { before: line(before), after: line(after), middle };
}

/**
 * Straight line through rows.
 *
 * @param from   [1] first row
 * @param to     [1] row after the last
 * @param origin [s] time that the line counts from
 */
export function fitFlank(
  time: Float64Array,
  heatFlow: Float64Array,
  from: number,
  to: number,
  origin: number,
): LinearFit {
  const x = time.subarray(from, to).map((t) => t - origin);
  return fitLinear([new Float64Array(x.length).fill(1), x], heatFlow.subarray(from, to));
}

/**
 * Heat of an event: ∫ (q − b) dt, where b goes over from the line before to that after with the conversion, which is
 * found with it.
 *
 * Hemminger and Sarge, J. Therm. Anal. 37 (1991) 1455, doi:10.1007/BF01913481; van der Plaats, Thermochim. Acta 72
 * (1984) 77.
 *
 * @param from  [1] first row of the event
 * @param to    [1] row after its last
 * @param noise [any unit] standard deviation of a row of the heat flow
 */
export function integrateEvent(
  time: Float64Array,
  heatFlow: Float64Array,
  flanks: Flanks,
  from: number,
  to: number,
  shape: BaselineShape,
  noise: number,
): Integral {
  const n = to - from;
  const [a, b] = [flanks.before.fit.coefficients, flanks.after.fit.coefficients];
  const start = time[from] - flanks.middle;
  const end = time[to - 1] - flanks.middle;
  const before = new Float64Array(n);
  const after = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const t = time[from + i] - flanks.middle;
    before[i] = shape === 'tangential' ? a[0] + a[1] * t : a[0] + a[1] * start;
    after[i] = shape === 'tangential' ? b[0] + b[1] * t : b[0] + b[1] * end;
  }
  const conversion = Float64Array.from({ length: n }, (_, i) => (time[from + i] - time[from]) / (end - start));
  const baseline = new Float64Array(n);
  const running = new Float64Array(n);
  let heat = 0;
  for (let round = 0; round < (shape === 'linear' ? 1 : 30); round++) {
    for (let i = 0; i < n; i++) baseline[i] = before[i] + (after[i] - before[i]) * conversion[i];
    running[0] = 0;
    for (let i = 1; i < n; i++)
      running[i] =
        running[i - 1] +
        0.5 *
          (heatFlow[from + i] - baseline[i] + heatFlow[from + i - 1] - baseline[i - 1]) *
          (time[from + i] - time[from + i - 1]);
    const last = heat;
    heat = running[n - 1];
    if (heat === 0) break;
    if (shape !== 'linear' || round === 0)
      for (let i = 0; i < n; i++) {
        const share = Math.min(1, Math.max(0, running[i] / heat));
        if (shape !== 'linear') conversion[i] = share;
      }
    if (Math.abs(heat - last) < 1e-10 * Math.abs(heat)) break;
  }
  let rows = 0;
  const gradient = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const dt = (time[Math.min(to - 1, from + i + 1)] - time[Math.max(from, from + i - 1)]) / 2;
    rows += dt * dt;
    const t = shape === 'tangential' ? time[from + i] - flanks.middle : 0;
    gradient[0] += dt * (1 - conversion[i]);
    gradient[1] += dt * (1 - conversion[i]) * (shape === 'tangential' ? t : start);
    gradient[2] += dt * conversion[i];
    gradient[3] += dt * conversion[i] * (shape === 'tangential' ? t : end);
  }
  const variance =
    noise ** 2 * rows +
    quadratic(flanks.before.fit.covariance, gradient[0], gradient[1]) +
    quadratic(flanks.after.fit.covariance, gradient[2], gradient[3]);
  const fraction = Float64Array.from(running, (v) => (heat === 0 ? 0 : v / heat));
  return { heat, baseline, conversion: fraction, sigma: Math.sqrt(variance) };
}

function quadratic(c: Float64Array, x: number, y: number): number {
  return c[0] * x * x + 2 * c[1] * x * y + c[3] * y * y;
}
