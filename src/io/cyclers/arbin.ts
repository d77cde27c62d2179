import { ReadError } from '../../core/index.js';
import { defineTextCycler, findLabels, type CyclerColumns, type LabelNames } from './text-cycler.js';

/**
 * What Arbin's labels mean, in MITS Pro's exports and in its databases. Capacities and energies are reset by the
 * schedule.
 */
export const ARBIN_NAMES: LabelNames = {
  data_point: 'record_index',
  date_time: 'unix_time_second',
  datetime: 'unix_time_second',
  test_time: 'test_time_second',
  step_time: 'step_time_second',
  step_index: 'step_id',
  cycle_index: 'cycle_count',
  current: 'current_ampere',
  voltage: 'voltage_volt',
  power: 'power_watt',
  charge_capacity: 'schedule_charging_capacity_ah',
  discharge_capacity: 'schedule_discharging_capacity_ah',
  charge_energy: 'schedule_charging_energy_wh',
  discharge_energy: 'schedule_discharging_energy_wh',
  capacity: 'capacity_ah',
  internal_resistance: 'internal_resistance_ohm',
  acr: 'ac_internal_resistance_ohm',
  ac_impedance: 'ac_internal_resistance_ohm',
  aci_phase_angle: 'phase_degree',
  temperature: 'temperature_t1_celsius',
  aux_temperature_1: 'temperature_t1_celsius',
  aux_temperature_2: 'temperature_t2_celsius',
  aux_temperature_3: 'temperature_t3_celsius',
  is_fc_data: 'is_fast_capture',
};

const uncertainty =
  'Arbin BT-2000 and LBT class cyclers: ±0.02 % to ±0.05 % of the full scale of the range (Arbin specifications); the file does not name the range';

/** Reads the csv exports of Arbin's MITS Pro and MIMS. */
export const arbinReader = defineTextCycler({
  id: 'arbin-csv',
  title: 'Arbin csv',
  instrument: 'Arbin',
  extensions: ['.csv'],
  cite: 'Arbin Instruments, MITS Pro',
  uncertainty,
  find: (lines) => {
    const found = findLabels(
      lines.slice(0, 60),
      ['test_time', 'step_index', 'cycle_index', 'current', 'voltage'],
      [',', ';', '\t'],
    );
    // Landt heads its columns alike, but counts records under channel_index.
    if (
      !found ||
      found.labels.some((l) => /^channel_index$|date_time_iso/i.test(l)) ||
      !/data.?point|date.?time|charge.?capacity/i.test(found.labels.join(' '))
    )
      return undefined;
    // BDF files may carry an instrument's columns along; they are BDF files.
    if (found.labels.some((l) => /^(Test Time|Voltage|Current) \/ /.test(l))) return undefined;
    return { header: found.line, rows: found.line + 1, labels: found.labels, delimiter: found.delimiter };
  },
  names: ARBIN_NAMES,
  dateOrder: 'month-first',
  finish: finishArbin,
});

/** Arbin counts cycles from 1: a test that never gets there was never begun, and half of it would mislead. */
export function finishArbin({ columns, file }: CyclerColumns): void {
  const cycle = columns.get('cycle_count');
  if (!cycle || Array.isArray(cycle.values) || cycle.values.length === 0) return;
  let most = -Infinity;
  for (let i = 0; i < cycle.values.length; i++)
    if (!cycle.valid || cycle.valid[i]) most = Math.max(most, cycle.values[i]!);
  if (most < 1)
    throw new ReadError(
      'the test is incomplete: its cycle index never reaches 1',
      { file },
      { hint: 'the run was stopped before its first cycle, or the export was cut' },
    );
}
