import { expect, it } from 'vitest';
import {
  chooseSeparations,
  computeRdf,
  deriveBondCutoffs,
  figureOpening,
  figurePull,
  figureRdf,
  findCutPlanes,
  openRigidly,
  pullApart,
} from '../../../src/atoms/analysis/index.js';
import { figureToCsv, renderFigureSvg } from '../../../src/figure/index.js';
import { makeFcc, makeRockSalt } from './crystals.js';
import { makeMorse, makePairPotential } from './pair-potential.js';

const potential = makePairPotential(['Ni'], 4.6, () => makeMorse(0.4, 1.8, 2.5, 4.6));

it('draw, and hold their numbers', async () => {
  const crystal = makeFcc('Ni', 3.53, [1, 1, 3]);
  const opening = await openRigidly(
    crystal,
    potential.bind(crystal),
    findCutPlanes(crystal)[0],
    chooseSeparations(potential.cutoff),
  );
  const pull = await pullApart(crystal, potential, undefined, { step: 0.2, extension: 1 });
  const salt = makeRockSalt(4.17, ['Ni', 'O'], [2, 2, 2]);
  const figures = [
    figureOpening([{ label: 'crystal', opening }]),
    figurePull([{ label: 'crystal', pull }]),
    figureRdf(computeRdf([salt]), deriveBondCutoffs([salt])),
  ];
  for (const figure of figures) expect(await renderFigureSvg(figure)).toMatch(/^<svg/);
  expect(figureToCsv(figures[0])).toContain(`crystal,0.5,${Number(opening.energy[5].toPrecision(5))},`);
  expect(figures[1].caption).toContain(pull.fracture.says);
  expect(figureToCsv(figures[2])).toContain('Ni–O');
});
