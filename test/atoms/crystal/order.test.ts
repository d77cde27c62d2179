import { describe, expect, it } from 'vitest';
import {
  computeEwaldMatrix,
  findParent,
  findSublattices,
  formatMixedFormula,
  makeSupercell,
  mixSites,
  orderStructure,
  resolveCrystal,
  resolveSolidSolution,
  takeOut,
} from '../../../src/atoms/index.js';
import { arrange } from '../../../src/atoms/crystal/order/arrangement.js';
import { countPairCorrelations } from '../../../src/atoms/crystal/order/pair-correlations.js';
import { countElements, makeRng, type Structure } from '../../../src/core/index.js';
import { findNeighbours } from '../../../src/num/index.js';

const lno = resolveCrystal('LiNiO2').structure;
const ncm = resolveSolidSolution('LiNi0.8Co0.1Mn0.1O2')!.structure;
const counted = (structure: Structure) => Object.fromEntries(countElements(structure));

describe('a formula with several metals', () => {
  it.each([
    ['LiNi0.8Co0.1Mn0.1O2', 'LiNiO2', 'Li3Ni2.4Co0.3Mn0.3O6'],
    ['LiNi0.33Mn0.33Co0.33O2', 'LiNiO2', 'Li3NiMnCoO6'],
    ['LiNi0.85Co0.1Al0.05O2', 'LiNiO2', 'Li3Ni2.55Co0.3Al0.15O6'],
    ['Li0.4CoO2', 'LiCoO2', 'Li1.2Co3O6'],
    ['Li1.2Ni0.2Mn0.6O2', 'LiNiO2', 'Li3.6Ni0.6Mn1.8O6'],
    ['LiNi0.5Mn1.5O4', 'LiMn2O4', 'Li8Ni4Mn12O32'],
    ['LiMn0.7Fe0.3PO4', 'LiMnPO4', 'Li4Mn2.8Fe1.2P4O16'],
  ])('%s stands on %s', (formula, host, cell) => {
    const solution = resolveSolidSolution(formula)!;
    expect(solution.host.name).toBe(host);
    const counts = countElements(solution.structure);
    const expected = new Map(
      [...cell.matchAll(/([A-Z][a-z]?)([\d.]*)/g)].map(([, e, n]) => [e, n === '' ? 1 : Number(n)]),
    );
    for (const [element, n] of expected) expect(counts.get(element), element).toBeCloseTo(n, 6);
    expect(counts.size).toBe(expected.size);
  });

  it('is none where the library fits as it is, or nothing fits', () => {
    for (const formula of ['LiNiO2', 'Co2.2B', 'NaNi0.5Mn0.5O2', 'ZrO2', 'LiNi0.5O2'])
      expect(resolveSolidSolution(formula)).toBeUndefined();
  });
});

describe('mixing and taking out', () => {
  it('mixes what is left, and twice', () => {
    const once = mixSites(lno, 'Ni', 'Co0.1Mn0.1');
    expect(formatMixedFormula(once)).toBe('Li3Co0.3Mn0.3Ni2.4O6');
    expect(formatMixedFormula(mixSites(once, 'Co', 'Al'))).toBe('Li3Al0.3Mn0.3Ni2.4O6');
    expect(() => mixSites(lno, 'Ni', 'Co0.7Mn0.7')).toThrow(/add up to 1.4/);
    expect(() => mixSites(lno, 'Fe', 'Co0.7')).toThrow(/no Fe/);
  });

  it('all lithium gone leaves no site', () => {
    expect(counted(takeOut(lno, 1))).toEqual({ Ni: 3, O: 6 });
    expect(countElements(takeOut(lno, 0.25)).get('Li')).toBeCloseTo(2.25, 12);
    expect(() => takeOut(lno, 1.5)).toThrow(/from 0 to 1/);
  });
});

