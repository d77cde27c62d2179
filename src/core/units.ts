import { ELECTRONVOLT } from './constants.js';
import { UnitError } from './errors.js';

/**
 * Units at the edge. Inside rooms numbers are bare, in one declared system (SI; in `atoms` Å, eV, amu, fs, e).
 * A unit is a factor (and for temperatures an offset) to SI and a dimension vector (m, kg, s, A, K, mol, C-rate).
 */
interface Unit {
  factor: number;
  offset?: number;
  dimension: Dimension;
}
type Dimension = readonly [m: number, kg: number, s: number, a: number, k: number, mol: number, rate: number];

const ONE: Dimension = [0, 0, 0, 0, 0, 0, 0];

const base: Record<string, Unit> = {
  '1': { factor: 1, dimension: ONE },
  '%': { factor: 0.01, dimension: ONE },
  ppm: { factor: 1e-6, dimension: ONE },
  m: { factor: 1, dimension: [1, 0, 0, 0, 0, 0, 0] },
  Å: { factor: 1e-10, dimension: [1, 0, 0, 0, 0, 0, 0] },
  angstrom: { factor: 1e-10, dimension: [1, 0, 0, 0, 0, 0, 0] },
  g: { factor: 1e-3, dimension: [0, 1, 0, 0, 0, 0, 0] },
  amu: { factor: 1.66053906892e-27, dimension: [0, 1, 0, 0, 0, 0, 0] },
  s: { factor: 1, dimension: [0, 0, 1, 0, 0, 0, 0] },
  min: { factor: 60, dimension: [0, 0, 1, 0, 0, 0, 0] },
  h: { factor: 3600, dimension: [0, 0, 1, 0, 0, 0, 0] },
  d: { factor: 86400, dimension: [0, 0, 1, 0, 0, 0, 0] },
  A: { factor: 1, dimension: [0, 0, 0, 1, 0, 0, 0] },
  Ah: { factor: 3600, dimension: [0, 0, 1, 1, 0, 0, 0] },
  C_rate: { factor: 1, dimension: [0, 0, 0, 0, 0, 0, 1] },
  C: { factor: 1, dimension: [0, 0, 1, 1, 0, 0, 0] },
  V: { factor: 1, dimension: [2, 1, -3, -1, 0, 0, 0] },
  ohm: { factor: 1, dimension: [2, 1, -3, -2, 0, 0, 0] },
  Ω: { factor: 1, dimension: [2, 1, -3, -2, 0, 0, 0] },
  S: { factor: 1, dimension: [-2, -1, 3, 2, 0, 0, 0] },
  F: { factor: 1, dimension: [-2, -1, 4, 2, 0, 0, 0] },
  H: { factor: 1, dimension: [2, 1, -2, -2, 0, 0, 0] },
  W: { factor: 1, dimension: [2, 1, -3, 0, 0, 0, 0] },
  Wh: { factor: 3600, dimension: [2, 1, -2, 0, 0, 0, 0] },
  J: { factor: 1, dimension: [2, 1, -2, 0, 0, 0, 0] },
  cal: { factor: 4.184, dimension: [2, 1, -2, 0, 0, 0, 0] },
  eV: { factor: ELECTRONVOLT, dimension: [2, 1, -2, 0, 0, 0, 0] },
  N: { factor: 1, dimension: [1, 1, -2, 0, 0, 0, 0] },
  Pa: { factor: 1, dimension: [-1, 1, -2, 0, 0, 0, 0] },
  bar: { factor: 1e5, dimension: [-1, 1, -2, 0, 0, 0, 0] },
  atm: { factor: 101325, dimension: [-1, 1, -2, 0, 0, 0, 0] },
  Hz: { factor: 1, dimension: [0, 0, -1, 0, 0, 0, 0] },
  L: { factor: 1e-3, dimension: [3, 0, 0, 0, 0, 0, 0] },
  mol: { factor: 1, dimension: [0, 0, 0, 0, 0, 1, 0] },
  M: { factor: 1000, dimension: [-3, 0, 0, 0, 0, 1, 0] },
  K: { factor: 1, dimension: [0, 0, 0, 0, 1, 0, 0] },
  degC: { factor: 1, offset: 273.15, dimension: [0, 0, 0, 0, 1, 0, 0] },
  '°C': { factor: 1, offset: 273.15, dimension: [0, 0, 0, 0, 1, 0, 0] },
  deg: { factor: Math.PI / 180, dimension: ONE },
  '°': { factor: Math.PI / 180, dimension: ONE },
  rad: { factor: 1, dimension: ONE },
};
const prefixes: Record<string, number> = {
  a: 1e-18,
  f: 1e-15,
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  µ: 1e-6,
  μ: 1e-6,
  m: 1e-3,
  c: 1e-2,
  d: 1e-1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};
