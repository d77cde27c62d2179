import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  addCompound,
  computeFilmReaction,
  computeHullDistance,
  computeUsualSpread,
  countBridges,
  describeReaction,
  findCompound,
  makePhases,
  makePublishedScheme,
  makeReservoirs,
  nameFamily,
  PUBLISHED_SCHEMES,
  samplePhases,
  screenCoating,
  type EnergyScheme,
  type Phase,
} from '../../../src/atoms/phases/index.js';
import { InputError, makeRng, parseFormula } from '../../../src/core/index.js';

const experiment = makePublishedScheme('experiment');
const oqmd = makePublishedScheme('oqmd');
const seeded = (seed: number) => ({ rng: makeRng(seed) });
const all = (scheme: EnergyScheme): Phase[] =>
  makePhases(scheme, new Set(scheme.compounds.flatMap((c) => [...c.amounts.keys()])));

describe('published schemes', () => {
  it.each(PUBLISHED_SCHEMES)('%s names each compound once, with a source for each value', (id) => {
    const { compounds } = makePublishedScheme(id);
    const keys = compounds.map(({ amounts }) => {
      const total = [...amounts.values()].reduce((a, b) => a + b, 0);
      return [...amounts]
        .map(([element, n]) => `${element}${(n / total).toFixed(6)}`)
        .sort()
        .join();
    });
    expect(new Set(keys).size).toBe(compounds.length);
    for (const { name, values } of compounds) {
      expect(values.length, name).toBeGreaterThan(0);
      for (const { value, source } of values) {
        expect(value, name).toBeLessThan(0);
        expect(source.text.length).toBeGreaterThan(10);
      }
    }
  });

  // Facts of the phase diagrams at room temperature.
  it.each([
    'CoO',
    'Co3O4',
    'NiO',
    'Li2O',
    'LiCoO2',
    'LiNiO2',
    'B2O3',
    'LiBO2',
    'Li2B4O7',
    'Al2O3',
    'SiO2',
    'Li3PO4',
    'Co2SiO4',
    'Fe2O3',
    'Mn3O4',
  ])('measured enthalpies find %s stable', (name) => {
    const phases = all(experiment);
    expect(computeHullDistance(phases.find((p) => p.name === name)!, phases).energyPerAtom).toBeLessThan(0);
  });

  it('binary oxides agree between the two schemes as far as fitted calculations do', () => {
    for (const name of ['Li2O', 'NiO', 'Co3O4', 'B2O3', 'LiCoO2', 'LiNiO2', 'Li3PO4']) {
      const [a, b] = [experiment, oqmd].map((scheme) => findCompound(scheme, name)!.values[0].value);
      expect(Math.abs(a - b), name).toBeLessThan(0.2); // 0.1 eV/atom is the usual error of such calculations; CoO-like oxides miss by up to twice that
    }
  });

  it('the usual spread of sources is far larger for borides and the like than for oxides', () => {
    const { oxide, other } = computeUsualSpread(experiment.compounds);
    expect(oxide).toBeLessThan(0.02);
    expect(other).toBeGreaterThan(0.04);
  });
});

const pymatgen = JSON.parse(readFileSync(new URL('../../reference/phases/measured.json', import.meta.url), 'utf8')) as {
  compounds: number;
  reactions: { coating: string; oxide: string; kinks: [number, number][] }[];
};

describe('reactions by measured enthalpies against pymatgen', () => {
  it('both read the same table; what was added since holds elements of its own', () => {
    const since = experiment.compounds.filter(({ amounts }) =>
      ['Mg', 'Ti', 'Zr', 'Nb', 'Ta', 'W', 'V', 'Zn', 'La', 'Y', 'F'].some((element) => amounts.has(element)),
    );
    expect(experiment.compounds.length - since.length).toBe(pymatgen.compounds);
  });

  it.each(pymatgen.reactions)('$coating on $oxide', async ({ coating, oxide, kinks }) => {
    const ours = (await screenCoating(coating, oxide, experiment, { samples: 2 }, seeded(1))).reaction.kinks;
    expect(ours).toHaveLength(kinks.length);
    ours.forEach((kink, i) => {
      // The same arithmetic on the same numbers in double precision, by another algorithm.
      expect(kink.share).toBeCloseTo(kinks[i][0], 8);
      expect(kink.energyPerAtom).toBeCloseTo(kinks[i][1], 9);
    });
  });
});

