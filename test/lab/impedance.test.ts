import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRng } from '../../src/core/index.js';
import { makeCircuitEvaluator } from '../../src/lab/impedance/circuit/evaluate-circuit.js';
import { parseCircuit } from '../../src/lab/impedance/circuit/parse-circuit.js';
import { compareCircuits } from '../../src/lab/impedance/compare-circuits.js';
import { fitCircuit } from '../../src/lab/impedance/fit-circuit.js';
import { testKramersKronig } from '../../src/lab/impedance/kramers-kronig.js';
import { computeRelaxationTimes } from '../../src/lab/impedance/relaxation-times.js';
import { cropSpectrum, type Spectrum } from '../../src/lab/impedance/spectrum.js';
import { describeShared, sharedPath } from '../shared-data.js';

interface Reference {
  fits: {
    circuit: string;
    initial: (number | null)[];
    constants: Record<string, number>;
    names: string[];
    values: number[];
    sigma: number[];
    rss: number;
  }[];
  kk: { c: number; M: number; mu: number }[];
  elements: { symbol: string; parameters: number[]; frequency: number[]; real: number[]; imaginary: number[] }[];
}
const reference = JSON.parse(
  readFileSync(new URL('../reference/lab/impedance.json', import.meta.url), 'utf8'),
) as Reference;

function readColumns(path: string, header: boolean, [f, re, im]: [number, number, number]): Spectrum {
  const rows = readFileSync(sharedPath(path), 'utf8')
    .trim()
    .split('\n')
    .slice(header ? 1 : 0)
    .map((line) => line.split(',').map(Number));
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]);
  return { frequency: column(f), real: column(re), imaginary: column(im) };
}

describe('elements', () => {
  it.each(reference.elements)(
    '$symbol as impedance.py has it',
    ({ symbol, parameters, frequency, real, imaginary }) => {
      const z = makeCircuitEvaluator(parseCircuit(`${symbol}1`), frequency).impedance(parameters);
      frequency.forEach((_, i) => {
        // Two ways to the same closed form in double precision.
        expect(Math.hypot(z[i] - real[i], z[frequency.length + i] - imaginary[i])).toBeLessThan(
          1e-11 * Math.hypot(real[i], imaginary[i]),
        );
      });
    },
  );

  it.each(['R0-p(R1,CPE1)-Wo1', 'L1-R0-p(R1-Ws1,C1)-G1', 'p(R0,p(R1,C1)-W1)-Zarc1-K1-La1', 'R0-p(Zarc1-C1,R2)'])(
    '%s: exact derivatives are those of differences',
    (text) => {
      const circuit = parseCircuit(text);
      const frequency = [0.01, 1.3, 440];
      fc.assert(
        fc.property(
          fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 12, maxLength: 12 }),
          (values) => {
            const p = Float64Array.from(circuit.parameters, (q, k) =>
              q.upper === 1 ? 0.3 + 0.2 * values[k] : values[k],
            );
            const evaluator = makeCircuitEvaluator(circuit, frequency);
            const n = p.length;
            const exact = evaluator.jacobian(p).slice();
            const size = Math.max(...evaluator.impedance(p).map(Math.abs));
            for (let k = 0; k < n; k++) {
              const h = 1e-6 * p[k];
              const moved = (by: number): Float64Array =>
                evaluator.impedance(p.map((v, j) => (j === k ? v + by : v))).slice();
              const plus = moved(h);
              const minus = moved(-h);
              // Central differences of step 1e-6: error of order 1e-9 from rounding over the step.
              plus.forEach((v, i) =>
                expect(Math.abs((v - minus[i]) / (2 * h) - exact[i * n + k]) * p[k]).toBeLessThan(2e-7 * size),
              );
            }
          },
        ),
        { seed: 20, numRuns: 30 },
      );
    },
  );
});

describe('circuit strings', () => {
  it('names parameters by element, with or without underscores', () => {
    expect(parseCircuit('R_0 - p(R_1, CPE_1) - Wo_1').parameters.map((p) => p.name)).toEqual([
      'R0',
      'R1',
      'CPE1_Q',
      'CPE1_alpha',
      'Wo1_R',
      'Wo1_tau',
    ]);
  });

  it.each([
    ['', /nothing/],
    ['R0-', /missing at the end/],
    ['R0-p(R1)', /only one element/],
    ['R0-p(R1,C1', /not closed/],
    ['R0-R0', /stands twice/],
    ['R0)', /should end/],
    ['R0-Xx1', /no circuit element "Xx"/],
    ['R0-p(R1;C1)', /stands where/],
  ])('refuses "%s"', (text, message) => expect(() => parseCircuit(text)).toThrow(message));

  it('never hangs on any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('R', 'C', 'p', '(', ')', ',', '-', '1', 'W', 'o', '_'), maxLength: 40 }),
        (text) => {
          try {
            expect(parseCircuit(text).parameters.length).toBeGreaterThan(0);
          } catch (error) {
            expect((error as Error).name).toBe('InputError');
          }
        },
      ),
      { seed: 4, numRuns: 500 },
    );
  });
});

