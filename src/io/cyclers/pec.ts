import { defineTextCycler, findLabels, parsePairs, toStart } from './text-cycler.js';

/** Reads PEC csv exports: `Name:,value` lines, then the table. */
export const pecReader = defineTextCycler({
  id: 'pec-csv',
  title: 'PEC csv',
  instrument: 'PEC',
  extensions: ['.csv'],
  cite: 'PEC NV, LifeTest csv export',
  uncertainty: 'ACT0550 class: voltage and current ±0.005 % to ±0.03 % of full scale (PEC specification)',
  find: (lines) => {
    const found = findLabels(lines, ['test', 'cell', 'step', 'cycle', 'total_time', 'voltage', 'current'], [',', ';']);
    return found && { header: found.line, rows: found.line + 1, labels: found.labels, delimiter: found.delimiter };
  },
  names: {
    test: 'test_number',
    cell: 'cell_number',
    step: 'step_id',
    instruction_name: 'command',
    cycle: 'cycle_count',
    total_time: 'test_time_second',
    load_on_time: 'load_time_second',
    step_time: 'step_time_second',
    cycle_charge_time: 'cycle_charging_time_second',
    cycle_discharge_time: 'cycle_discharging_time_second',
    real_time: 'unix_time_second',
    position_start_time: 'position_start',
    voltage: 'voltage_volt',
    current: 'current_ampere',
    charge_capacity: ['charge_capacity_ah', 'mAh'],
    discharge_capacity: ['discharge_capacity_ah', 'mAh'],
    charge_energy: ['charge_energy_wh', 'mWh'],
    discharge_energy: ['discharge_energy_wh', 'mWh'],
    temperature: 'temperature_t1_celsius',
  },
  dateOrder: 'month-first',
  preamble: (lines) => parsePairs(lines, /^([^:,]+):,(.*)$/),
  finish: ({ metadata, about }) => {
    about.started = toStart(metadata['Start Time']);
    about.protocol = (metadata['TestRegime Name'] as string) || undefined;
    about.sample = /^<.*>$/.test(String(metadata['Part Name'] ?? ''))
      ? undefined
      : (metadata['Part Name'] as string) || undefined;
  },
});