describe('screening', () => {
  it('a boride reacts and binds oxygen in situ, a lithium borate has its bonds already and coexists', async () => {
    const boride = await screenCoating('Co2B', 'LiNiO2', experiment, { samples: 100 }, seeded(1));
    expect(boride.verdict).toBe('reacts');
    expect(boride.drivingForce.interval![1]).toBeLessThan(0);
    expect(boride.effect).toMatchObject({ bonds: 'formed in situ', bondKinds: ['B–O'], reducesOxide: true });
    expect(boride.notes.some((note) => note.code === 'sources-disagree' && note.text.includes('2.66'))).toBe(true);
    const borate = await screenCoating('LiBO2', 'LiNiO2', experiment, { samples: 100 }, seeded(1));
    expect(borate).toMatchObject({
      verdict: 'coexists',
      reactingShare: 0,
      effect: { bonds: 'already there', oxygenTaken: 0, reducesOxide: false },
    });
    expect(borate.reaction.tieLine).toBe(true);
  });

  it('the force at the means equals that of the reaction written out', async () => {
    const { reaction, equation } = await screenCoating('CoB', 'LiCoO2', experiment, { samples: 2 }, seeded(1));
    const value = (name: string): number =>
      findCompound(experiment, name)!.values.reduce((sum, v, _, { length }) => sum + v.value / length, 0);
    expect(equation).toBe('CoB + LiCoO2 → 2 Co + LiBO2');
    expect(reaction.strongest.mutualPerAtom).toBeCloseTo(
      (4 * value('LiBO2') - 2 * value('CoB') - 4 * value('LiCoO2')) / 6,
      9,
    ); // one linear programme in double precision
  });

  it('conserves atoms in every kink, in both schemes', async () => {
    for (const scheme of [experiment, oqmd]) {
      for (const coating of ['CoB', 'Co2P', 'Ni2Si', 'B2O3', 'Al2O3']) {
        const { reaction } = await screenCoating(coating, 'LiNiO2', scheme, { samples: 2 }, seeded(1));
        const [c, o] = [parseFormula(coating), parseFormula('LiNiO2')];
        for (const kink of reaction.kinks) {
          for (const element of new Set([...c.keys(), ...o.keys()])) {
            const before = kink.coatingUnits * (c.get(element) ?? 0) + kink.oxideUnits * (o.get(element) ?? 0);
            expect(
              kink.products.reduce((sum, { phase, amount }) => sum + amount * (phase.amounts.get(element) ?? 0), 0),
            ).toBeCloseTo(before, 9); // to rounding
          }
        }
      }
    }
  });

  it('draws are repeatable by seed, and their mean settles as one over the root of their number', async () => {
    const run = (seed: number, samples: number) =>
      screenCoating('Co2B', 'LiNiO2', experiment, { samples }, seeded(seed));
    expect((await run(3, 50)).drivingForce).toEqual((await run(3, 50)).drivingForce);
    const [a, b] = [(await run(1, 800)).drivingForce, (await run(2, 800)).drivingForce];
    expect(Math.abs(a.value - b.value)).toBeLessThan(4 * a.sigma! * Math.sqrt(2 / 800)); // four standard errors of a difference
    expect(b.sigma! / a.sigma!).toBeCloseTo(1, 0.7); // a spread of 800 draws is known to a few per cent
  });

  it('draws take each source as often as the others', () => {
    const phases = makePhases(experiment, new Set(['Co', 'B']));
    const rng = makeRng(5);
    const seen = new Map<number, number>();
    for (let k = 0; k < 3000; k++) {
      const energy = samplePhases(experiment, phases, rng).find((p) => p.name === 'Co2B')!.energy / 3;
      seen.set(energy, (seen.get(energy) ?? 0) + 1);
    }
    expect([...seen.keys()].sort((a, b) => a - b).map((v) => Number(v.toFixed(4)))).toEqual([
      -0.4336, -0.2011, -0.1633,
    ]);
    for (const count of seen.values()) expect(Math.abs(count - 1000)).toBeLessThan(110); // four standard deviations of a binomial
  });

  it('oxygen turns Co2B into B2O3 and Co3O4; calculated energies, which know it, make the borate Co4B6O13 from CoB', async () => {
    const measured = await screenCoating('Co2B', 'O2', experiment, { samples: 50 }, seeded(1));
    expect([...measured.productShares.keys()].sort()).toEqual(['B2O3', 'Co3O4']);
    const calculated = await screenCoating('CoB', 'O2', oqmd, { samples: 50 }, seeded(1));
    expect(calculated.productShares.get('Co4B6O13')).toBeGreaterThan(0.9);
  });

  it('names what is missing and what to do', async () => {
    await expect(screenCoating('Li3BO3', 'LiNiO2', experiment)).rejects.toThrow(
      /no formation energy of Li3BO3 .*--scheme oqmd/,
    );
    await expect(screenCoating('Co3(BO3)2', 'LiNiO2', experiment)).rejects.toThrow(/--energy 'Co3\(BO3\)2=VALUE'/);
    await expect(screenCoating('Co2B', 'LiNiO2', experiment, { samples: 1 })).rejects.toThrow(InputError);
    await expect(screenCoating('Xx2B', 'LiNiO2', experiment)).rejects.toThrow(/Xx/);
  });

  it('takes a value that the user gives', async () => {
    const scheme = addCompound(experiment, 'Co3(BO3)2', -2.2);
    expect((await screenCoating('Co3B2O6', 'LiNiO2', scheme, { samples: 20 }, seeded(1))).drivingForce.n).toBe(20);
    expect(() => addCompound(experiment, 'CoB', NaN)).toThrow(InputError);
  });

  it('says when open elements take the coating apart, whatever the oxide does', async () => {
    const open = makeReservoirs({ oxygen: true, voltage: 4.3 });
    const { verdict, equation, notes } = await screenCoating(
      'Co2B',
      'LiCoO2',
      experiment,
      { samples: 20, open },
      seeded(1),
    );
    expect(verdict).toBe('unstable');
    expect(equation).toBe('Co2B + 2.08 O2 → 0.667 Co3O4 + 0.5 B2O3, on its own');
    expect(notes.map((note) => note.code)).toContain('unstable-alone');
  });

  it('writes the lithium that a voltage draws out', async () => {
    const { equation } = await screenCoating(
      'Al2O3',
      'LiNiO2',
      experiment,
      { samples: 2, open: makeReservoirs({ oxygen: false, voltage: 4.3 }) },
      seeded(1),
    );
    expect(equation).toBe('Al2O3 + LiNiO2 → 0.5 O2 + NiAl2O4 + Li');
  });

  it('finds no reaction of a compound with itself', async () => {
    expect((await screenCoating('LiNiO2', 'LiNiO2', experiment, { samples: 10 }, seeded(1))).reactingShare).toBe(0);
  });
});

