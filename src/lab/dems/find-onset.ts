import { smoothLocally } from '../../num/index.js';

/** Voltage at which a gas begins to come. */
export interface OnsetVoltage {
  /** [V] */
  voltage: number;
  /** [V] from the noise of the rows, and how far it moves with the part of the rise that is taken */
  sigma: number;
  spread: number;
}

/**
 * Onset: the place V₀ of the bend in rate = k max(0, V − V₀) that fits the rows up to 70 % of the first maximum best;
 * `spread` is how far it moves when rows up to 40 % or 100 % are taken.
 *
 * @param voltage [V]
 * @param rate    [any unit]
 * @param noise   [any unit] scatter of a row, unit of the rate
 * @returns undefined where the rate does not rise clear of its noise
 */
export function findOnsetVoltage(voltage: Float64Array, rate: Float64Array, noise: number): OnsetVoltage | undefined {
  const n = voltage.length;
  if (n < 20) return undefined;
  const smooth = smoothRows(rate, Math.max(5, n / 30));
  let top = 0;
  for (let i = 1; i < n; i++) if (smooth[i] > smooth[top]) top = i;
  const smoothNoise = noise / Math.sqrt(n / 30);
  if (!(smooth[top] > 5 * smoothNoise)) return undefined;
  const places = [0.7, 0.4, 1]
    .map((share) => {
      let end = top;
      while (end > 0 && smooth[end - 1] > share * smooth[top]) end--;
      return fitBend(voltage.subarray(0, end + 1), rate.subarray(0, end + 1), noise);
    })
    .filter((p) => p !== undefined);
  if (places.length === 0) return undefined;
  return {
    voltage: places[0].voltage,
    sigma: places[0].sigma,
    spread: Math.max(0, ...places.map((p) => Math.abs(p.voltage - places[0].voltage))) / 2,
  };
}

function fitBend(
  voltage: Float64Array,
  rate: Float64Array,
  noise: number,
): { voltage: number; sigma: number } | undefined {
  if (voltage.length < 10) return undefined;
  const low = voltage.reduce((s, v) => Math.min(s, v), Infinity);
  const high = voltage.reduce((s, v) => Math.max(s, v), -Infinity);
  const costOf = (at: number): number => {
    let xy = 0;
    let xx = 0;
    let yy = 0;
    for (let i = 0; i < voltage.length; i++) {
      const x = Math.max(0, voltage[i] - at);
      xy += x * rate[i];
      xx += x * x;
      yy += rate[i] * rate[i];
    }
    return xx > 0 && xy > 0 ? yy - (xy * xy) / xx : Infinity;
  };
  const steps = 200;
  const grid = Array.from({ length: steps }, (_, i) => low + (i * (high - low)) / steps);
  const costs = grid.map(costOf);
  const best = costs.indexOf(Math.min(...costs));
  if (!Number.isFinite(costs[best])) return undefined;
  // Where the cost has risen by the variance of a row, the place is one standard deviation off.
  const limit = costs[best] + noise * noise;
  let [a, b] = [best, best];
  while (a > 0 && costs[a] < limit) a--;
  while (b < steps - 1 && costs[b] < limit) b++;
  const [l, m, r] = [costs[Math.max(0, best - 1)], costs[best], costs[Math.min(steps - 1, best + 1)]];
  const bend = l - 2 * m + r;
  const shift = bend > 0 ? (0.5 * (l - r)) / bend : 0;
  const step = (high - low) / steps;
  return { voltage: grid[best] + shift * step, sigma: Math.max(step / 2, ((b - a) / 2) * step) };
}

/** Rows smoothed over so many on each side, at a few places and straight between. */
function smoothRows(y: Float64Array, reach: number): Float64Array {
  const n = y.length;
  const index = Float64Array.from(y.keys());
  const grid = Float64Array.from({ length: 121 }, (_, k) => (k * (n - 1)) / 120);
  const { value } = smoothLocally(index, y, grid, reach);
  return index.map((i) => {
    const k = Math.min(119, Math.floor((i * 120) / (n - 1)));
    const share = (i * 120) / (n - 1) - k;
    return value[k] + share * (value[k + 1] - value[k]);
  });
}
