import { InputError } from './errors.js';
import { type Column, Table } from './table.js';
import { convertUnit, type DimensionName, DIMENSIONS, parseQuantity, type Quantity } from './units.js';

/** One setting of an analysis or of evidence, read the same way from a command line, a study and a page. */
export interface Setting<T> {
  /** One sentence; help, docs and forms are made from it. */
  describe: string;
  /** Dimension of a quantity, which is then given with its unit. */
  dimension?: DimensionName;
  /** Kind of the recordings of other evidence that it is; a study then names that evidence. */
  recordings?: string;
  choices?: readonly string[];
  /** What holds where nothing is said, in words. */
  default?: string;
  /** True where it must be given. */
  required?: boolean;
  /** The value of what was given, or of nothing. Throws InputError with `where.path`. */
  parse(given: unknown, path: string): T;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;
export type Values<S extends Settings> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };
/** Settings as a person gives them. */
export type Given = Readonly<Record<string, unknown>>;

/**
 * Reads settings by their schema.
 *
 * @param owner what they belong to, for the error message
 * @throws InputError for a setting that is not known, with the nearest that is, or whose value cannot be
 */
export function readSettings<S extends Settings>(schema: S, given: Given, owner: string): Values<S> {
  for (const key of Object.keys(given))
    if (!Object.hasOwn(schema, key))
      throw new InputError(`${owner} has no setting "${key}"`, {
        value: key,
        allowed: Object.keys(schema),
        where: { path: key },
      });
  return Object.fromEntries(
    Object.entries(schema).map(([key, setting]) => {
      const value = Object.hasOwn(given, key) ? given[key] : undefined;
      if (value === undefined && setting.required)
        throw new InputError(`${owner} needs ${key}: ${setting.describe}`, { where: { path: key } });
      return [key, setting.parse(value, key)];
    }),
  ) as Values<S>;
}

/** A quantity with its unit, in SI. */
export function quantity(dimension: DimensionName, fallback: string, describe: string): Setting<number>;
export function quantity(
  dimension: DimensionName,
  fallback: undefined,
  describe: string,
  defaultWords?: string,
): Setting<number | undefined>;
export function quantity(
  dimension: DimensionName,
  fallback: string | undefined,
  describe: string,
  defaultWords?: string,
): Setting<number | undefined> {
  const inner = measuredQuantity(dimension, undefined, describe);
  return {
    ...inner,
    ...((fallback ?? defaultWords) !== undefined && { default: fallback ?? defaultWords }),
    parse: (given, path) => inner.parse(given ?? fallback, path)?.value,
  };
}

/** A number of other evidence, as a study puts it in the place of `{ from: … }`. */
interface TakenQuantity {
  value: number;
  unit: string;
  sigma?: number;
}

const isTakenQuantity = (given: unknown): given is TakenQuantity =>
  typeof given === 'object' && given !== null && 'value' in given && 'unit' in given;

function readTaken({ value, unit, sigma }: TakenQuantity, dimension: DimensionName): Quantity {
  const si = DIMENSIONS[dimension];
  return {
    value: convertUnit(value, unit, si),
    ...(sigma !== undefined && { sigma: Math.abs(convertUnit(sigma, unit, si) - convertUnit(0, unit, si)) }),
  };
}

/** A quantity with its unit and, where `± …` is given, its uncertainty, in SI. */
export function measuredQuantity(
  dimension: DimensionName,
  defaultWords: string | undefined,
  describe: string,
): Setting<Quantity | undefined> {
  return {
    describe,
    dimension,
    ...(defaultWords !== undefined && { default: defaultWords }),
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      if (isTakenQuantity(given)) return readTaken(given, dimension);
      if (typeof given !== 'string' && typeof given !== 'number') throw wrong(path, 'is not a quantity', given);
      try {
        return parseQuantity(given, dimension);
      } catch (error) {
        throw new InputError(`${path}: ${(error as Error).message}`, { value: given, where: { path }, cause: error });
      }
    },
  };
}

/**
 * A bare number within limits.
 *
 * @param fallback [any unit] what holds where nothing is said
 */
export function number(
  fallback: number,
  describe: string,
  limits?: { min?: number; max?: number; whole?: boolean },
): Setting<number>;
/** A bare number that may go unsaid. */
export function number(
  fallback: undefined,
  describe: string,
  limits?: { min?: number; max?: number; whole?: boolean },
): Setting<number | undefined>;
/** @param fallback [any unit] what holds where nothing is said */
export function number(
  fallback: number | undefined,
  describe: string,
  limits: { min?: number; max?: number; whole?: boolean } = {},
): Setting<number | undefined> {
  return {
    describe,
    ...(fallback !== undefined && { default: String(fallback) }),
    parse(given, path) {
      if (given === undefined || given === null) return fallback;
      const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
      if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(path, 'is not a number', given);
      if (limits.whole && !Number.isInteger(value)) throw wrong(path, 'is not a whole number', given);
      if (value < (limits.min ?? -Infinity) || value > (limits.max ?? Infinity))
        throw wrong(path, `is outside ${limits.min ?? '−∞'} … ${limits.max ?? '∞'}`, given);
      return value;
    },
  };
}

