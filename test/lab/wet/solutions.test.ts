import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makeRng, type Recording } from '../../../src/core/index.js';
import { toCsv } from '../../../src/io/to-csv.js';
import { computeQuantile } from '../../../src/lab/particles/size-distribution.js';
import { simulateTitration, type TitrationPlan } from '../../../src/lab/solutions/simulate-titration.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { analyse, pick, readBytes, readSharedFile, readTruth, rngOf } from './outcome.js';

const plan: TitrationPlan = {
  lioh: 0.0031,
  li2co3: 0.0044,
  powder: 8e-3,
  water: 80e-6,
  aliquot: 30e-6,
  added: 90e-6,
  acid: 80,
  step: 0.05e-6,
  noise: 0.008,
};
const how = { powder: '8 g', water: '80 mL', aliquot: '30 mL', added: '90 mL', acid: '0.08 mol/L' };

it('a simulated titration, written, read and analysed, gives both amounts back', async () => {
  const [read] = await readBytes('t.csv', toCsv(simulateTitration(plan, rngOf(1)).table));
  const outcome = await analyse('titration', read, how);
  for (const [id, truth] of [
    ['lioh', 0.31],
    ['li2co3', 0.44],
  ] as const) {
    const { value, sigma } = pick(outcome, id).estimate;
    // 0.005 wt% is asked for.
    expect(Math.abs(value - truth)).toBeLessThan(0.001);
    expect(Math.abs(value - truth)).toBeLessThan(5 * sigma!);
    expect(Math.abs(pick(outcome, id, { method: 'from end points' }).estimate.value - truth)).toBeLessThan(0.02);
  }
});

it('its errors are honest: over 60 draws the pulls have a standard deviation of one', async () => {
  const pulls: number[] = [];
  for (let seed = 0; seed < 60; seed++) {
    const { value, budget } = pick(
      await analyse('titration', simulateTitration(plan, rngOf(seed)), how),
      'li2co3',
    ).estimate;
    pulls.push((value - 0.44) / budget!.fit!);
  }
  const rms = Math.sqrt(pulls.reduce((s, p) => s + p * p, 0) / pulls.length);
  // 60 draws know a standard deviation to 9 %.
  expect(rms).toBeGreaterThan(0.7);
  expect(rms).toBeLessThan(1.4);
});

it('the scatter of the pH is that of the electrode, within its own error', async () => {
  const outcome = await analyse('titration', simulateTitration(plan, rngOf(4)), how);
  const { value, sigma, budget } = pick(outcome, 'ph_scatter').estimate;
  expect(budget).toEqual({ fit: sigma });
  expect(Math.abs(value - plan.noise)).toBeLessThan(3 * sigma!);
  // Some 100 points know a standard deviation to 7 %.
  expect(sigma! / value).toBeLessThan(0.15);
});

it('CO2 moves the split and not the lithium', async () => {
  const air = simulateTitration({ ...plan, noise: 0, carbonDioxide: 3e-5 });
  const clean = simulateTitration({ ...plan, noise: 0 });
  const [a, b] = [await analyse('titration', air, how), await analyse('titration', clean, how)];
  expect(pick(a, 'lioh').estimate.value).toBeLessThan(pick(b, 'lioh').estimate.value - 0.04);
  expect(pick(a, 'total_lithium').estimate.value).toBeCloseTo(pick(b, 'total_lithium').estimate.value, 5);
  expect(a.notes.map((n) => n.code)).toContain('carbon-dioxide');
  const known = await analyse('titration', air, { ...how, 'carbon dioxide': '0.03 mmol' });
  expect(pick(known, 'lioh').estimate.value).toBeCloseTo(0.31, 4);
});

it('a curve that stops before its second end point is refused with the reason', async () => {
  await expect(analyse('titration', simulateTitration({ ...plan, end: 6 }), how)).rejects.toThrow(/second end point/);
});

