import { describe, expect, it } from 'vitest';
import { loadNep, makeCommittee, resolvePotential, type Potential } from '../../../src/atoms/potential/index.js';
import {
  calibrateCommittee,
  figureReliability,
  trainNep,
  type TrainingFrame,
} from '../../../src/atoms/potential/train/index.js';
import { makeRng, type Structure } from '../../../src/core/index.js';
import { makeRattledFrames, makeSmallRecipe } from './make-frames.js';

const ATOMS = 50;
const structure: Structure = {
  cell: Float64Array.of(10, 0, 0, 0, 10, 0, 0, 0, 10),
  pbc: [true, true, true],
  elements: new Array<string>(ATOMS).fill('O'),
  positions: new Float64Array(3 * ATOMS),
};

/** A committee whose errors are normal, and `stretch` of the frame's family times its disagreement wide. */
function makeGauge(stretch: Record<string, number>, counts: Record<string, number>, trajectories = 4) {
  const rng = makeRng(11);
  const disagreements = new Map<Structure, Float64Array>();
  const frames = Object.entries(stretch).flatMap(([family, width]) =>
    Array.from({ length: counts[family] }, (_, k): TrainingFrame => {
      const own = { ...structure };
      const disagreement = Float64Array.from({ length: ATOMS }, () => 0.05 + rng.uniform());
      disagreements.set(own, disagreement);
      const forces = Float64Array.from({ length: 3 * ATOMS }, (_, x) => {
        return (width * rng.normal() * disagreement[Math.floor(x / 3)]) / Math.sqrt(3);
      });
      return { structure: own, energy: 0, forces, family, trajectory: `${family} ${k % trajectories}` };
    }),
  );
  const committee = {
    name: 'gauge',
    bind: (of: Structure) => ({
      compute: () => ({
        energy: 0,
        stress: new Float64Array(9),
        forces: new Float64Array(3 * ATOMS),
        forceDisagreement: disagreements.get(of),
      }),
      notes: () => [],
      dispose: () => undefined,
    }),
  } as unknown as Potential;
  return { frames, committee };
}

describe('a committee whose errors are known', () => {
  it('finds the factor, and that 95 % lie within the interval', async () => {
    const { frames, committee } = makeGauge({ film: 2, slab: 2 }, { film: 60, slab: 60 });
    const { factor, families, bins, notes } = await calibrateCommittee(frames, committee);
    // 18,000 components: the 95 % point is known to 1 % or so.
    expect(Math.abs(factor / 2 - 1)).toBeLessThan(0.03);
    expect(notes).toEqual([]);
    for (const { coverage, frames: count, error, disagreement } of families) {
      expect(count).toBe(60);
      expect(Math.abs(coverage! - 0.95)).toBeLessThan(0.01);
      expect(error / disagreement).toBeCloseTo(2, 1);
    }
    expect(bins).toHaveLength(10);
    for (const { expected, found, components } of bins) {
      expect(components).toBe(1800);
      expect(Math.abs(found / expected - 1)).toBeLessThan(0.1);
    }
    const figure = figureReliability({ factor, families, bins, notes });
    expect(figure.caption).toContain(`${factor.toFixed(2)} times its disagreement`);
    expect(JSON.stringify(figure.spec)).toContain(`"found":${Number(bins[9].found.toPrecision(4))}`);
  });

  it('names the family whose errors are larger or smaller than the others let expect', async () => {
    const { frames, committee } = makeGauge({ film: 2, glass: 5, solid: 1 }, { film: 200, glass: 10, solid: 10 });
    const { families, notes } = await calibrateCommittee(frames, committee);
    const [film, glass, solid] = families;
    // P(|x| < 1.96·2/5) and P(|x| < 1.96·2) of a normal distribution; the factor is a few per cent above 2.
    expect(glass.coverage).toBeCloseTo(0.58, 1);
    expect(solid.coverage).toBeGreaterThan(0.995);
    expect(film.coverage).toBeCloseTo(0.95, 1);
    expect([film.factor, glass.factor, solid.factor].map(Math.round)).toEqual([2, 5, 1]);
    expect(notes.map(({ level, where }) => [level, where])).toEqual([
      ['warning', 'glass'],
      ['info', 'solid'],
    ]);
  });

  it('says that one trajectory cannot test the factor it set', async () => {
    const { frames, committee } = makeGauge({ film: 2 }, { film: 5 }, 1);
    const { families, notes } = await calibrateCommittee(frames, committee);
    expect(families[0]).not.toHaveProperty('coverage');
    expect(notes.map(({ code }) => code)).toEqual(['calibration-untested']);
  });
});

it('trained members disagree by less than they err, and the factor makes up for it', async () => {
  const own = await resolvePotential();
  const recipe = makeSmallRecipe(['Li', 'O', 'Ni']);
  const frames = makeRattledFrames(own, 40, 1);
  const heldOut = [2, 3, 4, 5].flatMap((seed) => makeRattledFrames(own, 9, seed));
  const members = await Promise.all(
    [1, 2, 3].map(async (seed) => {
      const { text, elementEnergies } = await trainNep(frames, [], recipe, { seed, epochs: 80 });
      return loadNep(text, elementEnergies, { name: `member ${seed}` });
    }),
  );
  const { factor, families } = await calibrateCommittee(heldOut, makeCommittee(members));
  expect(factor).toBeGreaterThan(1);
  for (const { coverage } of families) {
    expect(coverage).toBeGreaterThan(0.9);
    expect(coverage).toBeLessThan(0.98);
  }
  await expect(calibrateCommittee(heldOut, members[0])).rejects.toThrow('is no committee');
  await expect(calibrateCommittee([], makeCommittee(members))).rejects.toThrow('there are none');
});
