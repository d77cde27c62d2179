import { describe, expect, it } from 'vitest';
import {
  classifyOxygen,
  countEnvironments,
  deriveBondCutoffs,
  findBonds,
  measureInterfaceBonds,
  setBondCutoffs,
} from '../../../src/atoms/analysis/index.js';
import { buildSurface, resolveCrystal } from '../../../src/atoms/crystal/index.js';
import type { Structure } from '../../../src/core/index.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { makeFcc, makeRockSalt } from './crystals.js';
import { readXyz } from './read-xyz.js';

it('bonds stand once each, an atom’s own images too', () => {
  const cutoffs = setBondCutoffs({ 'Ni-Ni': 2.7 });
  // 12 neighbours of each of 4 atoms, each bond shared by two.
  expect(findBonds(makeFcc('Ni', 3.6), cutoffs)).toHaveLength(24);
  const chain: Structure = {
    cell: Float64Array.of(2.5, 0, 0, 0, 20, 0, 0, 0, 20),
    pbc: [true, true, true],
    elements: ['Ni'],
    positions: new Float64Array(3),
  };
  expect(findBonds(chain, cutoffs)).toEqual([{ a: 0, b: 0, distance: 2.5, image: [1, 0, 0] }]);
});

it('bond cutoffs come from g(r), never longer than a bond can be', () => {
  const { pairs } = deriveBondCutoffs([makeRockSalt(4.17, ['Ni', 'O'], [2, 2, 2])]);
  const of = (a: string, b: string) => pairs.find((p) => p.pair.join() === `${a},${b}`)!;
  expect(of('Ni', 'O').peak).toBeCloseTo(2.085, 1);
  expect(of('Ni', 'O').cutoff).toBeGreaterThan(2.3);
  // Ni–Ni at 2.95 Å has a clear shell, but nickel's covalent radii sum to 2.48 Å.
  expect(of('Ni', 'Ni')).toMatchObject({ rule: 'radii' });
  expect(of('Ni', 'Ni').cutoff).toBeCloseTo(2.93, 6);
});

describe('oxygen environments', () => {
  it('of bulk and of the (104) surface of LiNiO2: 3 Ni + 3 Li, types I and II', async () => {
    const bulk = resolveCrystal('LiNiO2').structure;
    expect(countEnvironments(classifyOxygen(bulk))).toEqual([{ formula: '3 Ni + 3 Li', kind: 'bulk', count: 6 }]);
    const { structure } = await buildSurface(bulk, [1, 0, 4], { layers: 5, supercell: [4, 1] });
    // Forty oxygens in five layers of eight: both outer layers have lost one neighbour each, half of them an Ni.
    expect(countEnvironments(classifyOxygen(structure))).toEqual([
      { formula: '3 Ni + 3 Li', kind: 'bulk', count: 24 },
      { formula: '2 Ni + 3 Li', kind: 'type I', count: 8 },
      { formula: '3 Ni + 2 Li', kind: 'type II', count: 8 },
    ]);
  });

  it('does not depend on where atoms stand in the list or the cell', async () => {
    const { structure } = await buildSurface(resolveCrystal('LiNiO2').structure, [1, 0, 4], {
      layers: 5,
      supercell: [2, 1],
    });
    const moved: Structure = {
      ...structure,
      elements: [...structure.elements].reverse(),
      positions: Float64Array.from(
        structure.positions,
        (_, i) => structure.positions[structure.positions.length - 3 - i + 2 * (i % 3)] + 7.3,
      ),
    };
    expect(countEnvironments(classifyOxygen(moved))).toEqual(countEnvironments(classifyOxygen(structure)));
  });

  it('tells a square pyramid from a trigonal bipyramid', () => {
    const around = (directions: number[][]): Structure => ({
      cell: Float64Array.of(30, 0, 0, 0, 30, 0, 0, 0, 30),
      pbc: [true, true, true],
      elements: ['O', ...directions.map(() => 'Ni')],
      positions: Float64Array.of(0, 0, 0, ...directions.flat().map((v) => 2 * v)),
    });
    const cutoffs = setBondCutoffs({ 'O-Ni': 2.4 });
    const [s, h] = [Math.sqrt(3) / 2, 0.5];
    expect(
      classifyOxygen(
        around([
          [1, 0, 0],
          [-1, 0, 0],
          [0, 1, 0],
          [0, -1, 0],
          [0, 0, 1],
        ]),
        { cutoffs },
      )[0].squarePyramid,
    ).toBeCloseTo(0, 6);
    expect(
      classifyOxygen(
        around([
          [0, 0, 1],
          [0, 0, -1],
          [1, 0, 0],
          [-h, s, 0],
          [-h, -s, 0],
        ]),
        { cutoffs },
      )[0].squarePyramid,
    ).toBeCloseTo(1, 6);
  });
});

