import { expect, it, describe } from 'vitest';
import { loadNep, resolvePotential } from '../../../src/atoms/potential/index.js';
import { defaultRecipe, trainNep, type TrainingFrame } from '../../../src/atoms/potential/train/index.js';
import { fitElementEnergies } from '../../../src/atoms/potential/train/fit-element-energies.js';
import type { Context } from '../../../src/core/index.js';
import { label, makeRattledFrames, makeSmallRecipe } from './make-frames.js';

const own = await resolvePotential();
const recipe = makeSmallRecipe(['Li', 'O', 'Ni']);
const frames = makeRattledFrames(own, 40, 7);
const heldOut = makeRattledFrames(own, 12, 8);

const rms = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

it('learns another potential, and its file gives the errors that training tells', async () => {
  const trained = await trainNep(frames, heldOut, recipe, { seed: 1, epochs: 250 });
  const labels = rms(heldOut.flatMap(({ forces }) => [...forces]));
  expect(trained.heldOut.map(({ family, frames: count }) => [family, count])).toEqual([
    ['delithiated', 4],
    ['crystal', 8],
  ]);
  // Forty frames of a dozen atoms give no more to a potential as small; an untrained one is off by the forces themselves.
  for (const { forceRmse } of trained.heldOut) expect(forceRmse).toBeLessThan(0.15 * labels);
  // With a rate that falls by the same factor at each step and one weight of energies 0.07 to 0.09 and 3 to 5 meV are left.
  for (const { forceRmse, energyRmse } of trained.training) {
    expect(forceRmse).toBeLessThan(0.06 * labels);
    expect(energyRmse).toBeLessThan(0.0025);
  }

  const { text, elementEnergies, ranges } = trained;
  const potential = await loadNep(text, elementEnergies, { name: 'trained', ranges });
  const errors = heldOut
    .filter((frame) => frame.family === 'crystal')
    .map((frame) => ({ frame, found: label(potential, frame.structure, '', 'float64') }));
  const { energyRmse, forceRmse, stressRmse } = trained.heldOut[1];
  const off = (of: (frame: TrainingFrame) => number[]): number =>
    rms(errors.flatMap(({ frame, found }) => of(found).map((x, k) => x - of(frame)[k])));
  expect(off((frame) => [frame.energy / frame.structure.elements.length])).toBeCloseTo(energyRmse, 6);
  expect(off((frame) => [...frame.forces])).toBeCloseTo(forceRmse, 6);
  expect(off((frame) => [...frame.stress!])).toBeCloseTo(stressRmse!, 7);

  // Training itself lies within what training saw.
  const calculator = potential.bind(frames[0].structure);
  calculator.compute(frames[0].structure.cell, frames[0].structure.positions);
  expect(calculator.notes()).toEqual([]);
});

it('the same seed gives the same potential on one thread and on two, another seed another', async () => {
  const train = (seed: number, threads: number) => trainNep(frames, [], recipe, { seed, epochs: 4, threads });
  const one = await train(3, 1);
  expect((await train(3, 2)).text).toBe(one.text);
  expect((await train(4, 1)).text).not.toBe(one.text);
});

it('a training that was broken off goes on to the same potential', async () => {
  const whole = await trainNep(frames, [], recipe, { seed: 5, epochs: 6 });
  let saved: unknown;
  const abort = new AbortController();
  const context: Context = {
    signal: abort.signal,
    progress: (done) => {
      if (done === 4) abort.abort();
    },
    checkpoint: {
      load: async () => structuredClone(saved),
      save: async (_, state) => void (saved = structuredClone(state)),
    },
  };
  await expect(trainNep(frames, [], recipe, { seed: 5, epochs: 6, keepEvery: 0 }, context)).rejects.toMatchObject({
    code: 'abort',
  });
  expect(saved).toMatchObject({ epoch: 4 });
  let from: number | undefined;
  const again = { checkpoint: context.checkpoint, progress: (done: number) => void (from ??= done) };
  expect((await trainNep(frames, [], recipe, { seed: 5, epochs: 6, keepEvery: 0 }, again)).text).toBe(whole.text);
  expect(from).toBe(5);
  // The state of other frames is not taken up.
  from = undefined;
  await trainNep(frames.slice(1), [], recipe, { seed: 5, epochs: 1 }, again);
  expect(from).toBe(1);
});

it('goes on from a potential, and refuses one of another form', async () => {
  const { text } = await trainNep(frames, [], recipe, { seed: 1, epochs: 30 });
  const short = await trainNep(frames, heldOut, recipe, { seed: 1, epochs: 1 });
  const more = await trainNep(frames, heldOut, recipe, { seed: 1, epochs: 1, initial: text });
  expect(more.heldOut[0].forceRmse).toBeLessThan(0.5 * short.heldOut[0].forceRmse);
  await expect(trainNep(frames, [], { ...recipe, neurons: 9 }, { seed: 1, epochs: 1, initial: text })).rejects.toThrow(
    /not of the form of the recipe/,
  );
});

