import { InputError, parseQuantity, type DimensionName } from '../../core/index.js';

const fail = (key: string, what: string, hint: string, value: unknown): never => {
  throw new InputError(`${key}: ${what}`, { hint, where: { path: key }, value });
};

/** A text, such as a formula or a name. */
export function readText(entry: Record<string, unknown>, key: string, fallback?: string): string {
  const value = entry[key] ?? fallback;
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  return fail(key, 'a text is needed', 'write a name or a formula', value);
}

/** A whole number. */
export function readInteger(entry: Record<string, unknown>, key: string, fallback: number, lowest = 1): number {
  const value = entry[key] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= lowest) return value;
  return fail(key, `${String(value)} is not a whole number from ${lowest} on`, `write it like ${fallback}`, value);
}

/** A quantity with its unit, in SI. */
export function readQuantity(
  entry: Record<string, unknown>,
  key: string,
  dimension: DimensionName,
  fallback: string,
): number {
  const value = entry[key] ?? fallback;
  try {
    return parseQuantity(value as string, dimension).value;
  } catch (error) {
    return fail(key, (error as Error).message, `write it like ${fallback}`, value);
  }
}

/** Seeds written `1..3`, `1,2,5`, `7` or as a list. */
export function readSeeds(entry: Record<string, unknown>, key = 'seeds', fallback = '1..3'): number[] {
  const value = entry[key] ?? fallback;
  const parts = Array.isArray(value) ? value.map(String) : String(value).split(',');
  const seeds = parts.flatMap((part) => {
    const match = /^\s*(\d{1,9})\s*(?:\.\.\s*(\d{1,9})\s*)?$/.exec(part);
    const [from, to] = match ? [Number(match[1]), Number(match[2] ?? match[1])] : [1, 0];
    if (to < from || to - from > 999)
      fail(key, `"${String(value)}" is not a list of seeds`, 'write 7, 1..3 or 1,2,5', value);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  if (new Set(seeds).size !== seeds.length)
    fail(key, 'a seed stands twice', 'each seed is one independent repeat', value);
  return seeds;
}

/** Miller indices written `1 0 4` or as a list. */
export function readPlane(entry: Record<string, unknown>, key: string): number[] | undefined {
  const value = entry[key];
  if (value === undefined) return undefined;
  const numbers = (
    Array.isArray(value)
      ? value
      : String(value)
          .trim()
          .split(/[\s,]+/)
  ).map(Number);
  if ((numbers.length !== 3 && numbers.length !== 4) || !numbers.every(Number.isInteger))
    fail(key, `"${String(value)}" is not a plane`, 'write three whole numbers apart: 1 0 4', value);
  return numbers;
}

/** Repeats in the plane written `4x1`. */
export function readSupercell(entry: Record<string, unknown>, key: string): [number, number] | undefined {
  const value = entry[key];
  if (value === undefined) return undefined;
  const match = /^\s*(\d{1,3})\s*[x×]\s*(\d{1,3})\s*$/.exec(String(value));
  if (!match) return fail(key, `"${String(value)}" is not a supercell`, 'write it like 4x1', value);
  return [Number(match[1]), Number(match[2])];
}
