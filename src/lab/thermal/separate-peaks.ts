import type { Context } from '../../core/index.js';
import { fitLeastSquares, type LeastSquaresFit } from '../../num/index.js';
import type { MeasuredEvent } from './measure-events.js';
import { computeFraserSuzuki, computeReactionPeak, type PeakCurve, type PeakForm } from './peak-shapes.js';
import type { Thermogram } from './thermogram.js';

/** One of the peaks that an event is made of. */
export interface SeparatedPeak {
  /** [J/kg] or [J]; above zero where heat comes out */
  heat: number;
  /** Standard error of `heat` with everything else free, the shared line too; half its difference between the forms. */
  sigma: number;
  spread: number;
  /** [degC] where it is highest */
  temperature: number;
  /** [K] undefined where the fit stopped at a limit */
  temperatureSigma?: number;
  temperatureSpread: number;
  /** (rows of the event) its part of the heat flow */
  heatFlow: Float64Array;
}

/** An event as a sum of peaks over one line. */
export interface Separation {
  peaks: SeparatedPeak[];
  /** The form that describes the event better, and the standard deviation of the residuals over noise by each form. */
  form: PeakForm;
  misfit: Readonly<Record<PeakForm, number>>;
  /** (peaks, peaks) row-major covariance of the heats, from noise and misfit. */
  covariance: Float64Array;
  /** Pairs of neighbours whose heats trade off: the sum is known better than the parts. */
  tradeOffs: { first: number; second: number; correlation: number; sumSigma: number }[];
  converged: boolean;
}

/** [1] rows that a fit looks at; more are averaged in bins */
const MOST_ROWS = 500;
/** [1] correlation of two heats above which they are said to trade off */
const TRADE_OFF = 0.8;
/** [1] parameters of a peak: heat, temperature, width, order or skew */
const PER_PEAK = 4;
const FORMS: readonly PeakForm[] = ['reaction', 'fraser-suzuki'];
/** Least, first and greatest order of a reaction, or skew. */
const SHAPE: Readonly<Record<PeakForm, readonly [number, number, number]>> = {
  reaction: [0.3, 1, 4],
  'fraser-suzuki': [-0.9, -0.2, 0.9],
};

interface Rows {
  /** [degC] ascending */
  temperature: Float64Array;
  heatFlow: Float64Array;
  /** [s] from the middle of the event */
  time: Float64Array;
  /** [1] rows of the run in each */
  count: Float64Array;
}

/**
 * Peaks under one event: a least-squares fit of their sum and of the line under all of them, which goes over from the
 * line before to that after with the conversion of all. Two forms are tried, a reaction of free order and the asymmetric
 * Gauss curve; the better one is given, the difference to the other is the part of the uncertainty that the choice of a
 * form makes. On real data that part is often the largest (TA Instruments, application note TA431).
 *
 * @param places [degC] about where each is highest
 * @param wanted [1] how many; where more than there are places, the next begins where what is left is highest
 * @returns undefined where one of them comes out without heat: so many are not in it
 */
