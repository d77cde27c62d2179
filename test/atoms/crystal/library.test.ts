import { describe, expect, it } from 'vitest';
import { computeVolume, countElements, InputError, parseFormula } from '../../../src/core/index.js';
import { CRYSTALS, findSymmetry, resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { findNeighbours } from '../../../src/num/index.js';

describe('the crystal library', () => {
  it.each(CRYSTALS.map(({ name }) => name))(
    '%s has the space group, composition and Wyckoff sites that its entry states',
    async (name) => {
      const crystal = CRYSTALS.find((entry) => entry.name === name)!;
      const { structure, spaceGroup, spaceGroupSymbol } = resolveCrystal(name);
      const symmetry = await findSymmetry(structure);
      expect([symmetry.number, symmetry.symbol]).toEqual([spaceGroup, spaceGroupSymbol]);
      // Letters depend on the choice of origin; multiplicities do not.
      for (const site of crystal.sites) {
        const letters = structure.labels!.filter(
          (label, i) => label === site.wyckoff && structure.elements[i] === site.element,
        );
        expect(letters.length % Number.parseInt(site.wyckoff, 10)).toBe(0);
      }
      const counts = countElements(structure);
      const formula = parseFormula(crystal.formula ?? name);
      const units = [...formula].map(([element, n]) => counts.get(element)! / n);
      expect(new Set(units).size).toBe(1);
      expect(counts.size).toBe(formula.size);
    },
  );

  // Shortest distances of each kind that crystal chemistry allows [Å]; a wrong coordinate or origin breaks one of them.
  it.each([
    ['LiNiO2', 'Ni', 'O', 1.97, 6],
    ['LiNiO2', 'Li', 'O', 2.11, 6],
    ['LiCoO2', 'Co', 'O', 1.92, 6],
    ['CoO2', 'Co', 'O', 1.88, 6],
    ['Co3O4', 'Co', 'O', 1.93, 6],
    ['LiMn2O4', 'Mn', 'O', 1.96, 6],
    ['Li2O', 'Li', 'O', 2.0, 4],
    ['LiBO2', 'B', 'O', 1.48, 4],
    ['B2O3', 'B', 'O', 1.37, 3],
    ['Li2MnO3', 'Mn', 'O', 1.9, 6],
    ['CoB', 'B', 'B', 1.78, 2],
    ['NiB', 'B', 'B', 1.73, 2],
    ['Al2O3', 'Al', 'O', 1.91, 6],
    ['Fe2O3', 'Fe', 'O', 2.03, 6],
    ['MnO2', 'Mn', 'O', 1.89, 6],
    ['TiO2', 'Ti', 'O', 1.95, 6],
    ['MgO', 'Mg', 'O', 2.11, 6],
    ['LiF', 'Li', 'F', 2.01, 6],
    ['Ti', 'Ti', 'Ti', 2.9, 12],
    ['Mg', 'Mg', 'Mg', 3.2, 12],
    ['SiO2', 'Si', 'O', 1.61, 4],
    ['LiAlO2', 'Al', 'O', 1.9, 6],
    ['Li3PO4', 'P', 'O', 1.55, 4],
    ['LiFePO4', 'P', 'O', 1.55, 4],
    ['LiCoPO4', 'P', 'O', 1.53, 4],
    ['Li2SiO3', 'Si', 'O', 1.63, 4],
    ['Co2SiO4', 'Si', 'O', 1.64, 4],
    ['Co3(BO3)2', 'B', 'O', 1.38, 3],
    ['Ni3(BO3)2', 'B', 'O', 1.36, 3],
    ['CoSi2', 'Co', 'Si', 2.32, 8],
    ['P', 'P', 'P', 2.23, 3],
    ['Si', 'Si', 'Si', 2.35, 4],
    ['FeB', 'B', 'B', 1.77, 2],
    ['Li2O2', 'O', 'O', 1.55, 1],
    ['Fe2SiO4', 'Si', 'O', 1.64, 4],
    ['Mn2SiO4', 'Si', 'O', 1.65, 4],
    ['FeBO3', 'B', 'O', 1.38, 3],
    ['FeBO3', 'Fe', 'O', 2.03, 6],
    ['Mn3(BO3)2', 'Mn', 'O', 2.2, 6],
    ['Mn3O4', 'Mn', 'O', 1.96, 4],
    ['Mn2O3', 'Mn', 'O', 2.02, 6],
    ['LiMnPO4', 'P', 'O', 1.55, 4],
    ['FePO4', 'P', 'O', 1.53, 4],
    ['FeSiO3', 'Si', 'O', 1.63, 4],
    ['Mn5Si3', 'Mn', 'Si', 2.43, 6],
  ])('%s: %s–%s is about %f Å, %i of them', (name, from, to, distance, count) => {
    const { structure } = resolveCrystal(name);
    const { offsets, neighbours, distances } = findNeighbours(
      structure.cell,
      structure.pbc,
      structure.positions,
      distance + 0.15,
    );
    const counts = structure.elements.flatMap((element, i) =>
      element === from
        ? [
            Array.from(neighbours.subarray(offsets[i], offsets[i + 1])).filter((j) => structure.elements[j] === to)
              .length,
          ]
        : [],
    );
    expect(Math.max(...counts)).toBe(count);
    const all = structure.elements.flatMap((element, i) =>
      element === from
        ? Array.from({ length: offsets[i + 1] - offsets[i] }, (_, k) => offsets[i] + k)
            .filter((p) => structure.elements[neighbours[p]] === to)
            .map((p) => distances[p])
        : [],
    );
    // Published bond lengths are quoted to 0.01–0.03 Å; sites of one kind differ by up to 0.1 Å.
    expect(Math.abs(all.reduce((a, b) => a + b, 0) / all.length - distance)).toBeLessThan(0.06);
  });

  // Sums of metallic and covalent radii: 1.25 (cobalt, nickel) to 1.35 (manganese) + 0.85 to 1.15 Å; no compound of
  // these has shorter or much longer bonds.
  it.each(CRYSTALS.map(({ name }) => name).filter((name) => /^(Mn|Fe|Co|Ni)\d?(B|P|Si)\d?$/.test(name)))(
    '%s has metals at bonding distance from each metalloid, and no gaps',
    (name) => {
      const { structure } = resolveCrystal(name);
      const { offsets, neighbours, distances } = findNeighbours(
        structure.cell,
        structure.pbc,
        structure.positions,
        2.7,
      );
      structure.elements.forEach((element, i) => {
        if (!/^(B|P|Si)$/.test(element)) return;
        const bonds = Array.from({ length: offsets[i + 1] - offsets[i] }, (_, k) => offsets[i] + k)
          .filter((p) => structure.elements[neighbours[p]] !== element)
          .map((p) => distances[p]);
        expect(Math.min(...bonds)).toBeGreaterThan(1.9); // positions of the type, for a smaller metal, come that close in Co3B and Ni3B
        expect(Math.min(...bonds)).toBeLessThan(2.5); // Fe3Si and Mn3Si: a √3/4 = 2.45 and 2.48 Å
      });
      const perAtom = computeVolume(structure.cell) / structure.elements.length;
      expect(perAtom).toBeGreaterThan(7.5);
      expect(perAtom).toBeLessThan(14);
    },
  );

  it('leaves no two atoms closer than boron to oxygen', () => {
    for (const { name } of CRYSTALS) {
      const { structure } = resolveCrystal(name);
      expect(findNeighbours(structure.cell, structure.pbc, structure.positions, 1.25).neighbours.length, name).toBe(0);
      expect(computeVolume(structure.cell) / structure.elements.length, name).toBeGreaterThan(5);
    }
  });

  it('names the nearest crystal', () => {
    expect(() => resolveCrystal('LiNi02')).toThrow(/did you mean "LiNiO2"/);
    expect(() => resolveCrystal('Unobtainium')).toThrow(InputError);
    expect(resolveCrystal(' linio2 ').name).toBe('LiNiO2');
  });
});
