import { describe, expect, it } from 'vitest';
import {
  addCompound,
  addSolidSolution,
  findCompound,
  joinSchemes,
  makeEntriesScheme,
  makePublishedScheme,
  readEntries,
  screenCoating,
  type EnergyScheme,
} from '../../../src/atoms/phases/index.js';

const experiment = makePublishedScheme('experiment');
const screen = (coating: string, oxide: string, scheme: EnergyScheme) =>
  screenCoating(coating, oxide, scheme, { samples: 20 });

describe('a verdict needs competitors', () => {
  // No oxide of Hf, Mg, Zn or Sn with lithium or nickel has an energy here, so that they would always seem to coexist;
  // an alloy such as MgNi2 does not count.
  it.each([
    ['HfO2', -3.9],
    ['MgO', -3.1],
    ['ZnO', -1.8],
    ['SnO2', -2],
  ])('%s on LiNiO2 has no data, whatever its energy', async (coating, energy) => {
    const scheme = addCompound(experiment, coating, energy);
    const error = await screen(coating, 'LiNiO2', scheme).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'InputError', value: coating });
    expect(String(error)).toMatch(/could react to/);
  });

  it('is given once a product has an energy', async () => {
    const scheme = addCompound(addCompound(experiment, 'HfO2', -3.9), 'Li2HfO3', -3.4);
    expect((await screen('HfO2', 'LiNiO2', scheme)).verdict).not.toBe(undefined);
    expect((await screen('TiO2', 'LiNiO2', experiment)).equation).toMatch(/Li2TiO3/);
  });

  it('and those that had competitors keep theirs', async () => {
    for (const coating of ['Co2B', 'Al2O3', 'LiBO2', 'Co2Si', 'B2O3', 'NiO'])
      expect((await screen(coating, 'LiNiO2', experiment)).coating).toBe(coating);
    expect((await screen('Co2B', 'O2', experiment)).verdict).toBe('reacts');
  });
});

describe('oxide and fluoride coatings', () => {
  it.each([
    ['experiment', 'WO3', 'reacts', /→.* Li2WO4/],
    ['experiment', 'Nb2O5', 'reacts', /→.* LiNbO3/],
    ['experiment', 'TiO2', 'undecided', /→.* Li2TiO3/],
    ['experiment', 'LiF', 'coexists', /coexist/],
    ['experiment', 'ZrO2', 'undecided', /coexist/],
    ['oqmd', 'WO3', 'reacts', /→.* Li2WO4/],
    ['oqmd', 'LiNbO3', 'undecided', /→.* Li3NbO4/],
    ['oqmd', 'TiO2', 'reacts', /→.* Li2TiO3/],
    ['oqmd', 'LiF', 'coexists', /coexist/],
    ['oqmd', 'ZrO2', 'undecided', /coexist/],
  ] as const)('%s: %s on LiNiO2 %s', async (id, coating, verdict, equation) => {
    const found = await screenCoating(coating, 'LiNiO2', makePublishedScheme(id), { samples: 200 });
    expect(found.verdict).toBe(verdict);
    expect(found.equation).toMatch(equation);
  });

  it('have the energies of two sources: measured and calculated ones differ as calculations do, or are known to', () => {
    const oqmd = makePublishedScheme('oqmd');
    const far = experiment.compounds.flatMap(({ name, values }) => {
      const computed = findCompound(oqmd, name)?.values[0].value;
      const measured = values.map(({ value }) => value);
      // Three of the sigmas that calculations have against experiment at large, 0.096 eV/atom.
      const near = computed === undefined || measured.some((value) => Math.abs(value - computed) < 3 * 0.096);
      return near ? [] : [name];
    });
    // Fluorides of 3d metals, calculated without a Hubbard U, and SGTE's LaB6.
    expect(far.sort()).toEqual(['CoF2', 'FeF2', 'LaB6', 'MnF2', 'NiF2']);
  });
});

describe('an energy that cannot be', () => {
  it.each([
    ['TiO2', 5],
    ['ZrO2', -1100],
    ['Co2B', 0.8],
    ['LiF', -6.4],
  ])('%s at %d eV/atom is refused with its unit', (formula, value) => {
    expect(() => addCompound(experiment, formula, value)).toThrow(/eV per atom/);
  });

  it('above the elements or far from the scheme stands with a serious note', () => {
    const serious = (scheme: EnergyScheme) => scheme.notes.filter((n) => n.level === 'serious').map((n) => n.code);
    expect(serious(addCompound(experiment, 'Co9B', 0.2))).toEqual(['above-elements']);
    expect(serious(addCompound(experiment, 'Al2O3', -2.1))).toEqual(['far-from-scheme']);
    expect(serious(addCompound(experiment, 'Al2O3', -3.4))).toEqual([]);
  });
});

