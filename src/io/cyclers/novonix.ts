import { splitFields } from '../tabular/read-head.js';
import { defineTextCycler, parsePairs, toStart } from './text-cycler.js';

/**
 * Reads Novonix (UHPC and HPC) csv files: blocks `[Summary]`, `[Protocol]`, `[Data]`. Some exports put each whole row
 * in quotes.
 */
export const novonixReader = defineTextCycler({
  id: 'novonix-csv',
  title: 'Novonix csv',
  instrument: 'Novonix',
  extensions: ['.csv'],
  cite: 'Novonix, Ultra-High Precision Coulometry system, data file',
  uncertainty: 'UHPC: current ±0.005 % of the range (Novonix specification)',
  find: (lines) => {
    if (lines[0]?.trim() !== '[Summary]') return undefined;
    const data = lines.findIndex((l) => l.trim() === '[Data]');
    const header = data + 1;
    if (data < 0 || lines[header] === undefined) return undefined;
    const text = lines[header].trim();
    const unquote = /^"[^"]*"$/.test(text);
    return {
      header,
      rows: header + 1,
      unquote,
      labels: splitFields(unquote ? text.slice(1, -1) : text, ','),
      dialect: { delimiter: ',', decimal: '.' },
    };
  },
  names: {
    date_and_time: 'unix_time_second',
    cycle_number: 'cycle_count',
    // Numbers of Novonix's own: 0 open circuit, 1 and 2 constant-current charge and discharge, 3 CC-CV charge…
    step_type: 'step_type_code',
    run_time: 'test_time_second',
    step_time: 'step_time_second',
    current: 'current_ampere',
    potential: 'voltage_volt',
    capacity: 'capacity_ah',
    energy: 'energy_wh',
    temperature: 'temperature_t1_celsius',
    circuit_temperature: 'circuit_temperature_celsius',
    step_number: 'step_id',
    step_position: 'step_position',
    power: 'power_watt',
  },
  dateOrder: 'month-first',
  preamble: (lines) => {
    const end = lines.findIndex((l) => l.trim() === '[End Summary]');
    const protocol = lines.findIndex((l) => l.trim() === '[Protocol]');
    const protocolEnd = lines.findIndex((l) => l.trim() === '[End Protocol]');
    return {
      ...parsePairs(lines.slice(1, end < 0 ? undefined : end), /^([^:]+):\s*(.*)$/),
      ...(protocol >= 0 && {
        protocol_text: lines
          .slice(protocol + 1, protocolEnd < 0 ? undefined : protocolEnd)
          .join('\n')
          .slice(0, 20_000),
      }),
    };
  },
  finish: ({ metadata, about }) => {
    about.started = toStart(metadata.Started);
    about.protocol = (metadata.Protocol as string) || undefined;
    about.sample = (metadata.Cell as string) || undefined;
  },
});
