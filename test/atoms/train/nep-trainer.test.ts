import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateNep } from '../../../src/atoms/potential/evaluate-nep.js';
import { loadNep, resolvePotential } from '../../../src/atoms/potential/index.js';
import { parseNep, type NepModel } from '../../../src/atoms/potential/parse-nep.js';
import { formatNep } from '../../../src/atoms/potential/train/format-nep.js';
import { FrameStore } from '../../../src/atoms/potential/train/frame-store.js';
import { NepTrainer } from '../../../src/atoms/potential/train/nep-trainer.js';
import { packFrame } from '../../../src/atoms/potential/train/pack-frame.js';
import { makeParameterLayout, toParameters, walk } from '../../../src/atoms/potential/train/parameter-layout.js';
import { drawStartParameters } from '../../../src/atoms/potential/train/start-parameters.js';
import { defaultRecipe, type NepRecipe, type TrainingFrame } from '../../../src/atoms/potential/train/index.js';
import { computeVolume } from '../../../src/core/index.js';
import { findNeighbours } from '../../../src/num/neighbours.js';
import { waitForHelpers } from '../potential/wait-for-helpers.js';
import { label, makeRattledFrames, makeSmallRecipe } from './make-frames.js';

const own = await resolvePotential();
const loss = { energy: 10, force: 1, virial: 0.3 };

function prepare(recipe: NepRecipe, frames: readonly TrainingFrame[], threads = 1) {
  const layout = makeParameterLayout(recipe);
  const shortest = new Float64Array(recipe.elements.length ** 2).fill(Infinity);
  const store = new FrameStore(layout, threads);
  for (const frame of frames) store.add(packFrame(frame, recipe, 0, shortest));
  const trainer = new NepTrainer(recipe, layout, store);
  const types = frames.map(({ structure }) =>
    Int32Array.from(structure.elements, (element) => recipe.elements.indexOf(element)),
  );
  drawStartParameters(trainer, layout, types, 5);
  const text = formatNep(recipe, layout, trainer.parameters, trainer.scaler, { radial: 100, angular: 60 });
  return { layout, trainer, types, text, model: parseNep(text) };
}

const recipes: [string, NepRecipe][] = [
  ['the default recipe', defaultRecipe(['Li', 'O', 'Ni'])],
  ['a small recipe with five-body terms', makeSmallRecipe(['O', 'Ni', 'Li'], 1)],
];

describe.each(recipes)('%s', (_, recipe) => {
  const frames = makeRattledFrames(own, 3, 1);
  const { layout, trainer, types, text, model } = prepare(recipe, frames);

  it('writes parameters that are read back to the last bit', () => {
    const { parameters, scaler } = toParameters(layout, model);
    expect(parameters).toEqual(trainer.parameters);
    expect(scaler).toEqual(trainer.scaler);
    expect(text.split('\n')).toHaveLength(8 + layout.count + layout.place.length);
  });

  it('energies, forces and virials are those of the reference in double precision', async () => {
    // Labels from the reference: what is left is the rounding of single precision, 2⁻²⁴ of some hundred terms.
    const potential = await loadNep(text, undefined, { name: 'drawn' });
    const labelled = frames.map(({ structure }) => label(potential, structure, 'a', 'float64'));
    const again = prepare(recipe, labelled);
    again.trainer.parameters.set(trainer.parameters);
    again.trainer.scaler.set(trainer.scaler);
    again.trainer.computeErrors([0, 1, 2], false).forEach((error, k) => {
      const n = frames[k].structure.elements.length;
      expect(Math.abs(error.energy) / n).toBeLessThan(1e-6);
      expect(Math.sqrt(error.forceSquares / (3 * n))).toBeLessThan(1e-5);
      expect(Math.sqrt(error.virialSquares / 9) / n).toBeLessThan(1e-5);
    });
  });

  it('the gradient of the loss is its derivative with respect to every kind of parameter', () => {
    const weights = [1, 0.5, 0.25];
    const atoms = frames.reduce((sum, frame) => sum + frame.structure.elements.length, 0);
    const lists = frames.map(({ structure }) =>
      findNeighbours(structure.cell, structure.pbc, structure.positions, recipe.cutoff.radial),
    );
    const computeLoss = (of: NepModel): number =>
      frames.reduce((sum, frame, k) => {
        const n = frame.structure.elements.length;
        const found = evaluateNep(of, types[k], lists[k]);
        const energy = found.energies.reduce((total, e) => total + e, 0) - frame.energy;
        const volume = computeVolume(frame.structure.cell);
        const squares = (values: Float64Array, labels: Float64Array, scale: number): number =>
          values.reduce((total, value, x) => total + (value - scale * labels[x]) ** 2, 0);
        return (
          sum +
          weights[k] *
            ((loss.energy * energy ** 2) / n ** 2 / 3 +
              (loss.force * squares(found.forces, frame.forces, 1)) / (3 * atoms) +
              (loss.virial * squares(found.virial, frame.stress!, volume)) / (9 * n * n) / 3)
        );
      }, 0);
    trainer.addGradients([0, 1, 2], weights, loss);
    trainer.sumGradients(3);
    const gradient = trainer.gradient();
    const byPart = new Map<string, { at: number; index: number }[]>();
    walk(layout, (at, part, index) => byPart.set(part, [...(byPart.get(part) ?? []), { at, index }]));
    const step = 1e-5;
    for (const [part, places] of byPart) {
      const numbers = model[part as 'inputWeights'];
      const largest = places.reduce((most, { at }) => Math.max(most, Math.abs(gradient[at])), 0);
      for (let k = 0; k < places.length; k += Math.ceil(places.length / 23)) {
        const { at, index } = places[k];
        const value = numbers[index];
        numbers[index] = value + step;
        const above = computeLoss(model);
        numbers[index] = value - step;
        const below = computeLoss(model);
        numbers[index] = value;
        const slope = ((above - below) / (2 * step)) * (part === 'inputBias' ? -1 : 1);
        // Single precision: sums over some thousand pairs whose terms cancel.
        expect(Math.abs(gradient[at] - slope) / largest, `${part} ${index}`).toBeLessThan(3e-5);
      }
    }
    const value = model.outputBias[0];
    const shifted = (by: number): number =>
      computeLoss({ ...model, outputBias: model.outputBias.map(() => value + by) });
    expect(gradient[layout.shared]).toBeCloseTo((shifted(1e-4) - shifted(-1e-4)) / 2e-4, 2);
  });
});

