import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AbortError, makeRng } from '../../../src/core/index.js';
import { fitLeastSquares, propagateFitSigma, toFitEstimate } from '../../../src/num/fit/index.js';

interface Reference {
  x: number[];
  y: number[];
  sigma: number[];
  free: { p: number[]; cov: number[][] };
  absolute: { p: number[]; cov: number[][] };
  bounded: { p: number[]; cost: number };
  impedance: { omega: number[]; re: number[]; im: number[]; p: number[]; cov: number[][] };
}
const reference = JSON.parse(
  readFileSync(new URL('../../reference/fit/scipy.json', import.meta.url), 'utf8'),
) as Reference;
const decay = (p: ArrayLike<number>, x: number) => p[0] * Math.exp(-p[1] * x) + p[2];
const residual = (p: Float64Array) => reference.x.map((x, i) => decay(p, x) - reference.y[i]);
const closeTo = (got: ArrayLike<number>, wanted: number[], relative: number) =>
  wanted.forEach((value, i) => expect(Math.abs(got[i] - value)).toBeLessThanOrEqual(relative * Math.abs(value)));

describe('against scipy.optimize', () => {
  // Both take central differences; 1e-6 is what those leave in a covariance.
  it('parameters and full covariance of curve_fit', async () => {
    const fit = await fitLeastSquares({ initial: [1, 1, 0], residual });
    closeTo(fit.parameters, reference.free.p, 1e-8);
    closeTo(fit.covariance, reference.free.cov.flat(), 1e-6);
    expect(fit.dof).toBe(9);
  });

  it('known standard deviations of the data, not rescaled', async () => {
    const fit = await fitLeastSquares({ initial: [1, 1, 0], residual, sigma: reference.sigma, absoluteSigma: true });
    closeTo(fit.parameters, reference.absolute.p, 1e-7);
    closeTo(fit.covariance, reference.absolute.cov.flat(), 1e-6);
  });

  it('a solution on a bound, and a note that says so', async () => {
    const fit = await fitLeastSquares({
      initial: [1, 0.5, 0.2],
      residual,
      lower: [0, 0, 0],
      upper: [2.2, 3, 1],
      names: ['amplitude', 'rate', 'base'],
    });
    closeTo(fit.parameters, reference.bounded.p, 1e-6);
    expect(fit.cost / reference.bounded.cost - 1).toBeLessThan(1e-9);
    expect(fit.free).toEqual([1, 2]);
    expect(fit.sigma[0]).toBeUndefined();
    expect(fit.notes.map((n) => n.code)).toContain('on-bound');
    expect(fit.notes[0].text).toContain('amplitude');
  });

  it('complex residuals as real and imaginary parts', async () => {
    const { omega, re, im, p, cov } = reference.impedance;
    const fit = await fitLeastSquares({
      initial: [0.01, 0.1, 1],
      residual: ([r0, r1, c]) => {
        const out = new Float64Array(2 * omega.length);
        omega.forEach((w, i) => {
          const x = w * r1 * c;
          out[i] = r0 + r1 / (1 + x * x) - re[i];
          out[i + omega.length] = (-r1 * x) / (1 + x * x) - im[i];
        });
        return out;
      },
    });
    closeTo(fit.parameters, p, 1e-7);
    closeTo(fit.covariance, cov.flat(), 1e-5);
  });
});

it('uses a given jacobian, also with ties', async () => {
  const jacobian = (p: Float64Array) =>
    reference.x.flatMap((x) => [Math.exp(-p[1] * x), -p[0] * x * Math.exp(-p[1] * x), 1]);
  const ties = [{ parameter: 2, terms: [{ parameter: 0, factor: 0.1 }], offset: 0.05 }];
  const numeric = await fitLeastSquares({ initial: [1, 1, 0], residual, ties });
  const analytic = await fitLeastSquares({ initial: [1, 1, 0], residual, jacobian, ties });
  closeTo(analytic.parameters, Array.from(numeric.parameters), 1e-7);
  expect(numeric.parameters[2]).toBeCloseTo(0.05 + 0.1 * numeric.parameters[0], 14);
  // A tied parameter inherits the uncertainty of the one it follows.
  expect(numeric.sigma[2]! / numeric.sigma[0]!).toBeCloseTo(0.1, 12);
});

it('a fixed parameter stays, has no row and no uncertainty', async () => {
  const fit = await fitLeastSquares({ initial: [1, 1, 0.3], residual, fixed: [false, false, true] });
  expect(fit.parameters[2]).toBe(0.3);
  expect(fit.free).toEqual([0, 1]);
  expect(fit.covariance).toHaveLength(4);
  expect(fit.sigma[2]).toBeUndefined();
});

