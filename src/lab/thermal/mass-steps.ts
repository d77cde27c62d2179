import { InputError } from '../../core/index.js';
import { estimateNoise, smoothLocally } from '../../num/index.js';

/** A step of the mass of a sample that is heated. */
export interface MassStep {
  /** [1] change as a share of the mass at the beginning; below zero for a loss */
  change: number;
  /** [1] standard error from noise, and from where the level before and after is read */
  noise: number;
  levels: number;
  /** [degC] where it begins, is steepest and ends */
  from: number;
  steepest: number;
  to: number;
  /** [degC] tangent at the steepest place against the level before */
  onset: number;
}

export interface MassCurve {
  /** (rows) share of the mass at the beginning */
  share: Float64Array;
  /** (grid) [degC], and derivative of the share by temperature */
  grid: Float64Array;
  derivative: Float64Array;
  steps: MassStep[];
  /** [1] share left at the end */
  residue: number;
  noise: number;
}

/** [1] points of the grid that the derivative is taken on */
const GRID = 600;
/** [1] a step is steeper than this share of the steepest, and changes the mass by more than a thousandth */
const SHARE = 0.05;
const SMALLEST = 2e-3;

/**
 * Steps of a mass curve: where its derivative by temperature, smoothed over 1 % of the range, stands out (ISO 11358-1).
 * A loss has a negative derivative.
 *
 * @param temperature [degC] rising
 * @param mass        [any unit]
 */
export function findMassSteps(temperature: Float64Array, mass: Float64Array): MassCurve {
  const n = mass.length;
  if (n < 20) throw new InputError(`a ramp of ${n} rows is too short for mass steps`);
  const first = Math.max(1, Math.round(n / 100));
  const start = mass.subarray(0, first).reduce((s, v) => s + v, 0) / first;
  if (!(start > 0)) throw new InputError('the mass at the beginning is not above zero');
  const share = mass.map((v) => v / start);
  const [low, high] = [temperature[0], temperature[n - 1]];
  const grid = Float64Array.from({ length: GRID }, (_, k) => low + (k * (high - low)) / (GRID - 1));
  const { value, slope } = smoothLocally(temperature, share, grid, (high - low) / 100);
  const noise = estimateNoise(share);
  const steepest = slope.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const steps: MassStep[] = [];
  for (let k = 1; k < GRID - 1; k++) {
    const sign = Math.sign(slope[k]);
    if (Math.abs(slope[k]) < 0.1 * steepest) continue;
    let to = k;
    let top = k;
    while (to < GRID - 1 && slope[to] * sign > SHARE * steepest) {
      if (slope[to] * sign > slope[top] * sign) top = to;
      to++;
    }
    let from = k;
    while (from > 0 && slope[from] * sign > SHARE * steepest) from--;
    const change = value[to] - value[from];
    if (Math.abs(change) > Math.max(SMALLEST, 6 * noise)) {
      const margin = Math.max(2, Math.round((to - from) / 8));
      const wide = value[Math.min(GRID - 1, to + margin)] - value[Math.max(0, from - margin)];
      steps.push({
        change,
        noise: noise * Math.sqrt(6 / Math.max(3, n / 50)),
        levels: Math.abs(wide - change) / 2,
        from: grid[from],
        steepest: grid[top],
        to: grid[to],
        onset: grid[top] - (value[top] - value[from]) / slope[top],
      });
    }
    k = to;
  }
  return { share, grid, derivative: slope, steps, residue: value[GRID - 1], noise };
}