it('an electrode that is off is told, and counted as model', async () => {
  const made = simulateTitration({ ...plan, noise: 0.003 }, rngOf(2));
  const ph = made.table.column('ph').map((v) => v + 0.08);
  const outcome = await analyse('titration', { ...made, table: made.table.with({ name: 'ph', values: ph }) }, how);
  expect(outcome.notes.map((n) => n.code)).toContain('electrode-offset');
  const { value, sigma } = pick(outcome, 'li2co3').estimate;
  expect(Math.abs(value - 0.44)).toBeLessThan(3 * sigma!);
});

/** Readings of standards and three cells with a constant and a proportional scatter. */
function makeIcp(seed: number, floor: number): string {
  const rng = makeRng(seed);
  const rows = ['sample,element,concentration_mg_per_l,intensity_count'];
  const read = (c: number) => (150 + 20000 * c + Math.hypot(floor, 0.008 * 20000 * c) * rng.normal()).toFixed(1);
  for (const c of [0, 0.1, 0.5, 1, 2, 5]) for (let k = 0; k < 3; k++) rows.push(`standard,Ni,${c},${read(c)}`);
  [0.4, 0.46, 0.43].forEach((c, i) => {
    for (let k = 0; k < 3; k++) rows.push(`cell${i + 1},Ni,,${read(c)}`);
  });
  return rows.join('\n');
}

it('concentrations lie in their intervals nineteen times of twenty', async () => {
  let inside = 0;
  for (let seed = 0; seed < 40; seed++) {
    const [read] = await readBytes('icp.csv', makeIcp(seed, 40));
    const outcome = await analyse('icp', read);
    [0.4, 0.46, 0.43].forEach((truth, i) => {
      const [low, high] = pick(outcome, 'concentration', { sample: `cell${i + 1}` }).estimate.interval!;
      if (truth >= low && truth <= high) inside++;
    });
  }
  // Of 120, 114 ± 2.4 are expected; replicates are few, so a few more may miss.
  expect(inside).toBeGreaterThan(105);
});

it('the mean over cells keeps their scatter apart from the error of the line', async () => {
  const [read] = await readBytes('icp.csv', makeIcp(3, 40));
  const { estimate } = pick(await analyse('icp', read), 'mean_concentration', { element: 'Ni' });
  expect(estimate.spread).toBeGreaterThan(0.02);
  expect(estimate.budget!.replicates).toBeCloseTo(estimate.spread! / Math.sqrt(3), 10);
  expect(estimate.covers).toBe('specimens');
  const diluted = pick(await analyse('icp', read, { dilution: '10' }), 'mean_concentration', { element: 'Ni' });
  expect(diluted.estimate.value).toBeCloseTo(10 * estimate.value, 9);
});

it('a lognormal distribution gives its quantiles to 0.1 %, straight lines do not', () => {
  const [median, s] = [6e-6, 0.32];
  const limits = Array.from({ length: 71 }, (_, i) => 0.2e-6 * 500 ** (i / 70));
  const normal = (z: number): number => {
    // Φ by its series: accurate to 1e-12 here.
    let term = z;
    let sum = z;
    for (let k = 1; k < 200; k++) sum += term *= (z * z) / (2 * k + 1);
    return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  };
  const cumulative = limits.map((d) => normal(Math.max(-6, Math.min(6, Math.log(d / median) / s))));
  const classes = {
    lower: Float64Array.from(limits.slice(0, -1)),
    upper: Float64Array.from(limits.slice(1)),
    share: Float64Array.from(limits.slice(1), (_, i) => 100 * (cumulative[i + 1] - cumulative[i])),
  };
  for (const [q, z] of [
    [0.1, -1.2815515655],
    [0.5, 0],
    [0.9, 1.2815515655],
  ] as const)
    expect(Math.abs(computeQuantile(classes, q) / (median * Math.exp(z * s)) - 1)).toBeLessThan(1e-3);
});

it('shares by number are never taken for shares by volume', async () => {
  const rows = ['lower_um,upper_um,number_percent', '1,2,20', '2,4,60', '4,8,20'];
  const [read] = await readBytes('n.csv', rows.join('\n'));
  expect(read.kind).toBe('particle-size');
  const outcome = await analyse('psd', read);
  expect(outcome.notes.map((n) => n.code)).toContain('by-number');
  await expect(analyse('psd', read, { weight: 'volume' })).rejects.toThrow(/by volume/);
});

