import { InputError, parseFormula, type Setting } from '../core/index.js';

const refuse = (path: string, what: string, hint: string, value: unknown): never => {
  throw new InputError(`${path}: ${what}`, { hint, where: { path }, value });
};

/** Words of a list, or of a text with spaces or commas between. */
const splitWords = (given: unknown): unknown[] =>
  Array.isArray(given)
    ? given
    : String(given)
        .trim()
        .split(/[\s,]+/);

/** Seeds written `1..3`, `1,2,5`, `7` or as a list. */
export function seeds(fallback: string, describe: string): Setting<readonly number[]>;
export function seeds(fallback: undefined, describe: string): Setting<readonly number[] | undefined>;
export function seeds(fallback: string | undefined, describe: string): Setting<readonly number[] | undefined> {
  return {
    describe,
    ...(fallback !== undefined && { default: fallback }),
    parse(given, path) {
      const value = given ?? fallback;
      return value === undefined ? undefined : parseSeeds(value, path);
    },
  };
}

function parseSeeds(value: unknown, path: string): readonly number[] {
  const parts = Array.isArray(value) ? value.map(String) : String(value).split(',');
  const found = parts.flatMap((part) => {
    const match = /^\s*(\d{1,9})\s*(?:\.\.\s*(\d{1,9})\s*)?$/.exec(part);
    const [from, to] = match ? [Number(match[1]), Number(match[2] ?? match[1])] : [1, 0];
    if (to < from || to - from > 999)
      refuse(path, `"${String(value)}" is not a list of seeds`, 'write 7, 1..3 or 1,2,5', value);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  if (new Set(found).size !== found.length)
    refuse(path, 'a seed stands twice', 'each seed is one independent repeat', value);
  return found;
}

/** Miller indices written `1 0 4` or as a list. */
export function plane(describe: string): Setting<readonly number[] | undefined> {
  return {
    describe,
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      const parts = splitWords(given);
      const numbers = parts.map(Number);
      if ((numbers.length !== 3 && numbers.length !== 4) || !numbers.every(Number.isInteger))
        refuse(path, `"${String(given)}" is not a plane`, 'write three whole numbers apart: 1 0 4', given);
      return numbers;
    },
  };
}

/** Repeats in the plane written `4x1`. */
export function supercell(describe: string): Setting<readonly [number, number] | undefined> {
  return {
    describe,
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      const match = /^\s*(\d{1,3})\s*[x×]\s*(\d{1,3})\s*$/.exec(String(given));
      if (!match) return refuse(path, `"${String(given)}" is not a supercell`, 'write it like 4x1', given);
      return [Number(match[1]), Number(match[2])];
    },
  };
}

/** Chemical formulas: a list, or a text with spaces or commas between. */
export function formulas(describe: string): Setting<readonly string[] | undefined> {
  const one = formula(describe);
  return {
    describe,
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      const parts = splitWords(given);
      return parts.map((part) => one.parse(part, path)!);
    },
  };
}

/** A chemical formula, as text. */
export function formula(describe: string): Setting<string | undefined> {
  return {
    describe,
    parse(given, path) {
      if (given === undefined || given === null) return undefined;
      if (typeof given !== 'string' || given.trim() === '')
        return refuse(path, 'a formula is needed', 'write it like Co35B16', given);
      parseFormula(given);
      return given.trim();
    },
  };
}
