import type { Estimate } from '../../core/index.js';
import type { Verdict } from '../types.js';

const superscripts: Record<string, string> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};
const toSuperscript = (n: number | string): string => [...String(n)].map((c) => superscripts[c] ?? c).join('');

/** A unit as people print it: `J/m2` → J/m², `ohm` → Ω, `um` → µm; nothing for a pure number. */
export function formatUnit(unit: string): string {
  if (unit === '1' || unit === '') return '';
  return unit
    .replace(/\bohm\b/g, 'Ω')
    .replace(/\bdegC\b/g, '°C')
    .replace(/\bdeg\b/g, '°')
    .replace(/\bu(?=(?:m|mol|g|s|V|A|Ah|W|L)\b)/g, 'µ')
    .replace(/\bangstrom\b/g, 'Å')
    .replace(/\^?(-?\d+)\b/g, (whole, power: string, at: number) => (at === 0 ? whole : toSuperscript(power)))
    .replace(/[.*]/g, '·');
}

/** A number with `digits` significant digits, a true minus sign and powers of ten as people write them. */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 10 ** Math.max(digits, 6)) return withMinus(String(value));
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -3 || exponent >= Math.max(digits, 6)) {
    const [mantissa, power] = value.toExponential(digits - 1).split('e');
    return `${withMinus(String(Number(mantissa)))} × 10${toSuperscript(String(Number(power)))}`;
  }
  return withMinus(String(Number(value.toPrecision(digits))));
}

const withMinus = (text: string): string => text.replace(/^-/, '−');

/**
 * Text of others with true minus signs before its numbers and powers of ten as people write them; hyphens in words and
 * ranges stay.
 */
export function formatMinus(text: string): string {
  return text
    .replace(/(^|[\s(=<>≤≥])-(?=\.?\d)/g, '$1−')
    .replace(
      /(?<=(?:^|[\s(=<>≤≥−]|\.\.)\d+(?:\.\d+)?)e([+-]?\d+)(?![\w])/g,
      (_, power: string) => ` × 10${toSuperscript(Number(power))}`,
    );
}

/** Below this share of a value an uncertainty is what floating-point arithmetic leaves, and none. */
const DUST = 1e-9;

/** Whether an uncertainty says nothing but that a computer computed the number. */
export function isExact({ value, sigma }: Pick<Estimate, 'value' | 'sigma'>): boolean {
  return sigma !== undefined && sigma <= DUST * Math.max(Math.abs(value), DUST);
}

/**
 * An estimate as `41.2 ± 3.1 GPa`: sigma with two significant digits, the value to the same decimal place.
 * An unknown sigma is said (`± ?`), since it is not zero; a number that is exact stands alone.
 */
export function formatEstimate({ value, sigma, unit }: Pick<Estimate, 'value' | 'sigma' | 'unit'>): string {
  const shown = formatUnit(unit);
  const join = (text: string): string => (shown === '' ? text : shown === '°' ? text + shown : `${text} ${shown}`);
  if (sigma === undefined || !Number.isFinite(sigma) || !Number.isFinite(value))
    return join(`${formatNumber(value)} ± ?`);
  if (isExact({ value, sigma })) return join(formatNumber(Math.abs(value) < DUST * DUST ? 0 : value));
  const exponent = Math.floor(Math.log10(Math.max(Math.abs(value), sigma)));
  if (exponent < -3 || exponent >= 6) {
    const scale = 10 ** exponent;
    return join(`(${withDecimals(value / scale, sigma / scale)}) × 10${toSuperscript(exponent)}`);
  }
  return join(withDecimals(value, sigma));
}

/** A number of a table with its uncertainty, to the same decimal place, without a unit. */
export const formatPair = (value: number, sigma: number): string => formatEstimate({ value, sigma, unit: '1' });

/** Other numbers of the same kind as an estimate, to the decimal place of its uncertainty. */
export function formatLike(value: number, sigma: number | undefined): string {
  const plain = sigma !== undefined && sigma > 0 && Math.abs(value) < 1e6 && sigma > 1e-4;
  return plain ? withMinus(value.toFixed(decimalsOf(sigma))) : formatNumber(value, 3);
}

/** Decimal places at which sigma shows two significant digits. */
function decimalsOf(sigma: number): number {
  return Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(sigma))));
}

function withDecimals(value: number, sigma: number): string {
  const decimals = decimalsOf(sigma);
  return `${withMinus(value.toFixed(decimals))} ± ${sigma.toFixed(decimals)}`;
}

/** Any value of a parameter list on one line. */
export function formatValue(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value, 8);
  if (value === null || value === undefined) return '–';
  return String(value);
}

/** A date in words, in English and in UTC; text that is no date is given back. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime())
    ? iso
    : date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** A title with a capital letter, but for symbols such as pH and dQ/dV. */
export const beginSentence = (title: string): string =>
  /^\p{Ll}\p{Ll}/u.test(title) ? title[0].toUpperCase() + title.slice(1) : title;

/** Specimens of each group of a verdict; a result without groups stands under its own id, which is no name of a group. */
export const namedGroups = ({ groups = {}, results }: Pick<Verdict, 'groups' | 'results'>): [string, number][] =>
  Object.entries(groups).filter(([name]) => !results.some((id) => id === name || id.startsWith(`${name} `)));
