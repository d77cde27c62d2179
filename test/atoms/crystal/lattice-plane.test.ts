import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildPlaneBasis,
  crossProduct,
  greatestCommonDivisor,
  toVector,
  type Triple,
} from '../../../src/atoms/crystal/lattice-plane.js';
import { assignFormalCharges, resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { computeVolume } from '../../../src/core/index.js';
import { closeGroup, parseSymmetryOperation } from '../../../src/io/structures/symmetry-operation.js';

const index = fc.integer({ min: -9, max: 9 });
const tilt = fc.double({ min: -1.5, max: 1.5, noNaN: true });
const length = fc.double({ min: 2, max: 20, noNaN: true });

describe('the basis of a plane', () => {
  it('spans the lattice, lies in the plane, is reduced and right-handed, whatever the lattice and indices', () => {
    fc.assert(
      fc.property(
        fc.tuple(index, index, index),
        length,
        length,
        length,
        fc.array(tilt, { minLength: 3, maxLength: 3 }),
        (raw, a, b, c, t) => {
          const divisor = greatestCommonDivisor(...raw);
          fc.pre(divisor > 0);
          const hkl = raw.map((x) => x / divisor) as unknown as Triple;
          const cell = Float64Array.of(a, 0, 0, t[0], b, 0, t[1], t[2], c);
          const {
            inPlane: [u, v],
            step,
          } = buildPlaneBasis(cell, hkl);
          const dot = (p: Triple) => hkl[0] * p[0] + hkl[1] * p[1] + hkl[2] * p[2];
          expect([Math.abs(dot(u)), Math.abs(dot(v)), dot(step)]).toEqual([0, 0, 1]);
          expect(computeVolume([...u, ...v, ...step])).toBe(1);
          const [x, y, s] = [u, v, step].map((p) => toVector(cell, p));
          const inner = (p: number[], q: number[]) => p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
          expect(inner(crossProduct(x, y), s)).toBeGreaterThan(0);
          // Lagrange–Gauss: no combination of the two is shorter than the shorter.
          expect(inner(x, x)).toBeLessThanOrEqual(inner(y, y) * (1 + 1e-9));
          expect(Math.abs(2 * inner(x, y))).toBeLessThanOrEqual(inner(x, x) * (1 + 1e-6));
        },
      ),
      // The same planes each time: at the very edge of the reduction rounding would make it a matter of luck.
      { numRuns: 2000, seed: 104 },
    );
  });

  it('counts upward along the indices', () => {
    const { step } = buildPlaneBasis(Float64Array.of(3, 0, 0, 0, 4, 0, 0, 0, 5), [-1, 0, 0]);
    expect(step[0]).toBe(-1);
  });
});

describe('symmetry operations', () => {
  it.each([
    ['x, y, z', [1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 0]],
    ['-y, x-y, z+1/3', [0, -1, 0, 1, -1, 0, 0, 0, 1], [0, 0, 1 / 3]],
    ['1/2+X,1/2-Y,-Z', [1, 0, 0, 0, -1, 0, 0, 0, -1], [0.5, 0.5, 0]],
    ['-x+.25, y+0.75, +z', [-1, 0, 0, 0, 1, 0, 0, 0, 1], [0.25, 0.75, 0]],
  ])('%s', (text, rotation, translation) => {
    expect(parseSymmetryOperation(text)).toEqual({ rotation, translation });
  });

  it.each(['x,y', 'x,y,z,1', 'x,y,w', 'x,,z', '2x,y,z', 'x,y,z+1/0', 'x+,y,z', ''])('refuses "%s"', (text) => {
    expect(parseSymmetryOperation(text)).toBeUndefined();
  });

  it('generators give groups of the right order', () => {
    expect(closeGroup(['z,x,y', '-y,x,z', '-x,-y,-z'].map((text) => parseSymmetryOperation(text)!))).toHaveLength(48);
    // A shear has no finite order.
    expect(() => closeGroup([parseSymmetryOperation('x+y,y,z')!])).toThrow(RangeError);
  });
});

describe('formal charges', () => {
  it.each([
    ['LiNiO2', 'Ni', 3],
    ['Co3O4', 'Co', 8 / 3],
    ['Li2MnO3', 'Mn', 4],
    ['NiO2', 'Ni', 4],
    ['B2O3', 'B', 3],
  ] as const)('%s: %s %f+', (name, element, charge) => {
    const { structure } = resolveCrystal(name);
    const { charges } = assignFormalCharges(structure);
    expect(charges![structure.elements.indexOf(element)]).toBeCloseTo(charge, 12);
    expect(charges!.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 9);
  });

  it('metals have none', () => {
    expect(assignFormalCharges(resolveCrystal('Co2B').structure).charges).toBeUndefined();
  });
});