it('plans as many epochs as fit into a time', async () => {
  const few = await trainNep(frames, [], recipe, { seed: 1, seconds: 1e-6 });
  expect(few.epochs).toBe(1);
  await expect(trainNep(frames, [], recipe, { seed: 1, seconds: -1 })).rejects.toThrow('a time above zero');
});

describe('labels', () => {
  it('element energies and a constant of every cell are found, and told', () => {
    const cells = ['Li Li O', 'Li O', 'Ni O', 'Li Ni O O', 'Li Li Ni Ni O O O O', 'Li Ni Ni O O O', 'Ni Ni O O O'];
    const make = (offset: number, noise: number): TrainingFrame[] =>
      cells.map((cell, k) => {
        const elements = cell.split(' ');
        const sum = elements.reduce((total, element) => total + { Li: -2, O: -5, Ni: -6 }[element]!, 0);
        const energy = sum + offset + noise * elements.length * Math.sin(3 * k);
        return {
          structure: { ...frames[0].structure, elements },
          energy,
          forces: new Float64Array(),
          family: '',
          trajectory: '',
        };
      });
    const found = fitElementEnergies(make(40, 0.01), ['Li', 'O', 'Ni']);
    expect(found.offset).toBeCloseTo(40, 0);
    expect(found.energies.Li).toBeCloseTo(-2, 1);
    expect(found.energies.O).toBeCloseTo(-5, 1);
    expect(found.energies.Ni).toBeCloseTo(-6, 1);
    expect(found.notes.map(({ code }) => code)).toEqual(['energy-offset']);
    expect(found.notes[0].text).toContain(`holds ${found.offset.toFixed(3)} eV`);
    // Scatter of the surroundings alone is no constant of the cell.
    expect(fitElementEnergies(make(0, 0.2), ['Li', 'O', 'Ni'])).toMatchObject({ offset: 0, notes: [] });
  });

  it('elements whose compositions are all alike share the energy, and the cell keeps its own', () => {
    const { energies } = fitElementEnergies(
      frames.filter(({ structure }) => structure.elements.length === 12),
      ['Li', 'O', 'Ni'],
    );
    const sum = 3 * energies.Li + 3 * energies.Ni + 6 * energies.O;
    const whole = frames.filter(({ structure }) => structure.elements.length === 12).map(({ energy }) => energy);
    expect(sum).toBeCloseTo(whole.reduce((total, e) => total + e, 0) / whole.length, 4);
  });

  it('frames that stand twice are taken once, and never both trained on and held out', async () => {
    const { notes, training } = await trainNep([...frames.slice(0, 10), frames[3]], [frames[4]], recipe, {
      seed: 1,
      epochs: 1,
    });
    expect(notes.map(({ code }) => code)).toEqual(['doubled-frames', 'held-out-in-training', 'trajectory-in-training']);
    expect(notes[0].text).toContain('11 as 4');
    expect(training.reduce((sum, { frames: count }) => sum + count, 0)).toBe(9);
  });

  const broken = (change: (frame: TrainingFrame) => Partial<TrainingFrame>): TrainingFrame[] =>
    frames.slice(0, 4).map((frame, k) => (k === 2 ? { ...frame, ...change(frame) } : frame));
  it.each<[string, TrainingFrame[], RegExp]>([
    [
      'a force that is not a number',
      broken((f) => ({ forces: f.forces.with(1, NaN) })),
      /^training frame 3 .* is not a number/,
    ],
    ['atoms that fly apart', broken((f) => ({ forces: f.forces.with(1, -81) })), /^training frame 3 .* 81 eV\/Å/],
    [
      'forces of another number of atoms',
      broken((f) => ({ forces: f.forces.subarray(3) })),
      /^training frame 3 .* forces/,
    ],
    [
      'an element that the recipe lacks',
      broken((f) => ({ structure: { ...f.structure, elements: f.structure.elements.with(0, 'Co') } })),
      /^training frame 3 .* holds Co/,
    ],
    ['one frame', frames.slice(0, 1), /one frame/],
    ['one frame many times', [frames[0], frames[0], frames[0]], /one arrangement/],
  ])('refuses %s', async (_, given, message) => {
    await expect(trainNep(given, [], recipe, { seed: 1, epochs: 1 })).rejects.toThrow(message);
  });

  it('refuses an element of the recipe that no frame holds, and a recipe that is none', async () => {
    await expect(
      trainNep(frames, [], makeSmallRecipe(['Li', 'O', 'Ni', 'Zr']), { seed: 1, epochs: 1 }),
    ).rejects.toThrow('no training frame holds Zr');
    const wrong = { ...defaultRecipe(['Li', 'O', 'Ni']), neurons: 0 };
    await expect(trainNep(frames, [], wrong, { seed: 1, epochs: 1 })).rejects.toThrow('a number of neurons');
  });
});
