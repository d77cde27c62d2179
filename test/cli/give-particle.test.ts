import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeShape, OXIDE_DENSITY, type PorousElectrode } from '../../src/cells/index.js';
import { giveParticle } from '../../src/cli/tell-ageing.js';
import { makeTestCell } from '../cells/inputs.js';

const cell = makeTestCell();
const { radius } = (cell.positive as PorousElectrode).materials[0];
const write = (outer: number): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'cermet-particle-')), 'small.csv');
  const rows = [0, 0.3, 0.9].map((crack, k) => [10 * k, outer, 0, crack, 0, 0.04 - 0.01 * k].join());
  const names = ['outer_area_bare', 'outer_area_covered', 'crack_area_bare', 'crack_area_covered'];
  const head = ['cycle_count', ...names.map((n) => `${n}_square_metre_per_gram`)];
  writeFileSync(file, [[...head, 'mean_square_diffusion_length_square_micrometre'].join(), ...rows].join('\n'));
  return file;
};

it('a small particle opens against the surface of the cell’s spheres, not against its own', async () => {
  // A particle of 1.3 um has 1 m2/g outside, ten times what the cell's spheres have.
  const { mechanisms, notes } = await giveParticle(write(1), cell, undefined);
  const sphere = 3 / (1000 * radius * OXIDE_DENSITY);
  const shape = makeShape({ radius, maximumConcentration: 5e4 });
  const q = Float64Array.of(20);
  mechanisms[0].areas!(q, shape, q);
  expect(shape.outerArea).toBeCloseTo(1, 12);
  expect(shape.crackArea).toBeCloseTo(0.9 / sphere, 9);
  mechanisms[0].shape!(q, shape, q);
  const whole = 10 / (1e6 * radius) ** 2;
  expect(shape.diffusionRatio).toBeCloseTo((whole + 1 / 0.02 - 1 / 0.04) / whole, 9);
  expect(notes!.find((n) => n.code === 'particle-sized')).toMatchObject({ level: 'info' });
});

it('a particle that nothing wets is refused', async () => {
  await expect(giveParticle(write(0), cell, undefined)).rejects.toThrow(/no wetted area/);
});
