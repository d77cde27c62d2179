import type { Column, Note, Recording } from '../../../core/index.js';
import { finishImpedance } from '../../impedance/finish.js';
import { holdsNumbers, rowsOf } from '../../measured/column-rows.js';
import type { Measurement } from '../../measured/make-recording.js';
import { promote, settleVoltage } from '../electrode-potentials.js';

interface Parts {
  columns: Column[];
  notes: Note[];
  metadata: Record<string, unknown>;
  about: Recording['about'];
}

/**
 * Settles which columns are the cell's voltage and current, the same for `.mpr` and `.mpt`.
 *
 * With one potential only, Ewe is the cell's voltage (two-electrode connection); with a counter electrode it is Ewe −
 * Ece. Without a current column (GCPL stores none) the mean current of each interval is ΔQ/Δt, which is also what
 * EC-Lab exports as `<I>`.
 */
export function finishBiologic(parts: Parts): Measurement | Measurement[] {
  const { notes, metadata, about } = parts;
  const columns = new Map(parts.columns.map((c) => [c.name, c]));
  settleVoltage(columns, notes);
  const impedance =
    columns.has('frequency_hertz') && (columns.has('real_impedance_ohm') || columns.has('absolute_impedance_ohm'));
  settleCurrent(columns, notes);
  const cycling = (of: Column[]): Measurement => ({ kind: 'cycling', columns: order(of), notes, metadata, about });
  if (!impedance) return cycling([...columns.values()]);
  const all = order([...columns.values()]);
  const { swept, driven } = countRows(columns);
  const series = ['test_time_second', 'voltage_volt', 'current_ampere'].every((name) => columns.has(name));
  if (swept === 0 && series) return cycling(all.filter((c) => !isOfSpectrum(c.name)));
  const spectrum = finishImpedance({ columns: all, notes: [...notes], metadata: { ...metadata }, about: { ...about } });
  if (!series || driven < LEAST_DRIVEN) return spectrum;
  notes.push({
    level: 'info',
    code: 'spectra-within',
    text: `${swept} rows of spectra stand among ${columns.get('frequency_hertz')!.values.length} rows of cycling: the series keeps all rows, with the frequency where there is one, and the spectra are a recording of their own`,
  });
  const kept = all.filter((c) => c.name === 'frequency_hertz' || !isOfSpectrum(c.name));
  return [cycling(kept.map((c) => (c.name === 'frequency_hertz' ? markUnswept(c) : c))), spectrum];
}

/** [1] Rows with current and without a frequency from which on a file of spectra is one of cycling as well. */
const LEAST_DRIVEN = 3;

function isOfSpectrum(name: string): boolean {
  return /frequency_hertz$|_impedance_ohm$|phase_degree$|_amplitude_|(series|parallel)_capacitance/.test(name);
}

/** Rows with a frequency, and rows without one in which current flows. */
function countRows(columns: ReadonlyMap<string, Column>): { swept: number; driven: number } {
  const frequency = columns.get('frequency_hertz')!;
  const current = columns.get('current_ampere')?.values;
  let swept = 0;
  let driven = 0;
  for (let i = 0; i < frequency.values.length; i++) {
    if ((frequency.values[i] as number) > 0 && frequency.valid?.[i] !== 0) swept++;
    else if (current && current[i] !== 0) driven++;
  }
  return { swept, driven };
}

/** A frequency of 0 is none. */
function markUnswept(column: Column): Column {
  return { ...column, valid: Uint8Array.from(column.values as Float64Array, (f) => (f > 0 ? 1 : 0)) };
}

function settleCurrent(columns: Map<string, Column>, notes: Note[]): void {
  promote(columns, 'mean_current_ampere', 'current_ampere');
  const charge = columns.get('delta_capacity_ah');
  const time = columns.get('test_time_second')?.values;
  if (columns.has('current_ampere') || !charge || !holdsNumbers(charge) || !(time instanceof Float64Array)) return;
  const current = new Float64Array(time.length);
  for (let from = 0; from < time.length; from += BLOCK) {
    const { values } = rowsOf(charge, from, Math.min(time.length, from + BLOCK));
    for (let k = 0, i = from; k < values.length; k++, i++) {
      const dt = i > 0 ? time[i]! - time[i - 1]! : 0;
      if (dt > 0 && values[k] !== 0) current[i] = (values[k]! * 3600) / dt;
    }
  }
  takeSetCurrent(columns, current);
  columns.set('current_ampere', { name: 'current_ampere', values: current });
  notes.push({
    level: 'info',
    code: 'current-derived',
    text: 'the file holds no current: it is the charge of each interval over its time, and the set current where a row has neither',
  });
}

/** Where a row carries no charge or no time has passed, the set current of a galvanostatic row stands in. */
function takeSetCurrent(columns: ReadonlyMap<string, Column>, current: Float64Array): void {
  const mode = columns.get('mode');
  const control = columns.get('control');
  if (!mode || !control || ![mode, control].every(holdsNumbers)) return;
  for (let i = 0; i < current.length; i++) {
    if (current[i] !== 0) continue;
    const from = i;
    while (i < current.length && current[i] === 0) i++;
    const galvanostatic = rowsOf(mode, from, i).values;
    const set = rowsOf(control, from, i).values;
    for (let k = 0; k < set.length; k++) if (galvanostatic[k] === 1) current[from + k] = set[k]! * 1e-3;
  }
}

/** [1] Rows looked at together of a column that may not be decoded yet. */
const BLOCK = 1 << 15;

const first = [
  'test_time_second',
  'frequency_hertz',
  'real_impedance_ohm',
  'imaginary_impedance_ohm',
  'voltage_volt',
  'current_ampere',
];

/** The columns everyone asks for stand first; the others keep the file's order. */
function order(columns: Column[]): Column[] {
  const rank = (c: Column): number => (first.includes(c.name) ? first.indexOf(c.name) : first.length);
  return columns.sort((a, b) => rank(a) - rank(b));
}
