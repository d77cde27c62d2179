import { InputError, type Note } from '../../core/index.js';
import { BASELINE_SHAPES, integrateEvent, type BaselineShape, type Flanks } from './baseline.js';
import { findEvents, flanksOf, type ThermalEvent } from './find-events.js';
import { findRamps, type Ramp } from './find-ramps.js';
import { findOnset, findPeakTemperature, type Place } from './peak.js';
import type { Thermogram } from './thermogram.js';

/** One event of a run with its numbers. */
export interface MeasuredEvent {
  /** [1] 1 where heat comes out, −1 where it goes in */
  sign: 1 | -1;
  ramp: Ramp;
  event: ThermalEvent;
  flanks: Flanks;
  /** [J/kg] or [J]; above zero where heat comes out */
  heat: number;
  /**
   * Standard error from noise; half the spread over lines under the event; and over the gap between it and the rows of
   * its lines.
   */
  noise: number;
  shapes: number;
  limits: number;
  /** (rows of the event) unit of the heat flow */
  baseline: Float64Array;
  conversion: Float64Array;
  peak: Place;
  onset?: Place;
  /** [degC] where it begins and ends */
  from: number;
  to: number;
  /** Heat by every line under it. */
  byShape: Readonly<Record<BaselineShape, number>>;
}

export interface EventOptions {
  shape?: BaselineShape;
  /** [degC] limits given by a person, in place of those found */
  limits?: readonly [low: number, high: number];
}

/** All events of a run, ramp by ramp. */
export function measureEvents(
  run: Thermogram,
  { shape = 'tangential', limits }: EventOptions = {},
): { events: MeasuredEvent[]; notes: Note[] } {
  const { time, temperature, heatFlow } = run;
  const ramps = findRamps(time, temperature);
  if (ramps.length === 0) throw new InputError('this run has no ramp of 15 K or more at a constant rate');
  const notes: Note[] = [];
  const events: MeasuredEvent[] = [];
  for (const ramp of ramps) {
    const found = findEvents(time, heatFlow, ramp.from, ramp.to);
    const wanted = limits ? placeLimits(temperature, ramp, limits) : found.events;
    if (!limits)
      for (const [a, b] of found.atEdge)
        notes.push({
          level: 'warning',
          code: 'event-at-edge',
          text: `a departure from ${temperature[a].toFixed(1)} to ${temperature[b - 1].toFixed(1)} °C reaches an end of its ramp: without rows on both sides it has no line under it and is left out`,
        });
    wanted.forEach((event, k) => {
      const again = (gap: number): ThermalEvent | undefined =>
        limits ? undefined : findEvents(time, heatFlow, ramp.from, ramp.to, gap).events[k];
      events.push(measureOne(run, ramp, event, found.noise, shape, [again(0.5), again(2)]));
    });
  }
  if (events.length === 0)
    notes.push({ level: 'warning', code: 'no-event', text: 'no event stands out of the noise on any ramp' });
  return { events, notes };
}

function measureOne(
  { time, temperature, heatFlow }: Thermogram,
  ramp: Ramp,
  event: ThermalEvent,
  noise: number,
  shape: BaselineShape,
  others: readonly (ThermalEvent | undefined)[],
): MeasuredEvent {
  const flanks = flanksOf(time, heatFlow, event);
  const main = integrateEvent(time, heatFlow, flanks, event.from, event.to, shape, noise);
  const byShape = Object.fromEntries(
    BASELINE_SHAPES.map((s) => [
      s,
      s === shape ? main.heat : integrateEvent(time, heatFlow, flanks, event.from, event.to, s, noise).heat,
    ]),
  ) as Record<BaselineShape, number>;
  const heats = Object.values(byShape);
  const moved = others
    .filter(
      (e): e is ThermalEvent =>
        e !== undefined && Math.abs(e.from + e.to - event.from - event.to) < event.to - event.from,
    )
    .map((e) => integrateEvent(time, heatFlow, flanksOf(time, heatFlow, e), e.from, e.to, shape, noise).heat);
  const sign = main.heat >= 0 ? 1 : -1;
  const rows = heatFlow.subarray(event.from, event.to);
  const temperatures = temperature.subarray(event.from, event.to);
  const above = rows.map((v, i) => sign * (v - main.baseline[i]));
  const [a, b] = flanks.before.fit.coefficients;
  const fromBefore = rows.map((v, i) => sign * (v - a - b * (time[event.from + i] - flanks.middle)));
  const onset = findOnset(temperatures, fromBefore);
  return {
    sign,
    ramp,
    event,
    flanks,
    heat: main.heat,
    noise: main.sigma,
    shapes: (Math.max(...heats) - Math.min(...heats)) / 2,
    limits: moved.reduce((most, h) => Math.max(most, Math.abs(h - main.heat)), 0),
    baseline: main.baseline,
    conversion: main.conversion,
    peak: findPeakTemperature(temperatures, above),
    ...(onset && { onset }),
    from: temperatures[0],
    to: temperatures[temperatures.length - 1],
    byShape,
  };
}

/** An event between two temperatures, with what lies beyond as the rows of its lines. */
function placeLimits(temperature: Float64Array, ramp: Ramp, [low, high]: readonly [number, number]): ThermalEvent[] {
  const rising = ramp.rate > 0;
  const inside = (i: number): boolean => temperature[i] >= low && temperature[i] <= high;
  let from = ramp.from;
  while (from < ramp.to && !inside(from)) from++;
  let to = from;
  while (to < ramp.to && inside(to)) to++;
  if (to - from < 10) return [];
  const width = to - from;
  const before: [number, number] = [Math.max(ramp.from, from - width), from];
  const after: [number, number] = [to, Math.min(ramp.to, to + width)];
  if (before[1] - before[0] < 8 || after[1] - after[0] < 8)
    throw new InputError(
      `the limits ${low} and ${high} °C leave no rows ${before[1] - before[0] < 8 === rising ? 'below' : 'above'} them for a line`,
      { where: { path: 'from' } },
    );
  return [{ from, to, before, after }];
}