export async function separatePeaks(
  run: Thermogram,
  event: MeasuredEvent,
  places: readonly number[],
  wanted = places.length,
  ctx?: Context,
): Promise<Separation | undefined> {
  const rows = gather(run, event);
  const starts = await addPlaces(rows, event, places, wanted, ctx);
  const fits = new Map<PeakForm, LeastSquaresFit>();
  for (const form of FORMS) fits.set(form, await fitForm(rows, event, starts, form, ctx));
  const misfit = Object.fromEntries(FORMS.map((form) => [form, Math.sqrt(fits.get(form)!.residualVariance)])) as Record<
    PeakForm,
    number
  >;
  const form = misfit.reaction <= misfit['fraser-suzuki'] ? 'reaction' : 'fraser-suzuki';
  const [fit, other] = [fits.get(form)!, fits.get(FORMS.find((f) => f !== form)!)!];
  const order = orderOf(fit, wanted);
  const otherOrder = orderOf(other, wanted);
  // A heat that is stopped at zero has no error of its own.
  if (order.some((k) => fit.sigma[PER_PEAK * k] === undefined)) return undefined;
  const unit = Math.abs(event.heat);
  const covariance = new Float64Array(order.length ** 2);
  order.forEach((a, i) => {
    order.forEach((b, k) => {
      covariance[i * order.length + k] = unit ** 2 * covarianceOf(fit, PER_PEAK * a, PER_PEAK * b);
    });
  });
  const curves = computeCurves(temperaturesOf(run, event), fit.parameters, wanted, form);
  const peaks = order.map((a, i): SeparatedPeak => {
    const [heat, temperature] = fit.parameters.subarray(PER_PEAK * a);
    const [otherHeat, otherTemperature] = other.parameters.subarray(PER_PEAK * otherOrder[i]);
    const flow = curves[a].speed.map((v) => event.sign * unit * heat * v * Math.abs(event.ramp.rate));
    return {
      heat: event.sign * unit * heat,
      sigma: Math.sqrt(covariance[i * order.length + i]),
      spread: (unit * Math.abs(heat - otherHeat)) / 2,
      temperature: event.ramp.rate > 0 ? temperature : -temperature,
      ...(fit.sigma[PER_PEAK * a + 1] !== undefined && { temperatureSigma: fit.sigma[PER_PEAK * a + 1] }),
      temperatureSpread: Math.abs(temperature - otherTemperature) / 2,
      heatFlow: flow,
    };
  });
  const tradeOffs = peaks.slice(1).flatMap((_, i) => {
    const [n, k] = [order.length, i + 1];
    const [a, b, both] = [covariance[i * n + i], covariance[k * n + k], covariance[i * n + k]];
    const correlation = both / Math.sqrt(a * b);
    return correlation < -TRADE_OFF
      ? [{ first: i, second: k, correlation, sumSigma: Math.sqrt(Math.max(0, a + b + 2 * both)) }]
      : [];
  });
  return { peaks, form, misfit, covariance, tradeOffs, converged: fit.converged };
}

/** Temperatures as the fit counts them: rising, so those of a run that cools are turned round. */
function temperaturesOf(run: Thermogram, { event, ramp }: MeasuredEvent): Float64Array {
  const t = run.temperature.subarray(event.from, event.to);
  return ramp.rate > 0 ? t : t.map((v) => -v);
}

/** Rows of the event and of the lines on both sides, in bins where they are many. */
function gather({ time, temperature, heatFlow }: Thermogram, { event, flanks, ramp }: MeasuredEvent): Rows {
  const [from, to] = [event.before[0], event.after[1]];
  const size = Math.max(1, Math.ceil((to - from) / MOST_ROWS));
  const n = Math.floor((to - from) / size);
  const mean = (y: Float64Array, k: number): number => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += y[from + k * size + i];
    return sum / size;
  };
  const sign = ramp.rate > 0 ? 1 : -1;
  return {
    temperature: Float64Array.from({ length: n }, (_, k) => sign * mean(temperature, k)),
    heatFlow: Float64Array.from({ length: n }, (_, k) => mean(heatFlow, k)),
    time: Float64Array.from({ length: n }, (_, k) => mean(time, k) - flanks.middle),
    count: new Float64Array(n).fill(size),
  };
}

/** [degC] places of the highest of so many peaks, and of more where the fit of fewer leaves most. */
async function addPlaces(
  rows: Rows,
  event: MeasuredEvent,
  places: readonly number[],
  wanted: number,
  ctx: Context | undefined,
): Promise<number[]> {
  const sign = event.ramp.rate > 0 ? 1 : -1;
  const at = (t: number): number => {
    const k = rows.temperature.findIndex((v) => v >= sign * t);
    return event.sign * rows.heatFlow[k < 0 ? rows.heatFlow.length - 1 : k];
  };
  const starts = [...places].sort((a, b) => at(b) - at(a)).slice(0, wanted);
  while (starts.length < wanted) {
    const { residual } = await fitForm(rows, event, starts, 'reaction', ctx);
    let most = 0;
    for (let i = 1; i < residual.length; i++) if (event.sign * residual[i] < event.sign * residual[most]) most = i;
    starts.push(sign * rows.temperature[most]);
  }
  return starts;
}