const unprefixed = new Set([
  '1',
  '%',
  'ppm',
  'min',
  'h',
  'd',
  'degC',
  '°C',
  'deg',
  '°',
  'rad',
  'angstrom',
  'Å',
  'amu',
  'atm',
  'C_rate',
]);

/** Lists the quantities an option may ask for, each with the unit it is converted to. */
export const DIMENSIONS = {
  number: '1',
  length: 'm',
  area: 'm2',
  mass: 'kg',
  time: 's',
  current: 'A',
  charge: 'C',
  voltage: 'V',
  resistance: 'ohm',
  frequency: 'Hz',
  temperature: 'K',
  power: 'W',
  energy: 'J',
  pressure: 'Pa',
  capacitance: 'F',
  'areal mass': 'kg/m2',
  'areal charge': 'C/m2',
  'areal capacitance': 'F/m2',
  'specific charge': 'C/kg',
  'specific current': 'A/kg',
  'areal current': 'A/m2',
  'areal energy': 'J/m2',
  density: 'kg/m3',
  concentration: 'mol/m3',
  diffusivity: 'm2/s',
  volume: 'm3',
  amount: 'mol',
  'volume flow': 'm3/s',
  'mass flow': 'kg/s',
  'specific area': 'm2/kg',
  'specific energy': 'J/kg',
  'specific amount': 'mol/kg',
  'specific volume': 'm3/kg',
  'molar energy': 'J/mol',
  'C-rate': 'C_rate',
} as const;
export type DimensionName = keyof typeof DIMENSIONS;

type Prefix = '' | 'n' | 'u' | 'µ' | 'm' | 'c' | 'k' | 'M' | 'G';
/** Quantities as a person writes them, checked by the compiler: `'75.6 um'` is a length, `'75.6 V'` is not. */
export type Length = `${number} ${'m' | 'cm' | 'mm' | 'um' | 'µm' | 'nm' | 'pm' | 'Å' | 'angstrom'}`;
export type Duration = `${number} ${'fs' | 'ps' | 'ns' | 'us' | 'ms' | 's' | 'min' | 'h' | 'd'}`;
export type Temperature = `${number} ${'K' | 'degC' | '°C'}`;
export type Voltage = `${number} ${Prefix}V`;
export type Current = `${number} ${Prefix}A`;
export type Charge = `${number} ${Prefix}Ah` | `${number} C`;
export type Mass = `${number} ${'kg' | 'g' | 'mg' | 'ug'}`;
export type Pressure = `${number} ${Prefix}Pa` | `${number} bar`;
export type Rate = `${number}C` | `C/${number}`;

