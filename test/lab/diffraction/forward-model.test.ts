import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import {
  computeDispersion,
  findLayeredSites,
  makeCrystalModel,
  makeMixing,
  makeRadiation,
  PatternModel,
} from '../../../src/lab/index.js';
import { describeShared, sharedPath } from '../../shared-data.js';
import { readPattern, readTruth } from './synthetic.js';

async function idealModel() {
  const { angles, counts } = readPattern('ideal');
  const truth = readTruth().ideal;
  const model = await makeCrystalModel('NCM', resolveCrystal('LiNi0.8Co0.1Mn0.1O2').structure);
  const pattern = new PatternModel({
    angles,
    radiation: makeRadiation([1.5405929, 1.5444274]),
    formFactors: 'neutral',
    background: 6,
    phases: [
      {
        model,
        u: [0.012, 0.005, 0.009],
        modes: [makeMixing(model, findLayeredSites(model)!, 'exchange')!],
        axis: [0, 0, 1],
      },
    ],
  });
  const values = Float64Array.from(pattern.parameters, (p) => p.value);
  const set = (id: string, value: number) => {
    values[pattern.at(id)] = value;
  };
  set('0.metric.0', 4 / (3 * truth.a_angstrom ** 2));
  set('0.metric.1', 1 / truth.c_angstrom ** 2);
  set('0.mixing', truth.ni_on_li_site);
  for (const id of ['U', 'V', 'W'] as const) set(id, truth.profile_degree[id]);
  for (const id of ['X', 'Y'] as const) set(`0.${id}`, truth.profile_degree[id]);
  [420, -260, 110, -40, 15, 0].forEach((b, k) => set(`background.${k}`, b));
  return { pattern, values, set, counts };
}

describeShared('a pattern computed at the truth', () => {
  it('has the reflections, structure factors, LP and widths of the independent program', async () => {
    const { pattern, values } = await idealModel();
    const ours = pattern.reflections(values);
    const rows = readFileSync(sharedPath('xrd/synthetic/ideal.reflections.tsv'), 'utf8').trim().split('\n').slice(1);
    expect(ours).toHaveLength(rows.length);
    for (const row of rows) {
      const t = row.split('\t').map(Number);
      const found = ours.filter((r) => Math.abs(r.spacing - t[4]) < 2e-6 && r.multiplicity === t[6]);
      const r = found.find((f) => Math.abs(f.squared / t[7] - 1) < 1e-3);
      expect(r, row).toBeDefined();
      expect(Math.abs(r!.bragg - t[5])).toBeLessThan(1e-4);
      expect(Math.abs(r!.lorentzPolarisation / t[8] - 1)).toBeLessThan(1e-6);
      expect(Math.abs(r!.gauss - t[11])).toBeLessThan(1e-5);
      expect(Math.abs(r!.lorentz - t[12])).toBeLessThan(1e-5);
    }
  });

  it('is the noise-free pattern within 0.03 % of Rwp, tails included', async () => {
    const { pattern, values, set, counts } = await idealModel();
    const first = readFileSync(sharedPath('xrd/synthetic/ideal.reflections.tsv'), 'utf8').split('\n')[1].split('\t');
    set('0.scale', Number(first[10]) / pattern.reflections(values)[0].area);
    const y = new Float64Array(counts.length);
    pattern.evaluate(values, y);
    let [square, total] = [0, 0];
    counts.forEach((v, i) => {
      square += (v - y[i]) ** 2 / v;
      total += v;
    });
    expect(100 * Math.sqrt(square / total)).toBeLessThan(0.03);
  });

  it('every parameter moves it by its derivative', async () => {
    const { pattern, values, set } = await idealModel();
    set('asymmetry', 0.01);
    set('displacement', 0.02);
    set('0.texture', 0.95);
    set('0.scale', 0.02);
    const free = pattern.parameters.map((_, i) => i);
    const n = pattern.size;
    const J = free.map(() => new Float64Array(n));
    const [y, up, down] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
    pattern.evaluate(values, y, free, J);
    for (const i of free) {
      const step = Math.max(1e-7, Math.abs(values[i]) * 1e-5);
      const keep = values[i];
      values[i] = keep + step;
      pattern.evaluate(values, up);
      values[i] = keep - step;
      pattern.evaluate(values, down);
      values[i] = keep;
      let [difference, size] = [0, 0];
      for (let k = 0; k < n; k++) {
        const d = (up[k] - down[k]) / (2 * step);
        difference += (d - J[i][k]) ** 2;
        size += d * d;
      }
      expect(size, pattern.parameters[i].id).toBeGreaterThan(0);
      // cells also change intensities, by a part in a hundred of what shifting does; far tails are in values only
      expect(Math.sqrt(difference / size), pattern.parameters[i].id).toBeLessThan(0.012);
    }
  });
});

it('dispersion is that of Cromer and Liberman at the copper line', () => {
  // gemmi 0.7.5, cromer_liberman(z, 8047.8 eV); the table's steps are 0.001 electrons, its interpolation 0.015
  for (const [element, real, imaginary] of [
    ['Ni', -3.0003, 0.5091],
    ['Co', -2.3617, 3.614],
    ['Mn', -0.529, 2.805],
  ] as const) {
    const f = computeDispersion(element, 1.5405929);
    expect(Math.abs(f.real - real)).toBeLessThan(0.002);
    expect(Math.abs(f.imaginary - imaginary)).toBeLessThan(0.002);
  }
});