it('says which parameters trade off, and stays finite where the data cannot tell them apart', async () => {
  const x = Array.from({ length: 20 }, (_, i) => i / 20);
  const rng = makeRng(3);
  const y = x.map((t) => 2 * t + 0.01 * rng.normal());
  const product = await fitLeastSquares({
    initial: [1, 1],
    names: ['gain', 'slope'],
    residual: (p) => x.map((t, i) => p[0] * p[1] * t - y[i]),
  });
  expect(product.notes.map((n) => n.code)).toContain('not-identifiable');
  expect(product.notes.map((n) => n.code)).toContain('strong-correlation');
  expect(Array.from(product.covariance).every(Number.isFinite)).toBe(true);
  const absent = await fitLeastSquares({
    initial: [1, 5],
    names: ['slope', 'unused'],
    residual: (p) => x.map((t, i) => p[0] * t - y[i]),
  });
  expect(absent.notes.find((n) => n.code === 'no-influence')?.text).toContain('unused');
  expect(Array.from(absent.covariance).every(Number.isFinite)).toBe(true);
});

it('its 68 % intervals hold the truth 68 % of the time', async () => {
  const rng = makeRng(11);
  const x = Array.from({ length: 25 }, (_, i) => i * 0.2);
  const truth = [2, 0.7, 0.4];
  let hits = 0;
  let jointly = 0;
  const trials = 400;
  for (let t = 0; t < trials; t++) {
    const y = x.map((at) => decay(truth, at) + 0.05 * rng.normal());
    const fit = await fitLeastSquares({ initial: [1, 1, 0], residual: (p) => x.map((at, i) => decay(p, at) - y[i]) });
    if (Math.abs(fit.parameters[1] - truth[1]) < fit.sigma[1]!) hits++;
    const gradient = [Math.exp(-truth[1]), -truth[0] * Math.exp(-truth[1]), 1];
    if (Math.abs(decay(fit.parameters, 1) - decay(truth, 1)) < propagateFitSigma(fit, gradient)) jointly++;
  }
  // 400 Bernoulli trials scatter by 2.3 %; three of those.
  expect(Math.abs(hits / trials - 0.683)).toBeLessThan(0.07);
  expect(Math.abs(jointly / trials - 0.683)).toBeLessThan(0.07);
});

it('several seeded starts find the deeper minimum and are the same every time', async () => {
  const problem = {
    initial: [4],
    lower: [-5],
    upper: [5],
    starts: 12,
    residual: ([x]: Float64Array) => [Math.sqrt((x * x - 4) ** 2 + 0.5 * (x + 5)), 0],
  };
  const single = await fitLeastSquares({ ...problem, starts: 1 });
  const many = await fitLeastSquares(problem, { rng: makeRng(5) });
  const again = await fitLeastSquares(problem, { rng: makeRng(5) });
  expect(single.parameters[0]).toBeGreaterThan(1.5);
  expect(many.parameters[0]).toBeLessThan(-1.5);
  expect(again.parameters).toEqual(many.parameters);
});

it('steps back from parameters that the model refuses', async () => {
  const fit = await fitLeastSquares({ initial: [0.5], residual: ([x]) => [Math.log(x) - 1, x > 3 ? NaN : 0] });
  expect(fit.parameters[0]).toBeCloseTo(Math.E, 6);
});

it('refuses nonsense with the parameter named', async () => {
  const bad = { initial: [1, 2], names: ['a', 'b'], residual: () => [0, 0, 0] };
  await expect(fitLeastSquares({ ...bad, lower: [0, 3] })).rejects.toThrow(/"b" starts at 2, outside its bounds 3/);
  await expect(fitLeastSquares({ ...bad, lower: [2, 0], upper: [1, 5] })).rejects.toThrow(/"a" has bounds 2 … 1/);
  await expect(fitLeastSquares({ ...bad, fixed: [true, true] })).rejects.toThrow(/no free parameter/);
  await expect(fitLeastSquares({ ...bad, residual: () => [NaN] })).rejects.toThrow(/starting point/);
  await expect(fitLeastSquares({ ...bad, sigma: [1, 0, 1] })).rejects.toThrow(/datum 2/);
});

it('stops when cancelled', async () => {
  const stop = new AbortController();
  let asked = 0;
  const fit = fitLeastSquares(
    {
      initial: [1],
      starts: 1,
      residual: async ([x]) => {
        if (++asked === 2) stop.abort();
        return [Math.exp(x) - 2, x ** 3];
      },
    },
    { signal: stop.signal },
  );
  await expect(fit).rejects.toThrow(AbortError);
  expect(asked).toBeLessThan(10);
});

it('as an estimate it carries the t interval', async () => {
  const fit = await fitLeastSquares({ initial: [1, 1, 0], residual });
  const rate = toFitEstimate(fit, 1, '1/s');
  // t quantile of 9 degrees of freedom at 97.5 %: 2.2622
  expect((rate.interval![1] - rate.value) / rate.sigma!).toBeCloseTo(2.2622, 4);
});