/** Recordings of other evidence by their names, as a study puts them in the place of `{ from: … }`. */
export interface TakenRecordings {
  kind: string;
  /** Principal tables. */
  tables: Readonly<Record<string, readonly Column[]>>;
}

/** Recordings of one kind that a study takes from other evidence, by their names there. */
export function recordings(
  kind: string,
  describe: string,
  defaultWords?: string,
): Setting<Readonly<Record<string, Table>> | undefined> {
  return {
    describe,
    recordings: kind,
    ...(defaultWords !== undefined && { default: defaultWords }),
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      const taken = given as Partial<TakenRecordings>;
      if (typeof given !== 'object' || taken.kind !== kind || !taken.tables)
        throw wrong(path, `gives no recordings of the kind ${kind}: write { from: EVIDENCE }`, given);
      return Object.fromEntries(Object.entries(taken.tables).map(([name, columns]) => [name, new Table(columns)]));
    },
  };
}

/** Free words. */
export function text(fallback: string, describe: string): Setting<string>;
export function text(fallback: undefined, describe: string, defaultWords?: string): Setting<string | undefined>;
export function text(
  fallback: string | undefined,
  describe: string,
  defaultWords?: string,
): Setting<string | undefined> {
  return {
    describe,
    ...((fallback ?? defaultWords) !== undefined && { default: fallback ?? defaultWords }),
    parse(given, path) {
      if (given === undefined || given === null) return fallback;
      if (typeof given !== 'string' && typeof given !== 'number') throw wrong(path, 'is not text', given);
      return String(given);
    },
  };
}

/** One of a few words. */
export function choice<const T extends string>(choices: readonly T[], fallback: T, describe: string): Setting<T>;
export function choice<const T extends string>(
  choices: readonly T[],
  fallback: undefined,
  describe: string,
  defaultWords?: string,
): Setting<T | undefined>;
export function choice<const T extends string>(
  choices: readonly T[],
  fallback: T | undefined,
  describe: string,
  defaultWords?: string,
): Setting<T | undefined> {
  return {
    describe,
    choices,
    ...((fallback ?? defaultWords) !== undefined && { default: fallback ?? defaultWords }),
    parse(given, path) {
      if (given === undefined || given === null) return fallback;
      const found = choices.find((word) => word === String(given));
      if (found === undefined)
        throw new InputError(`${path} cannot be "${String(given)}"`, {
          value: String(given),
          allowed: [...choices],
          where: { path },
        });
      return found;
    },
  };
}

/** Yes or no. */
export function flag(fallback: boolean, describe: string): Setting<boolean> {
  return {
    describe,
    choices: ['yes', 'no'],
    default: fallback ? 'yes' : 'no',
    parse(given, path) {
      if (given === undefined || given === null) return fallback;
      if (given === true || given === 'yes' || given === 'true') return true;
      if (given === false || given === 'no' || given === 'false') return false;
      throw wrong(path, 'is neither yes nor no', given);
    },
  };
}

/** Several words: a list, or one text with commas between. */
export function list(describe: string, defaultWords?: string): Setting<readonly string[] | undefined> {
  return {
    describe,
    ...(defaultWords !== undefined && { default: defaultWords }),
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      const words = Array.isArray(given) ? given.map(String) : String(given).split(',');
      const clean = words.map((word) => word.trim()).filter((word) => word !== '');
      if (clean.length === 0) throw wrong(path, 'is empty', given);
      return clean;
    },
  };
}

/** Words by name: a map, or one text `a: x, b: y` (`;` where values hold commas). */
export function map(describe: string, defaultWords?: string): Setting<Readonly<Record<string, string>> | undefined> {
  return {
    describe,
    ...(defaultWords !== undefined && { default: defaultWords }),
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      if (typeof given === 'object' && !Array.isArray(given))
        return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]));
      const text = String(given);
      const entries = text.split(text.includes(';') ? ';' : ',').filter((entry) => entry.trim() !== '');
      return Object.fromEntries(
        entries.map((entry) => {
          const colon = entry.indexOf(':');
          if (colon < 1) throw wrong(path, 'is not a list of name: value', given);
          return [entry.slice(0, colon).trim(), entry.slice(colon + 1).trim()];
        }),
      );
    },
  };
}

/** Whether a value is a map, as YAML and JSON have them: an object that is no list. */
export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The same setting, which must be given. */
export function required<T>(setting: Setting<T | undefined>): Setting<T> {
  return {
    ...setting,
    required: true,
    parse(given, path) {
      const value = setting.parse(given, path);
      if (value === undefined) throw new InputError(`${path} is missing: ${setting.describe}`, { where: { path } });
      return value;
    },
  };
}

const wrong = (path: string, what: string, given: unknown): InputError =>
  new InputError(`${path}: ${JSON.stringify(given)} ${what}`, { value: given, where: { path } });
