import { unitOfColumn } from './vocabulary.js';

/**
 * Where a number holds: names of axes with their values, `{ cycle: 60, rate: '7C', temperature_celsius: 45 }`. An axis
 * that carries a unit ends in it, as a column does; words stand for themselves.
 */
export type Condition = Readonly<Record<string, string | number>>;

/** `cycle 60, 7C, 45 degC`: words bare, numbers with the unit of their axis, or with its name where it has none. */
export function formatCondition(condition: Condition | undefined): string | undefined {
  if (!condition) return undefined;
  const pieces = Object.entries(condition).map(([axis, value]) => {
    if (typeof value === 'string') return value;
    const unit = unitOfColumn(axis);
    const number = String(Number(value.toPrecision(10)));
    return unit ? `${number} ${unit}` : `${axis.replaceAll('_', ' ')} ${number}`;
  });
  return pieces.length === 0 ? undefined : pieces.join(', ');
}

/**
 * Whether two printed conditions name the same, in any order: `7 C, cycle 60` and `cycle 60, 7C`; `4.40V` and `4.4 V`.
 */
export function sameCondition(a: string | undefined, b: string | undefined): boolean {
  return normalise(a) === normalise(b);
}

const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\S*)$/i;

function normalise(text: string | undefined): string {
  return (text ?? '')
    .split(',')
    .map((piece) => {
      const words = piece.trim().replace(/\s+/g, ' ');
      const number = NUMBER.exec(words);
      return number ? `${Number(number[1])} ${number[2]}` : words;
    })
    .filter((piece) => piece !== '')
    .sort()
    .join(', ');
}
