import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseMinimumDistance, packRandom } from '../../../src/atoms/assemble/pack-random.js';
import { makeRng } from '../../../src/core/index.js';
import { findNeighbours } from '../../../src/num/neighbours.js';
import { makeArgonCrystal } from '../motion/model-potentials.js';

describe('random packing', () => {
  test('no pair is nearer than its minimum distance, in cells of any shape', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.double({ min: 9.6, max: 14, noNaN: true }),
        (seed, lean, edge) => {
          const cell = Float64Array.of(edge, 0, 0, lean, edge, 0, -lean, lean / 2, edge);
          const packed = packRandom(
            new Map([
              ['Co', 55],
              ['B', 25],
            ]),
            cell,
            makeRng(seed),
          );
          const { distances, neighbours, offsets } = findNeighbours(packed.cell, packed.pbc, packed.positions, 3);
          expect(packed.elements.filter((e) => e === 'Co').length).toBe(55);
          for (let i = 0; i < 80; i++)
            for (let p = offsets[i]; p < offsets[i + 1]; p++)
              expect(distances[p]).toBeGreaterThanOrEqual(
                chooseMinimumDistance(packed.elements[i], packed.elements[neighbours[p]]),
              );
        },
      ),
      { numRuns: 30 },
    );
  });

  test('a film keeps its distance from what is there, stays between its heights and leaves the rest alone', () => {
    const crystal = makeArgonCrystal(2);
    const cell = Float64Array.of(10.6, 0, 0, 0, 10.6, 0, 0, 0, 22);
    const packed = packRandom(new Map([['Co', 40]]), cell, makeRng(3), { around: crystal, between: [9, 21] });
    expect(packed.positions.slice(0, 96)).toEqual(crystal.positions);
    expect([...packed.atomic!.group.values]).toEqual([...Array(32).fill(0), ...Array(40).fill(1)]);
    const { distances, neighbours, offsets } = findNeighbours(cell, packed.pbc, packed.positions, 3);
    for (let i = 32; i < 72; i++) {
      expect(packed.positions[3 * i + 2]).toBeGreaterThanOrEqual(9);
      expect(packed.positions[3 * i + 2]).toBeLessThanOrEqual(21);
      for (let p = offsets[i]; p < offsets[i + 1]; p++)
        expect(distances[p]).toBeGreaterThanOrEqual(chooseMinimumDistance('Co', packed.elements[neighbours[p]]));
    }
  });

  test('positions are spread evenly over the cell', () => {
    const cell = Float64Array.of(30, 0, 0, 0, 30, 0, 0, 0, 30);
    const { positions } = packRandom(new Map([['Co', 400]]), cell, makeRng(8));
    for (let axis = 0; axis < 3; axis++) {
      const thirds = [0, 0, 0];
      for (let k = axis; k < positions.length; k += 3) thirds[Math.min(2, Math.floor(positions[k] / 10))]++;
      for (const count of thirds) expect(Math.abs(count - 400 / 3)).toBeLessThan(4 * Math.sqrt((400 * 2) / 9)); // 4 sigma of a binomial
    }
  });

  test('the same seed packs alike', () => {
    const pack = (seed: number) =>
      packRandom(new Map([['Co', 20]]), Float64Array.of(8, 0, 0, 0, 8, 0, 0, 0, 8), makeRng(seed));
    expect(pack(1)).toEqual(pack(1));
    expect(pack(1).positions).not.toEqual(pack(2).positions);
  });

  test('what does not fit is refused with the pair that is too near', () => {
    const cell = Float64Array.of(6, 0, 0, 0, 6, 0, 0, 0, 6);
    expect(() => packRandom(new Map([['Co', 60]]), cell, makeRng(1))).toThrow(
      /Co60 does not fit into 216 Å3: Co and Co stay .* where 2.02 Å is asked/,
    );
  });
});