/** Parses a unit such as `mg/cm2`, `m2.s-1`, `mAh g^-1`. */
function parseUnit(text: string): Unit {
  const clean = text.trim().replaceAll('²', '2').replaceAll('³', '3').replaceAll('⁻', '-').replaceAll('¹', '1');
  const single = lookUpUnit(clean);
  if (single) return single;
  let factor = 1;
  const dimension = [0, 0, 0, 0, 0, 0, 0];
  const parts = clean.split(/([./*· ])/).filter((p) => p !== '');
  let sign = 1;
  let seen = false;
  for (const part of parts) {
    if (part === '/') {
      sign = -1;
      continue;
    }
    if (/^[.*· ]$/.test(part)) continue;
    const match = /^([^\d^+-]+|1|%)(?:\^?([+-]?\d+))?$/.exec(part);
    const unit = match && lookUpUnit(match[1]!);
    if (!unit) throw new UnitError(text, 'unit Cermet knows');
    const power = sign * Number(match[2] ?? 1);
    factor *= unit.factor ** power;
    for (let i = 0; i < 7; i++) dimension[i]! += unit.dimension[i]! * power;
    seen = true;
    sign = 1;
  }
  if (!seen || /[/.*·]$/.test(clean)) throw new UnitError(text, 'unit Cermet knows');
  const [m, kg, s, a, k, mol, rate] = dimension as [number, number, number, number, number, number, number];
  return { factor, dimension: [m, kg, s, a, k, mol, rate] };
}

function lookUpUnit(symbol: string): Unit | undefined {
  if (Object.hasOwn(base, symbol)) return base[symbol];
  const prefix = Object.hasOwn(prefixes, symbol[0]!) ? prefixes[symbol[0]!] : undefined;
  const rest = symbol.slice(1);
  if (prefix === undefined || !Object.hasOwn(base, rest) || unprefixed.has(rest)) return undefined;
  return { factor: base[rest]!.factor * prefix, dimension: base[rest]!.dimension };
}

const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const quantityPattern = new RegExp(`^\\s*(${number})(?:\\s*(?:±|\\+/-|\\+-)\\s*(${number}))?\\s*(.*?)\\s*$`, 'u');

/** A parsed quantity in SI: `10.5 ± 0.2 mg/cm2` → value 0.105, sigma 0.002. */
export interface Quantity {
  value: number;
  sigma?: number;
}

/**
 * Reads a quantity with its unit, with `±` for one standard deviation, into SI.
 * C-rates are written `0.5C`, `C/20`. A bare number is accepted only for dimension `number`.
 *
 * @throws UnitError naming what was got and what was expected
 */
export function parseQuantity(text: string | number, dimension: DimensionName): Quantity {
  const expected = `${dimension} (for example in ${DIMENSIONS[dimension]})`;
  if (typeof text === 'number') {
    if (dimension === 'number') return { value: text };
    throw new UnitError(String(text), `${expected}; a unit is needed`);
  }
  if (dimension === 'C-rate') {
    const rate = new RegExp(`^\\s*(?:(${number})\\s*C|C\\s*/\\s*(${number}))\\s*$`).exec(text);
    const value = rate ? (rate[1] === undefined ? 1 / Number(rate[2]) : Number(rate[1])) : NaN;
    if (!Number.isFinite(value)) throw new UnitError(text, 'C-rate such as 0.5C or C/20');
    return { value };
  }
  const match = quantityPattern.exec(text);
  if (!match) throw new UnitError(text, expected);
  const unit = parseUnit(match[3] === '' ? '1' : match[3]!);
  const wanted = parseUnit(DIMENSIONS[dimension]);
  if (unit.dimension.some((d, i) => d !== wanted.dimension[i])) throw new UnitError(text, expected);
  const value = Number(match[1]) * unit.factor + (unit.offset ?? 0);
  return match[2] === undefined ? { value } : { value, sigma: Math.abs(Number(match[2]) * unit.factor) };
}

/** Unit of the difference between two numbers of a unit: kelvin where the scale does not begin at nothing. */
export const differenceUnit = (unit: string): string => (lookUpUnit(unit)?.offset === undefined ? unit : 'K');

/**
 * Converts a number between two units of the same dimension.
 *
 * @param value [`from`]
 * @returns [`to`]
 */
export function convertUnit(value: number, from: string, to: string): number {
  const a = parseUnit(from);
  const b = parseUnit(to);
  if (a.dimension.some((d, i) => d !== b.dimension[i])) throw new UnitError(from, `unit like ${to}`);
  return (value * a.factor + (a.offset ?? 0) - (b.offset ?? 0)) / b.factor;
}
