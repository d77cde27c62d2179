import { FARADAY, type Recording, type Table } from '../../core/index.js';
import { cumulateCharge } from '../cycling/cumulate-charge.js';
import { type CrystalModel, massOfCell } from './crystal-model.js';
import { lowerBound } from './pattern-model.js';

/** When a pattern was measured. */
export interface Exposure {
  /** [s] Unix time at which it began */
  begin: number;
  /** [s] Unix time at which it ended; `begin` where only that is known */
  end: number;
}

/** What the cycler said while a pattern was measured: means over the exposure, with what they moved during it. */
export interface CyclerPoint {
  /** [V] */
  voltage: number;
  voltageSigma: number;
  /** [mAh] charge passed since the recording began, charging positive */
  charge: number;
  chargeSigma: number;
  /** Whether the cell was being charged. */
  charging: boolean;
}

/** [s] a pattern may lie outside the cycler's recording by so much and still be joined */
const SLACK = 60;

/**
 * Joins patterns to a cycler's recording by time: its clock where it has one, else its start and test time.
 *
 * @returns undefined where no pattern lies within the recording
 */
export function joinCycler(
  cycler: Recording,
  exposures: readonly (Exposure | undefined)[],
): (CyclerPoint | undefined)[] | undefined {
  const { table } = cycler;
  const clock = clockOf(cycler);
  if (!clock) return undefined;
  const voltage = table.column('voltage_volt');
  const { charging, discharging } = cumulateCharge(table);
  const last = clock.length - 1;
  const points = exposures.map((exposure) => {
    if (!exposure || exposure.end < clock[0] - SLACK || exposure.begin > clock[last] + SLACK) return undefined;
    // five moments of the exposure tell mean and movement
    const moments = [0, 0.25, 0.5, 0.75, 1].map((f) => exposure.begin + f * (exposure.end - exposure.begin));
    const mean = (of: Float64Array) => {
      const values = moments.map((t) => interpolate(clock, of, t));
      const average = values.reduce((a, b) => a + b, 0) / values.length;
      return {
        average,
        sigma: (Math.max(...values) - Math.min(...values)) / Math.sqrt(12),
        moved: values[4] - values[0],
      };
    };
    const [v, up, down] = [voltage, charging, discharging].map(mean);
    return {
      voltage: v.average,
      voltageSigma: v.sigma,
      charge: (up.average - down.average) / 3.6,
      chargeSigma: Math.hypot(up.sigma, down.sigma) / 3.6,
      charging: up.moved >= down.moved,
    };
  });
  return points.some((p) => p !== undefined) ? points : undefined;
}

/** Column names of a log by what they hold. */
const BEGIN = /^(start|begin|time|timestamp|date).*unix_second$|^unix_time_second$/;
const END = /^(end|stop|finish).*unix_second$/;

/**
 * Times of patterns from a log of the instrument: a row for each, found by a number or name that stands in the
 * pattern's file name, with the time at which it began, and where the log has it that at which it ended.
 *
 * @param files names of the patterns' files
 */
export function readLog(log: Table, files: readonly string[]): (Exposure | undefined)[] {
  const begin = log.names.find((name) => BEGIN.test(name));
  if (!begin) return files.map(() => undefined);
  const end = log.names.find((name) => END.test(name));
  const keys = log.names.filter((name) => name !== begin && name !== end);
  return files.map((file) => {
    const words = file.slice(file.lastIndexOf('/') + 1).split(/[^0-9A-Za-z]+/);
    for (const key of keys) {
      const rows = Array.from(log.get(key).values, String).flatMap((word, i) => (words.includes(word) ? [i] : []));
      if (rows.length !== 1) continue;
      const from = log.column(begin)[rows[0]];
      return { begin: from, end: end ? log.column(end)[rows[0]] : from };
    }
    return undefined;
  });
}

/**
 * [1] share of a crystal's lithium that is left once a charge has passed.
 *
 * @param charge [mAh] charging positive
 * @param mass   [kg] of active material
 */
export function lithiumLeft(charge: number, mass: number, crystal: CrystalModel): number {
  const perCell = crystal.sites.reduce(
    (sum, site) =>
      sum + (site.points.length / 3) * site.occupants.reduce((s, o) => s + (o.element === 'Li' ? o.occupancy : 0), 0),
    0,
  );
  const moles = ((1000 * mass) / massOfCell(crystal.sites)) * perCell;
  return moles > 0 ? 1 - (charge * 3.6) / FARADAY / moles : 1;
}

function clockOf(cycler: Recording): Float64Array | undefined {
  const { table } = cycler;
  if (table.has('unix_time_second')) return table.column('unix_time_second');
  const started = Date.parse(cycler.about.started ?? '') / 1000;
  const test = table.column('test_time_second');
  return Number.isFinite(started) ? test.map((t) => started + t - test[0]) : undefined;
}

function interpolate(x: Float64Array, y: Float64Array, at: number): number {
  const high = Math.min(x.length - 1, lowerBound(x, at));
  const low = Math.max(0, high - 1);
  const span = x[high] - x[low];
  const share = span > 0 ? Math.min(1, Math.max(0, (at - x[low]) / span)) : 1;
  return y[low] + share * (y[high] - y[low]);
}