describe('what a reaction does', () => {
  // Bridging oxygens on each former of the known structures: networks, chains, pairs, single groups.
  it.each([
    ['B2O3', 3],
    ['SiO2', 4],
    ['P2O5', 3],
    ['LiBO2', 2],
    ['Li2SiO3', 2],
    ['Li2Si2O5', 3],
    ['Li4P2O7', 1],
    ['Li3BO3', 0],
    ['Li3PO4', 0],
    ['Co2SiO4', 0],
    ['Co2B', 0],
    ['NiO', 0],
  ])('%s has %f bridging oxygens on each network former', (formula, bridges) => {
    expect(countBridges(parseFormula(formula))).toBeCloseTo(bridges, 12);
  });

  it('counts oxygen taken, oxygen released and metals reduced from the balance', () => {
    const phase = (name: string): Phase => ({ name, amounts: parseFormula(name), energy: 0 });
    const effect = describeReaction({
      coating: phase('Co2B'),
      oxide: phase('LiNiO2'),
      coatingUnits: 1,
      oxideUnits: 2,
      products: [
        { phase: phase('LiBO2'), amount: 1 },
        { phase: phase('Co'), amount: 2 },
        { phase: phase('Ni'), amount: 1 },
        { phase: phase('NiO'), amount: 1 },
        { phase: phase('O2'), amount: 0.25 },
      ],
    });
    expect(effect).toMatchObject({
      oxygenTaken: 0.5,
      oxygenReleased: 0.125,
      reduced: ['Ni'],
      passivating: { name: 'LiBO2', glassFormer: true },
    });
  });

  it('gives energy and depth of a film', () => {
    const kink = {
      share: 0.5,
      energyPerAtom: -0.4,
      mutualPerAtom: -0.4,
      products: [],
      coatingUnits: 0.2,
      oxideUnits: 0.1,
    };
    const film = computeFilmReaction(kink, 50, { coating: 25, oxide: 30 });
    expect(film.energyPerArea).toBeCloseTo(-4, 12); // 2 units per Å2, 2 eV each
    expect(film.oxideDepth).toBeCloseTo(30, 12);
    expect(computeFilmReaction({ ...kink, mutualPerAtom: 0 }, 50, { coating: 25, oxide: 30 })).toEqual({
      energyPerArea: 0,
      oxideDepth: 0,
    });
  });

  it.each([
    ['Co2B', 'borides'],
    ['Ni3P', 'phosphides'],
    ['CoSi2', 'silicides'],
    ['LiBO2', 'borates'],
    ['B2O3', 'oxides'],
    ['Al2O3', 'oxides'],
    ['Li3PO4', 'phosphates'],
    ['Li2SiO3', 'silicates'],
    ['NiAl', 'others'],
  ])('%s belongs to the %s', (formula, family) => {
    expect(nameFamily(formula)).toBe(family);
  });
});
