import { describe, expect, it } from 'vitest';
import {
  computeScheme,
  findCompound,
  makePublishedScheme,
  resolveCrystal,
  resolvePotential,
} from '../../../src/atoms/index.js';
import type { Checkpoint } from '../../../src/core/index.js';

/** A store that counts, in memory. */
function makeStore(): Checkpoint & { states: Map<string, unknown>; loads: number } {
  const states = new Map<string, unknown>();
  const store = {
    states,
    loads: 0,
    load: (key: string) => {
      if (states.has(key)) store.loads++;
      return Promise.resolve(states.get(key));
    },
    save: (key: string, state: unknown) => Promise.resolve(void states.set(key, state)),
  };
  return store;
}

describe('energies of library crystals by a potential', () => {
  it('puts the anchor at its measured enthalpy, orders oxides as measured, and relaxes each crystal once', async () => {
    const potential = await resolvePotential();
    const checkpoint = makeStore();
    const elements = new Set(['Li', 'Ni', 'O']);
    const scheme = await computeScheme(potential, elements, { checkpoint });
    const value = (name: string): number => findCompound(scheme, name)!.values[0].value;
    // Li2O alone fixes oxygen for a potential that knows no aluminium, so it must come out exactly: to rounding of the
    // mean of three sources.
    expect(value('Li2O')).toBeCloseTo(
      findCompound(makePublishedScheme('experiment'), 'Li2O')!.values.reduce((sum, v) => sum + v.value / 3, 0),
      9,
    );
    expect(value('NiO')).toBeLessThan(value('NiO2'));
    expect(value('LiNiO2')).toBeLessThan(value('NiO'));
    expect(scheme.notes.map((note) => note.code)).toEqual(['scheme', 'oxygen-fixed', 'missing-phases']);
    const again = await computeScheme(potential, elements, { checkpoint });
    expect(checkpoint.loads).toBe(checkpoint.states.size);
    expect(again.compounds).toEqual(scheme.compounds);
  });

  it('leaves out elements that the potential does not know, and says so', async () => {
    const scheme = await computeScheme(await resolvePotential(), new Set(['Li', 'P', 'O']));
    expect(scheme.compounds.map(({ name }) => name).sort()).toEqual(['Li2O', 'Li2O2']);
    expect(scheme.notes[0]).toMatchObject({ code: 'element-without-energy', level: 'warning' });
    expect(scheme.notes[0].text).toMatch(/does not know P/);
  });

  it('takes crystals of one’s own: at their energy, on the same elements', async () => {
    const own = [{ name: 'mine.cif 1', structure: resolveCrystal('NiO').structure }];
    const potential = await resolvePotential();
    const scheme = await computeScheme(potential, new Set(['Li', 'O']), undefined, own);
    const library = await computeScheme(potential, new Set(['Ni', 'O']));
    const value = (s: typeof scheme): number => findCompound(s, 'NiO')!.values[0].value;
    expect(value(scheme)).toBeCloseTo(value(library), 3);
  });
});
