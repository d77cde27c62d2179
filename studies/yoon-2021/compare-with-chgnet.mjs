// What CHGNet 0.3.0 says where the study uses the default potential: the crystal, the (104) surface, bulk opening, and the interface of seed 1 relaxed further.
// node studies/yoon-2021/compare-with-chgnet.mjs > studies/yoon-2021/data/chgnet.csv   (after npm run build and cermet potential add chgnet; about a quarter of an hour)
import {
  buildInterface,
  measureInterfaceBonds,
  prepareSlab,
  relax,
  resolveCrystal,
  resolvePotential,
  runCrystalOpening,
  runOpening,
  runSurfaceEnergy,
  weakestBorder,
  weakestInterface,
  weakestOfAll,
} from '../../dist/atoms/index.js';
import { openStoredPotential } from '../../dist/cli/potential-store.js';
import { makeRng } from '../../dist/core/index.js';

const threads = 2;
const own = await resolvePotential();
const chgnet = await openStoredPotential('chgnet');
const say = (text) => process.stderr.write(`${text}\n`);
const rows = [['quantity', 'unit', own.name, 'chgnet']];
const add = (quantity, unit, a, b) =>
  rows.push([quantity, unit, a, b].map((v) => (typeof v === 'number' ? Number(v.toPrecision(4)) : v)));
const both = async (label, work) => {
  const values = [];
  for (const potential of [own, chgnet]) {
    say(`${label}: ${potential.name}`);
    values.push(await work(potential));
  }
  return values;
};

const { structure } = resolveCrystal('LiNiO2');
const slabs = await both('crystal', (p) =>
  prepareSlab(structure, p, { miller: [1, 0, 4], layers: 5, supercell: [4, 1], threads }),
);
add('LiNiO2 a', 'Å', slabs[0].crystal.cell[0], slabs[1].crystal.cell[0]);
add('LiNiO2 c', 'Å', slabs[0].crystal.cell[8], slabs[1].crystal.cell[8]);
const surfaces = await both('surface', (p) =>
  runSurfaceEnergy(structure, [1, 0, 4], p, { surface: { layers: 5 }, threads }),
);
add('(104) surface energy, relaxed', 'J/m2', surfaces[0].relaxed, surfaces[1].relaxed);
const bulk = (await both('bulk opening', (p) => runCrystalOpening(structure, [1, 0, 4], p, { threads }))).map(
  weakestOfAll,
);
add('bulk (104) opening strength', 'GPa', bulk[0].universal.peakStress.value, bulk[1].universal.peakStress.value);
add('bulk (104) separation energy', 'J/m2', bulk[0].separationEnergy, bulk[1].separationEnergy);

say('interface, seed 1');
const made = await buildInterface(
  slabs[0].surface.structure,
  'Co35B16',
  own,
  { atoms: 'formula', meltTemperature: 2500, meltDuration: 3000, quenchDuration: 3000 },
  { rng: makeRng(1) },
);
say('interface relaxed by CHGNet');
let last = 0;
const relaxed = await relax(
  made.structure,
  chgnet,
  { cell: ['zz'], force: 0.05, steps: 300, threads },
  {
    progress: (done, total, label) =>
      performance.now() - last > 10_000 &&
      ((last = performance.now()), say(`  ${label ?? ''} ${((100 * done) / (total ?? 1)).toFixed(0)} %`)),
  },
).catch((error) => {
  if (!error.partial) throw error;
  say(`  ${error.message}`);
  return error.partial;
});
const interfaces = [made.structure, relaxed.structure];
const bonds = interfaces.map((s, i) => measureInterfaceBonds([s], { slab: slabs[i].surface.structure }));
for (const [film, oxide] of [
  ['B', 'O'],
  ['Co', 'O'],
]) {
  const of = (i) => bonds[i].bonds.find((b) => b.film === film && b.oxide === oxide);
  add(`${film}-${oxide} bonds, seed 1`, '1', of(0).count.value, of(1).count.value);
  add(`${film}-${oxide} mean length, seed 1`, 'Å', of(0).length.value, of(1).length.value);
}
const regions = ['interface, lower side of the film', 'interface, upper side of the film'];
const openings = [];
for (const [i, potential] of [own, chgnet].entries()) {
  say(`interface opening: ${potential.name}`);
  openings.push(await runOpening(interfaces[i], potential, { regions, threads }));
}
for (const [name, pick] of [
  ['weakest plane', weakestInterface],
  ['border', weakestBorder],
]) {
  const [a, b] = openings.map(pick);
  add(`interface opening strength, ${name}, seed 1`, 'GPa', a.universal.peakStress.value, b.universal.peakStress.value);
  add(`interface separation energy, ${name}, seed 1`, 'J/m2', a.separationEnergy, b.separationEnergy);
}
process.stdout.write(
  `${rows.map((row) => row.map((cell) => (/[",]/.test(String(cell)) ? `"${cell}"` : cell)).join(',')).join('\n')}\n`,
);
