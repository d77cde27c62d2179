import { expect, it } from 'vitest';
import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { makeRng } from '../../../src/core/index.js';
import { runAnalysis } from '../../../src/evidence/run-analysis.js';
import {
  leBailAnalysis,
  makeCrystalModel,
  makeRadiation,
  PatternModel,
  patternAnalysis,
  refinePattern,
  simulateDiffraction,
  TUBES,
} from '../../../src/lab/index.js';
import { takePattern } from '../../../src/lab/diffraction/take-pattern.js';
import { refine, toPattern } from './synthetic.js';

const named = async (name: string) => ({ name, structure: resolveCrystal(name).structure });
const instrument = {
  range: [15, 100] as const,
  step: 0.03,
  radiation: makeRadiation(TUBES.Cu),
  radius: 240,
  displacement: 0.05,
  zero: 0,
  profile: { U: 0.004, V: -0.003, W: 0.005, X: 0.02, Y: 0.08 },
  counts: 8000,
  background: [0.03, -0.01],
  noise: true,
};

it('names what is in a mixture and leaves the rest', async () => {
  const phases = [
    { ...(await named('LiCoO2')), weight: 0.75 },
    { ...(await named('Co3O4')), weight: 0.15 },
    { ...(await named('Si')), weight: 0.1 },
  ];
  const recording = await simulateDiffraction(phases, instrument, { rng: makeRng(3) });
  const outcome = await runAnalysis(
    patternAnalysis,
    [recording],
    { phases: 'LiCoO2,Co3O4,Si,NiO,Al,Fe2O3,LiMn2O4,CoB' },
    named,
  );
  const present = outcome.findings.filter((f) => f.id === 'phase_share').map((f) => f.at?.phase);
  expect(present).toEqual(expect.arrayContaining(['LiCoO2', 'Co3O4', 'Si']));
  expect(present).not.toContain('NiO');
  expect(present).not.toContain('Al');
  expect(present).not.toContain('Fe2O3');
  // Si 111 stands alone: d of the cell, displacement of 0.05 mm on 240 mm shifts it by 0.023 deg
  const d = 5.4307 / Math.sqrt(3);
  const bragg =
    (2 * Math.asin(TUBES.Cu[0] / 2 / d) * 180) / Math.PI -
    ((360 / Math.PI) * 0.05 * Math.cos(Math.asin(TUBES.Cu[0] / 2 / d))) / 240;
  const line = outcome.findings
    .filter((f) => f.id === 'peak_position')
    .map((f) => f.estimate)
    .find((e) => Math.abs(e.value - bragg) < 0.05)!;
  expect(Math.abs(line.value - bragg)).toBeLessThan(4 * line.sigma! + 2e-4);
});

it('leaves out a line that the pattern cuts off, and says where', async () => {
  const phases = [{ ...(await named('LiNi0.8Co0.1Mn0.1O2')), weight: 1 }];
  const whole = await simulateDiffraction(phases, { ...instrument, counts: 20_000, noise: false });
  const angles = whole.table.column('two_theta_degree');
  const counts = whole.table.column('counts');
  const top = angles[counts.reduce((best, v, i) => (v > counts[best] ? i : best), 0)];
  const cut = await simulateDiffraction(
    phases,
    { ...instrument, counts: 20_000, range: [top - 0.03, 100] },
    { rng: makeRng(3) },
  );
  const { findings, notes } = await runAnalysis(patternAnalysis, [cut], {}, named);
  const positions = findings.filter((f) => f.id === 'peak_position').map((f) => f.estimate.value);
  expect(positions.length).toBeGreaterThan(10);
  expect(Math.min(...positions)).toBeGreaterThan(top + 1);
  expect(notes.find((n) => n.code === 'peak-cut-off')!.text).toContain(top.toFixed(1));
});

it('says that the esds of a pattern without noise are none of a measurement', async () => {
  const phases = [{ ...(await named('LiNi0.8Co0.1Mn0.1O2')), weight: 1 }];
  const codes = async (noise: boolean): Promise<string[]> => {
    const recording = await simulateDiffraction(phases, { ...instrument, noise }, { rng: makeRng(3) });
    const { notes } = await refine(recording, { phases: 'LiNi0.8Co0.1Mn0.1O2' });
    return notes.map((n) => n.code);
  };
  expect(await codes(false)).toContain('no-noise');
  expect(await codes(true)).not.toContain('no-noise');
});

