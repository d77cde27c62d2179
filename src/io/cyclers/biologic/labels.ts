import { describeColumn, type LabelledColumn, parseLabel } from '../../vocabulary/column-label.js';

/**
 * EC-Lab and BT-Lab labels that mean a term of the vocabulary or one of Cermet's own names, with the factor into its
 * unit.
 */
const names: Record<string, [name: string, factor: number]> = {
  'time/s': ['test_time_second', 1],
  'step time/s': ['step_time_second', 1],
  'Ecell/V': ['voltage_volt', 1],
  '<Ecell>/V': ['mean_voltage_volt', 1],
  'Ewe-Ece/V': ['voltage_volt', 1],
  'Ewe/V': ['working_electrode_potential_vs_reference_volt', 1],
  '<Ewe>/V': ['mean_working_electrode_potential_vs_reference_volt', 1],
  'Ece/V': ['counter_electrode_potential_vs_reference_volt', 1],
  '<Ece>/V': ['mean_counter_electrode_potential_vs_reference_volt', 1],
  'I/mA': ['current_ampere', 1e-3],
  'I/A': ['current_ampere', 1],
  '<I>/mA': ['mean_current_ampere', 1e-3],
  'control/V': ['control_voltage_volt', 1],
  'control/mA': ['control_current_ampere', 1e-3],
  // Volt or milliampere by the mode of the row: no unit is claimed.
  'control/V/mA': ['control', 1],
  '(Q-Qo)/mA.h': ['net_capacity_ah', 1e-3],
  '(Q-Qo)/C': ['net_capacity_ah', 1 / 3600],
  'dq/mA.h': ['delta_capacity_ah', 1e-3],
  'dQ/mA.h': ['delta_capacity_ah', 1e-3],
  'dQ/C': ['delta_capacity_ah', 1 / 3600],
  'Q charge/discharge/mA.h': ['half_cycle_net_capacity_ah', 1e-3],
  'Q charge/mA.h': ['half_cycle_charging_capacity_ah', 1e-3],
  'Q discharge/mA.h': ['half_cycle_discharging_capacity_ah', 1e-3],
  'Capacity/mA.h': ['half_cycle_capacity_ah', 1e-3],
  'Energy charge/W.h': ['half_cycle_charging_energy_wh', 1],
  'Energy discharge/W.h': ['half_cycle_discharging_energy_wh', 1],
  '|Energy|/W.h': ['half_cycle_energy_wh', 1],
  '|Energy|/mW.h': ['half_cycle_energy_wh', 1e-3],
  'Capacitance charge/µF': ['half_cycle_charging_capacitance_farad', 1e-6],
  'Capacitance discharge/µF': ['half_cycle_discharging_capacitance_farad', 1e-6],
  'cycle number': ['cycle_count', 1],
  'half cycle': ['half_cycle', 1],
  'z cycle': ['z_cycle', 1],
  Ns: ['step_id', 1],
  'I Range': ['i_range_code', 1],
  'P/W': ['power_watt', 1],
  'P/mW': ['power_watt', 1e-3],
  'R/Ohm': ['resistance_ohm', 1],
  'Temperature/°C': ['temperature_t1_celsius', 1],
  'freq/Hz': ['frequency_hertz', 1],
  'Re(Z)/Ohm': ['real_impedance_ohm', 1],
  '-Im(Z)/Ohm': ['imaginary_impedance_ohm', -1],
  'Im(Z)/Ohm': ['imaginary_impedance_ohm', 1],
  '|Z|/Ohm': ['absolute_impedance_ohm', 1],
  'Phase(Z)/deg': ['phase_degree', 1],
  'Cs/µF': ['series_capacitance_farad', 1e-6],
  'Cp/µF': ['parallel_capacitance_farad', 1e-6],
  '|Ewe|/V': ['working_electrode_amplitude_volt', 1],
  '|Ece|/V': ['counter_electrode_amplitude_volt', 1],
  '|I|/A': ['current_amplitude_ampere', 1],
  'Re(Zce)/Ohm': ['counter_electrode_real_impedance_ohm', 1],
  '-Im(Zce)/Ohm': ['counter_electrode_imaginary_impedance_ohm', -1],
  '|Zce|/Ohm': ['counter_electrode_absolute_impedance_ohm', 1],
  'Phase(Zce)/deg': ['counter_electrode_phase_degree', 1],
  'Re(Zwe-ce)/Ohm': ['cell_real_impedance_ohm', 1],
  '-Im(Zwe-ce)/Ohm': ['cell_imaginary_impedance_ohm', -1],
  '|Zwe-ce|/Ohm': ['cell_absolute_impedance_ohm', 1],
  'Phase(Zwe-ce)/deg': ['cell_phase_degree', 1],
  mode: ['mode', 1],
  'ox/red': ['oxidation', 1],
  error: ['error', 1],
  'control changes': ['control_changes', 1],
  'Ns changes': ['ns_changes', 1],
  'counter inc.': ['counter_increment', 1],
  x: ['x', 1],
};

/** What a column of EC-Lab or BT-Lab becomes. A label with a lost µ or ° (`�F`, `�C`) is taken as what it was. */
export function describeBiologicColumn(label: string): LabelledColumn {
  const repaired = label
    .replace(/[�?ｰ]C$/, '°C')
    .replace(/[�?][F]$/, 'µF')
    .replace(/[�?]F-2$/, 'µF-2')
    .replace('μ', 'µ')
    .replace('<Ewe/V>', '<Ewe>/V')
    .replace(/^(Re|-?Im)\(Z\)\/[Ω�]$/, '$1(Z)/Ohm')
    .replace(/Ω$/, 'Ohm');
  if (Object.hasOwn(names, repaired)) {
    const [name, factor] = names[repaired]!;
    return { name, kind: name.endsWith('_second') ? 'duration' : 'number', factor, offset: 0, known: true };
  }
  if (repaired.trim() === '') return { name: 'unnamed', kind: 'number', factor: 1, offset: 0, known: false };
  // A minus sign before an imaginary part belongs to the quantity: the column keeps the file's own sign and says so.
  const negative = /^-Im\(([^)]+)\)\/(.+)$/.exec(repaired);
  if (negative)
    return { ...describeColumn({ quantity: `Im ${negative[1]}`, unit: negative[2] }), factor: -1, known: false };
  const { quantity, unit } = parseLabel(repaired);
  const found = describeColumn({ quantity: `ec ${quantity}`, unit });
  return { ...found, name: found.name.replace(/^ec_/, ''), known: false };
}

/** EC-Lab numbers of current ranges, in ampere (EC-Lab Development Package and yadg's table of the same). */
const ranges = new Map<number, number>([
  ...[1, 0.1, 0.01, 1e-3, 1e-4, 1e-5].map((a, i) => [9 + i, a] as [number, number]),
  ...[0.1, 0.01, 1e-3, 1e-4, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 80, 4].map((a, i) => [16 + i, a] as [number, number]),
  ...[
    4, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 8, 1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 50, 5, 100, 150, 1, 4,
    1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 5, 10, 20, 40,
  ].map((a, i) => [29 + i, a] as [number, number]),
  ...[10, 1, 0.1, 0.01, 1e-3, 1e-4, 1e-5, 20, 40, 80].map((a, i) => [112 + i, a] as [number, number]),
]);

/**
 * The current range behind an EC-Lab range number.
 *
 * @returns [A] undefined for automatic and unknown ranges
 */
export function findCurrentRange(code: number): number | undefined {
  return ranges.get(code);
}
