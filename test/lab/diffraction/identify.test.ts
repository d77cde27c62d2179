import { expect, it } from 'vitest';
import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { makeRng } from '../../../src/core/index.js';
import { runAnalysis } from '../../../src/evidence/run-analysis.js';
import { makeRadiation, patternAnalysis, simulateDiffraction, TUBES } from '../../../src/lab/index.js';

const named = async (name: string) => ({ name, structure: resolveCrystal(name).structure });
const OXIDE = 'LiNi0.8Co0.1Mn0.1O2';
const candidates = [OXIDE, 'Li2MnO3', 'LiMn2O4', 'LiF', 'Co3O4', 'MgO', 'Al2O3', 'NiO', 'Li2CO3'];

/** Phases found in a simulated pattern whose highest line has 20,000 counts. */
async function identify(
  phases: { name: string; weight?: number; cell?: { a: number; c: number }; strain?: number }[],
  seed: number,
  among = candidates,
): Promise<Map<string, number>> {
  const recording = await simulateDiffraction(
    await Promise.all(phases.map(async (p) => ({ ...p, ...(await named(p.name)) }))),
    {
      range: [10, 80],
      step: 0.02,
      radiation: makeRadiation(TUBES.Cu),
      radius: 240,
      displacement: 0.03,
      zero: 0,
      profile: { U: 0.004, V: -0.003, W: 0.005, X: 0.02, Y: 0.08 },
      counts: 20_000,
      background: [0.02, -0.01],
      noise: true,
    },
    { rng: makeRng(seed) },
  );
  const outcome = await runAnalysis(patternAnalysis, [recording], { phases: among.join(',') }, named);
  const of = (id: string) => outcome.findings.filter((f) => f.id === id);
  return new Map(of('phase_significance').map((f) => [f.at?.phase as string, f.estimate.value]));
}

it.each([
  [20, 1],
  [20, 2],
  [10, 3],
  [10, 4],
  [5, 5],
])(
  'Li2MnO3 is found by its superlattice lines beside a layered oxide: %d of 100 by weight, seed %d',
  async (weight, seed) => {
    const found = await identify(
      [
        { name: OXIDE, weight: 100 - weight, cell: { a: 2.8727, c: 14.204 } },
        { name: 'Li2MnO3', weight, strain: 0.1 },
      ],
      seed,
    );
    expect([...found.keys()]).toEqual([OXIDE, 'Li2MnO3']);
    expect(found.get('Li2MnO3')).toBeGreaterThan(10);
  },
);

it.each([
  [OXIDE, 11],
  [OXIDE, 12],
  [OXIDE, 13],
  [OXIDE, 14],
  ['LiMn2O4', 15],
  ['Li2MnO3', 16],
  ['Co3O4', 17],
])('nothing else is found in %s alone, seed %d', async (name, seed) => {
  const cell = name === OXIDE ? { cell: { a: 2.8727, c: 14.204 } } : {};
  expect([...(await identify([{ name, ...cell }], seed)).keys()]).toEqual([name]);
});

it('a phase of another cell that looks alike is not taken for what hides, as its strongest lines would show', async () => {
  const mixture = [
    { name: 'MnO', weight: 50 },
    { name: 'Li2MnO3', weight: 50, strain: 0.3 },
  ];
  const found = await identify(mixture, 21, ['MnO', 'LiCoO2', 'TiO2', 'LiMn2O4']);
  expect([...found.keys()]).toEqual(['MnO']);
});
