import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValue, encodeValue, Table } from '../../src/core/index.js';

const roundTrip = (value: unknown): unknown => decodeValue(encodeValue(value));

describe('encodeValue', () => {
  it('gives back any plain value, whatever its keys', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withMap: true,
          withSet: true,
          withTypedArray: false,
          withDate: false,
          withNullPrototype: false,
          key: fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', 'constructor')),
        }),
        (value) => {
          // A key with the value undefined reads back as an absent one, which `toEqual` takes as the same.
          expect(roundTrip(value)).toEqual(value);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('gives back typed arrays to the last bit, also views into larger buffers', () => {
    fc.assert(
      fc.property(fc.float64Array(), fc.int32Array(), fc.uint8Array(), fc.float32Array(), (a, b, c, d) => {
        const value = { a, b, c, d, view: a.subarray(Math.min(1, a.length)) };
        const back = roundTrip(value) as typeof value;
        for (const key of Object.keys(value) as (keyof typeof value)[]) {
          expect(back[key].constructor).toBe(value[key].constructor);
          expect(new Uint8Array(back[key].buffer, back[key].byteOffset, back[key].byteLength)).toEqual(
            new Uint8Array(value[key].buffer, value[key].byteOffset, value[key].byteLength),
          );
        }
      }),
    );
  });

  it('keeps numbers that JSON lacks', () => {
    for (const value of [NaN, Infinity, -Infinity, -0, undefined, 1n])
      expect(Object.is(roundTrip(value), value)).toBe(true);
  });

  it('revives tables with their masks', () => {
    const table = new Table([
      { name: 'voltage_volt', values: Float64Array.of(1, 2), valid: Uint8Array.of(1, 0) },
      { name: 'step_type', values: ['a', 'b'] },
    ]);
    const back = roundTrip({ table }) as { table: Table };
    expect(back.table).toBeInstanceOf(Table);
    expect(back.table).toEqual(table);
  });

  it('refuses what would not come back the same, naming its place', () => {
    expect(() => encodeValue({ a: [{ f: () => 1 }] })).toThrow(/function.*\.a\[0\]\.f/);
    expect(() => encodeValue({ e: new URL('http://127.0.0.1') })).toThrow(/URL/);
    expect(() => encodeValue(new BigInt64Array(1))).toThrow(/BigInt64Array/);
  });
});
