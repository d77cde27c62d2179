import { InputError } from '../../core/index.js';

/** Constant pressure by stochastic cell rescaling. */
export interface PressureControl {
  /** [eV/Å3] wanted pressure; compression positive. */
  pressure: number;
  /** `isotropic` keeps the shape; otherwise the Cartesian axes whose lengths change, each by its own pressure. */
  axes?: 'isotropic' | readonly ('x' | 'y' | 'z')[];
  /** [fs] time in which the volume follows (default 300). */
  relaxationTime?: number;
  /** [Å3/eV] estimate of the compressibility; sets only how fast the cell follows (default 1.6, i.e. 1/(100 GPa)). */
  compressibility?: number;
}

/** One stretch of a schedule: heat, hold or quench. */
export interface Segment {
  /** Name in the recording, e.g. `melt`. */
  label: string;
  /** [fs] */
  duration: number;
  /** `nve` keeps the energy; `langevin` and `bussi` keep the temperature. */
  ensemble: 'nve' | 'langevin' | 'bussi';
  /** [K] temperature, or its values at start and end, between which it runs linearly. */
  temperature?: number | readonly [number, number];
  /** [fs] time in which the thermostat acts: inverse friction, or Bussi's relaxation time (default 100). */
  relaxationTime?: number;
  pressure?: PressureControl;
}

/** A segment with every default filled in and its length in steps. */
export interface PlannedSegment {
  label: string;
  steps: number;
  ensemble: Segment['ensemble'];
  /** [K] undefined only for `nve`. */
  from?: number;
  /** [K] */
  to?: number;
  /** [fs] */
  relaxationTime: number;
  pressure?: Required<PressureControl>;
}

/** Checks a schedule and fills in its defaults. */
export function planSchedule(schedule: readonly Segment[], timeStep: number): PlannedSegment[] {
  if (!(timeStep > 0) || timeStep > 20)
    throw new InputError(`a time step of ${timeStep} fs`, {
      hint: 'give a time step between 0 and 20 fs; 1 to 2 fs suits most solids',
    });
  if (schedule.length === 0) throw new InputError('the schedule is empty', { hint: 'give at least one segment' });
  return schedule.map((segment, index) => {
    const path = `schedule[${index}]`;
    const where = { path: segment.label ? `${path} (${segment.label})` : path };
    if (!(segment.duration > 0) || !Number.isFinite(segment.duration))
      throw new InputError(`a duration of ${segment.duration} fs`, { where, hint: 'give a time above zero' });
    const [from, to] =
      typeof segment.temperature === 'number'
        ? [segment.temperature, segment.temperature]
        : (segment.temperature ?? []);
    for (const temperature of [from, to]) {
      if (temperature !== undefined && !(temperature >= 0 && temperature <= 1e5))
        throw new InputError(`a temperature of ${temperature} K`, {
          where,
          hint: 'give a temperature between 0 and 100,000 K',
        });
    }
    if (segment.ensemble !== 'nve' && from === undefined)
      throw new InputError(`${segment.ensemble} dynamics without a temperature`, {
        where,
        hint: 'give the temperature to keep',
      });
    if (segment.ensemble === 'nve' && segment.pressure)
      throw new InputError('constant pressure without a thermostat', {
        where,
        hint: 'take ensemble langevin or bussi with it',
      });
    const relaxationTime = segment.relaxationTime ?? 100;
    if (!(relaxationTime >= timeStep))
      throw new InputError(`a thermostat time of ${relaxationTime} fs`, {
        where,
        hint: 'give a time well above the time step',
      });
    if (
      segment.pressure?.axes !== undefined &&
      segment.pressure.axes !== 'isotropic' &&
      (segment.pressure.axes.length === 0 || segment.pressure.axes.some((a) => !'xyz'.includes(a)))
    ) {
      throw new InputError('the axes of the pressure control', { where, hint: 'give isotropic, or some of x, y, z' });
    }
    const pressure = segment.pressure && {
      axes: 'isotropic' as const,
      relaxationTime: 300,
      compressibility: 1.6,
      ...withoutUndefined(segment.pressure),
    };
    return {
      label: segment.label,
      steps: Math.max(1, Math.round(segment.duration / timeStep)),
      ensemble: segment.ensemble,
      from,
      to,
      relaxationTime,
      pressure,
    };
  });
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

/** [K] temperature aimed at in a step of a segment. */
export function computeTargetTemperature(segment: PlannedSegment, step: number): number {
  if (segment.from === undefined || segment.to === undefined) return 0;
  return segment.steps < 2 ? segment.to : segment.from + ((segment.to - segment.from) * step) / (segment.steps - 1);
}