it('two threads find the gradient of one, to the last bit', async () => {
  const recipe = makeSmallRecipe(['Li', 'O', 'Ni']);
  const frames = makeRattledFrames(own, 8, 2);
  const order = frames.map((_, k) => k);
  const train = async (threads: number): Promise<Float32Array[]> => {
    const { trainer } = prepare(recipe, frames, threads);
    if (threads > 1) await waitForHelpers(() => trainer.computeErrors(order, false));
    for (let step = 1; step <= 20; step++) {
      trainer.addGradients(
        order,
        order.map(() => 1),
        loss,
      );
      trainer.step(trainer.sumGradients(8), 1e-3, step, 0.9);
    }
    trainer.dispose();
    return [trainer.gradient().slice(), trainer.parameters.slice(), trainer.average.slice()];
  };
  expect(await train(2)).toEqual(await train(1));
});

it('a step is that of Adam, and cuts long gradients down', () => {
  const recipe = makeSmallRecipe(['Li', 'O', 'Ni']);
  const { trainer, layout } = prepare(recipe, makeRattledFrames(own, 2, 3));
  const before = trainer.parameters.slice();
  trainer.addGradients([0, 1], [1, 1], { energy: 1e3, force: 1, virial: 0 });
  const norm = trainer.sumGradients(2);
  trainer.step(norm, 1e-3, 1, 0);
  const gradient = trainer.gradient();
  expect(norm).toBeCloseTo(Math.hypot(...gradient), 2);
  expect(norm).toBeGreaterThan(5);
  const at = layout.output + 3;
  // The first step of Adam is the rate against the sign of the gradient.
  expect((trainer.parameters[at] - before[at]) * -Math.sign(gradient[at])).toBeCloseTo(1e-3, 6);
  expect(trainer.moments[at]).toBeCloseTo((0.1 * 5 * gradient[at]) / norm, 6);
  expect(trainer.average).toEqual(trainer.parameters);
});

it('writes a file that calorine has read, letter by letter', () => {
  // Its energies and forces by calorine are compared in nep.test.ts; see test/reference/nep/make-trained.mjs.
  const text = readFileSync(new URL('../../reference/nep/models/nep4-trained.txt', import.meta.url), 'utf8');
  const recipe = makeSmallRecipe(['Li', 'O', 'Ni'], 1);
  const layout = makeParameterLayout(recipe);
  const { parameters, scaler } = toParameters(layout, parseNep(text));
  const [, radial, angular] = /^cutoff 4.5 3.5 (\d+) (\d+)$/m.exec(text)!;
  const most = { radial: Number(radial), angular: Number(angular) };
  expect(formatNep(recipe, layout, parameters, scaler, most)).toBe(text);
});