describeShared('the example of impedance.py', () => {
  const all = readColumns('eis/exampleData.csv', false, [0, 1, 2]);
  const spectrum = cropSpectrum(all, 0, Infinity, true);

  it.each(reference.fits)(
    '$circuit: the same minimum and errors',
    async ({ circuit, initial, constants, names, values, sigma, rss }) => {
      const parameters = parseCircuit(circuit).parameters;
      const start = Object.fromEntries(
        parameters.flatMap((p, k) => (initial[k] === null ? [] : [[p.name, initial[k]]])),
      );
      const fit = await fitCircuit(spectrum, circuit, { initial: start, fixed: constants, weights: 'unit' });
      // Never worse than the peer's minimum; where it is the same one, so are parameters and errors.
      expect(2 * fit.fit.cost).toBeLessThan(rss * (1 + 1e-6));
      if (2 * fit.fit.cost < rss * (1 - 1e-4)) return;
      const bySize = <T extends { value: number }>(list: T[]): T[] => list.sort((a, b) => a.value - b.value);
      // In order of size, because branches of one kind may change places.
      const free = bySize(Object.values(fit.parameters).filter((e) => e.sigma !== undefined));
      const peer = bySize(names.map((name, k) => ({ name, value: values[k], sigma: sigma[k] })));
      expect(free.length).toBe(names.length);
      free.forEach((estimate, k) => {
        // 1 %, as the issue asks; both stop at their own tolerance.
        expect(Math.abs(estimate.value / peer[k].value - 1), peer[k].name).toBeLessThan(0.01);
        expect(Math.abs(estimate.sigma! / peer[k].sigma - 1), peer[k].name).toBeLessThan(0.01);
      });
    },
  );

  it('reaches that minimum without starting values', async () => {
    const fit = await fitCircuit(spectrum, 'R0-p(R1,C1)-p(R2,C2)-Wo1', {
      fixed: { R_0: 0.02, Wo_1_1: 200 },
      weights: 'unit',
    });
    // The first fit's minimum; the two RC elements may come in either order.
    expect(2 * fit.fit.cost).toBeLessThan(reference.fits[0].rss * (1 + 1e-6));
  });

  it('linear Kramers–Kronig: the published number of elements', async () => {
    const test = await testKramersKronig(cropSpectrum(spectrum, 0, 999.9), { threshold: 0.5 });
    expect(test.elements).toBe(26);
    expect(test.mu).toBeCloseTo(reference.kk[0].mu, 3);
    expect(test.mu).toBeCloseTo(0.31, 2);
    const wider = await testKramersKronig(cropSpectrum(spectrum, 0, 999.9));
    expect(wider.elements).toBe(reference.kk[1].M);
  });

  it('ties hold and are counted', async () => {
    const fit = await fitCircuit(spectrum, 'R0-p(R1,CPE1)-p(R2,CPE2)-Wo1', {
      tied: { CPE2_alpha: 'CPE1_alpha', R2: '0.5 R1' },
      fixed: { Wo1_tau: 200 },
      weights: 'unit',
    });
    expect(fit.parameters.CPE2_alpha.value).toBe(fit.parameters.CPE1_alpha.value);
    expect(fit.parameters.R2.value).toBeCloseTo(0.5 * fit.parameters.R1.value, 12);
    expect(fit.parameters.R2.sigma).toBeCloseTo(0.5 * fit.parameters.R1.sigma!, 12);
    expect(fit.fit.dof).toBe(2 * spectrum.frequency.length - fit.fit.free.length);
  });
});

describeShared('two ZARC elements with noise', () => {
  const spectrum = readColumns('eis/2ZARC0.csv', true, [1, 2, 3]);

  it('the distribution peaks at both time constants', () => {
    const drt = computeRelaxationTimes(spectrum);
    const by = [...drt.peaks].sort((a, b) => b.resistance - a.resistance);
    expect(Math.abs(Math.log10(by[0].tau / 1e-4))).toBeLessThan(0.15);
    expect(Math.abs(Math.log10(by[1].tau / 0.1))).toBeLessThan(0.15);
    // The file's noise is 0.5 ohm; its variance is known to 1/√(2·160).
    expect(Math.abs(drt.noise - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(drt.seriesResistance - 10)).toBeLessThan(2);
    // Areas between valleys: the tails of ZARC elements reach over them by a few per cent.
    expect(Math.abs(by[0].resistance - 50)).toBeLessThan(3);
    expect(Math.abs(by[1].resistance - 10)).toBeLessThan(1.5);
    const at = drt.tau.findIndex((t) => t > 1e-4);
    expect(drt.low[at]).toBeLessThan(drt.gamma[at]);
    expect(drt.high[at] - drt.low[at]).toBeLessThan(drt.gamma[at]);
    const gcv = computeRelaxationTimes(spectrum, { choose: 'gcv' });
    // Both ways to choose the smoothing find the large peak.
    expect(gcv.peaks.some((p) => Math.abs(Math.log10(p.tau / 1e-4)) < 0.15)).toBe(true);
  });

  it('a circuit fit gives both resistances within its errors', async () => {
    const fit = await fitCircuit(spectrum, 'R0-Zarc1-Zarc2', { weights: 'unit' }, { rng: makeRng(3) });
    const pair = ['Zarc1', 'Zarc2']
      .map((z) => ({ r: fit.parameters[`${z}_R`], tau: fit.parameters[`${z}_tau`] }))
      .sort((a, b) => a.tau.value - b.tau.value);
    expect(Math.abs(pair[0].r.value - 50)).toBeLessThan(2 * pair[0].r.sigma!);
    expect(Math.abs(pair[1].r.value - 10)).toBeLessThan(2 * pair[1].r.sigma!);
    const ranked = await compareCircuits(spectrum, ['R0-Zarc1', 'R0-Zarc1-Zarc2', 'R0-Zarc1-Zarc2-Zarc3'], {
      weights: 'unit',
    });
    expect(ranked[0].fit.circuit.text).toBe('R0-Zarc1-Zarc2');
    expect(ranked.find((r) => r.fit.circuit.text === 'R0-Zarc1-Zarc2')!.fTest!.p).toBeLessThan(1e-6);
  });
});
