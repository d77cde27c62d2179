import { expect, test } from 'vitest';
import {
  judgePotential,
  loadNep,
  makeCommittee,
  resolveCrystal,
  resolvePotential,
  type HeldOutErrors,
} from '../../../src/atoms/index.js';

const row = (family: string, forceRmse: number, energyRmse: number): HeldOutErrors => ({
  family,
  frames: 10,
  forceRmse,
  energyRmse,
});

test('a potential is good, poor, or nothing is known of it', async () => {
  const own = await resolvePotential();
  expect(judgePotential(own).verdict).toBe('good');
  expect(judgePotential(makeCommittee([own, own])).verdict).toBe('good');
  expect(judgePotential({ name: 'bare' }).verdict).toBe('unknown');
  const short = judgePotential({
    name: 'short',
    heldOut: [row('crystal', 0.1, 0.004), row('slab', 0.2, 0.2), row('film', 1.1, 0.1)],
  });
  expect(short.verdict).toBe('poor');
  expect(short.poor.map(({ family }) => family)).toEqual(['film', 'slab']);
  expect(short.reason).toMatch(/short is off by too much .*film 1\.10 eV\/Å and 100 meV\/atom/);
  // A training that came apart is no good one.
  expect(judgePotential({ name: 'lost', heldOut: [row('film', NaN, 0.01)] }).verdict).toBe('poor');
});

test('errors go with a NEP file where they are given', async () => {
  const text = (await import('../../../src/atoms/potential/built/cermet-nep.js')).cermetNepText;
  const heldOut = [row('film', 0.2, 0.01)];
  expect((await loadNep(text, undefined, { name: 'given', heldOut })).heldOut).toEqual(heldOut);
  expect((await loadNep(text, undefined, { name: 'bare' })).heldOut).toBeUndefined();
});

test('what a poor potential gives says so', async () => {
  const text = (await import('../../../src/atoms/potential/built/cermet-nep.js')).cermetNepText;
  const { structure } = resolveCrystal('LiNiO2');
  const serious = async (errors: HeldOutErrors): Promise<string[]> => {
    const calculator = (await loadNep(text, undefined, { name: 'short', heldOut: [errors] })).bind(structure);
    const notes = calculator.notes().filter(({ level }) => level === 'serious');
    calculator.dispose();
    return notes.map((note) => `${note.code}: ${note.text}`);
  };
  expect(await serious(row('film', 0.2, 0.01))).toEqual([]);
  expect(await serious(row('film', 1.1, 0.25))).toEqual([
    expect.stringMatching(/^poor-potential: short is off by too much .*film 1\.10 eV\/Å and 250 meV\/atom/),
  ]);
});
