import { expect, it } from 'vitest';
import { resolveCrystal } from '../../../src/atoms/crystal/index.js';
import { makeCrystalModel, makeRadiation, mixWidths, PatternModel } from '../../../src/lab/index.js';
import { patternMemory } from '../../../src/lab/diffraction/pattern-memory.js';

async function makePattern(name: string, points: number, background: number) {
  const model = await makeCrystalModel(name, resolveCrystal(name).structure);
  const pattern = new PatternModel({
    angles: Float64Array.from({ length: points }, (_, i) => 15 + (95 * i) / (points - 1)),
    radiation: makeRadiation([1.5405929, 1.5444274]),
    formFactors: 'neutral',
    background,
    phases: [{ model, u: model.sites.map(() => 0.008), modes: [], axis: [0, 0, 1] }],
  });
  const values = Float64Array.from(pattern.parameters, (p) => p.value);
  values[pattern.at('0.scale')] = 0.01;
  values[pattern.at('W')] = 0.01;
  for (let k = 0; k < background; k++) values[pattern.at(`background.${k}`)] = 40 / (k + 1);
  return { pattern, values };
}

it('a pattern is the sum of its lines and of its background', async () => {
  const { pattern, values } = await makePattern('NiO', 2001, 3);
  const y = new Float64Array(pattern.size);
  pattern.evaluate(values, y);
  const { angles, radiation } = pattern.spec;
  const expected = angles.map((x) => {
    const t = (2 * (x - 15)) / 95 - 1;
    return 40 + 20 * t + (40 / 3) * (2 * t * t - 1);
  });
  for (const { spacing, squared, multiplicity } of pattern.reflections(values))
    for (const { wavelength, weight } of radiation.lines) {
      const sine = wavelength / (2 * spacing);
      if (sine > 0.9998) continue;
      const theta = Math.asin(sine);
      const polarised = (1 + Math.cos(2 * theta) ** 2) / 2;
      const area = (0.01 * multiplicity * squared * weight * polarised) / (sine ** 2 * Math.cos(theta));
      const { width, share } = mixWidths(0.1, 0.02 / Math.cos(theta) + 0.05 * Math.tan(theta));
      angles.forEach((x, i) => {
        const u = (x - (2 * theta * 180) / Math.PI) / width;
        const lorentz = 2 / Math.PI / (1 + 4 * u * u);
        const gauss = 2 * Math.sqrt(Math.LN2 / Math.PI) * Math.exp(-4 * Math.LN2 * u * u);
        expected[i] += (area / width) * (share * lorentz + (1 - share) * gauss);
      });
    }
  // where the window of a line ends, 30 widths away, its tail is 3e-4 of its height
  const height = Math.max(...expected);
  for (const [i, v] of y.entries()) expect(Math.abs(v - expected[i]) / height, `${angles[i]}`).toBeLessThan(3e-4);
});

it.each([
  [700, 5],
  [1201, 6],
])('normal equations of %i points are the sums over them', async (points, background) => {
  const { pattern, values } = await makePattern('LiNiO2', points, background);
  const free = [
    'background.1',
    'background.3',
    '0.scale',
    '0.metric.0',
    '0.metric.1',
    'W',
    '0.Y',
    'displacement',
    '0.u.2',
  ]
    .slice(0, background + 3)
    .map((id) => pattern.at(id));
  const y = new Float64Array(points);
  const J = free.map(() => new Float64Array(points));
  pattern.evaluate(values, y, free, J);
  const observed = y.map((v, i) => v + 3 * Math.sin(i));
  const weights = y.map((v, i) => (i % 7 === 0 ? 0 : 1 / v));
  const memory = patternMemory();
  pattern.compute(values, free);
  memory.hold(observed, weights);
  const q = free.length;
  const [normal, gradient] = [new Float64Array(q * q), new Float64Array(q)];
  memory.buildNormal(normal, gradient);
  const sum = (of: (i: number) => number) => y.reduce((s, _, i) => s + of(i), 0);
  expect(memory.sumSquares() / sum((i) => weights[i] * (observed[i] - y[i]) ** 2)).toBeCloseTo(1, 12);
  for (let a = 0; a < q; a++) {
    const size = Math.sqrt(sum((i) => weights[i] * J[a][i] ** 2));
    expect((gradient[a] - sum((i) => weights[i] * J[a][i] * (observed[i] - y[i]))) / size).toBeCloseTo(0, 8);
    for (let b = 0; b < q; b++) {
      const other = Math.sqrt(sum((i) => weights[i] * J[b][i] ** 2));
      const expected = sum((i) => weights[i] * J[a][i] * J[b][i]);
      expect((normal[a * q + b] - expected) / size / other).toBeCloseTo(0, 12);
    }
  }
});

it('a pattern does not depend on what was computed before it', async () => {
  const small = await makePattern('NiO', 301, 2);
  const large = await makePattern('Li2CO3', 9001, 12);
  const run = ({ pattern, values }: typeof small, free: readonly number[]) => {
    const y = new Float64Array(pattern.size);
    const J = free.map(() => new Float64Array(pattern.size));
    pattern.evaluate(values, y, free, J);
    return [y, ...J];
  };
  const all = ({ pattern }: typeof small) => pattern.parameters.flatMap(({ id }, i) => (id === 'asymmetry' ? [] : [i]));
  const first = run(small, all(small));
  run(large, all(large));
  expect(run(small, all(small))).toEqual(first);
  run(large, []);
  expect(run(small, [])).toEqual(first.slice(0, 1));
});