it('selectivity is 1 for a film that has no preference', async () => {
  // A made-up film: one cobalt in touch with each exposed atom, as many as its share of the area asks for.
  const slab = makeRockSalt(4.2, ['Ni', 'O'], [2, 2, 2]);
  const cell = Float64Array.of(8.4, 0, 0, 0, 8.4, 0, 0, 0, 24);
  const top = Math.max(...slab.positions.filter((_, i) => i % 3 === 2));
  const above = slab.elements.flatMap((element, i) =>
    slab.positions[3 * i + 2] > top - 0.1
      ? [[slab.positions[3 * i], slab.positions[3 * i + 1], top + (element === 'O' ? 1.9 : 2.4)]]
      : [],
  );
  const structure: Structure = {
    cell,
    pbc: [true, true, true],
    elements: [...slab.elements, ...above.map(() => 'Co')],
    positions: Float64Array.of(...slab.positions, ...above.flat()),
    atomic: {
      group: {
        width: 1,
        values: Float64Array.from({ length: slab.elements.length + above.length }, (_, i) =>
          i < slab.elements.length ? 0 : 1,
        ),
      },
    },
  };
  const { bonds, notes } = measureInterfaceBonds([structure, structure, structure], {
    cutoffs: setBondCutoffs({ 'Co-O': 2, 'Co-Ni': 2.5 }),
    slab: { ...slab, cell },
  });
  expect(bonds.map((b) => b.count.value)).toEqual([8, 8]);
  for (const bond of bonds) expect(bond.selectivity.value).toBeCloseTo(0.5 / bond.areaShare, 10);
  expect(bonds[0].areaShare + bonds[1].areaShare).toBeCloseTo(1, 10);
  expect(notes.map((n) => n.code)).toEqual(['area-by-covalent-radii']);
});

describeShared('the interface that the potential was tried on', () => {
  it('has the paper’s interfacial oxygens, short B–O bonds, and the film on oxygen', () => {
    const structure = readXyz(sharedPath('potential/interface_nep.xyz'));
    const filmElements = ['Co', 'B'];
    const environments = countEnvironments(classifyOxygen(structure, { filmElements })).map((e) => e.formula);
    expect(environments[0]).toBe('3 Ni + 3 Li');
    expect(environments).toContain('1 Co + 2 Ni + 3 Li');
    expect(environments).toContain('1 B + 2 Ni + 2 Li');
    const { bonds, notes } = measureInterfaceBonds([structure], { filmElements });
    const boron = bonds.find((b) => b.film === 'B' && b.oxide === 'O')!;
    // An independent count of this file by its makers: four B–O bonds below 1.8 Å, thirteen Co–O below 2.4 Å.
    expect(boron.count.value).toBe(4);
    expect(bonds.find((b) => b.film === 'Co' && b.oxide === 'O')!.count.value).toBe(13);
    expect(boron.length!.value).toBeGreaterThan(1.3);
    expect(boron.length!.value).toBeLessThan(1.45);
    expect(notes.map((n) => n.code)).toEqual(expect.arrayContaining(['few-seeds', 'no-bare-slab']));
  });
});

it('refuses what it cannot know', () => {
  const nickel = makeFcc('Ni', 3.6);
  expect(() => measureInterfaceBonds([nickel])).toThrow(/which atoms are the film/);
  expect(() => measureInterfaceBonds([nickel], { filmElements: ['Co'] })).toThrow(/no Co in the structure/);
  expect(() => measureInterfaceBonds([nickel], { filmElements: ['Ni'] })).toThrow(/there is no interface/);
  expect(() => setBondCutoffs({ Co: 2 })).toThrow(/Co-O/);
});
