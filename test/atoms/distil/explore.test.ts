import { beforeAll, expect, test } from 'vitest';
import { explore, planCandidates } from '../../../src/atoms/distil/explore.js';
import { makeSystem } from '../../../src/atoms/distil/make-system.js';
import { openWorkshop, type Workshop } from '../../../src/atoms/distil/workshop.js';
import { makeCommittee, resolveCrystal, resolvePotential, type Potential } from '../../../src/atoms/index.js';

let potential: Potential;
let shop: Workshop;

beforeAll(async () => {
  potential = await resolvePotential();
  const system = await makeSystem(
    [{ name: 'LiNiO2', structure: resolveCrystal('LiNiO2').structure }],
    ['Co2B'],
    potential,
  );
  shop = await openWorkshop(system, new Map(), 2);
});

/** The same potential with forces that are larger. */
const scaled = (factor: number): Potential => ({
  ...potential,
  bind(structure, options) {
    const inner = potential.bind(structure, options);
    return {
      compute(cell, positions) {
        const found = inner.compute(cell, positions);
        return { ...found, forces: found.forces.map((f) => factor * f) };
      },
      notes: () => inner.notes(),
      dispose: () => inner.dispose(),
    };
  },
});

const options = { round: 1, trajectories: 4, frames: 8, steps: 50 };

test('the frames in which members differ most come first, at most four of one trajectory', async () => {
  const committee = makeCommittee([potential, scaled(1.05)]);
  const found = await explore(shop, committee, options);
  expect(found.length).toBe(8);
  const ofOne = (trajectory: string): number => found.filter((c) => c.trajectory === trajectory).length;
  for (const { structure, disagreement, trajectory } of found) {
    expect(ofOne(trajectory)).toBeLessThanOrEqual(4);
    const calculator = committee.bind(structure);
    const { forceDisagreement } = calculator.compute(structure.cell, structure.positions);
    // Another list of pairs of the single-precision kernel.
    expect(disagreement).toBeCloseTo(Math.max(...forceDisagreement!), 3);
    calculator.dispose();
  }
  const order = found.map(({ disagreement }) => disagreement);
  expect(order).toEqual([...order].sort((a, b) => b - a));
  expect(await explore(shop, committee, options)).toEqual(found);
  const chains = planCandidates(found);
  expect(new Set(chains.map(({ name }) => name)).size).toBe(8);
  expect(chains.map(({ family }) => family)).toEqual(found.map(({ family }) => family));
});

test('a run ends where members agree on nothing', async () => {
  // Forces of 2500 K differ by more than 4 eV/Å between members whose forces are opposite: no run gets to its end.
  const found = await explore(shop, makeCommittee([potential, scaled(-0.9)]), { ...options, frames: 1000 });
  const whole = await explore(shop, makeCommittee([potential, scaled(1.0001)]), { ...options, frames: 1000 });
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(({ disagreement }) => disagreement > 4).length).toBeGreaterThan(0);
  expect(found.length).toBeLessThan(whole.length);
});
