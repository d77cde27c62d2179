import { BDF_TERMS, convertUnit } from '../../core/index.js';
import { findHome, findUnit } from './units.js';

/** A header label taken apart: `Chg. Cap.(mAh)` is quantity `Chg. Cap.`, unit `mAh`. */
export interface ColumnLabel {
  quantity: string;
  /** As written; undefined where the label states none. */
  unit?: string;
}

/** What a labelled column becomes. */
export interface LabelledColumn {
  name: string;
  kind: 'number' | 'text' | 'duration' | 'date';
  /** [1] into the unit of the name */
  factor: number;
  offset: number;
  /** Whether the name is a term of the vocabulary rather than made from the label. */
  known: boolean;
  /** The unit taken where the label states none and one had to be. */
  assumed?: string;
}

const terms = new Map(BDF_TERMS.map((term) => [term.name, term]));

/** Takes a label apart: `Voltage / V`, `Voltage(V)`, `Current [mA]`, `I/mA`, `time/s`. */
export function parseLabel(label: string): ColumnLabel {
  const text = label
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .trim();
  const spaced = /^(.*\S)\s+\/\s+(\S+)$/.exec(text);
  if (spaced) return { quantity: spaced[1], unit: spaced[2] };
  const bracketed = /^(.*?)\s*[([]([^()[\]]*)[)\]]\s*$/.exec(text);
  if (bracketed?.[1]) return { quantity: bracketed[1], unit: bracketed[2].trim() };
  const slashed = /^([^/]+(?:\/[^/]+)*)\/([^/]+)$/.exec(text);
  if (slashed && findUnit(slashed[2])) return { quantity: slashed[1].trim(), unit: slashed[2] };
  const machine = /^([A-Za-z].*)_([A-Za-z0-9%]+(?:_hour)?)$/.exec(text);
  if (machine && (findUnit(machine[2]) || machine[2] === 'C')) return { quantity: machine[1], unit: machine[2] };
  return { quantity: text };
}

const snakes = new Map<string, string>();
/** [1] Labels remembered; files have few, and damaged ones must not fill the memory. */
const REMEMBERED = 5000;

/** Lower case, one underscore between words. */
export function toSnakeCase(text: string): string {
  const known = snakes.get(text);
  if (known !== undefined) return known;
  const made = makeSnakeCase(text);
  if (snakes.size < REMEMBERED && text.length < 100) snakes.set(text, made);
  return made;
}

