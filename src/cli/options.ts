import type { Option } from 'commander';
import { convertUnit, DIMENSIONS, InputError, parseQuantity, type DimensionName } from '../core/index.js';

/** Parser of an option that is a number within limits, for commander's `.option(flags, text, parser)`. */
export function numberOption(
  name: string,
  limits: { min?: number; max?: number; above?: number } = {},
): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!Number.isFinite(value)) throw new InputError(`${name} must be a number, not "${text}"`);
    if (limits.min !== undefined && value < limits.min)
      throw new InputError(`${name} must be at least ${limits.min}, not ${text}`);
    if (limits.above !== undefined && value <= limits.above)
      throw new InputError(`${name} must be above ${limits.above}, not ${text}`);
    if (limits.max !== undefined && value > limits.max)
      throw new InputError(`${name} must be at most ${limits.max}, not ${text}`);
    return value;
  };
}

/** Parser of an option that is a whole number within limits. */
export function integerOption(name: string, limits: { min?: number; max?: number } = {}): (text: string) => number {
  const parse = numberOption(name, limits);
  return (text) => {
    const value = parse(text);
    if (!Number.isSafeInteger(value)) throw new InputError(`${name} must be a whole number, not "${text}"`);
    return value;
  };
}

/**
 * Parser of an option that is a quantity with its unit; gives SI.
 *
 * @param limits in SI
 */
export function quantityOption(
  name: string,
  dimension: DimensionName,
  { least = -Infinity, most = Infinity }: { least?: number; most?: number } = {},
): (text: string) => number {
  const parse = (text: string): number => {
    let value: number;
    try {
      ({ value } = parseQuantity(text, dimension));
    } catch (error) {
      throw new InputError(`${name}: ${(error as Error).message}`, { cause: error });
    }
    if (!(value >= least && value <= most))
      throw new InputError(`${name} cannot be ${text}`, {
        hint: `give from ${least} to ${most} ${DIMENSIONS[dimension]}`,
      });
    return value;
  };
  dimensions.set(parse, dimension);
  return parse;
}

/** What the parsers made by {@link quantityOption} read, so that help can show a default as a person would write it. */
const dimensions = new WeakMap<object, DimensionName>();

/** Units in which people write a dimension, largest first. */
const habits: Partial<Record<DimensionName, readonly string[]>> = {
  length: ['m', 'mm', 'um', 'nm'],
  time: ['s', 'ms', 'us', 'ns', 'ps', 'fs'],
  pressure: ['GPa', 'MPa', 'kPa', 'Pa'],
};

/** Puts a unit to the numeric default of an option that is a quantity. */
export function describeDefault(option: Option): void {
  const dimension = option.parseArg && dimensions.get(option.parseArg);
  if (!dimension || typeof option.defaultValue !== 'number') return;
  const si: number = option.defaultValue;
  const units = habits[dimension] ?? [DIMENSIONS[dimension]];
  const unit = units.find((u) => Math.abs(convertUnit(si, DIMENSIONS[dimension], u)) >= 0.999) ?? units.at(-1)!;
  option.defaultValueDescription = `${Number(convertUnit(si, DIMENSIONS[dimension], unit).toPrecision(6))} ${unit}`;
}

/** Parser of an option that is one of a few words. */
export function choiceOption<T extends string>(name: string, allowed: readonly T[]): (text: string) => T {
  return (text) => {
    const found = allowed.find((word) => word === text);
    if (!found) throw new InputError(`${name} cannot be "${text}"`, { value: text, allowed });
    return found;
  };
}

/** Seeds written `7`, `1..3` or `1,2,5`. */
export function parseSeeds(text: string): number[] {
  const fail = (): never => {
    throw new InputError(`"${text}" is not a list of seeds`, { hint: 'write 7, 1..3 or 1,2,5' });
  };
  const seeds = text.split(',').flatMap((part) => {
    const range = /^\s*(\d+)\s*(?:\.\.\s*(\d+)\s*)?$/.exec(part);
    if (!range) return fail();
    const from = Number(range[1]);
    const to = Number(range[2] ?? range[1]);
    if (to < from || to - from >= 10_000 || to >= 2 ** 32) fail();
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  if (new Set(seeds).size !== seeds.length) fail();
  return seeds;
}
