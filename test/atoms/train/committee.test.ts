import { expect, it, vi } from 'vitest';
import { makeCommittee } from '../../../src/atoms/potential/committee.js';
import { loadNep, type Calculator, type Evaluation, type Potential } from '../../../src/atoms/potential/index.js';
import { trainNep } from '../../../src/atoms/potential/train/index.js';
import { resolvePotential } from '../../../src/atoms/potential/index.js';
import { makeRattledFrames, makeSmallRecipe } from './make-frames.js';
import { makeLithiumNickelate, rattle } from '../potential/nep-cases.js';

const crystal = makeLithiumNickelate();

/** A potential that says what it is told. */
function makeMember(name: string, found: Partial<Evaluation>, extra: Partial<Potential & Calculator> = {}): Potential {
  const n = crystal.elements.length;
  const zero = {
    energy: 0,
    forces: new Float64Array(3 * n),
    stress: new Float64Array(9),
    energies: new Float64Array(n),
  };
  return {
    name,
    sha256: name,
    title: name,
    elements: ['Li', 'O', 'Ni'],
    cutoff: 5,
    citations: [],
    training: '',
    bind: () => ({ compute: () => ({ ...zero, ...found }), notes: () => [], dispose: () => undefined, ...extra }),
    ...extra,
  };
}

it('gives the mean, and the sample standard deviation of energy and of each force vector', () => {
  const forces = (x: number, y: number): Float64Array => {
    const all = new Float64Array(3 * crystal.elements.length);
    all.set([x, 0, 1, 0, y, 0]);
    return all;
  };
  const stress = (s: number): Float64Array => new Float64Array(9).fill(s);
  const calculator = makeCommittee([
    makeMember('a', { energy: -1e6 - 1, forces: forces(1, 3), stress: stress(1) }),
    makeMember('b', { energy: -1e6, forces: forces(2, 3), stress: stress(2) }),
    makeMember('c', { energy: -1e6 + 4, forces: forces(6, 0), stress: stress(6) }),
  ]).bind(crystal);
  const found = calculator.compute(crystal.cell, crystal.positions);
  expect(found.energy).toBeCloseTo(-1e6 + 1, 9);
  // √(((−2)² + (−1)² + 3²)/2)
  expect(found.energyDisagreement).toBeCloseTo(Math.sqrt(7), 9);
  expect([...found.forces.subarray(0, 6)]).toEqual([3, 0, 1, 0, 2, 0]);
  expect([...found.forceDisagreement!.subarray(0, 3)]).toEqual([
    expect.closeTo(Math.sqrt(7), 12),
    expect.closeTo(Math.sqrt(3), 12),
    0,
  ]);
  expect(found.stress[4]).toBeCloseTo(3, 12);
  expect(calculator.notes()).toEqual([
    expect.objectContaining({ level: 'warning', code: 'members-disagree', where: 'Li, atom 1, at worst' }),
  ]);
  expect(calculator.notes()[0].text).toContain('up to 2.65 eV/Å (2 times');
});

it('knows what all members know, and tells a note of several members once', () => {
  const note = { level: 'warning', code: 'closer-than-training', text: 'near', where: 'atoms 1 and 2' } as const;
  const notes = (text: string) => () => [{ ...note, text }];
  const committee = makeCommittee([
    makeMember('a', {}, { notes: notes('1.1 Å') }),
    makeMember('b', {}, { notes: notes('1.2 Å'), elements: ['Ni', 'O', 'Co'], cutoff: 6 }),
  ]);
  expect(committee.elements).toEqual(['O', 'Ni']);
  expect(committee.cutoff).toBe(6);
  expect(committee.bind(crystal).notes()).toEqual([{ ...note, text: '1.1 Å' }]);
});

it('gives back what it bound when a member cannot be bound, and refuses what is no committee', () => {
  const dispose = vi.fn();
  const other = makeMember('b', {});
  other.bind = () => {
    throw new Error('no');
  };
  expect(() => makeCommittee([makeMember('a', {}, { dispose }), other]).bind(crystal)).toThrow('no');
  expect(dispose).toHaveBeenCalledOnce();
  expect(() => makeCommittee([other])).toThrow('two members');
  expect(() => makeCommittee([makeMember('a', {}), makeMember('b', {}, { elements: ['Co'] })])).toThrow(
    /no element in common/,
  );
});

it('disagrees more where nobody has been: the further atoms move, the more', async () => {
  const own = await resolvePotential();
  const frames = makeRattledFrames(own, 30, 1);
  const recipe = makeSmallRecipe(['Li', 'O', 'Ni']);
  const members = await Promise.all(
    [1, 2, 3].map(async (seed) => {
      const { text, elementEnergies, ranges } = await trainNep(frames, [], recipe, { seed, epochs: 60 });
      return loadNep(text, elementEnergies, { name: `member ${seed}`, ranges });
    }),
  );
  const calculator = makeCommittee(members).bind(crystal);
  const found = [0.05, 0.2, 0.4].map((size) => {
    const { forceDisagreement } = calculator.compute(crystal.cell, rattle(crystal.positions, size));
    return Math.hypot(...forceDisagreement!);
  });
  expect(found[1]).toBeGreaterThan(2 * found[0]);
  expect(found[2]).toBeGreaterThan(1.2 * found[1]);
  expect(calculator.notes().map(({ code }) => code)).toContain('members-disagree');
});
