import { defineTextCycler, findLabels, parsePairs, type CyclerColumns, type LabelNames } from './text-cycler.js';

/** What Landt's labels mean. Capacities and energies begin anew with each step. */
export const LANDT_NAMES: LabelNames = {
  // The column headed channel_index counts the records.
  channel_index: 'record_index',
  record: 'record_index',
  record_id: 'record_index',
  cycle_index: 'cycle_count',
  cycle: 'cycle_count',
  step_index: 'step_id',
  step: 'step_id',
  date_time_iso_string: 'unix_time_second',
  systime: 'unix_time_second',
  sys_time: 'unix_time_second',
  test_time: 'test_time_second',
  testtime: 'test_time_second',
  step_time: 'step_time_second',
  steptime: 'step_time_second',
  current: 'current_ampere',
  cur: 'current_ampere',
  voltage: 'voltage_volt',
  volt: 'voltage_volt',
  vol: 'voltage_volt',
  cap: 'step_cumulative_capacity_ah',
  capacity: 'step_cumulative_capacity_ah',
  cmp_cap: 'specific_capacity_mah_per_gram',
  energy: 'step_cumulative_energy_wh',
  charge_capacity: 'step_charging_capacity_ah',
  discharge_capacity: 'step_discharging_capacity_ah',
  charge_energy: 'step_charging_energy_wh',
  discharge_energy: 'step_discharging_energy_wh',
  pressure: 'applied_pressure_pa',
  temperature_1: 'temperature_t1_celsius',
  temperature_2: 'temperature_t2_celsius',
  temperature_3: 'temperature_t3_celsius',
  step_name: 'step_type',
  state: 'state',
};

/** Labels by which a Landt table is known, in either of its forms. */
export const LANDT_MARKS: readonly (readonly string[])[] = [
  ['channel_index', 'date_time_iso_string', 'test_time', 'current', 'voltage', 'step_name'],
  ['record', 'systime', 'testtime'],
  ['sys_time', 'test_time', 'step_time', 'cur'],
];

/** Reads Landt's csv exports, whose rows may have one field more than the header. */
export const landtReader = defineTextCycler({
  id: 'landt-csv',
  title: 'Landt (LAND) csv',
  instrument: 'Landt',
  extensions: ['.csv', '.txt'],
  cite: 'Landt Instruments (Wuhan LAND), LANDdt export',
  uncertainty: 'CT3002 class cyclers: ±0.05 % of reading and ±0.05 % of full scale (Landt specification)',
  find: (lines) => {
    for (const marks of LANDT_MARKS) {
      const found = findLabels(lines.slice(0, 60), marks, [',', '\t', ';']);
      if (found) return { header: found.line, rows: found.line + 1, labels: found.labels, delimiter: found.delimiter };
    }
    return undefined;
  },
  names: LANDT_NAMES,
  dateOrder: 'month-first',
  preamble: (lines) =>
    parsePairs(
      lines.map((l) => l.replace(/[,;\t]+$/, '')),
      /^([^:]+):\s*(.*)$/,
    ),
  finish: finishLandt,
});

const words: Record<string, string> = {
  rest: 'REST',
  'charge cc': 'CC_CHG',
  'discharge cc': 'CC_DCH',
  'charge cv': 'CV_CHG',
  'discharge cv': 'CV_DCH',
  'charge cccv': 'CCCV_CHG',
  'discharge cccv': 'CCCV_DCH',
};

/** Puts the step's name into BDF's words where it has one. */
export function finishLandt({ columns, about, metadata }: CyclerColumns): void {
  const type = columns.get('step_type');
  if (type && Array.isArray(type.values))
    columns.set('step_type', { ...type, values: type.values.map((w) => words[w.trim().toLowerCase()] ?? w) });
  if (typeof metadata['cell id'] === 'string' && metadata['cell id']) about.sample = metadata['cell id'];
}
