import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  builtinPotentials,
  choosePotential,
  judgePotential,
  makeCommittee,
  resolveCrystal,
  resolvePotential,
  type PotentialAbout,
} from '../../../src/atoms/index.js';
import { DomainError, type Structure } from '../../../src/core/index.js';

const folder = new URL('../../../data/potential-2/', import.meta.url);
const about = JSON.parse(readFileSync(new URL('potential.json', folder), 'utf8')) as PotentialAbout;

describe('the potential with more elements', () => {
  test('is taken where the default lacks an element, which a note says', async () => {
    expect(await choosePotential(['Li', 'Ni', 'O'])).toMatchObject({ potential: { name: 'cermet-nep' }, notes: [] });
    const { potential, notes } = await choosePotential(['Li', 'P', 'O', 'Si', 'P']);
    expect(potential.name).toBe('cermet-nep-2');
    expect(notes).toMatchObject([{ level: 'info', text: 'cermet-nep does not know P, Si: cermet-nep-2 is taken' }]);
    // Nobody knows xenon: the default says so when it is used.
    const { potential: none } = await choosePotential(['Xe', 'P']);
    expect(none.name).toBe('cermet-nep');
    const gas: Structure = {
      cell: Float64Array.of(5, 0, 0, 0, 5, 0, 0, 0, 5),
      pbc: [true, true, true],
      elements: ['Xe'],
      positions: new Float64Array(3),
    };
    expect(() => none.bind(gas)).toThrow(DomainError);
  });

  test('has the elements that the list of potentials tells', async () => {
    const potential = await resolvePotential('cermet-nep-2');
    const entry = builtinPotentials.find(({ name }) => name === 'cermet-nep-2')!;
    expect([...potential.elements]).toEqual([...entry.elements]);
    expect(about.elements).toEqual(entry.elements);
  });

  test('tells where it leaves its training', async () => {
    const { structure } = resolveCrystal('Ni2P');
    const potential = await resolvePotential('cermet-nep-2');
    const notesAt = (scale: number) => {
      const calculator = potential.bind(structure);
      calculator.compute(
        structure.cell.map((x) => x * scale),
        structure.positions.map((x) => x * scale),
      );
      return calculator.notes().map(({ code }) => code);
    };
    expect(notesAt(1)).toEqual([]);
    expect(notesAt(0.6)).toEqual(expect.arrayContaining(['closer-than-training', 'outside-training']));
  });

  test('carries the errors that its README tells, and a committee that disagrees more where it is hot', async () => {
    const entry = builtinPotentials.find(({ name }) => name === 'cermet-nep-2')!;
    const { members, factor } = await (await entry.load()).committee!();
    const committee = makeCommittee(members, factor);
    const readme = readFileSync(new URL('README.md', folder), 'utf8');
    for (const { family, frames, forceRmse, energyRmse } of committee.heldOut!)
      expect(readme).toContain(
        `| ${family} | ${frames} | ${forceRmse.toFixed(3)} | ${(1000 * energyRmse).toFixed(1)} |`,
      );
    expect(judgePotential(committee).verdict).toBe('good');
    const { structure } = resolveCrystal('LiCoO2');
    const disagreement = (size: number): number => {
      const moved = structure.positions.map((x, k) => x + size * Math.sin(1.7 * k * k + 1));
      const { forceDisagreement } = committee.bind(structure).compute(structure.cell, moved);
      return Math.max(...forceDisagreement!);
    };
    expect(disagreement(0.3)).toBeGreaterThan(disagreement(0.03));
  });
});
