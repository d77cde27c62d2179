import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findFaultyEntry, loadPotentialFolder, type PotentialAbout } from '../../../src/atoms/index.js';

const folder = new URL('../../../data/potential-2/', import.meta.url);
const readText = async (file: string) => readFileSync(new URL(file, folder), 'utf8');
const about = JSON.parse(await readText('potential.json')) as PotentialAbout;
const { sha256: _, ...unsealed } = about;

describe('a folder of a potential', () => {
  test('one weight that was changed is no longer the potential described', async () => {
    const changed = async (file: string) => (await readText(file)).replace(/\d(?=e-2)/, (d) => String((+d + 1) % 10));
    await expect(loadPotentialFolder(about, changed)).rejects.toThrow(/nep\.txt is not the file .*SHA-256/);
    await expect(loadPotentialFolder(about, readText)).resolves.toMatchObject({ name: about.name });
  });

  test('a member of the committee that is of another potential is refused', async () => {
    const exchanged = async (file: string) => readText(file === 'nep-2.txt' ? '../potential/nep.txt' : file);
    const openMembers = async (of: PotentialAbout) => (await loadPotentialFolder(of, exchanged)).committee!();
    await expect(openMembers(unsealed)).rejects.toThrow(/nep-2\.txt is of .*potential\.json of Al, B/);
    await expect(openMembers(about)).rejects.toThrow(/nep-2\.txt .*SHA-256/);
  });

  test('an entry that is missing or of another kind is named', () => {
    expect(findFaultyEntry({ ...about })).toBeUndefined();
    expect(findFaultyEntry({ ...unsealed })).toBeUndefined();
    const faults: Record<string, unknown> = {
      elements: [],
      name: undefined,
      file: '../nep.txt',
      element_energies: { ...about.element_energies, Ni: 'abc' },
      ranges: undefined,
      committee: 3,
      committee_factor: -3,
      held_out: 'x',
      sha256: 'abc',
    };
    for (const [entry, value] of Object.entries(faults))
      expect(findFaultyEntry({ ...about, [entry]: value })).toBe(entry);
  });
});
