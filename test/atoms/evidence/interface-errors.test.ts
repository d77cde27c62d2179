import { expect, it } from 'vitest';
import { resolvePotential, type Potential } from '../../../src/atoms/index.js';
import { atomsInterface } from '../../../src/atoms/evidence/interface.js';
import type { Result } from '../../../src/evidence/index.js';
import { runSmall } from './run-small.js';
import { scaled } from '../scaled-potential.js';

const small = {
  oxide: 'LiNiO2',
  coating: 'Co6B3',
  layers: 3,
  supercell: '2x1',
  hold: '15 fs',
  film_density: '7000 kg/m3',
};
const find = (results: readonly Result[], id: string, group?: string): Result =>
  results.find((result) => result.id === id && result.group === group)!;

it('carries what members of a committee make of the same interfaces as model error', async () => {
  const own = await resolvePotential();
  const members = [own, scaled(own, 0.9), scaled(own, 1.1)];
  const potential: Potential = { ...own, committee: async () => ({ members, factor: 2 }) };
  const { results, notes, scenes } = await runSmall(atomsInterface, { ...small, seeds: '1..2' }, potential);
  expect(notes.filter(({ code }) => code === 'not-a-result')).toEqual([]);
  // Members with the same minima, their energies 0.9, 1 and 1.1 times: all stresses and energies differ by a tenth,
  // bonds do not. Relaxation to 0.05 eV/Å stops at other places by a few thousandths.
  for (const group of ['border', 'bulk'])
    for (const id of ['opening_strength', 'separation_energy']) {
      const { estimate } = find(results, id, group);
      expect(estimate.budget!.model! / estimate.value).toBeCloseTo(0.2, 2);
      expect(estimate.sigma).toBeCloseTo(Math.hypot(estimate.budget!.replicates ?? 0, estimate.budget!.model!), 9);
    }
  const bonds = results.find((r) => r.id === 'bonds' && r.at?.pair === 'B-O')!;
  expect(bonds.estimate.budget!.model).toBeLessThan(0.6);
  expect(notes.find(({ code }) => code === 'model-error')?.text).toMatch(/3 potentials of one committee .*times 2\.0/);
  const last = scenes.find(({ id }) => id === 'interface')!.frames[0];
  expect(Math.max(...last.atomic!.force_disagreement.values)).toBeLessThan(0.01);
});

it('gives no number of a seed that is no result, and says why', async () => {
  const own = await resolvePotential();
  // Without any energy nothing holds anything: the film flies apart.
  const output = await runSmall(atomsInterface, { ...small, hold: '150 fs', seeds: '1' }, scaled(own, 1e-3));
  expect(output.results).toEqual([]);
  const held = output.notes.find(({ code }) => code === 'not-a-result')!;
  expect(held).toMatchObject({ level: 'serious', where: 'seed 1' });
  expect(held.text).toMatch(/^held back: /);
});
