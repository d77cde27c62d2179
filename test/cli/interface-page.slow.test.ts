import { expect, it } from 'vitest';
import { resolvePotential } from '../../src/atoms/index.js';
import { cutSlab, makeInterface, resolveOxide } from '../../src/ui/workbench/work/make-interface.js';
import { makeFolder, runCli } from './run-cli.js';

it('the page makes of a seed what cermet interface makes of it, to the last digit', async () => {
  const words =
    'interface NiO Co2B --surface 1 0 0 --melt 0.09_ps --quench 0.09_ps --thickness 4_Å --seed 3 --json'.split(' ');
  const { stdout } = await runCli(
    words.map((word) => word.replace('_', ' ')),
    makeFolder(),
  );
  const { interfaces, bonds, opening } = JSON.parse(stdout);
  const potential = await resolvePotential();
  const slab = await cutSlab({ crystal: resolveOxide('NiO').structure, miller: [1, 0, 0] }, potential, {});
  const film = { coating: 'Co2B', thickness: 4, temperature: 2500, melt: 90, quench: 90, seed: 3 };
  const { made, description } = await makeInterface(slab, film, potential, {});
  expect(interfaces[0]).toMatchObject({ film: made.formula, energy_ev: made.energy, heights_angstrom: made.heights });
  expect(interfaces[0].positions_angstrom.flat()).toEqual([...made.structure.positions]);
  expect(bonds.map((b: { count: { value: number } }) => b.count.value)).toEqual(
    description.bonds.bonds.map((b) => b.count.value),
  );
  expect(opening[0].peak.value).toBe(description.strengths[0].peak!.value);
});
