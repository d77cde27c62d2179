import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { computeHullDistance, findEquilibrium, makePhase, reactPhases } from '../../../src/atoms/phases/index.js';
import { InputError } from '../../../src/core/index.js';

interface Reference {
  energies: Record<string, number>;
  above: Record<string, number>;
  reactions: { coating: string; oxide: string; kinks: [number, number][] }[];
}
const reference = JSON.parse(
  readFileSync(new URL('../../reference/phases/phases.json', import.meta.url), 'utf8'),
) as Reference;
const phases = Object.entries(reference.energies).map(([formula, energy]) => makePhase(formula, energy));
const phase = (name: string) => phases.find((p) => p.name === name)!;

// The same arithmetic on the same numbers in double precision, by another algorithm.
const ARITHMETIC = 9;

describe('hull and reactions against pymatgen', () => {
  it.each(phases.filter((p) => p.amounts.size > 1).map((p) => p.name))('%s lies as far above the hull', (name) => {
    expect(Math.max(0, computeHullDistance(phase(name), phases).energyPerAtom)).toBeCloseTo(
      reference.above[name],
      ARITHMETIC,
    );
  });

  it.each(reference.reactions)('$coating on $oxide has the same kinks', ({ coating, oxide, kinks }) => {
    const ours = reactPhases(phase(coating), phase(oxide), phases).kinks;
    expect(ours).toHaveLength(kinks.length);
    ours.forEach((kink, i) => {
      expect(kink.share).toBeCloseTo(kinks[i][0], ARITHMETIC);
      expect(kink.energyPerAtom).toBeCloseTo(kinks[i][1], ARITHMETIC);
    });
  });
});

describe('identities', () => {
  it('products hold the atoms of the mixture', () => {
    for (const { coating, oxide } of reference.reactions) {
      for (const kink of reactPhases(phase(coating), phase(oxide), phases).kinks) {
        for (const element of ['Li', 'Ni', 'Co', 'B', 'O']) {
          const before =
            kink.coatingUnits * (phase(coating).amounts.get(element) ?? 0) +
            kink.oxideUnits * (phase(oxide).amounts.get(element) ?? 0);
          const after = kink.products.reduce(
            (sum, { phase: p, amount }) => sum + amount * (p.amounts.get(element) ?? 0),
            0,
          );
          expect(after).toBeCloseTo(before, 9); // conserved to rounding
        }
      }
    }
  });

  it('the energy is the sum of chemical potentials', () => {
    const composition = new Map([
      ['Li', 0.3],
      ['Co', 0.21],
      ['B', 0.17],
      ['O', 0.9],
    ]);
    const { energy, potentials } = findEquilibrium(phases, composition);
    expect([...composition].reduce((sum, [element, amount]) => sum + amount * potentials.get(element)!, 0)).toBeCloseTo(
      energy,
      ARITHMETIC,
    );
  });

  it('two phases that coexist have a tie-line, one that oxidises has none', () => {
    expect(reactPhases(phase('Li3BO3'), phase('LiCoO2'), phases).tieLine).toBe(true);
    expect(reactPhases(phase('Co2B'), phase('LiNiO2'), phases).tieLine).toBe(false);
  });

  it('oxygen held far below its gas turns a reaction off, at its gas lets a boride burn', () => {
    const burn = (potential: number) =>
      reactPhases(phase('Co2B'), phase('CoO'), phases, new Map([['O', potential]])).strongest.energyPerAtom;
    expect(burn(0)).toBeLessThan(-0.5);
    expect(burn(0)).toBeLessThan(burn(-2));
  });

  it('grand potential equals the closed result where the reservoir has the potential that the closed one finds', () => {
    const composition = new Map([
      ['Li', 1],
      ['Co', 1],
      ['O', 1.9],
    ]);
    const closed = findEquilibrium(phases, composition);
    const mu = closed.potentials.get('O')!;
    const open = findEquilibrium(phases, composition, new Map([['O', mu]]));
    expect(open.energy).toBeCloseTo(closed.energy - mu * 1.9, ARITHMETIC);
  });
});

it('a composition that no phase can make is refused', () => {
  expect(() =>
    findEquilibrium(
      [makePhase('Li2O', -2)],
      new Map([
        ['Li', 1],
        ['P', 1],
      ]),
    ),
  ).toThrow(InputError);
  expect(() =>
    findEquilibrium(
      [makePhase('Li2O', -2)],
      new Map([
        ['Li', 1],
        ['O', 1],
      ]),
    ),
  ).toThrow(/cannot make up/);
});
