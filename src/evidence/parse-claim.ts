import { convertUnit, InputError } from '../core/index.js';

/** `evidence.quantity at condition` */
export interface Measure {
  evidence: string;
  quantity: string;
  at?: string;
}

/** `a / b`, `a - b`, or one group. */
export type Comparison =
  | { type: 'single'; group: string }
  | { type: 'ratio' | 'difference'; left: string; right: string };

/** The values that a claim allows, as an interval; ends that are not finite are open. */
export interface Expectation {
  low: number;
  high: number;
  lowIncluded: boolean;
  highIncluded: boolean;
  /** Unit of the ends, where the claim gives one; otherwise they are in the result's own unit. */
  unit?: string;
  text: string;
}

/** Reads `measure:`. */
export function parseMeasure(text: string): Measure {
  const match = /^\s*([^\s.]+)\.([^\s.]+)(?:\s+at\s+(\S.*?))?\s*$/.exec(text);
  if (!match)
    throw new InputError(`"${text}" does not say what to measure`, {
      hint: 'write it like interface.opening_strength or rate.capacity at 7C',
    });
  return { evidence: match[1], quantity: match[2], ...(match[3] && { at: match[3] }) };
}

/** Reads `compare:`. The sign stands between spaces, so that names may hold `-` and `/`. */
export function parseComparison(text: string): Comparison {
  const parts = text.split(/\s+([/-])\s+/).map((part) => part.trim());
  if (parts.length === 1 && parts[0]) return { type: 'single', group: parts[0] };
  if (parts.length === 3 && parts[0] && parts[2])
    return { type: parts[1] === '/' ? 'ratio' : 'difference', left: parts[0], right: parts[2] };
  throw new InputError(`"${text}" is not a comparison`, {
    hint: 'write it like "coated / pristine", "coated - pristine" or the name of one group',
  });
}

const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const relation = new RegExp(`^(>=|<=|>|<|≥|≤)\\s*(${number})\\s*(.*)$`, 'u');
const equality = new RegExp(`^=\\s*(${number})(?:\\s*(?:±|\\+/-|\\+-)\\s*(${number}))?\\s*(.*)$`, 'u');
const range = new RegExp(`^(${number})\\s*\\.\\.\\s*(${number})\\s*(.*)$`, 'u');

/** Reads `expect:`: `> 2`, `<= 0.1`, `= 80`, `= 1.33 ± 0.05`, `1.2..1.5`, each with a unit behind it if wanted. */
export function parseExpectation(text: string | number): Expectation {
  const clean = String(text).trim();
  const make = (
    low: number,
    high: number,
    lowIncluded: boolean,
    highIncluded: boolean,
    unit: string | undefined,
  ): Expectation => {
    if (unit) convertUnit(1, unit, unit);
    return { low, high, lowIncluded, highIncluded, ...(unit && { unit }), text: clean };
  };
  let match = relation.exec(clean);
  if (match) {
    const value = Number(match[2]);
    const included = /[=≥≤]/.test(match[1]);
    return /[>≥]/.test(match[1])
      ? make(value, Infinity, included, false, match[3])
      : make(-Infinity, value, false, included, match[3]);
  }
  match = equality.exec(clean);
  if (match) {
    const value = Number(match[1]);
    const tolerance = Math.abs(Number(match[2] ?? 0));
    return make(value - tolerance, value + tolerance, true, true, match[3]);
  }
  match = range.exec(clean);
  if (match && Number(match[1]) <= Number(match[2]))
    return make(Number(match[1]), Number(match[2]), true, true, match[3]);
  throw new InputError(`"${clean}" is not an expectation`, {
    hint: 'write it like "> 2", "< 0", "= 80", "= 1.33 ± 0.05" or "1.2..1.5"',
  });
}
