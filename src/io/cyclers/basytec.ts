import { parseDate } from '../tabular/parse-date.js';
import { defineTextCycler, parsePairs, toStart } from './text-cycler.js';

/** Reads BaSyTec's text exports, whose preamble and labels begin with `~`. */
export const basytecReader = defineTextCycler({
  id: 'basytec-text',
  title: 'BaSyTec text',
  instrument: 'BaSyTec',
  extensions: ['.txt', '.csv', '.dat'],
  cite: 'BaSyTec GmbH, Battery Test Software, text export',
  uncertainty: 'CTS and XCTS: voltage ±1 mV, current ±0.05 % of the range (BaSyTec specification)',
  find: (lines) => {
    if (!lines[0]?.startsWith('~')) return undefined;
    let header = 0;
    while (lines[header + 1]?.startsWith('~')) header++;
    const text = lines[header]!.replace(/^~/, '');
    const delimiter = text.includes('\t') ? '\t' : text.includes(';') ? ';' : ',';
    const labels = text.split(delimiter).map((l) => l.trim());
    return labels.length > 3 && /time/i.test(labels[0]!) ? { header, rows: header + 1, labels, delimiter } : undefined;
  },
  names: {
    time: 'test_time_second',
    data_set: 'record_index',
    t_step: 'step_time_second',
    t_cyc: 'cycle_time_second',
    t_set: 'record_time_second',
    line: 'step_id',
    command: 'command',
    u: 'voltage_volt',
    i: 'current_ampere',
    p: 'power_watt',
    ah: 'net_capacity_ah',
    ah_cyc_charge: 'cycle_charging_capacity_ah',
    ah_cyc_discharge: 'cycle_discharging_capacity_ah',
    ah_cyc_charge_0: 'cycle_charging_capacity_0_ah',
    ah_cyc_discharge_0: 'cycle_discharging_capacity_0_ah',
    ah_step: 'step_net_capacity_ah',
    wh: 'net_energy_wh',
    wh_cyc_charge: 'cycle_charging_energy_wh',
    wh_cyc_discharge: 'cycle_discharging_energy_wh',
    wh_cyc_charge_0: 'cycle_charging_energy_0_wh',
    wh_cyc_discharge_0: 'cycle_discharging_energy_0_wh',
    wh_step: 'step_net_energy_wh',
    t1: 'temperature_t1_celsius',
    t2: 'temperature_t2_celsius',
    t3: 'temperature_t3_celsius',
    r_ac: 'ac_internal_resistance_ohm',
    r_dc: 'dc_internal_resistance_ohm',
    cyc_count: 'cycle_count',
    count: 'count',
    state: 'state_code',
    date: 'unix_time_second',
  },
  dateOrder: 'day-first',
  preamble: (lines) =>
    parsePairs(
      lines.map((l) => l.replace(/^~/, '')),
      /^([^:]+):\s*(.*)$/,
    ),
  finish: ({ columns, metadata, about, notes }) => {
    about.started = toStart(metadata['Start of Test'], 'day-first');
    about.protocol = metadata.Testplan as string | undefined;
    about.sample = (metadata.Battery as string) || undefined;
    const start = parseDate(String(metadata['Start of Test'] ?? ''), 'day-first');
    const time = columns.get('test_time_second');
    if (Number.isNaN(start) || columns.has('unix_time_second') || !(time?.values instanceof Float64Array)) return;
    columns.set('unix_time_second', {
      name: 'unix_time_second',
      values: time.values.map((t) => start + t),
      valid: time.valid,
      assumed: 'derived',
    });
    notes.push({
      level: 'info',
      code: 'time-zone-unknown',
      text: 'the file does not say in which time zone its clock runs; unix_time_second is the start of the test plus its time, taken as UTC',
    });
  },
});
