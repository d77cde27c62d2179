import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { computeVolume } from '../../../src/core/index.js';
import type { PotentialAbout } from '../../../src/atoms/index.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { keep, largest, largestDifference, loadCaseModel, readCases, toStructure, type NepCase } from './nep-cases.js';

const cases = ['calorine.json', 'calorine-typewise.json', 'calorine-trained.json', 'calorine-second.json'].flatMap(
  readCases,
);
const models = [...new Set(cases.map((c) => c.model))];

async function compare(test: NepCase, text?: string): Promise<void> {
  const potential = await loadCaseModel(test.model, text);
  const structure = toStructure(test);
  const reference = keep(
    potential.bind(structure, { precision: 'float64' }).compute(structure.cell, structure.positions),
  );
  // Six digits beyond the point, as asked; the other side writes ten.
  expect(largestDifference(reference.forces, test.forces)).toBeLessThan(1e-6);
  const offset = readElementEnergies(test.model);
  const energies = reference.energies!.map((e, i) => e - (offset?.[test.elements[i]] ?? 0));
  expect(largestDifference(energies, test.energies)).toBeLessThan(1e-6);
  const virial = reference.stress.map((s) => s * computeVolume(structure.cell));
  const symmetric = test.virial.map((v, k) => (v + test.virial[(k % 3) * 3 + Math.floor(k / 3)]) / 2);
  expect(largestDifference(virial, symmetric)).toBeLessThan(1e-5);

  const kernel = potential.bind(structure);
  const found = kernel.compute(structure.cell, structure.positions);
  // The stated precision of single precision.
  expect(largestDifference(found.forces, reference.forces)).toBeLessThan(1e-5 + 1e-5 * largest(reference.forces));
  // Single precision keeps seven digits of each atom's energy and of the sums that make up the virial.
  expect(Math.abs(found.energy - reference.energy)).toBeLessThan(
    1e-5 * test.elements.length * Math.max(1, largest(test.energies)),
  );
  expect(largestDifference(found.stress, reference.stress)).toBeLessThan(1e-6 + 2e-5 * largest(reference.stress));
  kernel.dispose();
}

/** [eV] that a shipped potential adds for each atom. */
function readElementEnergies(model: string): Record<string, number> | undefined {
  const read = (path: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../../data/${path}`, import.meta.url), 'utf8'));
  if (model === 'cermet-nep') return read('potential/e0.json') as Record<string, number>;
  if (model === 'cermet-nep-2') return (read('potential-2/potential.json') as PotentialAbout).element_energies;
  return undefined;
}

describe('NEP against calorine', () => {
  it('has fifty structures and every kind of file', () => {
    expect(cases.length).toBeGreaterThanOrEqual(50);
    expect(models).toEqual(
      expect.arrayContaining([
        'cermet-nep',
        'cermet-nep-2',
        'nep3',
        'nep3-zbl',
        'nep4',
        'nep4-zbl',
        'nep4-zbl-typewise',
        'nep4-zbl-free',
        'nep4-element-cutoffs',
        'nep4-zbl-typewise-cutoff',
        'nep5-zbl',
      ]),
    );
  });

  it.each(models)(
    '%s: double precision within 1e-6 eV/Å, the kernel within 1e-5 of the largest force',
    async (model) => {
      for (const test of cases.filter((c) => c.model === model)) await compare(test);
    },
  );
});

describeShared('public models of GPUMD', () => {
  it.each(readCases('public.json').map((c) => [`${c.model.slice(0, 14)} ${c.elements.length} atoms`, c] as const))(
    '%s',
    async (_, test) => {
      await compare(test, readFileSync(sharedPath(`potential/gpumd/${test.model}`), 'utf8'));
    },
  );
});
