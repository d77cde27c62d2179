import { InputError, type Note, type Recording } from '../../core/index.js';

/** A run of a calorimeter as the analyses take it. */
export interface Thermogram {
  /** [s] */
  time: Float64Array;
  /** [degC] */
  temperature: Float64Array;
  /** [W] or [W/kg] where `mass` is not known; above zero where heat comes out of the sample */
  heatFlow: Float64Array;
  /** [kg] that `heatFlow` is of; undefined where nothing says it */
  mass?: number;
  /** [kg] */
  massSigma?: number;
  notes: Note[];
}

/** Which way heat that comes out points in a file. */
export type Exothermic = 'up' | 'down';

/**
 * Takes a run out of a recording: heat flow above zero where heat comes out, in watt per kilogram of the sample where
 * its mass is known.
 *
 * @throws InputError where no heat flow is there, or nothing says which way is exothermic and nothing can tell it
 */
export function toThermogram(
  recording: Recording,
  given: { mass?: { value: number; sigma?: number }; exothermic?: Exothermic } = {},
): Thermogram {
  const { table, metadata } = recording;
  const notes: Note[] = [];
  const flow = table.find('heat_flow_watt') ?? table.find('heat_flow_watt_per_gram');
  if (!flow)
    throw new InputError('this recording has no heat flow', { hint: 'for masses against temperature see tga' });
  const perGram = flow.name === 'heat_flow_watt_per_gram';
  const columns = ['time_second', 'temperature_celsius', flow.name].map((name) => table.get(name));
  const rows = Array.from({ length: table.length }, (_, i) => i).filter((i) =>
    columns.every((c) => !c.valid || c.valid[i] === 1),
  );
  const [time, temperature, values] = columns.map((c) => {
    const numbers = table.column(c.name);
    return rows.length === numbers.length ? numbers : Float64Array.from(rows, (i) => numbers[i]);
  });
  if (rows.length < 20) throw new InputError(`a run of ${rows.length} rows is too short to find an event in`);
  const stated = metadata.sample_mass_gram;
  const inFile = typeof stated === 'number' && stated > 0 ? stated / 1000 : undefined;
  const mass = given.mass?.value ?? inFile;
  if (given.mass && inFile !== undefined && Math.abs(given.mass.value / inFile - 1) > 1e-6)
    notes.push({
      level: 'info',
      code: 'mass-given',
      text: `the mass given, ${1e6 * given.mass.value} mg, is taken in place of the file's ${1e6 * inFile} mg`,
    });
  const turn = settleDirection(recording, { time, temperature, values }, given.exothermic, notes);
  let scale = turn;
  if (perGram) scale *= 1000;
  else if (mass !== undefined) scale /= mass;
  if (perGram && given.mass && inFile !== undefined) scale *= inFile / given.mass.value;
  return {
    time,
    temperature,
    heatFlow: scale === 1 ? values : values.map((v) => scale * v),
    ...(perGram ? { mass: mass ?? Number.NaN } : mass !== undefined && { mass }),
    ...(given.mass?.sigma !== undefined && { massSigma: given.mass.sigma }),
    notes,
  };
}

/** 1 where the column already counts heat that comes out as positive, −1 where it counts it as negative. */
function settleDirection(
  { metadata }: Recording,
  run: { time: Float64Array; temperature: Float64Array; values: Float64Array },
  given: Exothermic | undefined,
  notes: Note[],
): 1 | -1 {
  const inFile = metadata.exothermic as Exothermic | undefined;
  const direction = given ?? inFile;
  if (given && inFile && given !== inFile)
    notes.push({
      level: 'warning',
      code: 'direction-contradicts',
      text: `the file says that exothermic is ${inFile}; ${given} was asked for and taken`,
    });
  if (direction) return direction === 'up' ? 1 : -1;
  // A sample that is heated takes up heat all the time: its level on a ramp is on the endothermic side of that at rest.
  const level = meanOf(run.values);
  const rate =
    (run.temperature[run.temperature.length - 1] - run.temperature[0]) /
    (run.time[run.time.length - 1] - run.time[0] || 1);
  if (level === 0 || rate === 0)
    throw new InputError('nothing says which way heat that comes out points', { hint: '--set exothermic=up or down' });
  const found: Exothermic = level * rate < 0 ? 'up' : 'down';
  notes.push({
    level: 'warning',
    code: 'direction-from-level',
    text: `the file does not say which way is exothermic; by the level that the sample's heat capacity gives while it is heated it is ${found}, which holds only if no blank was subtracted (--set exothermic=up or down)`,
  });
  return found === 'up' ? 1 : -1;
}

function meanOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  return sorted[sorted.length >> 1];
}
