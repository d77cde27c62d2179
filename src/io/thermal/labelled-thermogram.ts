import type { Column, Note } from '../../core/index.js';
import type { Measurement } from '../measured/make-recording.js';
import type { KnownColumn } from '../generic/labelled-kind.js';
import { makeLabelledReader } from '../generic/labelled-kind.js';
import { describeRun, noteDirection } from './describe-run.js';

/** Columns of calorimeters and thermobalances, whoever wrote them. */
export const THERMAL_COLUMNS: readonly KnownColumn[] = [
  { name: 'time_second', label: /^(?:time|t|zeit|elapsed_time|test_time)$/, unit: 's', assumed: 's' },
  {
    name: 'temperature_celsius',
    label: /^(?:sample_temperature|temperature|temp|ts|t_s|temperatur|sample_temp)$/,
    unit: 'degC',
    assumed: 'degC',
  },
  {
    name: 'heat_flow_watt_per_gram',
    label:
      /^(?:heat_flow|heatflow|dsc|specific_heat_flow|heat_flow_normalized|heat_flow_normalised|normalized_heat_flow)(?:_exo_up|_exo_down|_endo_up)?$/,
    unit: 'W/g',
  },
  {
    name: 'heat_flow_watt',
    label: /^(?:heat_flow|heatflow|dsc|unsubtracted_heat_flow|hf)(?:_exo_up|_exo_down|_endo_up)?$/,
    unit: 'W',
  },
  { name: 'mass_gram', label: /^(?:sample_)?(?:mass|weight|masse|tg|unsubtracted_weight)$/, unit: 'g' },
  { name: 'mass_percent', label: /^(?:sample_)?(?:mass|weight|masse|tg)$/, unit: '%' },
];

const hasFlow = (names: ReadonlySet<string>): boolean =>
  names.has('temperature_celsius') &&
  names.has('time_second') &&
  (names.has('heat_flow_watt') || names.has('heat_flow_watt_per_gram'));

/** Tables of time, temperature and heat flow with labels that say so. */
export const labelledCalorimetryReader = makeLabelledReader({
  id: 'calorimetry-table',
  title: 'Table of temperature and heat flow',
  kind: 'dsc',
  columns: THERMAL_COLUMNS,
  accepts: hasFlow,
  finish(read, above) {
    const words = `${above}\n${Object.values(read.metadata.columns as Record<string, string>).join('\n')}`;
    const run = describeRun(words);
    Object.assign(read.metadata, run);
    read.notes.push(noteDirection(run.exothermic, 'its header says so'));
    return read;
  },
  uncertainty:
    'as the instrument was calibrated: enthalpies of melting standards are known to 1 % or better, temperatures to 0.1–0.5 K',
});

/** Tables of temperature and mass with labels that say so. */
export const labelledBalanceReader = makeLabelledReader({
  id: 'thermobalance-table',
  title: 'Table of temperature and mass',
  kind: 'tga',
  columns: THERMAL_COLUMNS,
  accepts: (names) =>
    !hasFlow(names) &&
    names.has('temperature_celsius') &&
    names.has('time_second') &&
    (names.has('mass_gram') || names.has('mass_percent')),
  finish(read, above) {
    Object.assign(read.metadata, describeRun(above));
    return read;
  },
});

/**
 * Recordings of a run that has heat flow, mass or both: one of each kind. A mass in percent is given in gram too where
 * the sample's mass is known.
 *
 * @param why what the file says of the direction, where it does not say it plainly
 */
export function splitThermal(
  read: Measurement & { metadata: Record<string, unknown>; notes: Note[] },
  why: string,
): Measurement[] {
  const names = new Set(read.columns.map((c) => c.name));
  const sample = read.metadata.sample_mass_gram;
  let { columns } = read;
  const percent = columns.find((c) => c.name === 'mass_percent');
  if (percent && !names.has('mass_gram') && typeof sample === 'number')
    columns = [
      ...columns,
      {
        ...percent,
        name: 'mass_gram',
        values: (percent.values as Float64Array).map((v) => (v / 100) * sample),
      },
    ];
  const isFlow = (c: Column): boolean => c.name.startsWith('heat_flow_');
  const isMass = (c: Column): boolean => c.name.startsWith('mass_');
  const out: Measurement[] = [];
  if (columns.some(isFlow)) {
    const direction = read.metadata.exothermic as 'up' | 'down' | undefined;
    out.push({ ...read, kind: 'dsc', columns, notes: [...read.notes, noteDirection(direction, why)] });
  }
  if (columns.some(isMass)) out.push({ ...read, kind: 'tga', columns: columns.filter((c) => !isFlow(c)) });
  return out;
}
