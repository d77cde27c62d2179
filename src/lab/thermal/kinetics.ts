import { computeStudentQuantile, GAS_CONSTANT, InputError, type Estimate } from '../../core/index.js';
import { fitLinear } from '../../num/index.js';

/** An activation energy with what it comes from. */
export interface ActivationEnergy {
  /** [J/mol] */
  energy: number;
  /** [J/mol] standard error of the line: scatter of the points, or their stated errors where these are larger */
  sigma: number;
  /** ln(A/s⁻¹) for a reaction of first order (Kissinger); ln(A f(α)/s⁻¹) (Friedman). */
  logFactor: number;
  /** Points of the line. */
  n: number;
}

/** One run: how fast it was heated, and where its event was highest. */
export interface PeakAtRate {
  /** [K/s] */
  rate: number;
  /** [K] */
  peak: number;
  /** [K] */
  sigma?: number;
}

/**
 * Kissinger's method: ln(β/Tp²) = ln(A R/E) − E/(R Tp).
 *
 * Kissinger, Anal. Chem. 29 (1957) 1702, doi:10.1021/ac60131a045.
 *
 * @throws InputError for fewer than three rates, or rates that do not differ by a factor of two
 */
export function fitKissinger(runs: readonly PeakAtRate[]): ActivationEnergy {
  checkRates(runs.map((r) => r.rate));
  const x = runs.map((r) => 1 / r.peak);
  const y = runs.map((r) => Math.log(r.rate / r.peak ** 2));
  const line = fitArrhenius(x, y);
  // Errors of the peaks as errors of y: the slope times that of 1/T.
  const stated = runs.every((r) => r.sigma !== undefined)
    ? runs.map((r) => ((line.energy / GAS_CONSTANT) * Math.max(r.sigma!, 1e-3)) / r.peak ** 2)
    : undefined;
  if (stated) line.sigma = Math.max(line.sigma, fitArrhenius(x, y, stated).sigma);
  return { ...line, logFactor: line.logFactor + Math.log(line.energy / GAS_CONSTANT) };
}

/** A run as conversion against temperature with its rate. */
export interface ConversionRun {
  /** [K] */
  temperature: Float64Array;
  /** [1] */
  conversion: Float64Array;
  /** [1/s] */
  rate: Float64Array;
}

/**
 * Friedman's isoconversional method: ln(dα/dt) at one conversion over runs of unlike heating rate is ln(A f(α)) − E/(R
 * T).
 *
 * Friedman, J. Polym. Sci. C 6 (1964) 183, doi:10.1002/polc.5070060121.
 *
 * @param runs       one a heating rate
 * @param conversion [1]
 */
export function fitFriedman(runs: readonly ConversionRun[], conversion: number): ActivationEnergy {
  const points = runs.map((run) => readAt(run, conversion));
  return fitArrhenius(
    points.map((p) => 1 / p.temperature),
    points.map((p) => Math.log(p.rate)),
  );
}

/**
 * Ozawa–Flynn–Wall: ln β at one conversion is const − 1.052 E/(R T), by Doyle's approximation, whose factor is then
 * mended for E/(R T) as ICTAC recommends (Vyazovkin et al., Thermochim. Acta 520 (2011) 1,
 * doi:10.1016/j.tca.2011.03.034: ln(β/T^1.92) against 1.0008 E/(R T), Starink).
 *
 * @param runs       one a heating rate
 * @param heating    [K/s] heating rates of the runs
 * @param conversion [1]
 */
export function fitStarink(
  runs: readonly ConversionRun[],
  heating: readonly number[],
  conversion: number,
): ActivationEnergy {
  checkRates(heating);
  const points = runs.map((run) => readAt(run, conversion));
  const line = fitArrhenius(
    points.map((p) => 1 / p.temperature),
    points.map((p, i) => Math.log(heating[i] / p.temperature ** 1.92)),
  );
  return { ...line, energy: line.energy / 1.0008, sigma: line.sigma / 1.0008 };
}

function checkRates(rates: readonly number[]): void {
  if (rates.length < 3)
    throw new InputError(`an activation energy needs runs at three heating rates or more; ${rates.length} given`);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  if (!(low > 0)) throw new InputError('every run has to be heated: a heating rate is zero or below');
  if (high / low < 2)
    throw new InputError('the heating rates lie within a factor of two: they do not tell an activation energy', {
      hint: 'measure at rates that span a factor of five or more',
    });
}

function fitArrhenius(x: readonly number[], y: readonly number[], sigma?: readonly number[]): ActivationEnergy {
  const { coefficients, covariance, dof } = fitLinear([x.map(() => 1), x], y, sigma, sigma !== undefined);
  if (dof < 1) throw new InputError('an activation energy needs three runs or more');
  return {
    energy: -coefficients[1] * GAS_CONSTANT,
    sigma: Math.sqrt(covariance[3]) * GAS_CONSTANT,
    logFactor: coefficients[0],
    n: x.length,
  };
}

/** Temperature and rate at a conversion, the rate as the mean over a window of ±2 % of conversion. */
function readAt(run: ConversionRun, conversion: number): { temperature: number; rate: number } {
  const { conversion: alpha } = run;
  let k = 0;
  while (k < alpha.length - 1 && alpha[k + 1] < conversion) k++;
  if (k >= alpha.length - 1) throw new InputError(`a run does not reach the conversion ${conversion}`);
  const share = alpha[k + 1] > alpha[k] ? (conversion - alpha[k]) / (alpha[k + 1] - alpha[k]) : 0;
  const temperature = run.temperature[k] + share * (run.temperature[k + 1] - run.temperature[k]);
  // A straight line through the rates near this conversion: the mean alone would lean where the rate bends.
  const x: number[] = [];
  const y: number[] = [];
  for (let i = 0; i < alpha.length; i++)
    if (Math.abs(alpha[i] - conversion) <= 0.03) {
      x.push(alpha[i] - conversion);
      y.push(run.rate[i]);
    }
  const rate =
    x.length >= 4
      ? fitLinear([x.map(() => 1), x, x.map((v) => v * v)], y).coefficients[0]
      : run.rate[k] + share * (run.rate[k + 1] - run.rate[k]);
  if (!(rate > 0)) throw new InputError(`the rate at conversion ${conversion} is not above its noise`);
  return { temperature, rate };
}

/** An activation energy as an estimate in kJ/mol, with Student's interval. */
export function toEnergyEstimate({ energy, sigma, n }: ActivationEnergy): Estimate {
  const value = energy / 1000;
  const s = sigma / 1000;
  const half = n > 2 ? computeStudentQuantile(0.975, n - 2) * s : Infinity;
  return {
    value,
    sigma: s,
    n,
    unit: 'kJ/mol',
    budget: { fit: s },
    covers: 'measurement',
    ...(Number.isFinite(half) && { confidence: 0.95, interval: [value - half, value + half] as [number, number] }),
  };
}