it('size classes that do not meet are refused', async () => {
  const [read] = await readBytes('gap.csv', 'lower_um,upper_um,volume_percent\n1,2,20\n3,4,60\n4,8,20\n');
  await expect(analyse('psd', read)).rejects.toThrow(/do not meet/);
});

describeShared('the synthetic cases', () => {
  it.each(['typical', 'mostly_carbonate', 'carbonated', 'past_end'])(
    'titration %s: 0.005 wt%% from the curve',
    async (name) => {
      const truth = readTruth('titration')[name];
      const outcome = await analyse('titration', (await readSharedFile(`lab_synthetic/titration/${name}.csv`))[0], {
        powder: '10 g',
        water: '100 mL',
        aliquot: '40 mL',
        added: '100 mL',
        acid: '0.1 mol/L',
      });
      expect(Math.abs(pick(outcome, 'lioh').estimate.value - truth.apparent_lioh_weight_percent)).toBeLessThan(1e-3);
      expect(Math.abs(pick(outcome, 'li2co3').estimate.value - truth.apparent_li2co3_weight_percent)).toBeLessThan(
        1e-3,
      );
      for (const [id, key] of [
        ['lioh', 'apparent_lioh_weight_percent'],
        ['li2co3', 'apparent_li2co3_weight_percent'],
      ])
        expect(Math.abs(pick(outcome, id, { method: 'from end points' }).estimate.value - truth[key])).toBeLessThan(
          0.02,
        );
    },
  );

  const small = () => JSON.parse(readFileSync(sharedPath('lab_synthetic/small/truth.json'), 'utf8'));
  it('particle sizes: D10, D50, D90 0.1 %, span 0.2 %', async () => {
    const outcome = await analyse('psd', await readSharedFile('lab_synthetic/small/psd_volume.csv'));
    const truth = small().psd_volume;
    for (const id of ['d10', 'd50', 'd90'])
      expect(Math.abs(pick(outcome, id).estimate.value / truth[id] - 1)).toBeLessThan(1e-3);
    expect(Math.abs(pick(outcome, 'span').estimate.value / truth.span - 1)).toBeLessThan(2e-3);
  });

  it('ICP: every cell within its interval; manganese below quantification', async () => {
    const outcome = await analyse('icp', await readSharedFile('lab_synthetic/small/icp.csv'));
    const truth = small().icp.true_mg_per_l as Record<string, number[]>;
    for (const [element, values] of Object.entries(truth))
      values.forEach((value, i) => {
        const { estimate } = pick(outcome, 'concentration', { element, sample: `cell${i + 1}` });
        expect(estimate.interval![0]).toBeLessThan(value);
        expect(estimate.interval![1]).toBeGreaterThan(value);
        expect(estimate.notes?.[0]?.code).toBe(element === 'Mn' ? 'below-quantification' : undefined);
      });
    expect(pick(outcome, 'detection_limit', { element: 'Mn' }).estimate.value).toBeCloseTo(0.003, 3);
    expect(pick(outcome, 'quantification_limit', { element: 'Mn' }).estimate.value).toBeCloseTo(0.01, 2);
  });

  it('Karl Fischer: mean and deviation to 0.1 ppm', async () => {
    const truth = small().karl_fischer;
    const rows = ['mass_g,charge_coulomb,time_s'].concat(
      truth.runs.map((r: Record<string, number>) => `${r.mass_g},${r.charge_coulomb},${r.time_s}`),
    );
    const [read] = (await readBytes('kf.csv', rows.join('\n'))) as Recording[];
    expect(read.kind).toBe('karl-fischer');
    const { estimate } = pick(await analyse('karl-fischer', read, { drift: '7.5 ug/min' }), 'water');
    expect(Math.abs(estimate.value - truth.mean_ppm)).toBeLessThan(0.1);
    expect(Math.abs(estimate.spread! - truth.sd_ppm)).toBeLessThan(0.1);
    expect((await analyse('karl-fischer', read)).notes.map((n) => n.code)).toContain('no-drift');
  });
});
