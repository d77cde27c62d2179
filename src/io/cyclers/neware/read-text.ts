import type { Column } from '../../../core/index.js';
import { defineTextCycler, findLabels, type CyclerColumns, type LabelNames } from '../text-cycler.js';

/** What the labels of BTSDA's record tables mean. Capacities and energies begin anew with each step. */
export const NEWARE_NAMES: LabelNames = {
  data_point: 'record_index',
  record_number: 'record_index',
  record_id: 'record_index',
  cycle_index: 'cycle_count',
  cycle_id: 'cycle_count',
  step_index: 'step_id',
  step_id: 'step_id',
  step_number: 'step_count',
  step_type: 'step_type',
  step_name: 'step_type',
  time: 'step_time_second',
  relative_time: 'step_time_second',
  total_time: 'test_time_second',
  cumulative_time: 'test_time_second',
  current: 'current_ampere',
  cur: 'current_ampere',
  voltage: 'voltage_volt',
  capacity: 'step_cumulative_capacity_ah',
  capacitance_density: 'specific_capacity_mah_per_gram',
  spec_cap: 'specific_capacity_mah_per_gram',
  chg_cap: 'step_charging_capacity_ah',
  chg_spec_cap: 'specific_charging_capacity_mah_per_gram',
  dchg_cap: 'step_discharging_capacity_ah',
  dchg_spec_cap: 'specific_discharging_capacity_mah_per_gram',
  energy: 'step_cumulative_energy_wh',
  chg_energy: 'step_charging_energy_wh',
  dchg_energy: 'step_discharging_energy_wh',
  date: 'unix_time_second',
  absolute_time: 'unix_time_second',
  realtime: 'unix_time_second',
  power: 'power_watt',
  contact_resistance: 'internal_resistance_ohm',
  internal_resistance: 'internal_resistance_ohm',
  t1: 'temperature_t1_celsius',
  t2: 'temperature_t2_celsius',
  t3: 'temperature_t3_celsius',
  t4: 'temperature_t4_celsius',
  t5: 'temperature_t5_celsius',
};

/** Words of step types as BTSDA writes them, in BDF's. */
const words: Record<string, string> = {
  rest: 'REST',
  'cc chg': 'CC_CHG',
  'cc dchg': 'CC_DCH',
  'cv chg': 'CV_CHG',
  'cv dchg': 'CV_DCH',
  'cccv chg': 'CCCV_CHG',
  'cccv dchg': 'CCCV_DCH',
  'cp chg': 'CP_CHG',
  'cp dchg': 'CP_DCH',
  'cr chg': 'CR_CHG',
  'cr dchg': 'CR_DCH',
  pause: 'PAUSE',
  pulse: 'PULSE',
  ocv: 'OCV',
  sim: 'SIMULATION',
  'cpcv chg': 'CPCV_CHG',
  'cpcv dchg': 'CPCV_DCH',
  control: 'CONTROL',
  end: 'END',
  cycle: 'CYCLE',
};

/** Puts step types into BDF's words. */
export function nameNewareStep(text: string): string {
  return words[text.trim().toLowerCase().replace('_', ' ')] ?? text.trim();
}

/** Names steps in BDF's words. */
export function finishNeware({ columns }: CyclerColumns): void {
  const type = columns.get('step_type');
  if (!type || !Array.isArray(type.values)) return;
  const named = type.values.map(nameNewareStep);
  columns.set('step_type', { ...type, values: named } satisfies Column);
}

/** Reads the flat csv exports of Neware's BTSDA: one row a record. */
export const newareTextReader = defineTextCycler({
  id: 'neware-csv',
  title: 'Neware csv (records)',
  instrument: 'Neware',
  extensions: ['.csv', '.txt'],
  cite: 'Neware Technology, BTSDA csv export',
  uncertainty:
    'BTS-4000 class cyclers: ±0.05 % of full scale of voltage and of the current range (Neware specification)',
  find: (lines) => {
    for (const marks of [
      ['data_point', 'cycle_index', 'step_type', 'voltage'],
      ['record_number', 'step_name', 'voltage'],
      ['record_id', 'cycle_id', 'step_name', 'voltage'],
      ['data_point', 'step_type', 'voltage', 'time'],
    ]) {
      const found = findLabels(lines.slice(0, 30), marks, [',', '\t', ';']);
      if (found && found.labels[0] !== '')
        return { header: found.line, rows: found.line + 1, labels: found.labels, delimiter: found.delimiter };
    }
    return undefined;
  },
  names: NEWARE_NAMES,
  finish: finishNeware,
});
