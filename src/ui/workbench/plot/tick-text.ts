const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * Texts of the ticks of an axis: each with the digits that tell it from the next, a real minus sign, a thousand as
 * 1,000 in whatever language the browser is set to, powers of ten where digits would be too many.
 *
 * @param splits values of the ticks; null where none is written
 * @param log    on a logarithmic axis each tick has a power of its own
 */
export function writeTicks(splits: readonly (number | null)[], log = false): string[] {
  if (log) return splits.map((value) => (value === null ? '' : writeDecade(value)));
  const values = splits.filter((value) => value !== null);
  const largest = Math.max(0, ...values.map(Math.abs));
  const power = largest >= 1e6 || (largest < 1e-3 && largest > 0) ? Math.floor(Math.log10(largest)) : undefined;
  const scaled = values.map((value) => value / 10 ** (power ?? 0));
  const digits = countDigits(scaled);
  return splits.map((value) => {
    if (value === null) return '';
    if (power === undefined || value === 0) return writeFixed(value, value === 0 ? 0 : digits);
    return `${writeFixed(value / 10 ** power, digits)}·10${raise(power)}`;
  });
}

/** Digits behind the point that all values need, up to what rounding leaves of them. */
function countDigits(values: readonly number[]): number {
  const steps = values.slice(1).map((value, i) => Math.abs(value - values[i]));
  const step = Math.min(...steps.filter((s) => s > 0), 1);
  let digits = 0;
  while (digits < 12 && values.some((v) => Math.abs(v - Number(v.toFixed(digits))) > step * 1e-3)) digits++;
  return digits;
}

function writeDecade(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return writeFixed(value, countDigits([value]));
  const power = Math.floor(Math.log10(size) + 1e-9);
  const factor = Number((size / 10 ** power).toPrecision(3));
  return `${value < 0 ? '−' : ''}${factor === 1 ? '' : `${factor}·`}10${raise(power)}`;
}

const writeFixed = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace('-', '−');

const raise = (power: number): string =>
  String(power).replace(/./g, (c) => (c === '-' ? '⁻' : SUPERSCRIPTS[Number(c)]));