it('gives no line that its own error swallows, and says how many maxima were none', async () => {
  const recording = await simulateDiffraction(
    [{ ...(await named('LiNi0.8Co0.1Mn0.1O2')), weight: 1 }],
    { ...instrument, counts: 20_000 },
    { rng: makeRng(3) },
  );
  const { findings, notes } = await runAnalysis(patternAnalysis, [recording], {}, named);
  const areas = findings.filter((f) => f.id === 'peak_area').map((f) => f.estimate);
  expect(areas.length).toBeGreaterThan(12);
  for (const { value, sigma } of areas) expect(value).toBeGreaterThan(3 * sigma!);
  for (const { estimate } of findings.filter((f) => f.id === 'peak_position'))
    expect(estimate.sigma!).toBeLessThan(0.1); // the width of a line
  const none = notes.find((n) => n.code === 'peak-not-there')!;
  expect(none.text).toMatch(/^\d+ max/);
});

it('no line is lost to the esd that a bump of the background beside it lends', async () => {
  const waves = Array.from({ length: 13 }, (_, k) => (k === 0 ? 0.6 : k === 12 ? 0.03 : 0));
  const recording = await simulateDiffraction(
    [await named('Si')],
    { ...instrument, background: waves },
    { rng: makeRng(8) },
  );
  const { findings } = await runAnalysis(patternAnalysis, [recording], {}, named);
  const lines = findings.filter((f) => f.id === 'peak_position').map((f) => f.estimate);
  // every reflection of silicon up to 100 deg once, at its place; a wave may be one line more
  const squares = [3, 8, 11, 16, 19, 24, 27];
  const bragg = squares.map((s) => (2 * Math.asin((TUBES.Cu[0] * Math.sqrt(s)) / 2 / 5.4307) * 180) / Math.PI);
  const places = lines.map((line) => bragg.findIndex((b) => Math.abs(b - line.value) < 0.1));
  expect(places.filter((k) => k >= 0)).toEqual(squares.map((_, i) => i));
  expect(lines.length).toBeLessThanOrEqual(squares.length + 1);
});

it('zeros that fill up a file are left out, and told', async () => {
  const recording = await simulateDiffraction([await named('Si')], instrument, { rng: makeRng(5) });
  const counts = recording.table.column('counts');
  const whole = takePattern(recording);
  expect(whole.notes).toEqual([]);
  counts.fill(0, counts.length - 3);
  const cut = takePattern(recording);
  expect(cut.notes.map((n) => n.code)).toEqual(['zeros-at-end']);
  expect(Array.from(cut.data.variance.subarray(-4), (v) => v > 0)).toEqual([true, false, false, false]);
});

it('minor phases are not lost beneath candidates that look like the major one', async () => {
  const phases = [
    { ...(await named('LiNi0.8Co0.1Mn0.1O2')), weight: 80, cell: { a: 2.8727, c: 14.204 } },
    { ...(await named('NiO')), weight: 10 },
    { ...(await named('Al2O3')), weight: 10 },
  ];
  const recording = await simulateDiffraction(phases, instrument, { rng: makeRng(2) });
  const candidates = ['LiNi0.8Co0.1Mn0.1O2', 'LiCoO2', 'Li2MnO3', 'LiF', 'Co3O4', 'LiMn2O4', 'MgO', 'Al2O3', 'NiO'];
  const outcome = await runAnalysis(patternAnalysis, [recording], { phases: candidates.join(',') }, named);
  const present = outcome.findings.filter((f) => f.id === 'phase_share').map((f) => f.at?.phase);
  expect(present).toEqual(['LiNi0.8Co0.1Mn0.1O2', 'NiO', 'Al2O3']);
});

it('Le Bail gives the cell without a structure', async () => {
  const phases = [{ ...(await named('LiCoO2')), cell: { a: 2.8205, c: 14.07 } }];
  const recording = await simulateDiffraction(phases, instrument, { rng: makeRng(4) });
  const outcome = await runAnalysis(leBailAnalysis, [recording], { phases: 'LiCoO2', shift: 'displacement' }, named);
  const find = (id: string) => outcome.findings.find((f) => f.id === id)!.estimate;
  expect(Math.abs(find('cell_a').value - 2.8205)).toBeLessThan(4 * find('cell_a').sigma!);
  expect(Math.abs(find('cell_c').value - 14.07)).toBeLessThan(4 * find('cell_c').sigma!);
  expect(Math.abs(find('displacement').value - 50)).toBeLessThan(4 * find('displacement').sigma!);
  expect(find('goodness_of_fit').value).toBeLessThan(1.05);
  expect(outcome.notes.map((n) => n.code)).not.toContain('not-converged');
});

