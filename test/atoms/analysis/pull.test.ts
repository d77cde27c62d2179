import { expect, it } from 'vitest';
import { findFilmAtoms, pullApart } from '../../../src/atoms/analysis/index.js';
import type { Structure } from '../../../src/core/index.js';
import { makeFcc } from './crystals.js';
import { makeMorse, makePairPotential, type PairFunction } from './pair-potential.js';

const CUTOFF = 4.6;
const curve = (depth: number): PairFunction => makeMorse(depth, 1.8, 2.5, CUTOFF);

/** Nickel below, a cobalt film above, with bonds of the given depths. */
async function pull(depths: Record<string, number>) {
  const crystal = makeFcc('Ni', 3.53, [2, 2, 5]);
  const structure: Structure = {
    ...crystal,
    elements: crystal.elements.map((_, i) => (crystal.positions[3 * i + 2] > 8.7 ? 'Co' : 'Ni')),
  };
  const potential = makePairPotential(['Ni', 'Co'], CUTOFF, (a, b) => curve(depths[[a, b].sort().join('')]));
  return pullApart(structure, potential, findFilmAtoms(structure, ['Co']), { step: 0.15, extension: 6, force: 0.02 });
}

it.each([
  ['interface', { NiNi: 0.4, CoCo: 0.4, CoNi: 0.2 }],
  ['film', { NiNi: 0.5, CoCo: 0.25, CoNi: 0.4 }],
  ['oxide', { NiNi: 0.25, CoCo: 0.5, CoNi: 0.4 }],
] as const)('breaks where the bonds are weak: %s', async (where, depths) => {
  const result = await pull(depths);
  expect(result.broken).toBe(true);
  expect(result.fracture.where).toBe(where);
  expect(result.fracture.says).toContain(where);
  expect(result.gaugeLength).toBeCloseTo(17.65, 6);
  expect(result.traction[0]).toBeLessThan(result.peakTraction);
  // What was put in is what the broken structure holds above the start, less what was lost when it snapped.
  expect(result.work).toBeGreaterThan(0.95 * result.energy[result.energy.length - 1]);
  const last = result.frames[result.frames.length - 1].atomic!;
  expect(Math.max(...last.strain.values)).toBeGreaterThan(0.05);
  expect(last.non_affine.values).toHaveLength(result.frames[0].elements.length);
});

it('the traction of a relaxed pull is the derivative of its energy, and a gauge twice as long stretches twice as far', async () => {
  const potential = makePairPotential(['Ni'], CUTOFF, () => curve(0.4));
  const settings = { step: 0.05, extension: 0.5, force: 1e-4 };
  const short = await pullApart(makeFcc('Ni', 3.53, [1, 1, 3]), potential, undefined, settings);
  for (let m = 1; m < short.extension.length - 1; m++) {
    // J/m² per Å is 10 GPa; central differences of 0.05 Å, where the curve bends by parts in a thousand.
    expect(((short.energy[m + 1] - short.energy[m - 1]) / 0.1) * 10).toBeCloseTo(short.traction[m], 1);
  }
  const long = await pullApart(makeFcc('Ni', 3.53, [1, 1, 6]), potential, undefined, {
    ...settings,
    step: 0.1,
    extension: 1,
  });
  long.traction.forEach((t, m) => expect(t).toBeCloseTo(short.traction[m], 2));
  expect(long.gaugeLength / short.gaugeLength).toBeCloseTo(2, 12);
  expect(short.notes.map((n) => n.code)).toContain('not-broken');
});
