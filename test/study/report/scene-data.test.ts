import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Structure } from '../../../src/core/index.js';
import { bondLimit } from '../../../src/scene/appearance.js';
import { computeWrapShifts, findBonds, type Bonds } from '../../../src/scene/find-drawn-bonds.js';
import { colourAtoms, colourChoices, findScaleRanges } from '../../../src/ui/viewer/colour-atoms.js';
import { packScene, toSceneFrame, unpackFrames } from '../../../src/scene/pack-frames.js';

const element = fc.constantFrom('Li', 'Ni', 'O', 'Co', 'B', 'X');
const structure = fc
  .array(
    fc.tuple(
      element,
      fc.double({ min: -40, max: 40, noNaN: true }),
      fc.double({ min: -40, max: 40, noNaN: true }),
      fc.double({ min: -40, max: 40, noNaN: true }),
    ),
    { minLength: 1, maxLength: 30 },
  )
  .map(
    (atoms): Structure => ({
      cell: Float64Array.of(9, 0, 0, 1, 8, 0, 0, 2, 20),
      pbc: [true, true, false],
      elements: atoms.map(([e]) => e),
      positions: Float64Array.from(atoms.flatMap(([, x, y, z]) => [x, y, z])),
      atomic: {
        force_disagreement: { width: 1, values: Float64Array.from(atoms, (_, i) => 0.1 * i) },
        magmoms: { width: 3, values: Float64Array.from(atoms.flatMap(([, x]) => [x, 0, 0])) },
      },
    }),
  );

describe('packing', () => {
  it('gives back every frame, also where the atoms change', () => {
    fc.assert(
      fc.property(fc.array(structure, { minLength: 1, maxLength: 4 }), (frames) => {
        const unpacked = unpackFrames(
          JSON.parse(JSON.stringify(packScene({ id: 's', title: 's', caption: '', frames }, 's', 's'))),
        );
        frames.forEach((frame, k) => {
          expect(unpacked[k].elements).toEqual(frame.elements);
          // Float32 holds 40 Å to 2 µÅ.
          frame.positions.forEach((x, i) =>
            expect(Math.abs(unpacked[k].positions[i] - x)).toBeLessThan(2e-6 + 1e-7 * Math.abs(x)),
          );
          expect(unpacked[k].moments![0]).toBeCloseTo(Math.abs(frame.positions[0]), 4);
          expect(unpacked[k].disagreements!.length).toBe(frame.elements.length);
          expect(unpacked[k].disagreements![frame.elements.length - 1]).toBeCloseTo(
            0.1 * (frame.elements.length - 1),
            5,
          );
        });
      }),
    );
  });

  it('colours atoms by how far members disagree on their force, from none to the most of all frames', () => {
    const make = (values: number[]) => ({
      ...toSceneFrame(fc.sample(structure, { numRuns: 1, seed: 3 })[0]),
      elements: values.map(() => 'O'),
      disagreements: values,
    });
    const frames = [make([0, 0.2]), make([0.1, 0.8])];
    expect(colourChoices(frames[0])).toContain('disagreement');
    const bonds = { offsets: new Int32Array(3), neighbours: new Int32Array(0) } as Bonds;
    const { of, legend } = colourAtoms('disagreement', frames[0], bonds, findScaleRanges(frames));
    expect(legend.map(({ label }) => label)).toEqual(['0.00', '0.20', '0.40', '0.60', '0.80'].map((d) => `${d} eV/Å`));
    expect([of(0), of(1)]).toEqual([legend[0].colour, legend[1].colour]);
  });

  it('names the elements once where they do not change', () => {
    const [frame] = fc.sample(structure, { numRuns: 1, seed: 1 });
    const packed = packScene({ id: 's', title: 's', caption: '', frames: [frame, frame, frame] }, 's', 's');
    expect(packed.frames.map((f) => f.species !== undefined)).toEqual([true, false, false]);
  });

  it('keeps what stands on a shared site', () => {
    const [frame] = fc.sample(structure, { numRuns: 1, seed: 2 });
    const packed = packScene(
      {
        id: 's',
        title: 's',
        caption: '',
        frames: [
          {
            ...frame,
            disorder: new Map([
              [
                0,
                [
                  { element: 'Ni', occupancy: 0.98 },
                  { element: 'Li', occupancy: 0.02 },
                ],
              ],
            ]),
          },
        ],
      },
      's',
      's',
    );
    expect(unpackFrames(packed)[0].disorder).toEqual({ 0: 'Ni 0.98 + Li 0.02' });
  });
});

describe('drawn bonds', () => {
  const a = 4.17;
  /** Rock salt, four formula units. */
  const nickelOxide: Structure = {
    cell: Float64Array.of(a, 0, 0, 0, a, 0, 0, 0, a),
    pbc: [true, true, true],
    elements: ['Ni', 'Ni', 'Ni', 'Ni', 'O', 'O', 'O', 'O'],
    positions: Float64Array.of(
      0,
      0,
      0,
      0,
      a / 2,
      a / 2,
      a / 2,
      0,
      a / 2,
      a / 2,
      a / 2,
      0,
      a / 2,
      0,
      0,
      0,
      a / 2,
      0,
      0,
      0,
      a / 2,
      a / 2,
      a / 2,
      a / 2,
    ),
  };

  it('join six oxygens to each nickel of NiO across the borders of the cell, and no metal to a metal', () => {
    const bonds = findBonds(toSceneFrame(nickelOxide));
    for (let i = 0; i < 8; i++) {
      expect(bonds.offsets[i + 1] - bonds.offsets[i]).toBe(6);
      for (let k = bonds.offsets[i]; k < bonds.offsets[i + 1]; k++) {
        expect(nickelOxide.elements[bonds.neighbours[k]]).not.toBe(nickelOxide.elements[i]);
        expect(Math.hypot(...bonds.vectors.subarray(3 * k, 3 * k + 3))).toBeCloseTo(a / 2, 5);
      }
    }
  });

  it('reach as far as Cordero’s radii say', () => {
    expect(bondLimit('Ni', 'O')).toBeCloseTo(1.15 * (1.24 + 0.66), 12);
    expect(bondLimit('Li', 'Ni')).toBe(0);
  });

  it('are the same after atoms are moved by whole lattice vectors', () => {
    fc.assert(
      fc.property(structure, (s) => {
        const frame = toSceneFrame(s);
        const shifts = computeWrapShifts(frame);
        const inside = s.positions.map((x, i) => x + shifts[i]);
        for (let i = 0; i < inside.length; i += 3) {
          const v = inside[i + 1] / 8 - (2 * (inside[i + 2] / 20)) / 8;
          const u = inside[i] / 9 - (1 * v) / 9;
          for (const f of [u, v]) {
            expect(f).toBeGreaterThan(-0.12 - 1e-9); // atoms near the border stay where they are
            expect(f).toBeLessThan(1.12 + 1e-9);
          }
          expect(shifts[i + 2]).toBe(0);
        }
        expect([...findBonds({ ...frame, positions: inside }).offsets]).toEqual([...findBonds(frame).offsets]);
      }),
    );
  });
});