it('simulate and refine: numbers come back, pull by pull, at another composition, range and radius', async () => {
  const formula = 'LiNi0.7Co0.15Mn0.15O2';
  const made = { mixing: 0.045, oxygenZ: 0.2408, cell: { a: 2.8665, c: 14.231 }, displacements: [0.011, 0.004, 0.01] };
  const recording = await simulateDiffraction(
    [{ ...(await named(formula)), ...made }],
    { ...instrument, range: [12, 130], step: 0.02, counts: 15000, displacement: -0.07 },
    { rng: makeRng(9) },
  );
  const outcome = await refine(recording, { phases: formula, shift: 'displacement', spread: 'no' });
  const hold = (id: string, value: number, site?: string) => {
    const e = outcome.findings.find((f) => f.id === id && f.at?.site === site)!.estimate;
    expect(Math.abs(e.value - value) / e.sigma!, `${id}: ${e.value} ± ${e.sigma} for ${value}`).toBeLessThan(3.5);
  };
  hold('mixing', 4.5);
  hold('cell_a', 2.8665);
  hold('cell_c', 14.231);
  hold('oxygen_z', 0.2408);
  hold('u_iso', 0.011, 'Li1');
  hold('u_iso', 0.004, 'Ni1');
  hold('u_iso', 0.01, 'O1');
  hold('displacement', -70);
});

it('refuses or tells what cannot be', async () => {
  const angles = Float64Array.from({ length: 400 }, (_, i) => 10 + 0.05 * i);
  const flat = toPattern(angles, new Float64Array(400).fill(100));
  await expect(refine(flat, {})).rejects.toThrow(/needs phases/);
  await expect(refine(flat, { phases: 'NiO,NiO' })).rejects.toThrow(/same phase/);
  await expect(refine(flat, { phases: 'NiO', wavelength: '1.54' })).rejects.toThrow(/length/);
  await expect(
    refine(toPattern(angles, new Float64Array(400).fill(100)), { phases: 'Si', range: '10..20 deg', wavelength: 'Cu' }),
  ).rejects.toThrow(/no line between/);
  const negative = new Float64Array(400).fill(50);
  negative[7] = -3;
  await expect(refine(toPattern(angles, negative), { phases: 'NiO', wavelength: 'Cu' })).rejects.toThrow(/below zero/);
  const dark = toPattern(angles, new Float64Array(400));
  await expect(refine(dark, { phases: 'NiO', wavelength: 'Cu' })).rejects.toThrow(/every count .* is zero/);
  await expect(refine(flat, { phases: 'NiO' })).rejects.toThrow(/states no wavelength/);
  const { structure } = resolveCrystal('NiO');
  const crowded = {
    ...structure,
    disorder: new Map([
      [
        0,
        [
          { element: 'Ni', occupancy: 0.8 },
          { element: 'Co', occupancy: 0.5 },
        ],
      ],
    ]),
  };
  await expect(makeCrystalModel('over', crowded)).rejects.toThrow(/holds 1.300 atoms/);
  const back = angles.slice();
  back[30] = 5;
  await expect(
    refine(toPattern(back, new Float64Array(400).fill(50)), { phases: 'NiO', wavelength: 'Cu' }),
  ).rejects.toThrow(/do not rise/);
  const wide = Float64Array.from({ length: 400 }, (_, i) => 30 + i / 8);
  await expect(
    refine(toPattern(wide, new Float64Array(400).fill(100)), {
      phases: 'NiO',
      wavelength: 'Cu',
      stages: '*.nothing',
    }),
  ).rejects.toThrow(/names no parameter/);
});

