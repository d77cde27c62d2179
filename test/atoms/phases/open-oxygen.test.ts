import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  computeOxygenPotential,
  findStrongestReaction,
  makePhase,
  makeReservoirs,
  reactPhases,
  type Phase,
} from '../../../src/atoms/phases/index.js';
import { InputError } from '../../../src/core/index.js';

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../reference/phases/${name}`, import.meta.url), 'utf8')) as T;
const phases = Object.entries(read<{ energies: Record<string, number> }>('phases.json').energies).map(
  ([formula, energy]) => makePhase(formula, energy),
);
const phase = (name: string): Phase => phases.find((p) => p.name === name)!;
const { reactions } = read<{
  reactions: { potential: number; coating: string; oxide: string; kinks: [number, number, number][] }[];
}>('open-oxygen.json');

describe('reactions with open oxygen against pymatgen', () => {
  it.each(reactions)('$coating on $oxide at $potential eV', ({ potential, coating, oxide, kinks }) => {
    const ours = reactPhases(phase(coating), phase(oxide), phases, new Map([['O', potential]])).kinks;
    expect(ours).toHaveLength(kinks.length);
    const closed = (name: string): number =>
      1 - (phase(name).amounts.get('O') ?? 0) / [...phase(name).amounts.values()].reduce((a, b) => a + b, 0);
    ours.forEach((kink, i) => {
      // pymatgen's share counts all atoms, ours those of closed elements.
      const [c, o] = [kink.share / closed(coating), (1 - kink.share) / closed(oxide)];
      // The same arithmetic on the same numbers in double precision, by another algorithm.
      expect(c / (c + o)).toBeCloseTo(kinks[i][0], 9);
      expect(kink.energyPerAtom).toBeCloseTo(kinks[i][1], 9);
      expect(kink.mutualPerAtom).toBeCloseTo(kinks[i][2], 9);
    });
  });
});

describe('the strongest kink by one linear programme', () => {
  const pairs = phases.filter((p) => p.amounts.size > 1).map((p) => p.name);
  it.each([undefined, -0.3, -2.5])('is the strongest of all kinks, oxygen at %s eV', (potential) => {
    const open = new Map(potential === undefined ? [] : [['O', potential]]);
    for (const coating of pairs) {
      for (const oxide of ['LiNiO2', 'Co3O4']) {
        if (coating === oxide) continue;
        const all = reactPhases(phase(coating), phase(oxide), phases, open).strongest;
        const one = findStrongestReaction(phase(coating), phase(oxide), phases, open);
        expect(one.energyPerAtom, coating).toBeCloseTo(all.mutualPerAtom, 8); // kinks are found to 1e-9 of the line's length
        for (const element of ['Li', 'Ni', 'Co', 'B']) {
          const before =
            one.coatingUnits * (phase(coating).amounts.get(element) ?? 0) +
            one.oxideUnits * (phase(oxide).amounts.get(element) ?? 0);
          const after = one.products.reduce(
            (sum, { phase: p, amount }) => sum + amount * (p.amounts.get(element) ?? 0),
            0,
          );
          expect(after).toBeCloseTo(before, 8); // conserved to the cut-off of tiny amounts
        }
      }
    }
  });

  it('refuses a partner that consists of open elements only', () => {
    expect(() => findStrongestReaction(phase('Co2B'), phase('O'), phases, new Map([['O', 0]]))).toThrow(InputError);
  });
});

describe('reservoirs', () => {
  it('oxygen at 1 bar and 298 K lies −½ T S below its enthalpy, and a decade of pressure adds ½ kT ln 10', () => {
    expect(computeOxygenPotential()).toBeCloseTo(-0.317, 3); // 298.15 K · 205.152 J/(mol K) / 2, to the digits given here
    expect(computeOxygenPotential(1e6) - computeOxygenPotential()).toBeCloseTo((0.0256926 * Math.log(10)) / 2, 6); // kT at 298.15 K to six digits
    expect(() => computeOxygenPotential(0)).toThrow(InputError);
  });

  it('lithium at a voltage has the potential −eV', () => {
    expect(makeReservoirs({ voltage: 4.3, oxygen: true })).toEqual(
      new Map([
        ['O', computeOxygenPotential()],
        ['Li', -4.3],
      ]),
    );
  });
});
