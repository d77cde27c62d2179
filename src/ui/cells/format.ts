import { unitOfColumn } from '../../core/index.js';

/** A number to so many digits, without needless zeros. */
export const digits = (value: number, count = 4): string => String(Number(value.toPrecision(count)));

/** [s] in the unit that reads best. */
export const duration = (seconds: number): string => (seconds < 120 ? `${digits(seconds, 3)} s` : seconds < 7200 ? `${digits(seconds / 60, 3)} min` : `${digits(seconds / 3600, 4)} h`);

const PREFIXES: [number, string][] = [[1, ''], [1e-3, 'm'], [1e-6, 'µ'], [1e-9, 'n'], [1e-12, 'p']];

/** `8.95 nm`: a value with the prefix that leaves a digit before the point. */
export function withPrefix(value: number, unit: string): string {
  const [factor, prefix] = PREFIXES.find(([f]) => Math.abs(value) >= f * 0.9995) ?? PREFIXES[0];
  return `${digits(value / factor, 3)} ${prefix}${unit}`;
}

/** A column's name in words, and a value of it with its unit. */
export function describeQuantity(name: string, value: number): [string, string] {
  const unit = unitOfColumn(name);
  const words = name.replaceAll('_', ' ');
  if (unit === 'm' || unit === 'mol') return [words.replace(/ (metre|mole)$/, ''), withPrefix(value, unit)];
  return [words.replace(/ ohm square metre$/, ''), unit ? `${digits(value, 3)} ${unit}` : digits(value, 3)];
}
