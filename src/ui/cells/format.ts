import { unitOfColumn } from '../../core/index.js';

/** A number to so many digits, without needless zeros. */
export const digits = (value: number, count = 4): string => String(Number(value.toPrecision(count)));

/** [s] in the unit that reads best. */
export function duration(seconds: number): string {
  const rounded = Number(seconds.toPrecision(5));
  return rounded < 120
    ? `${digits(rounded, 3)} s`
    : rounded < 7200
      ? `${digits(rounded / 60, 3)} min`
      : `${digits(rounded / 3600)} h`;
}

const PREFIXES: [number, string][] = [
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'µ'],
  [1e-9, 'n'],
  [1e-12, 'p'],
];

/** `8.95 nm`: a value with the prefix that leaves a digit before the point. */
export function withPrefix(value: number, unit: string): string {
  const [factor, prefix] = PREFIXES.find(([f]) => Math.abs(value) >= f * 0.9995) ?? PREFIXES[0];
  return `${digits(value / factor, 3)} ${prefix}${unit}`;
}

/** A column's name in words, and a value of it with its unit. */
export function describeQuantity(name: string, value: number): [string, string] {
  const unit = unitOfColumn(name);
  const words = name.replace(UNIT_WORDS, '').replaceAll('_', ' ');
  if (unit === 'Ah') return [words, `${digits(1000 * value)} mAh`];
  if (unit === 'm' || unit === 'mol') return [words, withPrefix(value, unit)];
  if (unit === 'ohm') return [words, withPrefix(value, 'Ω')];
  if (unit === 'ohm m2') return [words, `${digits(1e4 * value, 3)} Ω cm²`];
  return [words, unit ? `${digits(value, 4)} ${unit}` : digits(value, 4)];
}

const UNIT_WORDS = /_(ah|metre|mole|ohm_square_metre|ohm|percent)$/;
