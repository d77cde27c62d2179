import { describe, expect, test } from 'vitest';
import { measureMixing } from '../../../src/atoms/assemble/measure-mixing.js';
import type { Structure } from '../../../src/core/index.js';

/** A slab of three Ni layers at 0, 2 and 4 Å and a film of Co and B at 6 and 8 Å, in a cell 10 Å high. */
function makeStack(heights: readonly number[], height = 10): Structure {
  return {
    cell: Float64Array.of(3, 0, 0, 0, 3, 0, 0, 0, height),
    pbc: [true, true, true],
    elements: ['Ni', 'Ni', 'Ni', 'Co', 'B'],
    positions: Float64Array.from(heights.flatMap((z) => [0, 0, z])),
    atomic: { group: { width: 1, values: Float64Array.of(0, 0, 0, 1, 1) } },
  };
}

describe('mixing', () => {
  const before = makeStack([0, 2, 4, 6, 8]);
  const codes = (heights: readonly number[], height?: number): string[] =>
    measureMixing(before, makeStack(heights, height)).map((note) => note.code);

  test('what stays on its side is not mentioned, wherever the cell has moved', () => {
    expect(codes([0, 2, 4, 6, 8])).toEqual([]);
    expect(codes([3, 5, 7, 9, 11], 11)).toEqual([]);
    expect(codes([0, 2, 4, 3.2, 8])).toEqual([]); // a bond's width into the surface is contact, not mixing
  });

  test('a film atom inside the oxide and an oxide atom inside the film are told', () => {
    expect(measureMixing(before, makeStack([0, 2, 4, 6, 12.1]))).toMatchObject([
      { code: 'film-in-oxide', text: expect.stringMatching(/^1 B of the film/) },
    ]); // through the next image
    expect(codes([0, 2, 4, 2, 8])).toEqual(['film-in-oxide']);
    expect(codes([0, 2, 6.8, 6, 8])).toEqual(['oxide-in-film']);
  });
});
