import { expect, it } from 'vitest';
import { toAif } from '../../../src/io/sorption/write-aif.js';
import { toCsv } from '../../../src/io/to-csv.js';
import { findAdsorptive } from '../../../src/lab/sorption/adsorptives.js';
import { computePoreSizes } from '../../../src/lab/sorption/pore-sizes.js';
import { simulateIsotherm } from '../../../src/lab/sorption/simulate-isotherm.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { readFileSync } from 'node:fs';
import { analyse, pick, readBytes, readSharedFile, readTruth, rngOf } from './outcome.js';

const rising = Array.from({ length: 40 }, (_, i) => 0.005 + (0.9 * i) / 40);
const falling = Array.from({ length: 90 }, (_, i) => 0.985 - (0.685 * i) / 89);

it('an isotherm of the BET equation gives its area and C, written as AIF and as csv and read again', async () => {
  const made = simulateIsotherm({ bet: { area: 5200, c: 75 }, pressure: rising, mass: 0.8e-3 });
  for (const [name, text] of [
    ['made.aif', toAif(made)],
    ['made.csv', toCsv(made.table)],
  ]) {
    const [read] = await readBytes(name, text);
    const outcome = await analyse('bet', read);
    expect(pick(outcome, 'bet_area').estimate.value).toBeCloseTo(5.2, 8);
    expect(pick(outcome, 'bet_c').estimate.value).toBeCloseTo(75, 5);
  }
});

it('noise of half a percent of a monolayer: area within 2 %, in every one of 20 draws', async () => {
  for (let seed = 0; seed < 20; seed++) {
    const monolayer = 380 / (6.02214076e23 * 0.162e-18);
    const made = simulateIsotherm(
      { bet: { area: 380, c: 90 }, pressure: rising, noise: 0.006 * monolayer },
      rngOf(seed),
    );
    const { value, sigma } = pick(await analyse('bet', made), 'bet_area').estimate;
    expect(Math.abs(value / 0.38 - 1)).toBeLessThan(0.02);
    expect(Math.abs(value - 0.38)).toBeLessThan(4 * sigma!);
  }
});

it('the ends of the line are chosen, the areas of the range have the errors of their own lines', async () => {
  const made = simulateIsotherm({ bet: { area: 380, c: 90 }, pressure: rising, noise: 2e-5 }, rngOf(3));
  const outcome = await analyse('bet', made);
  for (const id of ['window_low', 'window_high']) expect(pick(outcome, id).estimate).toMatchObject({ sigma: 0, n: 1 });
  const [low, high] = ['area_low', 'area_high'].map((id) => pick(outcome, id).estimate);
  expect(low.value).toBeLessThan(high.value);
  const windows = outcome.tables.find((t) => t.id === 'windows')!.table;
  const areas = windows.column('area_square_metre_per_gram');
  for (const { value, sigma, budget } of [low, high]) {
    const row = areas.indexOf(value);
    expect(sigma).toBe(windows.get('area_square_metre_per_gram').sigma![row]);
    expect(budget).toEqual({ fit: sigma });
  }
});

it('the free space asks for a mass and then widens the error', async () => {
  const made = simulateIsotherm({ bet: { area: 400, c: 90 }, pressure: rising });
  expect((await analyse('bet', made)).notes.find((n) => n.code === 'free-space-unknown')?.level).toBe('warning');
  await expect(analyse('bet', made, { 'free space': '0.05 cm3' })).rejects.toThrow('mass');
  const outcome = await analyse('bet', made, { 'free space': '0.05 cm3', mass: '2 g', window: '0.05..0.30' });
  const { value, budget } = pick(outcome, 'bet_area').estimate;
  // 0.05 cm3 at p/p0 0.2 is 0.01 cm3 of gas against some 0.2 cm3 adsorbed on 0.8 m2: 5 to 10 %.
  expect(budget!.calibration! / value).toBeGreaterThan(0.03);
  expect(budget!.calibration! / value).toBeLessThan(0.12);
});

it('where no window is admissible the error says which criterion fails', async () => {
  const made = simulateIsotherm({ film: { externalArea: 0, microporeVolume: 2e-4 }, pressure: rising });
  await expect(analyse('bet', made)).rejects.toThrow(/Rouquerol.*(falls|monolayer|C below)/);
});

it('a t-plot gives back area and micropore volume', async () => {
  const made = simulateIsotherm({ film: { externalArea: 3100, microporeVolume: 1.4e-6 }, pressure: rising });
  const outcome = await analyse('t-plot', made);
  expect(pick(outcome, 'external_area').estimate.value).toBeCloseTo(3.1, 8);
  expect(pick(outcome, 'micropore_volume').estimate.value).toBeCloseTo(1.4e-3, 9);
  expect(pick(outcome, 'external_area').estimate.budget!.model).toBeGreaterThan(0.01);
});

