import fc from 'fast-check';
import type { Structure } from '../../../src/core/index.js';

const real = fc.double({ min: -50, max: 50, noNaN: true, noDefaultInfinity: true });
const element = fc.constantFrom('Li', 'Ni', 'Co', 'O', 'B', 'Mn', 'H', 'U');

/** Structures with awkward numbers (minus zero, denormals, full mantissas) for round-trip tests. */
export function arbitraryStructure(
  options: { everything?: boolean; disorder?: boolean } = {},
): fc.Arbitrary<Structure> {
  return fc
    .record({
      n: fc.integer({ min: 1, max: 6 }),
      lengths: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 1, max: 30, noNaN: true }))),
      tilt: fc.array(fc.double({ min: -0.4, max: 0.4, noNaN: true }), { minLength: 6, maxLength: 6 }),
    })
    .chain(({ n, lengths: [a, b, c], tilt }) =>
      fc
        .record({
          cell: fc.constant(Float64Array.of(a, tilt[0], tilt[1], tilt[2], b, tilt[3], tilt[4], tilt[5], c)),
          elements: fc.array(element, { minLength: n, maxLength: n }),
          positions: fc.array(real, { minLength: 3 * n, maxLength: 3 * n }).map((values) => Float64Array.from(values)),
          columns: fc.array(real, { minLength: 8 * n, maxLength: 8 * n }),
          fixed: fc.array(fc.constantFrom(0, 1), { minLength: 3 * n, maxLength: 3 * n }),
          energy: real,
          stress: fc.array(real, { minLength: 9, maxLength: 9 }),
          text: fc.string(),
          list: fc.array(real, { minLength: 2, maxLength: 4 }),
          occupancy: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        })
        .map(
          ({ cell, elements, positions, columns, fixed, energy, stress, text, list, occupancy }): Structure => ({
            cell,
            pbc: [true, true, true],
            elements,
            positions,
            ...(options.disorder && { disorder: new Map([[0, [{ element: elements[0], occupancy }]]]) }),
            ...(options.everything && {
              atomic: {
                forces: { width: 3, values: Float64Array.from(columns.slice(0, 3 * n)) },
                velocities: { width: 3, values: Float64Array.from(columns.slice(3 * n, 6 * n)) },
                magmoms: { width: 1, values: Float64Array.from(columns.slice(6 * n, 7 * n)) },
                charges: { width: 1, values: Float64Array.from(columns.slice(7 * n, 8 * n)) },
                fixed: { width: 3, values: Float64Array.from(fixed) },
              },
              energy,
              stress: Float64Array.from(stress),
              info: { text, list, count: 7, good: true, nested: { a: [1, 'x'] } },
            }),
          }),
        ),
    );
}
