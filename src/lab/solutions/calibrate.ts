import { InputError } from '../../core/index.js';
import { fitLinear } from '../../num/index.js';

/** Replicate readings of one solution. */
export interface Readings {
  /** [mg/L] of a standard; undefined for a sample */
  concentration?: number;
  intensities: readonly number[];
}

/** A straight calibration line with how its readings scatter. */
export interface Calibration {
  intercept: number;
  /** per mg/L */
  slope: number;
  /** (2, 2) of intercept and slope */
  covariance: Float64Array;
  /** Standard deviation of a reading: √(floor² + (relative · net intensity)²). */
  floor: number;
  relative: number;
  /**
   * [mg/L] smallest that is told from none, and smallest that is measured: 3 and 10 standard deviations of a blank
   * reading over the slope
   */
  detectionLimit: number;
  quantificationLimit: number;
  /** Number of calibration readings. */
  n: number;
  /**
   * [1] scatter of the standards about the line over that of their readings, as a root of mean squares; far above 1
   * where the line is bent
   */
  misfit: number;
}

/**
 * Calibration line by least squares in which readings are weighted by their scatter. That scatter has a constant part
 * and one in proportion to the intensity; both come from all replicates, standards and samples, by maximum likelihood.
 *
 * Limits: Currie, Anal. Chem. 40 (1968) 586, doi:10.1021/ac60259a007; IUPAC, Pure Appl. Chem. 67 (1995) 1699.
 *
 * @throws InputError for fewer than two concentrations
 */
export function fitCalibration(standards: readonly Readings[], others: readonly Readings[]): Calibration {
  const levels = new Set(standards.map((s) => s.concentration));
  if (levels.size < 2) throw new InputError('a calibration line needs standards at two concentrations or more');
  const x: number[] = [];
  const y: number[] = [];
  for (const { concentration, intensities } of standards)
    for (const intensity of intensities) {
      x.push(concentration!);
      y.push(intensity);
    }
  const ones = x.map(() => 1);
  const lowest = standards.reduce((a, b) => (b.concentration! < a.concentration! ? b : a));
  const blank = lowest.intensities.reduce((s, v) => s + v, 0) / lowest.intensities.length;
  const { floor, relative } = fitScatter([...standards, ...others], blank);
  const sigmaOf = (intensity: number): number => Math.hypot(floor, relative * Math.max(0, intensity - blank)) || 1;
  const line = fitLinear([ones, x], y);
  const sigma = x.map((c) => sigmaOf(line.coefficients[0] + line.coefficients[1] * c));
  const fit = fitLinear([ones, x], y, sigma, true);
  const [intercept, slope] = fit.coefficients;
  if (!(slope > 0)) throw new InputError('the intensity does not rise with the concentration of the standards');
  return {
    intercept,
    slope,
    covariance: fit.covariance,
    floor,
    relative,
    detectionLimit: (3 * floor) / slope,
    quantificationLimit: (10 * floor) / slope,
    n: x.length,
    misfit: Math.sqrt(fit.residualVariance),
  };
}

/** A concentration read off a calibration line. */
export interface Reading {
  /** [mg/L] */
  value: number;
  /** [mg/L] from the scatter of its readings, and from the line */
  readingSigma: number;
  lineSigma: number;
}

/**
 * Inverse prediction: c = (ȳ − a)/b, with the variance of the readings' mean and that of the line with its covariance.
 *
 * ISO 11095; Miller and Miller, Statistics and Chemometrics for Analytical Chemistry, 6th ed., §5.6.
 *
 * @param intensities [any unit] readings of one solution
 */
export function predictConcentration(calibration: Calibration, intensities: readonly number[]): Reading {
  const { intercept, slope, covariance, floor, relative } = calibration;
  const mean = intensities.reduce((s, v) => s + v, 0) / intensities.length;
  const value = (mean - intercept) / slope;
  const one = Math.hypot(floor, relative * Math.max(0, mean - intercept));
  const line = covariance[0] + 2 * value * covariance[1] + value * value * covariance[3];
  return {
    value,
    readingSigma: one / Math.sqrt(intensities.length) / slope,
    lineSigma: Math.sqrt(Math.max(0, line)) / slope,
  };
}

/** Constant and proportional scatter that make the replicates' variances most likely. */
function fitScatter(groups: readonly Readings[], blank: number): { floor: number; relative: number } {
  const sets = groups
    .filter((g) => g.intensities.length > 1)
    .map(({ intensities }) => {
      const m = intensities.length;
      const mean = intensities.reduce((s, v) => s + v, 0) / m;
      return {
        dof: m - 1,
        squares: intensities.reduce((s, v) => s + (v - mean) ** 2, 0),
        net: Math.max(0, mean - blank),
      };
    });
  if (sets.length === 0)
    throw new InputError('no solution was read more than once: the scatter of a reading is not known', {
      hint: 'read blanks, standards and samples three times or more',
    });
  const largest = Math.max(...sets.map((s) => s.net), 1e-300);
  const total = sets.reduce((s, g) => s + g.squares, 0) / sets.reduce((s, g) => s + g.dof, 0);
  const cost = (logFloor: number, logRelative: number): number => {
    const [f, r] = [Math.exp(2 * logFloor), Math.exp(2 * logRelative)];
    let sum = 0;
    for (const { dof, squares, net } of sets) {
      const variance = f + r * net * net;
      sum += dof * Math.log(variance) + squares / variance;
    }
    return sum;
  };
  // Two smooth parameters: a grid that is narrowed about its best point.
  let centre: [number, number] = [
    Math.log(Math.sqrt(total) + 1e-300) - 2,
    Math.log(Math.sqrt(total) / largest + 1e-12),
  ];
  let reach = 6;
  for (let round = 0; round < 24; round++) {
    let best = centre;
    for (let i = -4; i <= 4; i++)
      for (let j = -4; j <= 4; j++) {
        const at: [number, number] = [centre[0] + (i * reach) / 4, centre[1] + (j * reach) / 4];
        if (cost(...at) < cost(...best)) best = at;
      }
    centre = best;
    reach *= 0.6;
  }
  return { floor: Math.exp(centre[0]), relative: Math.exp(centre[1]) };
}
