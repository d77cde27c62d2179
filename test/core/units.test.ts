import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  convertUnit,
  DIMENSIONS,
  parseQuantity,
  unitOfColumn,
  UnitError,
  type DimensionName,
} from '../../src/core/index.js';

/** Units a person writes, by what they measure, with their size in SI from the SI brochure (9th edition). */
const written: Record<string, Record<string, number>> = {
  length: { m: 1, cm: 1e-2, mm: 1e-3, um: 1e-6, µm: 1e-6, nm: 1e-9, pm: 1e-12, Å: 1e-10, angstrom: 1e-10 },
  mass: { kg: 1, g: 1e-3, mg: 1e-6, ug: 1e-9 },
  time: { s: 1, ms: 1e-3, ps: 1e-12, fs: 1e-15, min: 60, h: 3600, d: 86400 },
  current: { A: 1, mA: 1e-3, uA: 1e-6, nA: 1e-9 },
  charge: { C: 1, Ah: 3600, mAh: 3.6 },
  pressure: { Pa: 1, kPa: 1e3, MPa: 1e6, GPa: 1e9, bar: 1e5, mbar: 100, atm: 101325 },
  energy: { J: 1, kJ: 1e3, eV: 1.602176634e-19, meV: 1.602176634e-22, Wh: 3600 },
  'areal mass': { 'mg/cm2': 1e-2, 'g/m^2': 1e-3, 'kg m-2': 1 },
  'specific charge': { 'mAh/g': 3600, 'Ah/kg': 3600 },
  'areal current': { 'mA/cm2': 10, 'A/m2': 1 },
  'areal energy': { 'J/m2': 1, 'eV/Å2': 16.02176634, 'mJ/m²': 1e-3 },
  diffusivity: { 'm2/s': 1, 'cm^2/s': 1e-4 },
  concentration: { 'mol/m3': 1, 'mol/L': 1000, M: 1000, mM: 1 },
  density: { 'g/cm3': 1000, 'kg/m3': 1 },
};
const cases = Object.entries(written).flatMap(([dimension, units]) =>
  Object.entries(units).map(([unit, factor]) => [dimension as DimensionName, unit, factor] as const),
);
/** One division and one multiplication of doubles: a few units in the last place. */
const ROUNDING = 1e-13;
/** Below it doubles have fewer digits. */
const SMALLEST = 1e-280;

describe('parseQuantity', () => {
  it.each(cases)('reads %s in %s', (dimension, unit, factor) => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        const read = parseQuantity(`${value} ${unit}`, dimension).value;
        expect(Math.abs(read - value * factor)).toBeLessThanOrEqual(ROUNDING * Math.abs(value * factor) + SMALLEST);
      }),
    );
  });

  it.each(cases)('refuses %s in %s where anything else is asked for', (dimension, unit) => {
    for (const other of Object.keys(DIMENSIONS) as DimensionName[]) {
      if (other === dimension || (unit === 'C' && other === 'C-rate')) continue; // 1 C is a charge and a rate, told apart by what is asked for
      expect(() => parseQuantity(`1 ${unit}`, other), other).toThrow(UnitError);
    }
  });

  it('takes ± as one standard deviation in the same unit', () => {
    expect(parseQuantity('10.5 ± 0.2 mg/cm2', 'areal mass')).toEqual({
      value: expect.closeTo(0.105, 14),
      sigma: expect.closeTo(0.002, 14),
    });
    expect(parseQuantity('45 ± 2 degC', 'temperature')).toEqual({ value: 318.15, sigma: 2 });
  });

  it('knows C-rates in both forms', () => {
    expect(parseQuantity('0.5C', 'C-rate').value).toBe(0.5);
    expect(parseQuantity('C/20', 'C-rate').value).toBe(0.05);
    for (const text of ['C/0', '1', 'C', '2 h', ''])
      expect(() => parseQuantity(text, 'C-rate'), text).toThrow(UnitError);
  });

  it('needs a unit, except for plain numbers', () => {
    expect(parseQuantity(3, 'number').value).toBe(3);
    expect(parseQuantity('50 %', 'number').value).toBe(0.5);
    expect(() => parseQuantity(3, 'length')).toThrow(/a unit is needed/);
    expect(() => parseQuantity('3', 'length')).toThrow(UnitError);
  });

  it.each([
    '',
    'm',
    '1 2 m',
    '1 mm m',
    '1 /',
    '1 m/',
    '1e m',
    'NaN m',
    'Infinity m',
    '1 constructor',
    '1 __proto__',
    '0x10 m',
    '1 m!',
  ])('refuses %j', (text) => {
    expect(() => parseQuantity(text, 'length')).toThrow(UnitError);
  });

  it('survives any text with a value or its own error', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.constantFrom(...(Object.keys(DIMENSIONS) as DimensionName[])),
        (text, dimension) => {
          try {
            expect(Number.isNaN(parseQuantity(text, dimension).value)).toBe(false);
          } catch (error) {
            expect(error).toBeInstanceOf(UnitError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('convertUnit', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(written).map((units) => Object.keys(units))),
        fc.nat(),
        fc.nat(),
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        (units, i, j, value) => {
          const [from, to] = [units[i % units.length], units[j % units.length]];
          expect(Math.abs(convertUnit(convertUnit(value, from, to), to, from) - value)).toBeLessThanOrEqual(
            ROUNDING * Math.abs(value) + SMALLEST,
          );
        },
      ),
    );
  });

  it('moves temperatures by their offset', () => {
    expect(convertUnit(25, 'degC', 'K')).toBe(298.15);
    expect(convertUnit(0, 'K', '°C')).toBe(-273.15);
  });

  it('refuses other dimensions', () => {
    expect(() => convertUnit(1, 'V', 'A')).toThrow(UnitError);
    expect(() => convertUnit(1, 'Å', 'Å3')).toThrow(UnitError);
  });
});

describe('unitOfColumn', () => {
  it.each([
    ['voltage_volt', 'V'],
    ['net_capacity_ah', 'Ah'],
    ['volume_cubic_angstrom', 'Å3'],
    ['force_ev_per_angstrom', 'eV/Å'],
    ['cell_a_angstrom', 'Å'],
    ['specific_capacity_mah_per_gram', 'mAh/g'],
    ['cycle_count', '1'],
    ['step_type', undefined],
  ])('%s is in %s', (name, unit) => {
    expect(unitOfColumn(name)).toBe(unit);
    if (unit) expect(convertUnit(1, unit, unit)).toBe(1);
  });
});
