import { describe, expect, it } from 'vitest';
import {
  buildSurface,
  CRYSTALS,
  findSymmetry,
  makeSupercell,
  parseMiller,
  resolveCrystal,
  type Surface,
} from '../../../src/atoms/crystal/index.js';
import { computeVolume, countElements, InputError, type Structure } from '../../../src/core/index.js';
import { findNeighbours } from '../../../src/num/index.js';

const lno = resolveCrystal('LiNiO2').structure;

/** Metal neighbours of each oxygen within 2.4 Å, as `3Ni3Li`. */
function describeOxygens(structure: Structure): Map<string, number> {
  const { offsets, neighbours } = findNeighbours(structure.cell, structure.pbc, structure.positions, 2.4);
  const counts = new Map<string, number>();
  structure.elements.forEach((element, i) => {
    if (element !== 'O') return;
    const around = Array.from(neighbours.subarray(offsets[i], offsets[i + 1]), (j) => structure.elements[j]);
    const key = `${around.filter((e) => e === 'Ni').length}Ni${around.filter((e) => e === 'Li').length}Li`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  return counts;
}

describe('the slab of Yoon et al.', () => {
  it('has 20 Li, 20 Ni and 40 O in five layers of the 4 × 1 cell, type I, with both oxygen types on each face', async () => {
    const surface = await buildSurface(lno, [1, 0, 4], { layers: 5, supercell: [4, 1] });
    expect(Object.fromEntries(countElements(surface.structure))).toEqual({ Li: 20, Ni: 20, O: 40 });
    expect(surface.terminations).toHaveLength(1);
    expect(surface).toMatchObject({
      symmetric: true,
      stoichiometric: true,
      excess: {},
      tasker: 'I',
      dipole: 0,
      layersPerRepeat: 1,
      layers: Array(5).fill('LiNiO2'),
    });
    // a × |[4 2 -1]/3|: the in-plane cell follows from a = 2.878, c = 14.19 Å alone.
    expect(surface.inPlane.a).toBeCloseTo(2.878, 9);
    expect(surface.inPlane.b).toBeCloseTo(Math.sqrt((4 * 2.878 ** 2) / 3 + (14.19 / 3) ** 2), 9);
    expect(surface.inPlane.gamma).toBeCloseTo(90, 9);
    // One oxygen in five layers of two lies outermost with a metal above it missing, one with a lithium missing, on
    // either face.
    expect(Object.fromEntries(describeOxygens(surface.structure))).toEqual({ '3Ni3Li': 24, '2Ni3Li': 8, '3Ni2Li': 8 });
  });

  it('is the same from the primitive cell, a supercell and a rotated setting', async () => {
    const { primitive } = await findSymmetry(lno);
    const reference = await buildSurface(lno, [1, 0, 4], { layers: 5 });
    // (1 0 4) on the conventional cell is found among low indices of the primitive one by its spacing.
    const found: Surface[] = [];
    for (const hkl of [
      [1, 2, 1],
      [2, 1, 1],
      [1, 1, 2],
      [2, 2, 1],
      [1, 2, 2],
      [2, 1, 2],
    ])
      found.push(await buildSurface(primitive, hkl, { layers: 5 }));
    expect(
      found.some((s) => Math.abs(s.spacing - reference.spacing) < 1e-6 && Math.abs(s.area - reference.area) < 1e-6),
    ).toBe(true);
    const doubled = await buildSurface(makeSupercell(lno, [2, 1, 1]), [2, 0, 4], { layers: 5 });
    expect(doubled.area).toBeCloseTo(reference.area, 8);
    expect(doubled.structure.elements.length).toBe(reference.structure.elements.length);
  });

  it('sees that (0 1 4) is another plane of the obverse setting', async () => {
    const [obverse, reverse] = [await buildSurface(lno, [1, 0, 4]), await buildSurface(lno, [0, 1, 4])];
    expect(obverse.spacing / reverse.spacing).toBeCloseTo(3, 9);
  });
});

describe('any surface', () => {
  it.each(CRYSTALS.map(({ name }) => name))(
    '%s: slabs keep the density, the bonds and the cell of the bulk',
    async (name) => {
      const bulk = resolveCrystal(name).structure;
      const shortest = Math.min(...findNeighbours(bulk.cell, bulk.pbc, bulk.positions, 3.2).distances);
      for (const hkl of [
        [1, 0, 0],
        [1, 1, 1],
        [2, -1, 3],
      ]) {
        const surface = await buildSurface(bulk, hkl, { supercell: [2, 1] });
        const { structure, area, spacing, layersPerRepeat, layers } = surface;
        const repeats = layers.length / layersPerRepeat;
        expect((area * spacing * repeats) / structure.elements.length, `${hkl} density`).toBeCloseTo(
          computeVolume(bulk.cell) / bulk.elements.length,
          6,
        );
        expect(surface.stoichiometric).toBe(true);
        const list = findNeighbours(structure.cell, structure.pbc, structure.positions, shortest * 1.0001);
        expect(Math.min(...list.distances), `${hkl} bonds`).toBeCloseTo(shortest, 6);
        expect([structure.cell[1], structure.cell[2], structure.cell[5], structure.cell[6], structure.cell[7]]).toEqual(
          [0, 0, 0, 0, 0],
        );
        expect(surface.inPlane.a).toBeLessThanOrEqual(surface.inPlane.b + 1e-9);
        expect(surface.inPlane.gamma).toBeGreaterThanOrEqual(60 - 1e-6);
        expect(surface.inPlane.gamma).toBeLessThanOrEqual(120 + 1e-6);
      }
    },
  );

  it('a slab with vacuum zero and whole repeats has the bulk’s neighbours inside', async () => {
    const { structure } = await buildSurface(lno, [1, 0, 4], { layers: 9 });
    const inside = structure.elements.flatMap((element, i) =>
      element === 'Ni' && structure.atomic!.layer.values[i] === 4 ? [i] : [],
    );
    const { offsets } = findNeighbours(structure.cell, structure.pbc, structure.positions, 2.4);
    for (const i of inside) expect(offsets[i + 1] - offsets[i]).toBe(6);
  });

  it.each([
    ['NiO', [1, 0, 0], 'I', 1],
    ['NiO', [1, 1, 0], 'I', 1],
    ['NiO', [1, 1, 1], 'III', 2],
    ['Li2O', [1, 1, 1], 'II', 3],
    ['LiNiO2', [0, 0, 1], 'III', 4],
    ['LiCoO2', [1, 0, 4], 'I', 1],
  ] as const)('%s (%s) is Tasker type %s with %i terminations', async (name, hkl, tasker, count) => {
    const surface = await buildSurface(resolveCrystal(name).structure, hkl);
    expect([surface.tasker, surface.terminations.length]).toEqual([tasker, count]);
  });

  it('a polar slab of whole repeats has the dipole that its layers give', async () => {
    const surface = await buildSurface(resolveCrystal('NiO').structure, [1, 1, 1], { layers: 6 });
    // Three pairs of layers of charge 2 e, half a repeat a/√3 apart, in a cell of one atom a layer.
    expect(Math.abs(surface.dipole!)).toBeCloseTo(3 * 2 * (4.178 / Math.sqrt(3) / 2), 6);
    expect(surface.notes.map(({ code }) => code)).toContain('polar-surface');
  });

  it('adds layers for two like faces and states the excess', async () => {
    const bulk = resolveCrystal('NiO').structure;
    const surface = await buildSurface(bulk, [1, 1, 1], { layers: 6, symmetric: true });
    expect(surface).toMatchObject({ symmetric: true, stoichiometric: false, dipole: 0 });
    expect(surface.layers).toHaveLength(7);
    expect(Object.values(surface.excess)).toEqual([1]);
    const other = await buildSurface(bulk, [1, 1, 1], { layers: 6, symmetric: true, termination: 1 });
    expect(Object.keys(other.excess)).not.toEqual(Object.keys(surface.excess));
  });

  it('says which terminations cannot stand on both faces', async () => {
    // No operation of zinc blende turns (1 1 1) over.
    const zincBlende: Structure = {
      cell: Float64Array.of(5.653, 0, 0, 0, 5.653, 0, 0, 0, 5.653),
      pbc: [true, true, true],
      elements: ['Ga', 'Ga', 'Ga', 'Ga', 'As', 'As', 'As', 'As'],
      positions: Float64Array.from(
        [
          0, 0, 0, 0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0, 0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.25, 0.75, 0.75,
          0.75, 0.25,
        ],
        (f) => f * 5.653,
      ),
    };
    const surface = await buildSurface(zincBlende, [1, 1, 1]);
    expect(surface.terminations.map(({ symmetric }) => symmetric)).toEqual(surface.terminations.map(() => false));
    await expect(buildSurface(zincBlende, [1, 1, 1], { symmetric: true })).rejects.toThrow(
      /cannot stand on both faces/,
    );
  });

  it('takes four indices that agree, and only those', () => {
    expect(parseMiller([1, 0, -1, 4])).toEqual([1, 0, 4]);
    expect(parseMiller([2, 0, 8])).toEqual([1, 0, 4]);
    expect(() => parseMiller([1, 0, 1, 4])).toThrow(/the third must be -1/);
    expect(() => parseMiller([0, 0, 0])).toThrow(/name no plane/);
    expect(() => parseMiller([1, 0.5, 0])).toThrow(/not whole numbers/);
    expect(() => parseMiller([1, 0])).toThrow(InputError);
  });

  it('refuses a molecule, and terminations that do not exist', async () => {
    await expect(buildSurface({ ...lno, pbc: [true, true, false] }, [1, 0, 4])).rejects.toThrow(
      /repeats in all three directions/,
    );
    await expect(buildSurface(lno, [1, 0, 4], { termination: 3 })).rejects.toThrow(/it has one, number 0/);
    await expect(buildSurface(lno, [1, 0, 4], { layers: 0 })).rejects.toThrow(/0 layers/);
    await expect(buildSurface(lno, [1, 0, 4], { supercell: [0, 1] })).rejects.toThrow(/supercell of 0 × 1/);
    await expect(buildSurface(lno, [1, 0, 4], { vacuum: Number.NaN })).rejects.toThrow(/vacuum of NaN/);
  });
});
