import { expect, it } from 'vitest';
import { atomsCoatings } from '../../../src/atoms/evidence/coatings.js';
import { estimateRankCorrelation, resolvePotential, type Potential } from '../../../src/atoms/index.js';
import { toCsv } from '../../../src/io/to-csv.js';
import { scaled } from '../scaled-potential.js';
import { runSmall } from './run-small.js';

const given = {
  oxide: 'LiNiO2',
  coatings: 'Co2B B2O3 Ni3B',
  atoms: 10,
  layers: 3,
  supercell: '2x1',
  hold: '15 fs',
  temperature: '600 K',
  seeds: '1..2',
};

it('holds coatings on one oxide against each other, by interfaces and by thermodynamics', async () => {
  const own = await resolvePotential();
  const members = [own, scaled(own, 0.9), scaled(own, 1.1)];
  const potential: Potential = { ...own, committee: async () => ({ members }) };
  const { results, tables, figures, notes } = await runSmall(atomsCoatings, given, potential);
  expect(notes.filter(({ code }) => code === 'not-a-result')).toEqual([]);
  const find = (id: string, group: string) => results.find((r) => r.id === id && r.group === group)?.estimate;

  const boride = find('opening_strength', 'Co2B')!;
  // Members with energies 0.9, 1 and 1.1 times: about a tenth of every stress is model error, more where a film of
  // fifteen femtoseconds comes to rest elsewhere by another member. The bulk, below, has exactly that.
  expect(boride.budget!.model! / boride.value).toBeGreaterThan(0.05);
  expect(boride.budget!.model! / boride.value).toBeLessThan(0.5);
  expect(boride.sigma).toBeCloseTo(Math.hypot(boride.budget!.replicates!, boride.budget!.model!), 9);
  expect(find('driving_force', 'Co2B')!.value).toBeLessThan(-0.3);
  // Two borides make a class, its scatter that of coatings; one oxide alone says nothing of oxides in general.
  const borides = find('opening_strength', 'metalloid compounds')!;
  const both = (boride.value + find('opening_strength', 'Ni3B')!.value) / 2;
  expect(borides).toMatchObject({ n: 2, value: expect.closeTo(both, 9) });
  expect(borides.interval).toBeDefined();
  const others = find('opening_strength', 'salts and oxides')!;
  expect(others.n).toBe(1);
  expect(others.interval).toBeUndefined();
  const bulk = find('opening_strength', 'bulk')!;
  expect(bulk.budget!.model! / bulk.value).toBeCloseTo(0.1, 2);

  const [{ table }] = tables;
  expect(table.get('coating').values).toEqual(['Co2B', 'B2O3', 'Ni3B']);
  expect(table.get('family').values).toEqual(['borides', 'oxides', 'borides']);
  expect(Array.from(table.column('seeds'))).toEqual([2, 2, 2]);
  const { data } = figures[0].spec as { data: { values: { coating: string; gain: number; opening: number }[] } };
  expect(data.values.find(({ coating }) => coating === 'Co2B')).toMatchObject({
    gain: expect.closeTo(-find('driving_force', 'Co2B')!.value, 9),
    opening: expect.closeTo(boride.value, 9),
  });
  expect(notes.map(({ code }) => code)).toContain('model-error');
});

it('gives no ratio of zero where a film is too thin for a plane within, and no error of one seed', async () => {
  const thin = { ...given, coatings: 'B2O3', atoms: 4, seeds: '1' };
  const { results, tables, notes } = await runSmall(atomsCoatings, thin, await resolvePotential());
  expect(results.filter(({ id }) => id === 'adhesion_over_cohesion')).toEqual([]);
  const [names, row] = toCsv(tables[0].table)
    .split('\n')
    .map((line) => line.split(','));
  const cell = (name: string) => row[names.indexOf(name)];
  expect(cell('adhesion_over_cohesion')).toBe('');
  expect(Number(cell('opening_gpa'))).toBeGreaterThan(0);
  expect(cell('opening_gpa_sigma')).toBe('');
  expect(notes.find(({ code }) => code === 'thin-film')?.text).toContain(
    'B2O3 is too thin for a plane within it in 1 of 1',
  );
});

it('ranks with ties at their mean, and says how little a few points tell', () => {
  // Ranks 1 … 6 against 2, 1, 4, 3, 5.5, 5.5: Σ(x−3.5)(y−3.5) = 15, Σ(y−3.5)² = 17.
  const found = estimateRankCorrelation([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 6]);
  expect(found.value).toBeCloseTo(15 / Math.sqrt(17.5 * 17), 9);
  expect(found.interval![0]).toBeLessThan(0.2);
  expect(found.interval![1]).toBeLessThan(1);
  expect(estimateRankCorrelation([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]).value).toBe(-1);
  expect(estimateRankCorrelation([1, 1, 1, 1], [1, 2, 3, 4]).interval).toBeUndefined();
});