it('a fit cut short keeps the best it had, and says that it has not settled', async () => {
  const model = await makeCrystalModel('NiO', resolveCrystal('NiO').structure);
  const angles = Float64Array.from({ length: 1200 }, (_, i) => 30 + 0.05 * i);
  const pattern = new PatternModel({
    angles,
    radiation: makeRadiation(TUBES.Cu),
    formFactors: 'neutral',
    background: 1,
    phases: [{ model, u: [0.005, 0.008], modes: [], axis: [0, 0, 1] }],
  });
  const truth = Float64Array.from(pattern.parameters, (p) => p.value);
  truth[pattern.at('0.scale')] = 0.5;
  truth[pattern.at('background.0')] = 40;
  const counts = new Float64Array(angles.length);
  pattern.evaluate(truth, counts);
  const data = { counts, variance: counts.map((v) => Math.max(v, 1)) };
  const start = truth.slice();
  start[pattern.at('0.metric.0')] *= 1.004;
  start[pattern.at('0.scale')] = 0.3;
  start[pattern.at('W')] = 0.03;
  const free = ['background.0', 'W', '0.scale', '0.metric.0', '0.Y'].map((id) => pattern.at(id));
  const chiSquareOf = (values: Float64Array) => {
    const y = new Float64Array(angles.length);
    pattern.evaluate(values, y);
    return y.reduce((sum, v, i) => sum + (counts[i] - v) ** 2 / data.variance[i], 0);
  };
  const short = refinePattern(pattern, data, start, free, { maxIterations: 2 });
  expect(short.converged).toBe(false);
  expect(short.iterations).toBe(2);
  expect(short.chiSquare).toBeLessThan(chiSquareOf(start));
  expect(short.chiSquare / chiSquareOf(short.values)).toBeCloseTo(1, 9);
  const long = refinePattern(pattern, data, start, free, { maxIterations: 100 });
  expect(long.converged).toBe(true);
  expect(long.values[pattern.at('0.scale')]).toBeCloseTo(0.5, 4);
  expect(long.values[pattern.at('0.metric.0')] / truth[pattern.at('0.metric.0')]).toBeCloseTo(1, 7);
});

it('a pattern without a line of any phase has no amounts, and that is told', async () => {
  const angles = Float64Array.from({ length: 500 }, (_, i) => 20 + i / 10);
  const flat = toPattern(
    angles,
    angles.map((_, i) => 100 + (i % 7)),
  );
  const outcome = await refine(flat, { phases: 'NiO', wavelength: 'Cu', spread: 'no' });
  expect(outcome.notes.find((n) => n.code === 'no-phase')?.level).toBe('serious');
  expect(outcome.findings.map((f) => f.id)).not.toContain('weight_fraction');
  for (const { id, estimate } of outcome.findings) expect(Number.isFinite(estimate.value), id).toBe(true);
});

it('counts that were multiplied, phases that are not there and a radius that is none are told', async () => {
  const recording = await simulateDiffraction([await named('LiCoO2')], instrument, { rng: makeRng(8) });
  const angles = recording.table.column('two_theta_degree');
  const counts = recording.table.column('counts');
  const given = {
    phases: 'LiCoO2,Co3O4',
    wavelength: 'Cu',
    spread: 'no',
    radius: '240 mm',
    shift: 'displacement',
  };
  const plain = await refine(toPattern(angles, counts), given);
  expect(plain.notes.map((n) => n.code)).not.toContain('more-than-counting');
  expect(plain.notes.filter((n) => n.code === 'phase-not-seen').map((n) => n.text)).toEqual([
    expect.stringContaining('Co3O4 is not seen'),
  ]);
  const large = await refine(
    toPattern(
      angles,
      counts.map((v) => 400 * v),
    ),
    given,
  );
  // 20 times the root
  expect(large.notes.find((n) => n.code === 'more-than-counting')?.text).toMatch(/goodness of fit (19|20|21)\./);
  const sigma = (o: typeof plain) => o.findings.find((f) => f.id === 'cell_a')!.estimate.sigma!;
  expect(sigma(large) / sigma(plain)).toBeCloseTo(1, 1);
  await expect(refine(recording, { ...given, radius: '-240 mm' })).rejects.toThrow('-240 mm is no radius');
  // 100 deg at 0.2 Å would be lines 0.13 Å apart
  await expect(refine(toPattern(angles, counts), { ...given, wavelength: '0.2 angstrom' })).rejects.toThrow(
    'sin θ/λ = 3.8 Å⁻¹, and form factors hold to 2',
  );
});