describe('special quasi-random structures', () => {
  it('hold the composition and nearly the pairs of the random alloy, the same by the same seed', async () => {
    const a = await orderStructure(ncm, { supercell: [5, 2, 1] }, { rng: makeRng(1) });
    const b = await orderStructure(ncm, { supercell: [5, 2, 1] }, { rng: makeRng(1) });
    const c = await orderStructure(ncm, { supercell: [5, 2, 1] }, { rng: makeRng(2) });
    expect(counted(a.structure)).toEqual({ Li: 30, Ni: 24, Co: 3, Mn: 3, O: 60 });
    expect(a.structure.elements).toEqual(b.structure.elements);
    expect(a.structure.elements).not.toEqual(c.structure.elements);
    expect(a.correlationError).toBeLessThan(0.01);
    // A segregated cell of the same composition is far off.
    expect(a.shells[0].distance).toBeCloseTo(2.871, 2);
  });

  it('count pairs as they are: by hand over all neighbours', async () => {
    const { structure, shells } = await orderStructure(ncm, { supercell: [4, 3, 1] }, { rng: makeRng(3) });
    const metal = (e: string) => ['Ni', 'Co', 'Mn'].includes(e);
    const list = findNeighbours(structure.cell, structure.pbc, structure.positions, 3);
    let pairs = 0;
    const found = new Map<string, number>();
    structure.elements.forEach((e, i) => {
      if (!metal(e)) return;
      for (let p = list.offsets[i]; p < list.offsets[i + 1]; p++) {
        const other = structure.elements[list.neighbours[p]];
        if (!metal(other) || list.distances[p] > 2.88) continue;
        pairs++;
        found.set(`${e}–${other}`, (found.get(`${e}–${other}`) ?? 0) + 1);
      }
    });
    expect(shells[0].pairs).toBe(pairs);
    const counts = countElements(structure);
    const metals = counts.get('Ni')! + counts.get('Co')! + counts.get('Mn')!;
    let worst = 0;
    for (const a of ['Ni', 'Co', 'Mn'])
      for (const b of ['Ni', 'Co', 'Mn'])
        worst = Math.max(
          worst,
          Math.abs((found.get(`${a}–${b}`) ?? 0) / pairs - (counts.get(a)! * counts.get(b)!) / metals ** 2),
        );
    expect(shells[0].error).toBeCloseTo(worst, 12);
  });

  it('exchanges keep the counts that a fresh count gives', () => {
    const large = makeSupercell(takeOut(ncm, 0.5), [2, 2, 1]);
    const sublattices = findSublattices(large);
    const rng = makeRng(5);
    const start = Int32Array.from(
      sublattices.flatMap(({ sites, species }) => sites.map((_, k) => (k * 7) % species.length)),
    );
    const kept = countPairCorrelations(large, sublattices, start);
    for (let k = 0; k < 300; k++) {
      const lattice = rng.integer(sublattices.length);
      const from = lattice === 0 ? 0 : sublattices[0].sites.length;
      const [a, b] = [0, 1].map(() => from + rng.integer(sublattices[lattice].sites.length));
      const [sa, sb] = [kept.species[a], kept.species[b]];
      kept.set(a, sb);
      kept.set(b, sa);
    }
    expect(kept.value()).toBeCloseTo(countPairCorrelations(large, sublattices, kept.species).value(), 12);
  });

  it('say when whole atoms cannot make the composition', async () => {
    const { notes } = await orderStructure(ncm, { supercell: [2, 2, 1] });
    expect(notes.map((n) => n.code)).toContain('composition-rounded');
    const exact = await orderStructure(ncm);
    expect(exact.notes.map((n) => n.code)).toEqual(['ordered']);
  });

  it('refuse occupancies above one and nothing to order', async () => {
    const crowded: Structure = {
      ...lno,
      disorder: new Map([
        [
          0,
          [
            { element: 'Li', occupancy: 0.8 },
            { element: 'Ni', occupancy: 0.4 },
          ],
        ],
      ]),
    };
    await expect(orderStructure(crowded)).rejects.toThrow(/add up to 1.2/);
    await expect(orderStructure(lno)).rejects.toThrow(/nothing to order/);
  });
});

