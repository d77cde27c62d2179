/** Rows [from, to) over which the temperature changes at one rate. */
export interface Ramp {
  from: number;
  to: number;
  /** [K/s] below zero while cooling */
  rate: number;
}

/** [K] shortest ramp that is looked at */
const SHORTEST = 15;

/**
 * Parts of a run that are heated or cooled at a constant rate, longest steps of temperature first come in the file's
 * order.
 *
 * @param time        [s]
 * @param temperature [degC]
 */
export function findRamps(time: Float64Array, temperature: Float64Array): Ramp[] {
  const n = time.length;
  const half = Math.max(2, Math.min(50, Math.floor(n / 100)));
  const slope = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const a = Math.max(0, i - half);
    const b = Math.min(n - 1, i + half);
    slope[i] = time[b] > time[a] ? (temperature[b] - temperature[a]) / (time[b] - time[a]) : 0;
  }
  const ramps: Ramp[] = [];
  let from = 0;
  for (let i = 1; i <= n; i++) {
    const sign = (k: number): number => (Math.abs(slope[k]) < 2e-3 ? 0 : Math.sign(slope[k]));
    if (i < n && sign(i) === sign(from)) continue;
    if (sign(from) !== 0 && Math.abs(temperature[i - 1] - temperature[from]) >= SHORTEST)
      ramps.push(...trimRamp(time, temperature, slope, from, i));
    from = i;
  }
  return ramps;
}

/** Rows at the ends of a ramp where the rate has not settled are left out. */
function trimRamp(
  time: Float64Array,
  temperature: Float64Array,
  slope: Float64Array,
  from: number,
  to: number,
): Ramp[] {
  const sorted = Array.from(slope.subarray(from, to)).sort((a, b) => a - b);
  const rate = sorted[sorted.length >> 1];
  const settled = (i: number): boolean => Math.abs(slope[i] / rate - 1) < 0.1;
  let a = from;
  let b = to;
  while (a < b && !settled(a)) a++;
  while (b > a && !settled(b - 1)) b--;
  if (Math.abs((temperature[b - 1] ?? 0) - (temperature[a] ?? 0)) < SHORTEST) return [];
  return [{ from: a, to: b, rate: (temperature[b - 1] - temperature[a]) / (time[b - 1] - time[a]) }];
}