it.each([
  [5e-9, 0.15, 2e-5],
  [7.5e-9, 0.22, 3.5e-5],
  [14e-9, 0.3, 5e-5],
])('pores of median %d m and width %d: mode 5 %%, volume 2 %%', async (median, logSigma, volume) => {
  const made = simulateIsotherm({ pores: { volume, median, logSigma }, pressure: falling });
  const outcome = await analyse('bjh', made);
  const mode = 1e9 * median * Math.exp(-(logSigma ** 2));
  expect(Math.abs(pick(outcome, 'pore_mode').estimate.value / mode - 1)).toBeLessThan(0.02);
  expect(Math.abs(pick(outcome, 'pore_volume').estimate.value / (1000 * volume) - 1)).toBeLessThan(0.005);
});

it('with its factor computed for every pore, Barrett–Joyner–Halenda is the sum of Dollimore–Heal', () => {
  const made = simulateIsotherm({ pores: { volume: 3e-5, median: 8e-9, logSigma: 0.2 }, pressure: falling });
  const p = [...made.table.column('relative_pressure')].reverse();
  const n = [...made.table.column('loading_millimole_per_gram')].reverse();
  const options = { adsorptive: findAdsorptive('N2'), temperature: 77.355 };
  const a = computePoreSizes(p, n, { ...options, method: 'bjh' });
  const b = computePoreSizes(p, n, { ...options, method: 'dh' });
  a.volume.forEach((v, i) => expect(b.volume[i]).toBeCloseTo(v, 15));
});

it('pores that let go at p/p0 0.42 to 0.5 are flagged as the closure of nitrogen, on the way down only', async () => {
  const closing = { pores: { volume: 3e-5, median: 4e-9, logSigma: 0.08 } };
  const down = simulateIsotherm({ ...closing, pressure: falling });
  expect((await analyse('bjh', down)).notes.find((n) => n.code === 'closure-artefact')?.level).toBe('serious');
  const up = simulateIsotherm({ ...closing, pressure: [...falling].reverse() });
  expect((await analyse('bjh', up)).notes.map((n) => n.code)).not.toContain('closure-artefact');
});

describeShared('the synthetic isotherms', () => {
  const truth = (): Record<string, Record<string, number>> => readTruth('sorption');
  const read = (name: string) => readSharedFile(`lab_synthetic/sorption/${name}.csv`);
  it('bet_exact 1e-6, bet_powder 2 %', async () => {
    const exact = pick(await analyse('bet', await read('bet_exact')), 'bet_area').estimate.value;
    expect(Math.abs(exact / truth().bet_exact.area_m2_per_g - 1)).toBeLessThan(1e-6);
    const noisy = pick(await analyse('bet', await read('bet_powder')), 'bet_area').estimate.value;
    expect(Math.abs(noisy / truth().bet_powder.area_m2_per_g - 1)).toBeLessThan(0.02);
  });
  it('t-plot: area 1 %, volume 2 %', async () => {
    const outcome = await analyse('t-plot', await read('tplot'));
    const t = truth().tplot;
    expect(Math.abs(pick(outcome, 'external_area').estimate.value / t.external_area_m2_per_g - 1)).toBeLessThan(0.01);
    expect(Math.abs(pick(outcome, 'micropore_volume').estimate.value / t.micropore_volume_cm3_per_g - 1)).toBeLessThan(
      0.02,
    );
  });
  it('bjh: mode 5 %, volume 2 %', async () => {
    const t = truth().bjh_desorption;
    for (const id of ['bjh', 'dh']) {
      const outcome = await analyse(id, await read('bjh_desorption'));
      expect(Math.abs(pick(outcome, 'pore_mode').estimate.value / t.mode_diameter_nm - 1)).toBeLessThan(0.05);
      expect(Math.abs(pick(outcome, 'pore_volume').estimate.value / t.pore_volume_cm3_per_g - 1)).toBeLessThan(0.02);
    }
  });
});

describeShared('real isotherms against pyGAPS 4.6.1 for the same window', () => {
  const reference = () => JSON.parse(readFileSync(sharedPath('sorption/pygaps_reference.json'), 'utf8'));
  it.each([
    'MCM-41 N2 77K.json',
    'SiO2 N2 77K.json',
    'Takeda 5A N2 77K.json',
    'Cabot BP280 carbon black.csv',
    'LiChrospher Si-1000 silica.csv',
  ])('%s', async (name) => {
    const { bet } = reference()[name];
    const outcome = await analyse('bet', await readSharedFile(`sorption/${name}`), { window: bet.range.join('..') });
    expect(Math.abs(pick(outcome, 'bet_area').estimate.value / bet.area_m2_per_g - 1)).toBeLessThan(1e-6);
    expect(Math.abs(pick(outcome, 'bet_c').estimate.value / bet.C - 1)).toBeLessThan(1e-5);
  });
});