describe('electrostatic energies', () => {
  // Madelung constants: Sakamoto, J. Chem. Phys. 28 (1958) 164; a_0 is the cube's edge, the constant counts from the
  // nearest distance.
  it.each([
    [
      'rock salt',
      1.7475645946,
      [
        [0, 0, 0],
        [0.5, 0, 0],
      ],
      'fcc',
      0.5,
    ],
    [
      'caesium chloride',
      1.7626747731,
      [
        [0, 0, 0],
        [0.5, 0.5, 0.5],
      ],
      'sc',
      Math.sqrt(3) / 2,
    ],
    [
      'zincblende',
      1.6380550534,
      [
        [0, 0, 0],
        [0.25, 0.25, 0.25],
      ],
      'fcc',
      Math.sqrt(3) / 4,
    ],
  ])('of %s is its Madelung constant', (_, constant, basis, lattice, nearest) => {
    const a = 4.1;
    const cell =
      lattice === 'fcc'
        ? Float64Array.of(0, a / 2, a / 2, a / 2, 0, a / 2, a / 2, a / 2, 0)
        : Float64Array.of(a, 0, 0, 0, a, 0, 0, 0, a);
    const v = computeEwaldMatrix(cell, Float64Array.from((basis as number[][]).flat().map((x) => x * a)));
    const energy = 0.5 * (v[0] + v[3]) - v[1];
    expect((-energy * a * (nearest as number)) / 14.399645478).toBeCloseTo(constant as number, 7);
  });

  it('order half-empty lithium layers: all arrangements are compared, and none is lower', async () => {
    const half = takeOut(lno, 0.5);
    const { structure, all, electrostaticEnergy, notes } = await orderStructure(half, {
      method: 'ewald',
      supercell: [2, 1, 1],
    });
    expect(all).toBe(20);
    expect(counted(structure)).toEqual({ Li: 3, Ni: 6, O: 12 });
    expect(notes[0].text).toMatch(/best of all 20.*Ni \+3.5/);
    // The same by brute force, from the matrix of all sites.
    const large = makeSupercell(lno, [2, 1, 1]);
    const v = computeEwaldMatrix(large.cell, large.positions);
    const n = large.elements.length;
    const lithium = large.elements.flatMap((e, i) => (e === 'Li' ? [i] : []));
    let lowest = Infinity;
    for (let mask = 0; mask < 64; mask++) {
      const on = lithium.filter((_, k) => mask & (1 << k));
      if (on.length !== 3) continue;
      const q = large.elements.map((e, i) => (e === 'O' ? -2 : e === 'Ni' ? 3.5 : on.includes(i) ? 1 : 0));
      let energy = 0;
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) energy += 0.5 * q[i] * q[j] * v[i * n + j];
      lowest = Math.min(lowest, energy);
    }
    expect(electrostaticEnergy! * structure.elements.length).toBeCloseTo(lowest, 6);
  });

  it('annealing finds what trying all finds', async () => {
    // A chain in which like neighbours cost: 16 places have 12,870 arrangements; the two alternating ones are lowest.
    const make = () => {
      const species = Int32Array.from({ length: 16 }, (_, k) => (k < 8 ? 0 : 1));
      return {
        species,
        set: (place: number, s: number) => void (species[place] = s),
        value: () => species.reduce((sum, s, k) => sum + (s === species[(k + 1) % 16] ? 1 : 0), 0),
      };
    };
    const places = [Array.from({ length: 16 }, (_, k) => k)];
    const tried = make();
    expect(await arrange(tried, places, makeRng(1), async () => undefined)).toEqual({ all: 12_870 });
    expect(tried.value()).toBe(0);
  });
});

describe('the parent of an ordered cell', () => {
  it('is found by symmetry, moved atoms and missing lithium included', async () => {
    const { structure } = await orderStructure(ncm, { supercell: [5, 2, 1] });
    const rng = makeRng(4);
    const moved = { ...structure, info: {}, positions: structure.positions.map((x) => x + 0.02 * rng.normal()) };
    const parent = (await findParent(moved))!;
    expect(parent.spaceGroup.symbol).toBe('R-3m');
    const [a, , , b] = [0, 3, 6, 0].map((k) => Math.hypot(...parent.lattice.subarray(k, k + 3)));
    expect(a).toBeCloseTo(2.871, 2);
    expect(b).toBeCloseTo(2.871, 2);
    const { structure: empty } = await orderStructure(takeOut(lno, 0.5), { supercell: [3, 2, 1] });
    expect((await findParent({ ...empty, info: {} }))!.spaceGroup.symbol).toBe('R-3m');
  });

  it('is none for a crystal that orders nothing', async () => {
    for (const name of ['LiNiO2', 'NiO', 'Co2B', 'LiCoPO4', 'Li2MnO3'])
      expect(await findParent(resolveCrystal(name).structure), name).toBeUndefined();
  });
});
