import type { Column, Note } from '../../core/index.js';
import { takeElectrodePotentials } from '../cyclers/electrode-potentials.js';
import { finishCycling } from '../cyclers/text-cycler.js';
import { finishImpedance } from '../impedance/finish.js';
import type { Measurement } from '../measured/make-recording.js';

/** What kind of measurement columns of these names make: a spectrum, a series of a cell, or none of them. */
export function kindOfColumns(names: ReadonlySet<string>): 'eis' | 'cycling' | 'table' {
  if (
    names.has('frequency_hertz') &&
    ((names.has('real_impedance_ohm') && names.has('imaginary_impedance_ohm')) ||
      (names.has('absolute_impedance_ohm') && names.has('phase_degree')))
  )
    return 'eis';
  const marks = ['cycle_count', 'step_id'].filter((n) => names.has(n)).length;
  const series = ['test_time_second', 'voltage_volt', 'current_ampere'].filter((n) => names.has(n)).length;
  return series === 3 || (series === 2 && marks > 0) ? 'cycling' : 'table';
}

interface TableParts {
  columns: Column[];
  metadata: Record<string, unknown>;
  notes: Note[];
  about?: Measurement['about'];
  file: string;
  rows: number;
  /** No label says whether the imaginary part is turned. */
  signOpen?: boolean;
}

/** A table as the measurement that its columns make of it, whatever file it came from. */
export function classifyTable({
  metadata,
  notes,
  about = {},
  file,
  rows,
  signOpen,
  ...parts
}: TableParts): Measurement {
  const columns = takeElectrodePotentials(parts.columns, notes);
  const kind = kindOfColumns(new Set(columns.map((c) => c.name)));
  if (kind === 'eis') return finishImpedance({ columns, metadata, notes, about, signOpen });
  if (kind === 'cycling') {
    reportUnreadable(columns, notes, rows);
    return finishCycling({ columns: new Map(columns.map((c) => [c.name, c])), metadata, notes, about, file });
  }
  sayWhatLacks(columns, notes);
  return { kind: 'table', columns: nameTemperature(columns), metadata, notes, about };
}

/**
 * A current per gram or area needs the mass or area before it is one of a cell, an impedance times an area the area.
 */
function sayWhatLacks(columns: readonly Column[], notes: Note[]): void {
  const names = columns.map((c) => c.name);
  const times = names.find((n) => /_ohm_c?m_?2$/.test(n));
  if (times && names.includes('frequency_hertz'))
    notes.push({
      level: 'warning',
      code: 'impedance-times-area',
      text: `"${times}" is an impedance times an area: the cell's impedance needs the area. Give it in a column mapping, { name: real_impedance_ohm, unit: ohm, factor: <1 over the area in the unit of the header> }, and the table is read as a spectrum`,
    });
  if (!names.includes('test_time_second') || !names.includes('voltage_volt')) return;
  const per = names.find((n) => /^(?:specific_|areal_)?(?:current|i|j)(?:_density)?_.*per_?/.test(n));
  if (!per) return;
  const unit = per.slice(0, per.indexOf('_per_')).endsWith('_ma') ? 'mA' : 'A';
  const [what, factor] = /cm_?2|m_?2/.test(per) ? ['area', 'the area'] : ['mass', 'the mass'];
  notes.push({
    level: 'warning',
    code: 'current-per-amount',
    text: `"${per}" is a current per ${what}: the cell's current needs ${factor}. Give it in a column mapping, { name: current_ampere, unit: ${unit}, factor: <${what} in the unit that the label divides by> }, and the table is read as cycling`,
  });
}

/** Of what a temperature is, is known of a cell alone; any other table keeps it plain. */
function nameTemperature(columns: Column[]): Column[] {
  if (columns.some((c) => c.name === 'temperature_celsius' || c.name === 'voltage_volt')) return columns;
  return columns.map((c) => (c.name === 'surface_temperature_celsius' ? { ...c, name: 'temperature_celsius' } : c));
}

/** Missing voltages or currents inside a series deserve more than a passing word. */
function reportUnreadable(columns: readonly Column[], notes: Note[], rows: number): void {
  for (const note of notes) {
    if (note.code === 'unreadable-values' && /voltage|current|time/i.test(note.text)) note.level = 'serious';
  }
  const time = columns.find((c) => c.name === 'test_time_second');
  if (time?.valid && rows > 0 && time.valid.every((v) => v === 0))
    notes.push({ level: 'serious', code: 'no-time', text: 'no row has a readable time' });
}