describe('own entries', () => {
  const documents = [
    { material_id: 'mp-1', formula_pretty: 'LiNiO2', formation_energy_per_atom: -1.5 },
    { material_id: 'mp-2', formula_pretty: 'Li2O', formation_energy_per_atom: -2 },
    { material_id: 'mp-3', formula_pretty: 'NiO', formation_energy_per_atom: -1.2 },
    { material_id: 'mp-4', formula_pretty: 'LiNbO3', formation_energy_per_atom: -2.8 },
    { material_id: 'mp-5', formula_pretty: 'LiNbO3', formation_energy_per_atom: -2.7 },
    { material_id: 'mp-6', formula_pretty: 'Li3NbO4', formation_energy_per_atom: -2.6 },
    { material_id: 'mp-7', formula_pretty: 'Nb' },
  ];

  it('of the Materials Project: of polymorphs the lowest, entries without energy said', async () => {
    const { entries, notes } = readEntries({ data: documents }, 'mp.json');
    const scheme = makeEntriesScheme(entries, ['mp.json'], notes);
    expect(scheme.compounds).toHaveLength(5);
    expect(findCompound(scheme, 'NbLiO3')!.values[0].value).toBe(-2.8);
    expect(scheme.notes.map((n) => n.code)).toContain('entries-skipped');
    expect((await screen('LiNbO3', 'LiNiO2', scheme)).scheme).toBe('entries');
  });

  it('of pymatgen: total energies with their corrections count from the elements among them', () => {
    const entries = [
      { '@class': 'ComputedEntry', energy: -3.8, composition: { Li: 2 } },
      { '@class': 'ComputedEntry', energy: -9.8, composition: { O: 2 } },
      { '@class': 'ComputedEntry', energy: -14.2, correction: -0.7, composition: { Li: 2, O: 1 } },
      {
        '@class': 'ComputedStructureEntry',
        energy: -28.4,
        energy_adjustments: [{ value: -1 }, { value: -0.4 }],
        composition: { 'Li+': 4, 'O2-': 2 },
      },
    ];
    const [compound] = makeEntriesScheme(readEntries(entries, 'e.json').entries, ['e.json']).compounds;
    expect(compound.name).toBe('Li2O');
    expect(compound.values[0].value).toBeCloseTo((-14.9 + 3.8 + 4.9) / 3, 12);
    expect(() => makeEntriesScheme(readEntries(entries.slice(1), 'e.json').entries, ['e.json'])).toThrow(
      /none of Li as an element/,
    );
  });

  it('of OPTIMADE providers', () => {
    const data = [
      { id: 'oqmd-1', type: 'structures', attributes: { chemical_formula_reduced: 'Co2B', _oqmd_delta_e: -0.2 } },
      {
        id: 'mp-9',
        attributes: {
          chemical_formula_reduced: 'BCo',
          _mp_stability: { 'gga_gga+u': { formation_energy_per_atom: -0.35 } },
        },
      },
    ];
    const scheme = makeEntriesScheme(readEntries({ data, meta: {} }, 'o.json').entries, ['o.json']);
    expect(findCompound(scheme, 'Co2B')!.values[0].value).toBe(-0.2);
    expect(findCompound(scheme, 'CoB')!.values[0].value).toBe(-0.35);
  });

  it('refuses files without energies, and energies in another unit', () => {
    expect(() => readEntries({ data: [] }, 'x.json')).toThrow(/x.json/);
    expect(() => readEntries([{ formula_pretty: 'NiO', formation_energy_per_atom: -239.7 }], 'x.json')).toThrow(
      /eV per atom/,
    );
  });

  it('beside a published scheme replace what it has, and the mixture is said', () => {
    const mine = makeEntriesScheme(readEntries(documents, 'mp.json').entries, ['mp.json']);
    const joined = joinSchemes(experiment, mine);
    expect(findCompound(joined, 'NiO')!.values).toHaveLength(1);
    expect(joined.notes.map((n) => n.code)).toContain('mixed-schemes');
  });
});

describe('a solid solution', () => {
  it('is at the mean of its end members', () => {
    const oqmd = addSolidSolution(makePublishedScheme('oqmd'), 'LiNi0.8Co0.1Mn0.1O2');
    const { value, sigma } = findCompound(oqmd, 'LiNi0.8Co0.1Mn0.1O2')!.values[0];
    expect(value).toBeCloseTo(0.8 * -1.4612 + 0.1 * -1.783 + 0.1 * -2.1091, 9);
    expect(sigma).toBeGreaterThan(0.02);
  });

  it('takes an end member that the scheme lacks from what its compounds make of it, and says so', async () => {
    const scheme = addSolidSolution(experiment, 'LiNi0.8Co0.1Mn0.1O2');
    expect(scheme.notes.at(-1)!.text).toMatch(/LiMnO2 \(not in the scheme: as /);
    expect((await screen('Co2B', 'LiNi0.8Co0.1Mn0.1O2', scheme)).verdict).toBe('reacts');
  });

  it('is left alone where the scheme has the compound, and where it is none', () => {
    expect(addSolidSolution(experiment, 'LiNiO2')).toBe(experiment);
    expect(addSolidSolution(experiment, 'Co2.2B')).toBe(experiment);
  });
});
