import type { Recording } from '../../core/index.js';

/** What the cycler said at the time of a pattern. */
export interface CyclerPoint {
  /** [V] */
  voltage: number;
  /** [mAh] charge passed since the first pattern, charging positive */
  charge: number;
}

/**
 * Joins patterns to a cycler's recording by time: its clock where it has one, else its start and test time.
 *
 * @param times [s] Unix time of each pattern
 * @returns undefined where no pattern lies within the recording
 */
export function joinCycler(
  cycler: Recording,
  times: readonly (number | undefined)[],
): (CyclerPoint | undefined)[] | undefined {
  const { table } = cycler;
  const started = Date.parse(cycler.about.started ?? '') / 1000;
  const test = table.column('test_time_second');
  const clock = table.has('unix_time_second')
    ? table.column('unix_time_second')
    : Number.isFinite(started)
      ? test.map((t) => started + t - test[0])
      : undefined;
  if (!clock) return undefined;
  const voltage = table.column('voltage_volt');
  const current = table.column('current_ampere');
  const charge = new Float64Array(test.length);
  for (let i = 1; i < test.length; i++)
    charge[i] = charge[i - 1] + ((current[i] + current[i - 1]) / 2) * (test[i] - test[i - 1]);
  let zero: number | undefined;
  const points = times.map((time) => {
    if (time === undefined || time < clock[0] - 60 || time > clock[clock.length - 1] + 60) return undefined;
    let low = 0;
    let high = clock.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (clock[middle] <= time) low = middle;
      else high = middle;
    }
    const span = clock[high] - clock[low];
    const share = span > 0 ? Math.max(0, Math.min(1, (time - clock[low]) / span)) : 0;
    const at = (of: Float64Array) => of[low] + share * (of[high] - of[low]);
    zero ??= at(charge);
    return { voltage: at(voltage), charge: (at(charge) - zero) / 3.6 };
  });
  return points.some((p) => p !== undefined) ? points : undefined;
}
