import { BDF_TERMS, convertUnit } from '../../core/index.js';
import { translateLabel } from './languages.js';
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
  /** The unit that the label states and nobody here knows: the numbers stay the file's own. */
  unknownUnit?: string;
}

const terms = new Map(BDF_TERMS.map((term) => [term.name, term]));

/** [1] No label is longer; what is, is cut before it is looked at. */
const LONGEST = 240;

/** Brackets of other widths, and runs of blanks. */
function tidy(label: string): string {
  const text = label
    .slice(0, 4 * LONGEST)
    .replace(/^\uFEFF/, '')
    .replaceAll(/[（［【]/g, '(')
    .replaceAll(/[）］】]/g, ')')
    .replaceAll('／', '/')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST);
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
}

/** Takes a label apart: `Voltage / V`, `Voltage(V)`, `Current [mA]`, `I/mA`, `time/s`. */
export function parseLabel(label: string): ColumnLabel {
  const text = tidy(label);
  const spaced = /^(.*\S) \/ (\S+)$/.exec(text);
  if (spaced) return { quantity: spaced[1]!, unit: spaced[2] };
  const bracketed = /^([^([]*(?:[([][^([]*)*?) ?[([]([^()[\]]*)[)\]]$/.exec(text);
  if (bracketed?.[1]) return { quantity: bracketed[1], unit: bracketed[2]!.trim() };
  const first = text.indexOf('/');
  const composite = first > 0 ? text.slice(first + 1).trim() : '';
  if (isComposite(composite)) return { quantity: text.slice(0, first).trim(), unit: composite };
  const slash = text.lastIndexOf('/');
  const after = text.slice(slash + 1).trim();
  if (slash > 0 && after !== '' && (findUnit(after) || isStated(text.slice(0, slash).trim(), after)))
    return { quantity: text.slice(0, slash).trim(), unit: after };
  const machine = /^([A-Za-z].*)_([A-Za-z0-9%]+(?:_hour)?)$/.exec(text);
  if (machine && (findUnit(machine[2]!) || machine[2] === 'C')) return { quantity: machine[1]!, unit: machine[2] };
  return { quantity: text };
}

/** Whether a text is a unit per or times an amount: `mA cm-2`, `mAh/g`, `A·m⁻²`, `Ohm cm2`. */
function isComposite(text: string): boolean {
  const parts = /^([\p{L}Ω°%µμ]{1,8})\s?[\s/·.*]\s?(?:[kmcuµμ]?(?:g|m|mol|L))(?:\^?[-−⁻]?[123¹²³])?$/u.exec(text);
  return parts !== null && findUnit(parts[1]!) !== undefined;
}

/**
 * Whether what stands behind a slash is meant as a unit, known or not: what stands before it is a quantity that has
 * one.
 */
function isStated(quantity: string, after: string): boolean {
  if (after.length > 8 || /\s/.test(after) || !/^[\p{L}Ω°%µμ]/u.test(after)) return false;
  const stem = toSnakeCase(quantity);
  return Object.hasOwn(synonyms, stem) && !counts.has(synonyms[stem]!) && !Object.hasOwn(synonyms, toSnakeCase(after));
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
    .replace(/''|’’|′′|["”″]/g, ' double prime ')
    .replace(/['’′]/g, ' prime ')
    .replaceAll('|', ' ')
    .replaceAll('%', ' percent ')
    .replaceAll('<', ' mean ')
    .replaceAll('Δ', ' delta ')
    .replaceAll('μ', 'u')
    .replaceAll('Ω', ' ohm');
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
  'elapsed',
  'time_elapsed',
  'total_test_time',
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
  'v',
  'vol_vec',
  'voltages',
);
name('current_ampere', 'i', 'mean_i', 'amps', 'cell_current', 'curr_vec', 'currents');
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
  'zimg',
  'z_img',
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
 * @param defaultUnit unit for a known quantity whose label states none; where none is given either, the vocabulary's
 *   own unit is taken and `assumed` says so
 */
export function describeColumn(label: string | ColumnLabel, defaultUnit?: string): LabelledColumn {
  const { quantity, unit } = typeof label === 'string' ? parseLabel(label) : label;
  const own = toSnakeCase(quantity);
  const stem = Object.hasOwn(synonyms, own) ? own : (translateLabel(quantity.replace(/^\s*[-−–]\s*/, '')) ?? own);
  const term = Object.hasOwn(synonyms, stem) ? terms.get(synonyms[stem]!) : undefined;
  if (term) {
    const column = describeTerm(term.name, term.unit, unit ?? defaultUnit, stem);
    // A minus sign before the quantity belongs to it: −Z'' and −Phase hold the negative of what the term means.
    return /^\s*[-−–]/.test(quantity) ? { ...column, factor: -column.factor, offset: -column.offset } : column;
  }
  return describeUnknown(stem || 'column', unit ?? defaultUnit);
}

function describeTerm(termName: string, termUnit: string, unit: string | undefined, stem: string): LabelledColumn {
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
  if (!scale) return describeOtherQuantity(termName, unit, stem);
  return { name: termName, kind: kind === 'duration' && scale.factor !== 1 ? 'number' : kind, ...scale, known: true };
}

/**
 * [1] How numbers in a written unit become numbers in another; undefined where the two do not measure the same thing.
 */
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

/** What short or loose words mean when their unit is another quantity's. */
const byUnit: Record<string, Record<string, string>> = {
  degC: { t: 'surface_temperature_celsius', temp: 'surface_temperature_celsius' },
  K: { t: 'temperature_kelvin' },
  Wh: { e: 'energy_wh', capacity: 'energy_wh', cap: 'energy_wh' },
  J: { e: 'energy_wh' },
  W: { p: 'power_watt' },
  Pa: { p: 'pressure_pa' },
  Hz: { t: 'frequency_hertz' },
};

/**
 * The unit of a label is not one of the quantity that its words mean: the unit decides, else the file's own words stay.
 */
function describeOtherQuantity(termName: string, unit: string, stem: string): LabelledColumn {
  const found = findUnit(unit) ?? (unit.trim() === 'C' ? { symbol: 'degC', factor: 1 } : undefined);
  const home = found && findHome(found.symbol);
  const meant = home && byUnit[home.unit]?.[stem];
  const scale = meant && scaleTo(home.unit, unit);
  if (meant && scale) return { name: meant, kind: 'number', known: true, ...scale };
  // A unit that nobody knows keeps the quantity; one of another quantity keeps the file's own word for it.
  return describeUnknown(found ? stem : termName.replace(/_[a-z]+$/, ''), unit);
}

/** Charge and energy are told apart by their unit, whatever the label calls them. */
function renameByUnit(stem: string, unit: string): string {
  if (unit === 'Wh') return stem.replace(/capacity|\bcap\b|(?<=_)cap$/, 'energy');
  return unit === 'Ah' ? stem.replace('energy', 'capacity') : stem;
}

function isKnownToCore(unit: string): boolean {
  try {
    convertUnit(1, unit.trim(), unit.trim());
    return true;
  } catch {
    return false;
  }
}

function describeUnknown(stem: string, unit: string | undefined): LabelledColumn {
  const plain = { kind: 'number' as const, factor: 1, offset: 0, known: false };
  if (unit === undefined || unit.trim() === '' || unit.trim() === '1') return { name: stem, ...plain };
  const found = findUnit(unit);
  const home = found && findHome(found.symbol);
  const scale = home && scaleTo(home.unit, unit);
  if (!home || !scale)
    return {
      name: `${stem}_${nameUnit(unit)}`.replace(/_$/, ''),
      ...plain,
      ...(!found && Object.hasOwn(synonyms, stem) && !isKnownToCore(unit) && { unknownUnit: unit.trim() }),
    };
  return { name: `${renameByUnit(stem, home.unit)}_${home.ending}`, ...plain, ...scale };
}

/** A unit as part of a name: `mA/g` and `mA g-1` are `ma_per_g`. */
function nameUnit(unit: string): string {
  return toSnakeCase(
    unit
      .normalize('NFKC')
      .replaceAll('/', ' per ')
      .replace(/([A-Za-zµμΩ]+)\^?[-−]1(?!\d)/g, ' per $1')
      .replace(/([A-Za-zµμΩ]+)\^?[-−](\d)/g, ' per $1$2')
      .toLowerCase(),
  );
}

/** The preferred BDF label of a column; other columns keep their machine names. */
export function toPreferredLabel(columnName: string): string {
  return terms.get(columnName)?.label ?? columnName;
}

const UNIT_ENDING =
  /^(.*?)(_(?:second|volt|ampere|ah|wh|watt|ohm|hertz|degree|celsius|kelvin|pa|percent|farad|siemens|gram))$/;
/** Where counting goes on for a name, so that as many equal labels as a file likes cost as many steps. */
const counted = new WeakMap<Set<string>, Map<string, number>>();

/** Makes a name unique among those taken by adding a number. */
export function makeUnique(columnName: string, taken: Set<string>): string {
  let unique = columnName;
  if (taken.has(columnName)) {
    const [, stem = columnName, ending = ''] = UNIT_ENDING.exec(columnName) ?? [];
    let numbers = counted.get(taken);
    if (!numbers) counted.set(taken, (numbers = new Map()));
    let i = numbers.get(columnName) ?? 2;
    while (taken.has(`${stem}_${i}${ending}`)) i++;
    numbers.set(columnName, i + 1);
    unique = `${stem}_${i}${ending}`;
  }
  taken.add(unique);
  return unique;
}
