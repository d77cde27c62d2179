import { toSnakeCase } from '../vocabulary/column-label.js';
import { splitFields, type Dialect } from '../tabular/read-head.js';
import { defineTextCycler, parsePairs, toStart } from './text-cycler.js';

/**
 * Reads Digatron csv exports: `name,value` lines, a row of labels, a row of units in brackets, and a closing row (STO)
 * written twice.
 */
export const digatronReader = defineTextCycler({
  id: 'digatron-csv',
  title: 'Digatron csv',
  instrument: 'Digatron',
  extensions: ['.csv', '.txt'],
  cite: 'Digatron Power Electronics, Battery Manager csv export',
  uncertainty: 'MCT and UBT class: ±0.1 % of full scale of voltage and current (Digatron specification)',
  find: (lines) => {
    for (let i = 0; i + 1 < Math.min(lines.length, 80); i++) {
      if (!/step/i.test(lines[i]!)) continue;
      for (const delimiter of [',', ';', '\t'] as Dialect['delimiter'][]) {
        const labels = splitFields(lines[i]!, delimiter);
        const stems = labels.map(toSnakeCase);
        if (
          !['step', 'status', 'voltage', 'current'].every((s) => stems.includes(s)) ||
          !stems.some((s) => s === 'prog_time' || s === 'ah_accu')
        )
          continue;
        const units = splitFields(lines[i + 1]!, delimiter);
        const hasUnits = units.some((u) => /^\[.*\]$/.test(u));
        return {
          header: i,
          rows: hasUnits ? i + 2 : i + 1,
          labels: labels.map((label, k) => withUnit(label, hasUnits ? units[k] : undefined)),
          delimiter,
        };
      }
    }
    return undefined;
  },
  names: {
    step: 'step_id',
    status: 'status',
    step_time: 'step_time_second',
    prog_time: 'test_time_second',
    cycle: 'cycle_count',
    cycle_level: 'cycle_level',
    voltage: 'voltage_volt',
    current: 'current_ampere',
    ah_accu: 'net_capacity_ah',
    ah_prev: 'previous_capacity_ah',
    wh_accu: 'net_energy_wh',
    watt: 'power_watt',
  },
  preamble: (lines) => parsePairs(lines, /^([^,;\t]+)[,;\t](.*)$/),
  finish: ({ metadata, about }) => {
    about.started = toStart(metadata['Start Time']);
    about.protocol = (metadata.Program as string) || undefined;
    about.sample = (metadata['Battery Name'] as string) || undefined;
  },
});

/** A label with its unit from the row below. Temperatures are headed by the number of their sensor type. */
function withUnit(label: string, unit: string | undefined): string {
  const inside = /^\[(.*)\]$/.exec(unit ?? '')?.[1];
  if (!label || !inside) return label;
  if (/^T\d$/.test(inside)) return `${label.replace(/([a-z])([A-Z])/g, '$1 $2')} (degC)`;
  if (/^ss|^hh/i.test(inside)) return label;
  if (inside === 'AhPrev') return `${label} (Ah)`;
  return `${label} (${inside})`;
}
