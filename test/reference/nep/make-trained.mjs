// A small potential by our own trainer, which calorine then reads: models/nep4-trained.txt. After it:
//   npm run build && node test/reference/nep/make-trained.mjs && python make-reference.py --trained
import { writeFileSync } from 'node:fs';

const load = (room) => import(new URL(`../../../dist/${room}/index.js`, import.meta.url).href);
const { makeRng } = await load('core');
const { resolveCrystal, resolvePotential, trainNep } = await load('atoms');

const teacher = await resolvePotential();
const crystal = resolveCrystal('LiNiO2').structure;
const rng = makeRng(1);
const frames = Array.from({ length: 40 }, () => {
  const stretch = 1 + 0.03 * rng.normal();
  const structure = {
    ...crystal,
    cell: crystal.cell.map((x) => x * stretch),
    positions: crystal.positions.map((x) => x * stretch + 0.1 * rng.normal()),
  };
  const { energy, forces, stress } = teacher.bind(structure).compute(structure.cell, structure.positions);
  return { structure, energy, forces: forces.slice(), stress: stress.slice(), family: 'crystal', trajectory: 'a' };
});
const recipe = {
  elements: ['Li', 'O', 'Ni'],
  cutoff: { radial: 4.5, angular: 3.5 },
  nMax: { radial: 4, angular: 2 },
  basisSize: { radial: 6, angular: 5 },
  lMax: [4, 2, 1],
  neurons: 10,
  zbl: { outer: 2, factor: 0.65 },
};
const { text, training } = await trainNep(frames, [], recipe, { seed: 1, epochs: 300 });
writeFileSync(new URL('models/nep4-trained.txt', import.meta.url), text);
console.log(training);
