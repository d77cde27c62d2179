import { parseLabel, toSnakeCase } from '../vocabulary/column-label.js';
import { defineTextCycler, parsePairs, toStart, type CyclerColumns } from './text-cycler.js';
import { splitFields } from '../tabular/read-head.js';

/** Reads Maccor's text and csv exports, which begin in one of three ways and head their columns in as many. */
export const maccorReader = defineTextCycler({
  id: 'maccor-text',
  title: 'Maccor text or csv',
  instrument: 'Maccor',
  extensions: ['.txt', '.csv', '.034'],
  cite: 'Maccor Inc., MacTest32 text export',
  uncertainty:
    'Maccor Series 4000: ±0.02 % of full scale of voltage, ±0.05 % of the full scale of the current range (Maccor specification); the file does not name the range',
  find: (lines) => {
    for (let i = 0; i < Math.min(lines.length, 60); i++) {
      if (!/^\W*rec/i.test(lines[i]!)) continue;
      for (const delimiter of ['\t', ',', ';'] as const) {
        const labels = splitFields(lines[i]!, delimiter);
        if (labels.length < 6 || !/^rec(#|ord)?$/i.test(labels[0]!)) continue;
        const stems = labels.map((l) => toSnakeCase(l));
        if (
          !stems.some((s) => /^cyc/.test(s)) ||
          !stems.some((s) => s === 'step') ||
          !stems.some((s) => /amps|current/.test(s))
        )
          continue;
        return {
          header: i,
          rows: i + 1,
          labels: nameLabels(labels, splitFields(lines[i + 1] ?? '', delimiter)),
          delimiter,
        };
      }
    }
    return undefined;
  },
  names: {
    rec: 'record_index',
    cyc: 'cycle_count',
    cycle_p: 'cycle_count',
    cycle_c: 'cycle_count',
    step: 'step_id',
    test_time: 'test_time_second',
    step_time: 'step_time_second',
    amp_hr: 'capacity_ah',
    mamp_hr: ['capacity_ah', 'mAh'],
    capacity: 'capacity_ah',
    cap: 'capacity_ah',
    watt_hr: 'energy_wh',
    mwatt_hr: ['energy_wh', 'mWh'],
    energy: 'energy_wh',
    amps: 'current_ampere',
    mamps: ['current_ampere', 'mA'],
    current: 'current_ampere',
    volts: 'voltage_volt',
    voltage: 'voltage_volt',
    state: 'state',
    md: 'state',
    es: 'end_status',
    dpt_time: 'unix_time_second',
    acimp: 'ac_internal_resistance_ohm',
    dcir: 'dc_internal_resistance_ohm',
    wf_chg_cap: 'waveform_charging_capacity_ah',
    wf_dis_cap: 'waveform_discharging_capacity_ah',
    wf_chg_e: 'waveform_charging_energy_wh',
    wf_dis_e: 'waveform_discharging_energy_wh',
    temp_1: 'temperature_t1_celsius',
    temp_2: 'temperature_t2_celsius',
    temp_3: 'temperature_t3_celsius',
    units: null,
  },
  dateOrder: 'month-first',
  preamble: (lines) => {
    const metadata: Record<string, unknown> = { header: lines.filter((l) => l.trim() !== '') };
    // Fields follow one another on a line, separated by tabs, commas or nothing but the next name.
    const text = lines.join('\t');
    for (const [key, name] of [
      ['date_of_test', 'Date of Test'],
      ['file', 'Filename'],
      ['procedure', 'Procedure'],
      ['channel', 'Tester Channel'],
      ['comment', 'Comment/Barcode'],
      ['description', 'Description'],
    ] as const) {
      const match = new RegExp(
        `${name}\\s*:\\s*,?\\s*([^\\t]*?)(?=\\s+(?:Filename|Procedure|Tester Channel|Comment/Barcode|Description|Date of Test)\\s*:|\\t|$)`,
        'i',
      ).exec(text);
      if (match && match[1]!.trim() !== '') metadata[key] = match[1]!.trim();
    }
    return { ...metadata, ...(Object.keys(metadata).length === 1 ? parsePairs(lines, /^([^:]+):\s*(.*)$/) : {}) };
  },
  finish: finishMaccor,
});

/**
 * Names for labels that mean one thing alone and another beside others: `Test (Sec)` is a time, `Step` a number and
 * `Step (Sec)` a time; each
 * `Aux #n` is followed by ` Units`, whose first row says what it measures.
 */
function nameLabels(labels: readonly string[], firstRow: readonly string[]): string[] {
  return labels.map((label, i) => {
    const { quantity, unit } = parseLabel(label);
    const timed = /^(test|step)\s*(time)?$/i.exec(quantity.trim());
    if (timed && unit && /sec|min|hour|hr|^s$|^h$|^m$/i.test(unit))
      return `${timed[1]} time (${/^m$/i.test(unit) ? 'min' : unit})`;
    if (/^(test|step)time$/i.test(quantity.trim())) return `${quantity.slice(0, 4)} time`;
    const aux = /^aux\s*#?\s*(\d+)$/i.exec(label.trim());
    if (aux && /units/i.test(labels[i + 1] ?? '')) {
      const measured = (firstRow[i + 1] ?? '').trim();
      return measured === 'C'
        ? `${Number(aux[1]) <= 5 ? `Temperature T${aux[1]}` : `Aux ${aux[1]} Temperature`} (degC)`
        : `Aux ${aux[1]}${measured ? ` (${measured})` : ''}`;
    }
    return label.replace(/#/g, '');
  });
}

function finishMaccor({ metadata, about }: CyclerColumns): void {
  const date = String(metadata.date_of_test ?? '').replace(/,/g, ' ');
  // A bare day is less than the clock of the first row says.
  if (date.includes(':')) about.started = toStart(date, 'month-first');
  about.protocol = metadata.procedure as string | undefined;
}