/** Parameters: four of each peak, its heat as a share of the event's; then level and slope before and after. */
async function fitForm(
  rows: Rows,
  event: MeasuredEvent,
  places: readonly number[],
  form: PeakForm,
  ctx: Context | undefined,
): Promise<LeastSquaresFit> {
  const n = places.length;
  const unit = Math.abs(event.heat);
  const sign = event.ramp.rate > 0 ? 1 : -1;
  const middles = places.map((t) => sign * t).sort((a, b) => a - b);
  const span = Math.abs(event.to - event.from);
  const [least, first, greatest] = SHAPE[form];
  const apart = middles.map((t, k) => Math.min(t - (middles[k - 1] ?? t - span), (middles[k + 1] ?? t + span) - t));
  const [before, after] = [event.flanks.before.fit.coefficients, event.flanks.after.fit.coefficients];
  // Lines count in the height that a peak over all of the event would have.
  const rate = Math.abs(event.ramp.rate);
  const height = (unit * rate) / span;
  const duration = span / rate;
  const lines = [before[0], before[1] * duration, after[0], after[1] * duration].map((v) => v / height);
  const residual = (p: Float64Array): Float64Array => {
    const curves = computeCurves(rows.temperature, p, n, form);
    const shares = curves.map((_, k) => p[PER_PEAK * k]);
    const total = shares.reduce((s, v) => s + v, 0);
    const [a, b, c, d] = p.subarray(PER_PEAK * n);
    return rows.heatFlow.map((q, i) => {
      let speed = 0;
      let converted = 0;
      for (let k = 0; k < n; k++) {
        speed += shares[k] * curves[k].speed[i];
        converted += shares[k] * curves[k].conversion[i];
      }
      const share = total > 0 ? converted / total : 0;
      const u = rows.time[i] / duration;
      const line = height * ((a + b * u) * (1 - share) + (c + d * u) * share);
      return line + event.sign * unit * rate * speed - q;
    });
  };
  const initial = [...middles.flatMap((t, k) => [1 / n, t, Math.min(apart[k], span / 4), first]), ...lines];
  const shape = (k: number): boolean => k < PER_PEAK * n && k % PER_PEAK === 3;
  const problem = {
    residual,
    initial,
    lower: [...middles.flatMap((t, k) => [0, t - apart[k], span / 200, least]), ...lines.map(() => -Infinity)],
    upper: [...middles.flatMap((t, k) => [3, t + apart[k], span, greatest]), ...lines.map(() => Infinity)],
    sigma: rows.count.map((size) => Math.sqrt(event.flanks.before.fit.residualVariance / size)),
    tolerance: 1e-9,
  };
  // Orders join when places and widths are about right: from a far start they run to their bounds.
  const rough = await fitLeastSquares({ ...problem, fixed: initial.map((_, k) => shape(k)), tolerance: 1e-4 }, ctx);
  return fitLeastSquares({ ...problem, initial: rough.parameters }, ctx);
}

function computeCurves(temperature: Float64Array, p: Float64Array, n: number, form: PeakForm): PeakCurve[] {
  return Array.from({ length: n }, (_, k) => {
    const [, place, width, shape] = p.subarray(PER_PEAK * k);
    return form === 'reaction'
      ? computeReactionPeak(temperature, place, width, shape)
      : computeFraserSuzuki(temperature, place, width, shape);
  });
}

/** Peaks by the temperature that they ended at. */
const orderOf = (fit: LeastSquaresFit, n: number): number[] =>
  Array.from({ length: n }, (_, k) => k).sort(
    (a, b) => fit.parameters[PER_PEAK * a + 1] - fit.parameters[PER_PEAK * b + 1],
  );

function covarianceOf(fit: LeastSquaresFit, a: number, b: number): number {
  const [i, k] = [fit.free.indexOf(a), fit.free.indexOf(b)];
  return i < 0 || k < 0 ? 0 : fit.covariance[i * fit.free.length + k];
}
