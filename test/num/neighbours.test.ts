import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, toCartesian } from '../../src/core/index.js';
import { findNeighbours, type NeighbourList } from '../../src/num/neighbours.js';

/** All pairs by trying every image in a generous box: slow and plain. */
function findByBruteForce(
  cell: Float64Array,
  pbc: readonly boolean[],
  positions: Float64Array,
  cutoff: number,
  images: number,
): string[] {
  const found: string[] = [];
  const range = (axis: number) => (pbc[axis] ? Array.from({ length: 2 * images + 1 }, (_, k) => k - images) : [0]);
  const n = positions.length / 3;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      for (const a of range(0))
        for (const b of range(1))
          for (const c of range(2)) {
            if (i === j && a === 0 && b === 0 && c === 0) continue;
            const v = [0, 1, 2].map(
              (k) => positions[3 * j + k] - positions[3 * i + k] + a * cell[k] + b * cell[3 + k] + c * cell[6 + k],
            );
            if (Math.hypot(...v) < cutoff) found.push(`${i}-${j}:${a},${b},${c}`);
          }
  return found.sort();
}

function listPairs(list: NeighbourList): string[] {
  const found: string[] = [];
  for (let i = 0; i + 1 < list.offsets.length; i++)
    for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++)
      found.push(
        `${i}-${list.neighbours[p]}:${list.images[3 * p]},${list.images[3 * p + 1]},${list.images[3 * p + 2]}`,
      );
  return found.sort();
}

const fraction = fc.double({ min: -1.2, max: 2.2, noNaN: true });
const cellOf = (length: number) =>
  fc.tuple(
    ...Array.from({ length: 9 }, (_, k) =>
      k % 4 === 0
        ? fc.double({ min: 0.6 * length, max: length, noNaN: true })
        : fc.double({ min: -0.4 * length, max: 0.4 * length, noNaN: true }),
    ),
  );

describe('findNeighbours', () => {
  it.each([3, 9, 25])(
    'finds what trying all images finds, in skewed cells up to %i Å and any mix of periodic axes',
    (length) => {
      fc.assert(
        fc.property(
          cellOf(length),
          fc.array(fc.tuple(fraction, fraction, fraction), { minLength: 1, maxLength: 6 }),
          fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
          fc.double({ min: 1.5, max: 4.5, noNaN: true }),
          (numbers, fractional, pbc, cutoff) => {
            const cell = Float64Array.from(numbers as number[]);
            const positions = toCartesian(cell, fractional.flat());
            const det = Math.abs(
              cell[0] * (cell[4] * cell[8] - cell[5] * cell[7]) -
                cell[1] * (cell[3] * cell[8] - cell[5] * cell[6]) +
                cell[2] * (cell[3] * cell[7] - cell[4] * cell[6]),
            );
            fc.pre(det > 0.2 * length ** 3);
            // Images enough for the thinnest cell admitted above, plus the spread of unwrapped positions.
            const images = Math.ceil(cutoff / (0.09 * length)) > 12 ? 12 : Math.ceil(cutoff / (0.09 * length));
            expect(listPairs(findNeighbours(cell, pbc, positions, cutoff))).toEqual(
              findByBruteForce(cell, pbc, positions, cutoff, Math.min(images, 12)),
            );
          },
        ),
        { numRuns: length === 3 ? 15 : 40, seed: 7 },
      );
    },
  );

  it('gives vectors and distances that belong to the pairs, and each pair from both sides', () => {
    const cell = Float64Array.of(4, 0, 0, 1, 5, 0, -1, 0.5, 6);
    const positions = Float64Array.of(0.1, 0.2, 0.3, 2, 2, 2, 9, -7, 3);
    const list = findNeighbours(cell, [true, true, true], positions, 6);
    const forward = new Set(listPairs(list));
    for (let i = 0; i < 3; i++) {
      for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++) {
        const j = list.neighbours[p];
        const image = list.images.subarray(3 * p, 3 * p + 3);
        const v = [0, 1, 2].map(
          (k) =>
            positions[3 * j + k] -
            positions[3 * i + k] +
            image[0] * cell[k] +
            image[1] * cell[3 + k] +
            image[2] * cell[6 + k],
        );
        v.forEach((component, k) => expect(list.vectors[3 * p + k]).toBeCloseTo(component, 12));
        expect(list.distances[p]).toBeCloseTo(Math.hypot(...v), 12);
        expect(forward).toContain(`${j}-${i}:${[...image].map((s) => -s || 0).join(',')}`);
      }
    }
  });

  it('finds the six neighbours of every atom of a large simple cubic crystal', () => {
    // Simple cubic, spacing 2.5 Å, cutoff 3 Å: six neighbours each.
    const build = (m: number) => ({
      cell: Float64Array.of(2.5 * m, 0, 0, 0, 2.5 * m, 0, 0, 0, 2.5 * m),
      positions: Float64Array.from(
        { length: 3 * m ** 3 },
        (_, k) => 2.5 * (Math.floor(Math.floor(k / 3) / m ** (k % 3)) % m),
      ),
    });
    const large = build(24);
    const list = findNeighbours(large.cell, [true, true, true], large.positions, 3);
    expect(list.neighbours.length).toBe(6 * 24 ** 3);
  });

  it('knows a molecule without a cell', () => {
    const list = findNeighbours(new Float64Array(9), [false, false, false], [0, 0, 0, 0, 0, 1, 0, 30, 0], 2);
    expect(listPairs(list)).toEqual(['0-1:0,0,0', '1-0:0,0,0']);
    expect(findNeighbours(new Float64Array(9), [false, false, false], [], 2).offsets).toEqual(Int32Array.of(0));
    const slab = findNeighbours([3, 0, 0, 0, 3, 0, 0, 0, 0], [true, true, false], [0, 0, 0], 3.1);
    expect(slab.neighbours.length).toBe(4);
  });

  it('refuses a flat cell, a position that is not a number and a cutoff of zero', () => {
    const cube = Float64Array.of(3, 0, 0, 0, 3, 0, 0, 0, 3);
    expect(() => findNeighbours([1, 0, 0, 2, 0, 0, 0, 0, 1], [true, true, true], [0, 0, 0], 2)).toThrow(InputError);
    expect(() => findNeighbours(cube, [true, true, true], [0, 0, NaN], 2)).toThrow(/atom 1 is not a number/);
    expect(() => findNeighbours(cube, [true, true, true], [0, 0, 0], 0)).toThrow(InputError);
  });
});
