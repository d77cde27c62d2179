import { describe, expect, it } from 'vitest';
import {
  applyStrain,
  findSymmetry,
  makeSupercell,
  requireSeparated,
  resolveCrystal,
  substitute,
  toConventional,
  toPrimitive,
} from '../../../src/atoms/crystal/index.js';
import { computeVolume, countElements, InputError, toFractional } from '../../../src/core/index.js';
import { findNeighbours } from '../../../src/num/index.js';

const { structure: lno } = resolveCrystal('LiNiO2');

describe('supercells', () => {
  it.each([
    [[2, 2, 1]],
    [
      [
        [1, 1, 0],
        [-1, 1, 0],
        [0, 0, 1],
      ],
    ],
    [
      [
        [0, 1, 0],
        [1, 0, 0],
        [0, 0, -1],
      ],
    ],
    [
      [
        [2, 1, 1],
        [0, 3, 1],
        [1, 0, 2],
      ],
    ],
  ] as const)('%j keeps density, neighbours and space group', async (times) => {
    const cell = makeSupercell(lno, times);
    const factor = computeVolume(cell.cell) / computeVolume(lno.cell);
    expect(cell.elements.length).toBe(Math.round(factor) * lno.elements.length);
    const perAtom = (s: typeof lno) =>
      findNeighbours(s.cell, s.pbc, s.positions, 3).neighbours.length / s.elements.length;
    expect(perAtom(cell)).toBeCloseTo(perAtom(lno), 12);
    expect((await findSymmetry(cell)).number).toBe(166);
    for (const f of toFractional(cell.cell, cell.positions)) expect(Number.isFinite(f)).toBe(true);
  });

  it('refuses fractions and flat matrices', () => {
    expect(() => makeSupercell(lno, [1.5, 1, 1])).toThrow(InputError);
    expect(() =>
      makeSupercell(lno, [
        [1, 0, 0],
        [2, 0, 0],
        [0, 0, 1],
      ]),
    ).toThrow(/no volume/);
  });
});

describe('standard cells', () => {
  it('primitive of conventional of primitive is the same crystal', async () => {
    const primitive = await toPrimitive(lno);
    expect(primitive.elements).toHaveLength(4);
    const conventional = await toConventional(primitive);
    expect(conventional.elements).toHaveLength(12);
    expect(Math.hypot(...conventional.cell.subarray(0, 3))).toBeCloseTo(2.878, 8);
    expect(conventional.cell[8]).toBeCloseTo(14.19, 8);
  });

  it('keeps shared sites and sees that they lower or keep symmetry', async () => {
    const mixed = new Map(
      lno.elements.flatMap((element, i) =>
        element === 'Ni'
          ? [
              [
                i,
                [
                  { element: 'Ni', occupancy: 0.8 },
                  { element: 'Co', occupancy: 0.2 },
                ],
              ] as const,
            ]
          : [],
      ),
    );
    const all = await findSymmetry({ ...lno, disorder: mixed });
    expect(all.number).toBe(166);
    expect(all.primitive.disorder!.size).toBe(1);
    const one = await findSymmetry({ ...lno, disorder: new Map([...mixed].slice(0, 1)) });
    expect(one.number).not.toBe(166);
  });
});

describe('strain and substitution', () => {
  it('strains cell and atoms alike', () => {
    const strained = applyStrain(lno, [0.01, 0, 0, 0, 0, 0.02]);
    expect(computeVolume(strained.cell) / computeVolume(lno.cell)).toBeCloseTo(1.01 - 0.01 ** 2, 12);
    const before = toFractional(lno.cell, lno.positions);
    toFractional(strained.cell, strained.positions).forEach((f, i) => expect(f).toBeCloseTo(before[i], 12));
    expect(() => applyStrain(lno, [-1, 0, 0, 0, 0, 0])).toThrow(/inside out/);
  });

  it('replaces and removes atoms', () => {
    expect(Object.fromEntries(countElements(substitute(lno, { elements: { Ni: 'Co' } })))).toEqual({
      Li: 3,
      Co: 3,
      O: 6,
    });
    expect(Object.fromEntries(countElements(substitute(lno, { elements: { Li: undefined } })))).toEqual({
      Ni: 3,
      O: 6,
    });
    expect(substitute(lno, { sites: new Map([[0, 'Mn']]) }).elements[0]).toBe('Mn');
    expect(() => substitute(lno, { elements: { Ni: 'Xy' } })).toThrow(/not a chemical element/);
    expect(() => substitute(lno, { elements: { Mg: 'Li' } })).toThrow(/no Mg to replace/);
    expect(() => substitute(lno, { sites: new Map([[99, 'Li']]) })).toThrow(/no site 99/);
  });
});

describe('overlapping atoms', () => {
  it('are named with their distance', () => {
    requireSeparated(lno, 1.5);
    const positions = Float64Array.from(lno.positions);
    positions.set(positions.subarray(0, 3), 3);
    positions[5] += 0.3;
    expect(() => requireSeparated({ ...lno, positions }, 1)).toThrow(
      /Li 1 and Li 2 are 0.300 Å apart, closer than 1 Å/,
    );
  });
});
