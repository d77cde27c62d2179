import { describe, expect, test } from 'vitest';
import { makeSupercell, relax, resolveCrystal, resolvePotential, runDynamics } from '../../../src/atoms/index.js';
import { makeRng } from '../../../src/core/index.js';

describe.each(['cermet-nep', 'cermet-nep-2'])('dynamics in %s', (name) => {
  test('constant energy: LiNiO2 at about 500 K, 48 atoms, drifts by less than 1e-5 eV per atom and ps at 1 fs', async () => {
    const potential = await resolvePotential(name);
    const { structure } = await relax(resolveCrystal('LiNiO2').structure, potential, { cell: 'all' });
    const crystal = makeSupercell(structure, [2, 2, 1]);
    const warm = await runDynamics(
      crystal,
      potential,
      { schedule: [{ label: 'warm', duration: 1000, ensemble: 'langevin', temperature: 800 }], timeStep: 1 },
      { rng: makeRng(1) },
    );
    const { drift, recording } = await runDynamics(
      warm.structure,
      potential,
      { schedule: [{ label: 'free', duration: 8000, ensemble: 'nve' }], timeStep: 1 },
      { rng: makeRng(1) },
    );
    const temperature = recording.table.column('temperature_kelvin');
    expect(temperature.reduce((a, b) => a + b, 0) / temperature.length).toBeGreaterThan(400); // it does move
    expect(Math.abs(drift!)).toBeLessThan(1e-5);
  });
});
