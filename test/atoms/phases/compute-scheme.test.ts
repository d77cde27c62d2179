import { describe, expect, it } from 'vitest';
import { computeScheme, findCompound, makePublishedScheme, resolvePotential } from '../../../src/atoms/index.js';
import { DomainError, type Checkpoint } from '../../../src/core/index.js';

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
    // Li2O alone fixes oxygen for a potential that knows no aluminium, so it must come out exactly: to rounding of the mean of three sources.
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
  }, 60_000);

  it('refuses elements that the potential does not know', async () => {
    await expect(computeScheme(await resolvePotential(), new Set(['Li', 'P', 'O']))).rejects.toThrow(DomainError);
  });
});
