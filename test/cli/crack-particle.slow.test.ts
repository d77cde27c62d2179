import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { decodeParticle } from '../../src/grains/index.js';
import { makeFolder, runCli } from './run-cli.js';

it('crack keeps a particle with its facets over all cycles', async () => {
  const folder = makeFolder({});
  const words = '--grains 40 --seeds 1 --cycles 3 --stiffness constant --case bare,both --json --out p.particle.json';
  const { code, stdout, stderr } = await runCli(['crack', '--work', '15 J/m2', ...words.split(' ')], folder);
  expect(code, stderr).toBe(0);
  const { seeds } = JSON.parse(stdout) as {
    seeds: { case: string; cycles: { cycle: number; broken_share: number }[] }[];
  };
  const particle = decodeParticle(readFileSync(join(folder, 'p.particle.json'), 'utf8'), 'p.particle.json');
  const { areas } = particle.facets;
  const total = areas.reduce((sum, a) => sum + a, 0);
  expect(particle.histories!.map((h) => [h.label, h.outerFilm])).toEqual([
    ['bare', false],
    ['both', true],
  ]);
  particle.histories!.forEach((history, k) => {
    expect(history.cycles).toEqual(seeds[k].cycles.map((c) => c.cycle));
    history.frames.forEach(({ damage }, frame) => {
      // Broken: damage above 0.9, kept in steps of 1/255, which may move a facet at the limit across it.
      const broken = areas.reduce((sum, a, i) => sum + (damage[i] > 0.9 * 255 ? a : 0), 0) / total;
      expect(Math.abs(broken - seeds[k].cycles[frame].broken_share)).toBeLessThan(0.02);
    });
  });
});
