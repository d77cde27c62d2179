import { describe, expect, test } from 'vitest';
import {
  alignEnergies,
  checkLabels,
  makeSystem,
  planAmounts,
  resolveCrystal,
  resolvePotential,
  splitFrames,
} from '../../../src/atoms/index.js';
import { DomainError, InputError, makeRng, ReadError, type Structure } from '../../../src/core/index.js';

const ELEMENTS = ['Li', 'Ni', 'O'];
const rng = makeRng(5);

/** LiNiO2, each time moved otherwise, with labels. */
function makeFrame(change: Partial<Structure> = {}): Structure {
  const { cell, elements, positions } = resolveCrystal('LiNiO2').structure;
  return {
    cell,
    pbc: [true, true, true],
    elements,
    positions: positions.map((x) => x + 0.05 * rng.normal()),
    energy: -70,
    atomic: { forces: { width: 3, values: positions.map(() => 0.1 * rng.normal()) } },
    ...change,
  };
}

const check = (frames: readonly Structure[]) => checkLabels(frames, 'own.extxyz', ELEMENTS);

describe('labels of one’s own', () => {
  test('are taken with weight, family and trajectory', async () => {
    const frames = [makeFrame({ info: { weight: 3, family: 'slab', trajectory: 7 } }), makeFrame()];
    const { frames: taken, notes } = await check(frames);
    expect(notes).toEqual([]);
    expect(taken[0]).toMatchObject({ weight: 3, family: 'slab', trajectory: 'own.extxyz 7', energy: -70 });
    expect(taken[1]).toMatchObject({ family: 'own', trajectory: 'own.extxyz 1' });
    expect(taken[0].forces).toBe(frames[0].atomic!.forces.values);
  });

  test('frames that exploded and frames given twice are left out and numbered', async () => {
    const good = makeFrame();
    const force = makeFrame();
    force.atomic!.forces.values[4] = -55;
    const missing = makeFrame();
    missing.atomic!.forces.values[4] = NaN;
    const overlap = makeFrame();
    overlap.positions.set(overlap.positions.subarray(0, 3), 3);
    const { frames, notes } = await check([good, force, missing, overlap, { ...good }, makeFrame()]);
    expect(frames).toHaveLength(2);
    expect(notes.map(({ code, text }) => `${code}: ${text}`)).toEqual([
      expect.stringMatching(/^exploded-frames: 3 of 6 frames .*: frames 2, 3, 4$/),
      expect.stringMatching(/^doubled-frames: 1 of 6 frames .*: frame 5$/),
    ]);
  });

  test('what cannot be trained on is an error with its frame', async () => {
    await expect(check([makeFrame(), makeFrame({ energy: undefined })])).rejects.toThrow(
      /no energy — own.extxyz, frame 2/,
    );
    await expect(check([makeFrame({ atomic: {} })])).rejects.toThrow(ReadError);
    await expect(check([makeFrame({ pbc: [true, true, false] })])).rejects.toThrow(/not periodic/);
    const strange = makeFrame();
    await expect(
      check([{ ...strange, elements: strange.elements.map((e) => (e === 'Ni' ? 'Fe' : e)) }]),
    ).rejects.toThrow(/frame 1 .* Fe.*--elements Fe/);
    await expect(
      check([{ ...strange, elements: strange.elements.map((e) => (e === 'Ni' ? 'Po' : e)) }]),
    ).rejects.toThrow(DomainError);
  });

  test('a constant offset is found element by element and taken off, forces untouched', async () => {
    const offsets = { Li: 12.5, Ni: -3.25, O: 431 } as Record<string, number>;
    const shapes = [makeFrame(), ...['Li', 'Ni', 'O'].map((gone) => without(makeFrame(), gone))];
    const prior = shapes.map(({ elements }, k) => -5 * elements.length + 0.3 * k);
    const shifted = shapes.map((frame, k) => ({
      ...frame,
      energy: prior[k] + frame.elements.reduce((sum, element) => sum + offsets[element], 0),
    }));
    const { frames } = await check(shifted);
    const aligned = alignEnergies(frames, prior, ELEMENTS);
    // The weak hold on equal constants, 1e-6 of the weight of a frame, moves a constant by up to a few meV/atom.
    aligned.frames.forEach(({ energy, structure }, k) =>
      expect(Math.abs(energy - prior[k]) / structure.elements.length).toBeLessThan(0.005),
    );
    expect(aligned.frames[2].forces).toBe(frames[2].forces);
    expect(aligned.notes[0].code).toBe('energy-offset');
    expect(Number(/O (-?[\d.]+)/.exec(aligned.notes[0].text)![1])).toBeCloseTo(431, 0);
    expect(
      alignEnergies(
        frames,
        frames.map(({ energy }) => energy),
        ELEMENTS,
      ).notes,
    ).toEqual([]);
  });
});

/** One atom of an element fewer. */
function without(frame: Structure, element: string): Structure {
  const at = frame.elements.indexOf(element);
  const drop = (values: Float64Array): Float64Array => values.filter((_, k) => Math.floor(k / 3) !== at);
  return {
    ...frame,
    elements: frame.elements.filter((_, i) => i !== at),
    positions: drop(frame.positions),
    atomic: { forces: { width: 3, values: drop(frame.atomic!.forces.values) } },
  };
}

describe('a budget', () => {
  test('holds frames in its proportion, and says when it is too short for one generation', () => {
    const some = planAmounts(1200, 0.2, 2);
    const twice = planAmounts(2400, 0.2, 2);
    expect(Math.abs(twice.first / some.first - 2)).toBeLessThan(0.02); // whole frames
    expect(planAmounts(1200, 0.2, 4).first).toBeGreaterThan(1.9 * some.first);
    expect(some.training).toEqual({ seconds: expect.any(Number) });
    expect(() => planAmounts(20, 0.2, 2)).toThrow(InputError);
    // Thirteen coatings need thirteen times as many frames.
    expect(() => planAmounts(600, 0.2, 2, 13)).toThrow(/where 1040 are the least/);
    const hint = /--budget '(\d+) min'/.exec(String(captured(() => planAmounts(20, 0.2, 2))))![1];
    expect(planAmounts(60 * Number(hint), 0.2, 2).first).toBeGreaterThan(0);
  });

  test('frames are split without one lost', () => {
    for (const frames of [10, 57, 400]) {
      const { heldOut, first, round, rounds } = splitFrames(frames);
      expect(heldOut + first + rounds * round).toBe(frames);
    }
  });
});

function captured(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('a mixed oxide is labelled with whole atoms', async () => {
  const potential = await resolvePotential();
  const { structure } = resolveCrystal('LiNi0.8Co0.1Mn0.1O2');
  const system = await makeSystem([{ name: 'LiNi0.8Co0.1Mn0.1O2', structure }], ['Co2B'], potential);
  expect(system.elements).toEqual(['B', 'Co', 'Li', 'Mn', 'Ni', 'O']);
  expect(system.pairs[0].oxide.structure.disorder!.size).toBeGreaterThan(0);
});
