import type { Column, Recording, Table } from '../../../core/index.js';
import { defineWriter } from '../../writer.js';

/** EC-Lab's label of a column and the factor into its unit. */
const series: [name: string, label: string, factor: number][] = [
  ['mode', 'mode', 1],
  ['step_id', 'Ns', 1],
  ['test_time_second', 'time/s', 1],
  ['voltage_volt', 'Ewe/V', 1],
  ['current_ampere', 'I/mA', 1e3],
  ['net_capacity_ah', '(Q-Qo)/mA.h', 1e3],
  ['temperature_t1_celsius', 'Temperature/°C', 1],
  ['cycle_count', 'cycle number', 1],
  ['power_watt', 'P/W', 1],
];
const spectrum: [name: string, label: string, factor: number][] = [
  ['frequency_hertz', 'freq/Hz', 1],
  ['real_impedance_ohm', 'Re(Z)/Ohm', 1],
  ['imaginary_impedance_ohm', '-Im(Z)/Ohm', -1],
  ['absolute_impedance_ohm', '|Z|/Ohm', 1],
  ['phase_degree', 'Phase(Z)/deg', 1],
  ['test_time_second', 'time/s', 1],
  ['voltage_volt', '<Ewe>/V', 1],
  ['current_ampere', '<I>/mA', 1e3],
  ['cycle_count', 'cycle number', 1],
];

/**
 * A recording as EC-Lab text (`.mpt`, Latin-1), for programs that read nothing else. The header says who wrote it;
 * columns that EC-Lab has no label for are left out and named there.
 */
export function toMpt(recording: Recording): Uint8Array {
  const table = withNetCapacity(recording.table);
  const eis = recording.kind === 'eis';
  const used = (eis ? spectrum : series).flatMap(([name, label, factor]) => {
    const column = table.find(name);
    return column && !Array.isArray(column.values) ? [{ column, label, factor }] : [];
  });
  const left = table.names.filter((name) => !used.some((u) => u.column.name === name));
  const technique = eis
    ? 'Potentio Electrochemical Impedance Spectroscopy'
    : 'Galvanostatic Cycling with Potential Limitation';
  const header = [
    technique,
    '',
    'Run on channel : none (written by Cermet)',
    ...(recording.about.sample ? [`Electrode material : ${recording.about.sample}`] : []),
    ...(recording.about.started ? [`Acquisition started on : ${toEcLabDate(recording.about.started)}`] : []),
    `Comments : origin ${recording.origin.type}${recording.origin.type === 'simulated' ? `, model ${recording.origin.model}` : ''}`,
    ...recording.notes.filter((n) => n.code === 'fitted-parameters').map((n) => `Comments : ${n.text}`),
    ...(left.length > 0 ? [`Comments : columns left out ${left.join(' ')}`] : []),
    '',
  ];
  const lines = [
    'EC-Lab ASCII FILE',
    `Nb header lines : ${header.length + 4}                          `,
    '',
    ...header,
    used.map((u) => u.label).join('\t'),
  ];
  for (let i = 0; i < table.length; i++) lines.push(used.map((u) => formatCell(u.column, i, u.factor)).join('\t'));
  return toLatin1(`${lines.join('\r\n')}\r\n`);
}

/** EC-Lab counts charge both ways in one column. */
function withNetCapacity(table: Table): Table {
  const charging = table.find('charging_capacity_ah');
  const discharging = table.find('discharging_capacity_ah');
  if (table.has('net_capacity_ah') || !charging || !discharging || charging.valid || discharging.valid) return table;
  return table.with({
    name: 'net_capacity_ah',
    values: Float64Array.from(charging.values as Float64Array, (q, i) => q - (discharging.values as Float64Array)[i]!),
  });
}

function formatCell(column: Column, i: number, factor: number): string {
  if (column.valid && !column.valid[i]) return 'NaN';
  const value = (column.values[i] as number) * factor;
  if (column.values instanceof Int32Array) return String(value);
  // Seventeen digits, as EC-Lab prints double precision, with its three digits of exponent.
  return value
    .toExponential(16)
    .replace(/e([+-])(\d+)$/, (_, sign: string, digits: string) => `E${sign}${digits.padStart(3, '0')}`);
}

function toEcLabDate(iso: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d+)?)/.exec(iso);
  return match ? `${match[2]}/${match[3]}/${match[1]} ${match[4]}` : iso;
}

function toLatin1(text: string): Uint8Array {
  return Uint8Array.from(text, (c) => (c.charCodeAt(0) < 256 ? c.charCodeAt(0) : 0x3f));
}

/** Recordings as EC-Lab text. */
export const mptWriter = defineWriter({
  id: 'biologic-mpt',
  title: 'Bio-Logic EC-Lab text',
  extensions: ['.mpt'],
  accepts: ({ recordings }) => {
    if (recordings.length !== 1) return `it holds one recording, and there are ${recordings.length}`;
    const { table } = recordings[0]!;
    const wanted =
      recordings[0]!.kind === 'eis'
        ? ['frequency_hertz', 'real_impedance_ohm', 'imaginary_impedance_ohm']
        : ['test_time_second', 'voltage_volt'];
    const lacking = wanted.filter((name) => !table.has(name));
    return lacking.length === 0 || `the table has no ${lacking.join(', ')}`;
  },
  write: async ({ recordings }) => toMpt(recordings[0]!),
});
