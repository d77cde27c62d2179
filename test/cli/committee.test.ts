import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadNep, resolvePotential, type PotentialAbout } from '../../src/atoms/index.js';
import { trainNep, type TrainedNep } from '../../src/atoms/potential/train/index.js';
import { openChosenPotential } from '../../src/cli/resolve.js';
import { makeRattledFrames, makeSmallRecipe } from '../atoms/train/make-frames.js';

const own = await resolvePotential();
const [frame] = makeRattledFrames(own, 1, 9);

describe('--committee', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-committee-'));
  let members: TrainedNep[];
  let about: PotentialAbout;

  beforeAll(async () => {
    const frames = makeRattledFrames(own, 24, 1);
    const recipe = makeSmallRecipe(['Li', 'O', 'Ni']);
    // Each without another part, so that element energies differ too.
    members = await Promise.all(
      [1, 2, 3].map((seed) =>
        trainNep(
          frames.filter((_, k) => k % 5 !== seed),
          [],
          recipe,
          { seed, epochs: 20 },
        ),
      ),
    );
    members.forEach(({ text }, m) => writeFileSync(join(folder, `nep-${m}.txt`), text));
    const [first, ...others] = members;
    about = {
      format: 'cermet-potential-1',
      name: 'pair',
      elements: recipe.elements,
      file: 'nep-0.txt',
      committee: others.map(({ elementEnergies }, m) => ({
        file: `nep-${m + 1}.txt`,
        element_energies: elementEnergies,
      })),
      element_energies: first.elementEnergies,
      training: '',
      citations: [],
      ranges: first.ranges,
    };
    writeFileSync(join(folder, 'potential.json'), JSON.stringify(about));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('is found by its file, however the path is written', async () => {
    const { cell, positions } = frame.structure;
    const [{ text, elementEnergies }] = members;
    const alone = await loadNep(text, elementEnergies, { name: 'alone' });
    const { energy } = alone.bind(frame.structure).compute(cell, positions);
    for (const path of [`${folder}/nep-0.txt`, `${folder}//nep-0.txt`, `${folder}/../${basename(folder)}/nep-0.txt`]) {
      const found = await openChosenPotential({ potential: path });
      expect(found.bind(frame.structure).compute(cell, positions).energy, path).toBe(energy);
    }
  });

  it('takes the mean of all members, each with its own element energies', async () => {
    const { cell, positions } = frame.structure;
    const alone = await Promise.all(
      members.map(async ({ text, elementEnergies }) => {
        const potential = await loadNep(text, elementEnergies, { name: 'alone' });
        return potential.bind(frame.structure).compute(cell, positions);
      }),
    );
    const mean = alone.reduce((sum, { energy }) => sum + energy / 3, 0);
    const first = await openChosenPotential({ potential: folder });
    expect(first.bind(frame.structure).compute(cell, positions).energy).toBe(alone[0].energy);
    const committee = await openChosenPotential({ potential: folder, committee: true });
    const calculator = committee.bind(frame.structure);
    const found = calculator.compute(cell, positions);
    expect(found.energy).toBeCloseTo(mean, 9);
    const spread = Math.sqrt(alone.reduce((sum, { energy }) => sum + (energy - mean) ** 2, 0) / 2);
    expect(found.energyDisagreement).toBeCloseTo(spread, 9);
    expect(found.forceDisagreement).toHaveLength(positions.length / 3);
    expect(calculator.notes().map(({ code }) => code)).not.toContain('training-unknown');
  });

  it('is that of the potential which the elements ask for', async () => {
    const { name } = await openChosenPotential({ committee: true }, ['Li', 'Co', 'O', 'Ni', 'P']);
    expect(name).toBe((await openChosenPotential({ potential: 'cermet-nep-2', committee: true })).name);
  });

  it('is refused where there are no members to ask', async () => {
    await expect(openChosenPotential({ committee: true })).rejects.toThrow('cermet-nep has no committee');
    await expect(openChosenPotential({ potential: 'cermet-nep', committee: true })).rejects.toThrow(
      'cermet-nep has no committee',
    );
    writeFileSync(join(folder, 'potential.json'), JSON.stringify({ ...about, committee: [] }));
    await expect(openChosenPotential({ potential: folder, committee: true })).rejects.toThrow('no further members');
  });
});
