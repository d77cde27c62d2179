import { InputError, nearestWord, type Column, type Note } from '../../core/index.js';
import { describeColumn, scaleTo, type LabelledColumn } from '../vocabulary/column-label.js';
import { unitOfColumn } from '../../core/index.js';

/** What a person says about a table whose labels do not say it. Saved as YAML beside the files it holds for. */
export interface ColumnMapping {
  /** The file's label → what it is. A bare string is the name of the column to make; `null` leaves the column out. */
  columns: Record<string, string | { name: string; unit?: string; factor?: number } | null>;
  /**
   * [1] number of the line with the labels, counted from 1; found where absent, 0 where there is none and labels are
   * column numbers from 1
   */
  header?: number;
  delimiter?: ',' | ';' | '\t' | '|' | ' ';
  decimal?: '.' | ',';
  /** Which current is positive in the file; charging unless told. */
  positive_current?: 'charging' | 'discharging';
  /** Which of day and month stands first. */
  dates?: 'month-first' | 'day-first';
}

const keys = ['columns', 'header', 'delimiter', 'decimal', 'positive_current', 'dates'];

/**
 * Reads a column mapping from YAML or JSON. Unknown keys are errors, so that a slip of the pen is not a silent default.
 */
export async function parseColumnMapping(text: string, file = 'column mapping'): Promise<ColumnMapping> {
  const { parse } = await import('yaml');
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    throw new InputError('the column mapping is not YAML', { where: { file }, cause: error });
  }
  if (!data || typeof data !== 'object' || !('columns' in data) || !data.columns || typeof data.columns !== 'object')
    throw new InputError('a column mapping needs the key "columns"', {
      where: { file },
      hint: 'for example: columns: {"U in mV": {name: voltage_volt, unit: mV}}',
    });
  for (const key of Object.keys(data))
    if (!keys.includes(key))
      throw new InputError(`a column mapping has no key "${key}"`, { where: { file }, value: key, allowed: keys });
  const mapping = data as ColumnMapping;
  const allow = (key: 'delimiter' | 'decimal' | 'positive_current' | 'dates', allowed: readonly string[]): void => {
    const value = mapping[key];
    if (value !== undefined && !allowed.includes(value))
      throw new InputError(`"${key}" of a column mapping cannot be "${String(value)}"`, {
        where: { file, path: key },
        value,
        allowed,
      });
  };
  allow('delimiter', [',', ';', '\t', '|', ' ']);
  allow('decimal', ['.', ',']);
  allow('positive_current', ['charging', 'discharging']);
  allow('dates', ['month-first', 'day-first']);
  if (mapping.header !== undefined && !(Number.isInteger(mapping.header) && mapping.header >= 0))
    throw new InputError('"header" of a column mapping is the number of a line', {
      where: { file, path: 'header' },
      value: mapping.header,
    });
  for (const [label, meaning] of Object.entries(mapping.columns)) describeMapped(label, meaning, file);
  return mapping;
}

/** A column mapping as text to save. */
export async function toColumnMappingText(mapping: ColumnMapping): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(mapping);
}

/** What a mapping makes of one label. */
export function describeMapped(
  label: string,
  meaning: ColumnMapping['columns'][string],
  file = 'column mapping',
): LabelledColumn | undefined {
  if (meaning === null) return undefined;
  const { name, unit, factor } = typeof meaning === 'string' ? { name: meaning } : { ...meaning };
  const where = { file, path: `columns.${label}` };
  if (typeof name !== 'string' || !/^[a-z][a-z0-9_]*$/.test(name))
    throw new InputError(`"${String(name)}" is not a column name`, {
      where,
      hint: 'names are lower case with underscores and end in their unit: voltage_volt, current_ampere, test_time_second',
    });
  const target = unitOfColumn(name);
  const common = { name, known: true, offset: 0 };
  if (name === 'unix_time_second' && unit === undefined && factor === undefined)
    return { ...common, kind: 'date', factor: 1 };
  if (unit === undefined)
    return {
      ...common,
      kind:
        target === 's' && factor === undefined ? 'duration' : describeColumn(name).kind === 'text' ? 'text' : 'number',
      factor: factor ?? 1,
    };
  const scale = target === undefined ? undefined : scaleTo(target, unit);
  if (!scale)
    throw new InputError(`a column in ${unit} cannot become ${name}`, {
      where,
      hint: target ? `${name} is in ${target}` : `the name "${name}" ends in no unit`,
    });
  return { ...common, kind: 'number', factor: scale.factor * (factor ?? 1), offset: scale.offset };
}

/**
 * Keys of a mapping that are no label of the file, said with the nearest that is: a slip of the pen would leave a
 * column as it was.
 */
export function sayUnusedKeys(mapping: ColumnMapping, labels: readonly string[]): Note[] {
  const unused = Object.keys(mapping.columns).filter(
    (key) => !labels.includes(key) && !(/^\d+$/.test(key) && Number(key) >= 1 && Number(key) <= labels.length),
  );
  if (unused.length === 0) return [];
  const shown = unused.slice(0, 6).map((key) => {
    const near = nearestWord(key, labels);
    return near === undefined ? `"${key}"` : `"${key}" (did you mean "${near}"?)`;
  });
  return [
    {
      level: 'warning',
      code: 'mapping-unused',
      text: `the column mapping names ${shown.join(', ')}, which ${unused.length > 1 ? 'are no labels' : 'is no label'} of this file; its labels are ${labels
        .slice(0, 12)
        .map((l) => `"${l}"`)
        .join(', ')}`,
    },
  ];
}

/** Columns with the current turned where the mapping says that it discharges above 0. */
export function turnCurrent(columns: Column[], mapping: ColumnMapping | undefined): Column[] {
  if (mapping?.positive_current !== 'discharging') return columns;
  return columns.map((c) =>
    c.name === 'current_ampere' && c.values instanceof Float64Array ? { ...c, values: c.values.map((v) => -v) } : c,
  );
}