function makeSnakeCase(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/["'’]{2}/g, ' double prime ')
    .replace(/["'’]/g, ' prime ')
    .replaceAll('|', ' ')
    .replaceAll('%', ' percent ')
    .replaceAll('<', ' mean ')
    .replaceAll('Δ', ' delta ');
  return plain
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
}

/** Other names of vocabulary terms, without their unit, as headers of many makers have them. */
const synonyms: Record<string, string> = {};
const name = (term: string, ...others: string[]): void => {
  for (const other of [term.replace(/_(second|volt|ampere|ah|wh|watt|ohm|hertz|degree|celsius|pa)$/, ''), ...others])
    synonyms[other] = term;
};
name(
  'test_time_second',
  'total_time',
  'time',
  'elapsed_time',
  'cumulative_time',
  'run_time',
  'prog_time',
  'testtime',
  'totaltime',
  't',
  'time_vec',
  'time_stamp',
);
name('step_time_second', 'steptime', 't_step');
name(
  'voltage_volt',
  'potential',
  'u',
  'e',
  'ecell',
  'cell_voltage',
  'volt',
  'volts',
  'terminal_voltage',
  'vol_vec',
  'voltages',
);
name('current_ampere', 'i', 'amps', 'cell_current', 'curr_vec', 'currents');
name('cycle_count', 'cycle', 'cycle_index', 'cycle_number', 'cycle_id', 'cyc', 'cycle_no', 'cycle_c', 'cyc_count');
name('step_id', 'step', 'step_index', 'step_number', 'ns', 'step_no');
name('step_count');
name('step_type', 'step_name', 'step_mode');
name('record_index', 'rec', 'data_point', 'datapoint', 'record_id', 'record_number', 'record', 'point');
name(
  'unix_time_second',
  'date_time',
  'datetime',
  'date',
  'timestamp',
  'dpt_time',
  'real_time',
  'date_and_time',
  'absolute_time',
  'date_time_iso_string',
  'system_time',
);
name('power_watt', 'p', 'pow_vec', 'watt');
name(
  'ambient_temperature_celsius',
  'chamber_temperature',
  'env_temperature',
  'environment_temperature',
  'ambient_temp',
);
name('internal_resistance_ohm', 'ir', 'contact_resistance', 'dcir', 'resistance');
name('ac_internal_resistance_ohm', 'acr', 'acimp', 'ac_impedance', 'acir');
name('frequency_hertz', 'freq', 'frequencies', 'f');
name(
  'real_impedance_ohm',
  'zreal',
  'z_real',
  're_z',
  'zre',
  'z_re',
  'z_prime',
  'real',
  'real_impedances',
  'data_z_prime',
  'z_a',
  're',
);
name(
  'imaginary_impedance_ohm',
  'zimag',
  'z_imag',
  'im_z',
  'zim',
  'z_im',
  'z_double_prime',
  'z_prime_prime',
  'imag',
  'imaginary',
  'imaginary_impedances',
  'data_z_double_prime',
  'z_b',
  'im',
);
name('absolute_impedance_ohm', 'zmod', 'z', 'z_mod', 'modulus', 'impedance_magnitude', 'data_z');
name('phase_degree', 'zphz', 'phase_z', 'phases', 'theta', 'phase_angle', 'data_theta_z');
name('surface_temperature_celsius', 'temperature', 'temp', 'cell_temperature', 'aux_temperature_1', 'log_temp_001');
for (let i = 1; i <= 5; i++)
  name(`temperature_t${i}_celsius`, `temperature_${i}`, `temp_${i}`, `t_${i}`, `t${i}`, `temp${i}`);
for (const kind of ['capacity', 'energy'] as const) {
  const unit = kind === 'capacity' ? 'ah' : 'wh';
  name(`charging_${kind}_${unit}`);
  name(`discharging_${kind}_${unit}`);
  for (const prefix of [
    'net',
    'cumulative',
    'step_charging',
    'step_discharging',
    'step_net',
    'step_cumulative',
    'cycle_charging',
    'cycle_discharging',
    'cycle_net',
    'cycle_cumulative',
    'schedule_charging',
    'schedule_discharging',
  ])
    name(`${prefix}_${kind}_${unit}`);
  name(`net_${kind}_${unit}`, kind === 'capacity' ? 'q_qo' : 'net_energy');
}
for (const term of BDF_TERMS) synonyms[term.name] = term.name;

/** Terms of which no unit is needed. */
const counts = new Set(['cycle_count', 'step_id', 'step_count', 'record_index', 'step_record_index']);

/**
 * Makes a column of a label: a vocabulary term where the label means one, else a name of its own with its unit.
 *
 * @param defaultUnit unit for a known quantity whose label states none; where none is given either, the vocabulary's own unit is taken and `assumed` says so
 */
export function describeColumn(label: string | ColumnLabel, defaultUnit?: string): LabelledColumn {
  const { quantity, unit } = typeof label === 'string' ? parseLabel(label) : label;
  const stem = toSnakeCase(quantity);
  const term = Object.hasOwn(synonyms, stem) ? terms.get(synonyms[stem]) : undefined;
  if (term) {
    const column = describeTerm(term.name, term.unit, unit ?? defaultUnit);
    // A minus sign before the quantity belongs to it: −Z'' and −Phase hold the negative of what the term means.
    return /^\s*[-−–]/.test(quantity) ? { ...column, factor: -column.factor, offset: -column.offset } : column;
  }
  return describeUnknown(stem || 'column', unit ?? defaultUnit);
}

function describeTerm(termName: string, termUnit: string, unit: string | undefined): LabelledColumn {
  if (counts.has(termName)) return { name: termName, kind: 'number', factor: 1, offset: 0, known: true };
  if (termName === 'step_type') return { name: termName, kind: 'text', factor: 1, offset: 0, known: true };
  if (termName === 'unix_time_second' && (unit === undefined || !findUnit(unit)))
    return { name: termName, kind: 'date', factor: 1, offset: 0, known: true };
  const kind = termUnit === 's' ? 'duration' : 'number';
  const clock = unit !== undefined && /hh|mm:ss|h:m:s|hms/i.test(unit);
  if (unit === undefined || (clock && kind === 'duration'))
    return {
      name: termName,
      kind,
      factor: 1,
      offset: 0,
      known: true,
      ...(unit === undefined ? { assumed: termUnit } : {}),
    };
  const scale = scaleTo(termUnit, unit);
  if (!scale) return describeUnknown(termName.replace(/_[a-z]+$/, ''), unit);
  return { name: termName, kind: kind === 'duration' && scale.factor !== 1 ? 'number' : kind, ...scale, known: true };
}

/** [1] How numbers in a written unit become numbers in another; undefined where the two do not measure the same thing. */
export function scaleTo(target: string, unit: string): { factor: number; offset: number } | undefined {
  const found =
    unit.trim() === 'C' && target === 'degC'
      ? { symbol: 'degC', factor: 1 }
      : unit.trim() === 'C'
        ? { symbol: 'C', factor: 1 }
        : unit.trim() === '?' && target === 'degC'
          ? { symbol: 'degC', factor: 1 }
          : findUnit(unit);
  if (!found) return undefined;
  try {
    const offset = convertUnit(0, found.symbol, target);
    return { factor: (convertUnit(1, found.symbol, target) - offset) * found.factor, offset };
  } catch {
    return undefined;
  }
}

function describeUnknown(stem: string, unit: string | undefined): LabelledColumn {
  const plain = { kind: 'number' as const, factor: 1, offset: 0, known: false };
  if (unit === undefined || unit.trim() === '' || unit.trim() === '1') return { name: stem, ...plain };
  const found = findUnit(unit);
  const home = found && findHome(found.symbol);
  const scale = home && scaleTo(home.unit, unit);
  if (!home || !scale)
    return { name: `${stem}_${toSnakeCase(unit.replaceAll('/', ' per '))}`.replace(/_$/, ''), ...plain };
  return { name: `${stem}_${home.ending}`, ...plain, ...scale };
}

/** The preferred BDF label of a column; other columns keep their machine names. */
export function toPreferredLabel(columnName: string): string {
  return terms.get(columnName)?.label ?? columnName;
}

/** Makes a name unique among those taken by adding a number. */
export function makeUnique(columnName: string, taken: Set<string>): string {
  let unique = columnName;
  for (let i = 2; taken.has(unique); i++) {
    const match =
      /^(.*?)(_(?:second|volt|ampere|ah|wh|watt|ohm|hertz|degree|celsius|kelvin|pa|percent|farad|siemens|gram))$/.exec(
        columnName,
      );
    unique = match ? `${match[1]}_${i}${match[2]}` : `${columnName}_${i}`;
  }
  taken.add(unique);
  return unique;
}
