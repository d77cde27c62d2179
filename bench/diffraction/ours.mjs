// Seconds of processor time of our own code on the bench's patterns, in a fresh process: node ours.mjs FOLDER [WHAT].
// WHAT: all (default); candidates, which are screened before any other work; files, phases without the space group that
// the library knows, as files give them, so that it is searched.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRYSTALS, resolveCrystal } from '../../dist/atoms/index.js';
import { Table } from '../../dist/core/index.js';
import { runAnalysis } from '../../dist/evidence/index.js';
import {
  makeCrystalModel,
  makeRadiation,
  patternAnalysis,
  refineInStages,
  rietveldAnalysis,
  seriesAnalysis,
  TUBES,
} from '../../dist/lab/index.js';

const [, , folder, what = 'all'] = process.argv;
const oxide = 'LiNi0.8Co0.1Mn0.1O2';
const resolve = async (name) => {
  const { structure } = resolveCrystal(name);
  return { name, structure: what === 'files' ? { ...structure } : structure };
};
const numbers = (name, apart) =>
  readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .filter((line) => /^[\d.]/.test(line))
    .map((line) => line.split(apart).map(Number));
const toRecording = (rows, k = 1) => ({
  kind: 'diffraction',
  table: new Table([
    { name: 'two_theta_degree', values: Float64Array.from(rows, (r) => r[0]) },
    { name: 'counts', values: Float64Array.from(rows, (r) => r[k]) },
  ]),
  about: {},
  metadata: { wavelength_angstrom: [...TUBES.Cu], goniometer_radius_millimetre: 150 },
  origin: { type: 'measured', file: `frame_${k}.xy`, sha256: '', reader: 'bench@1' },
  notes: [],
});
const seconds = async (work) => {
  const before = process.cpuUsage();
  const out = await work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1e6, out];
};
const pattern = toRecording(numbers('pattern.xy', ' '));
const mixed = toRecording(numbers('mixture.xy', ' '));
const candidates = CRYSTALS.filter((c) => !['Li', 'B'].includes(c.name)).slice(0, 59);
const screen = () =>
  runAnalysis(patternAnalysis, [mixed], { phases: [oxide, ...candidates.map((c) => c.name)].join(',') }, resolve);
if (what === 'candidates') {
  console.log(JSON.stringify({ identify: (await seconds(screen))[0] }));
  process.exit();
}
const settings = { phases: oxide, shift: 'displacement', spread: 'no', background: '6', texture: 'off' };
const rietveld = () => runAnalysis(rietveldAnalysis, [pattern], settings, resolve);
const [staged_cold, cold] = await seconds(rietveld);
const warm = [];
for (let k = 0; k < 5; k++) warm.push((await seconds(rietveld))[0]);
const find = (id) => cold.findings.find((f) => f.id === id).estimate;

const counts = pattern.table.column('counts');
const refined = await refineInStages({
  angles: pattern.table.column('two_theta_degree'),
  data: { counts, variance: counts.map((v) => Math.max(1, v)), gain: counts.map(() => 1) },
  radiation: makeRadiation(TUBES.Cu),
  phases: [await makeCrystalModel(oxide, resolveCrystal(oxide).structure)],
  shift: 'displacement',
  background: 6,
  texture: 'off',
});
const { values, free } = refined.refined;
const y = new Float64Array(counts.length);
const J = free.map(() => new Float64Array(counts.length));
const evaluate = () => {
  for (let k = 0; k < 20; k++) refined.model.evaluate(values, y, free, J);
};
const each = [];
for (let k = 0; k < 8; k++) each.push((await seconds(evaluate))[0] / 20);

const rows = numbers('series.csv', ',');
const frames = Array.from({ length: 16 }, (_, k) => toRecording(rows, k + 1));
const [series] = await seconds(() => runAnalysis(seriesAnalysis, frames, { phases: oxide, standard: 'Al' }, resolve));
const [mixture] = await seconds(() =>
  runAnalysis(
    rietveldAnalysis,
    [mixed],
    { phases: `${oxide},NiO,Al2O3`, standard: 'Al2O3: 10 %', shift: 'displacement', spread: 'no' },
    resolve,
  ),
);
const [identify] = await seconds(screen);
console.log(
  JSON.stringify({
    staged_cold,
    staged_warm: Math.min(...warm),
    free: free.length,
    evaluation: Math.min(...each),
    series,
    mixture,
    identify,
    memory: process.resourceUsage().maxRSS * 1024,
    mixing: find('mixing').value,
    mixing_esd: find('mixing').sigma,
    r_wp: find('r_wp').value,
  }),
);
