import { describe, expect, it } from 'vitest';
import { makeRng } from '../../src/core/index.js';
import { compileExpressions, parseExpression } from '../../src/num/expression/index.js';
import { invertDense } from '../../src/num/linalg/invert-dense.js';
import { IntegratorSpace } from '../../src/num/ode/index.js';
import { Sequence } from '../../src/num/sequence.js';
import { SolverMemory } from '../../src/num/solver-memory.js';

// Each piece of the kernel against the same formula written plainly. Sums are taken in another order, so results differ
// by rounding only.
const ROUNDING = 1e-12;

const rng = makeRng(7);
const inMemory = <T>(work: (tools: ReturnType<typeof makeTools>) => T): T =>
  SolverMemory.build((memory) => work(makeTools(memory)));

function makeTools(memory: SolverMemory) {
  const zeros = (n: number): Float64Array => memory.doubles(n);
  const draw = (n: number, low: number, high: number): Float64Array => {
    const a = zeros(n);
    for (let i = 0; i < n; i++) a[i] = low + (high - low) * rng.uniform();
    return a;
  };
  const number = (value: number): Float64Array => memory.number(value);
  const run = (...call: Parameters<Sequence['add']>): void =>
    new Sequence(memory)
      .add(...call)
      .close()
      .run();
  return { memory, zeros, draw, number, run };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = ROUNDING): void {
  const size = Math.max(...Array.from(expected, Math.abs), 1e-300);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs(actual[i] - expected[i]) / size, `entry ${i}`).toBeLessThan(tolerance);
}

describe('formulas', () => {
  const at = (text: string, x: readonly number[]): number[] =>
    inMemory(({ memory, zeros }) => {
      const [field, out] = [zeros(x.length), zeros(x.length)];
      field.set(x);
      const program = compileExpressions(
        memory,
        [parseExpression(text, { variables: ['x', 'T'], constants: {} })],
        { x: field },
        ['T'],
        [out],
      );
      program.setScalars(3);
      program.run(x.length);
      return [...out];
    });

  it.each([
    ['exp(x)', Math.exp, 4e-16],
    ['tanh(x)', Math.tanh, 1e-15],
    ['log(abs(x))', (x: number) => Math.log(Math.abs(x)), 4e-16],
    ['sinh(x)', Math.sinh, 1e-15],
    ['cosh(x)', Math.cosh, 1e-15],
    ['arcsinh(x)', Math.asinh, 1e-15],
    ['sqrt(abs(x))', (x: number) => Math.sqrt(Math.abs(x)), 2e-16],
  ] as const)('%s is that of the engine to a few units in the last place', (text, f, tolerance) => {
    const x = Array.from(
      { length: 4001 },
      (_, k) => (k % 3 === 0 ? 1e-3 : k % 3 === 1 ? 1 : 40) * (2 * rng.uniform() - 1),
    );
    at(text, x).forEach((v, i) =>
      expect(Math.abs(v - f(x[i])), `at ${x[i]}`).toBeLessThanOrEqual(tolerance * Math.abs(f(x[i]))),
    );
  });

  it('every operation between arrays and single numbers', () => {
    const x = [0.3, 1.7, 2.9];
    const cases: [string, (x: number) => number][] = [
      ['x + exp(x)', (v) => v + Math.exp(v)],
      ['x + T', (v) => v + 3],
      ['T + x', (v) => 3 + v],
      ['x - exp(x)', (v) => v - Math.exp(v)],
      ['x - T', (v) => v - 3],
      ['T - x', (v) => 3 - v],
      ['x * exp(x)', (v) => v * Math.exp(v)],
      ['x * T', (v) => 3 * v],
      ['T * x', (v) => 3 * v],
      ['x / exp(x)', (v) => v / Math.exp(v)],
      ['x / T', (v) => v / 3],
      ['T / x', (v) => 3 / v],
      ['x ** exp(x)', (v) => v ** Math.exp(v)],
      ['x ** T', (v) => v ** 3],
      ['T ** x', (v) => 3 ** v],
      ['x ** 2', (v) => v * v],
      ['x ** 3', (v) => v ** 3],
      ['x ** 4', (v) => v ** 4],
      ['x ** 1.5', (v) => v ** 1.5],
      ['T ** 2 + 1', () => 10],
      ['x', (v) => v],
    ];
    for (const [text, f] of cases) expectClose(at(text, x), x.map(f), 4e-16 * 10);
  });

  it('what is not a number stays so, and what is too large does not become small', () => {
    expect(at('exp(x)', [NaN, 800])[0]).toBeNaN();
    expect(at('exp(x)', [NaN, 800])[1]).toBeGreaterThan(1e307);
    expect(at('tanh(x)', [-1e9, 1e9])).toEqual([-1, 1]);
  });
});

it('vectors of the integrator', () => {
  inMemory(({ memory, draw }) => {
    const n = 7; // odd, so that the place behind the last entry matters
    const space = new IntegratorSpace(memory, {
      size: n,
      mass: Float64Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 0 : 0.5 + i)),
    });
    const {
      kernel,
      stride,
      differences: d,
      absolute,
      importance,
      predicted,
      history,
      weight,
      delta,
      f,
      rhs,
      mass,
      trial,
      q,
      change,
    } = space;
    for (const row of d) row.set(draw(n, -1, 1));
    for (const v of [delta, f]) v.set(draw(n, -1, 1));
    absolute.set(draw(n, 0.1, 1));
    importance.set(draw(n, 0.5, 2));
    q.set(draw(6, 0, 1));
    const before = d.map((row) => row.slice());
    for (const order of [1, 2, 3, 4, 5]) {
      d.forEach((row, k) => row.set(before[k]));
      const rows = before.slice(1, order + 1);
      kernel.predictState(
        n,
        order,
        d[0].byteOffset,
        stride,
        q.byteOffset,
        importance.byteOffset,
        absolute.byteOffset,
        0.3,
        predicted.byteOffset,
        history.byteOffset,
        weight.byteOffset,
      );
      const expected = before[0].map((v, i) => v + rows.reduce((s, r) => s + r[i], 0));
      expectClose(predicted, expected);
      expectClose(
        history,
        before[0].map((_, i) => rows.reduce((s, r, k) => s + q[k + 1] * r[i], 0)),
      );
      expectClose(
        weight,
        expected.map((v, i) => importance[i] / (absolute[i] + 0.3 * Math.abs(v))),
      );
      kernel.newtonResidual(
        n,
        2.5,
        f.byteOffset,
        mass.byteOffset,
        history.byteOffset,
        delta.byteOffset,
        rhs.byteOffset,
      );
      expectClose(
        rhs,
        f.map((v, i) => (mass[i] === 0 ? v : 2.5 * v - mass[i] * (history[i] + delta[i]))),
      );
      expect(kernel.sumWeightedSquares(n, delta.byteOffset, weight.byteOffset)).toBeCloseTo(
        delta.reduce((s, v, i) => s + (v * weight[i]) ** 2, 0),
        12,
      );
      kernel.interpolateState(n, order, d[0].byteOffset, stride, -0.4, trial.byteOffset);
      let factor = 1;
      const inside = before[0].slice();
      rows.forEach((r, k) => {
        factor *= (-0.4 + k) / (k + 1);
        r.forEach((v, i) => (inside[i] += factor * v));
      });
      expectClose(trial, inside);
      change.set(draw(36, -1, 1));
      kernel.rescaleDifferences(n, order, d[0].byteOffset, stride, change.byteOffset);
      for (let k = 1; k <= order; k++)
        expectClose(
          d[k],
          rows[0].map((_, i) => rows.reduce((s, r, j) => s + change[(j + 1) * (order + 1) + k] * r[i], 0)),
        );
      d.forEach((row, k) => row.set(before[k]));
      kernel.acceptDifferences(n, order, d[0].byteOffset, stride, delta.byteOffset);
      const after = before.map((row) => row.slice());
      after[order + 2] = delta.map((v, i) => v - before[order + 1][i]);
      after[order + 1] = delta.slice();
      for (let k = order; k >= 0; k--) after[k] = after[k].map((v, i) => v + after[k + 1][i]);
      after.forEach((row, k) => expectClose(d[k], row));
      kernel.addCorrection(n, delta.byteOffset, predicted.byteOffset, history.byteOffset);
      expectClose(
        predicted,
        expected.map((v, i) => v + delta[i]),
      );
    }
  });
});

it('fluxes in the electrolyte', () => {
  inMemory(({ draw, zeros, number, run }) => {
    const n = 9;
    const [c, phi, w, K, D, t, x] = [
      draw(n, 0.2, 2),
      draw(n, -1, 0),
      draw(n, 1e-6, 1e-5),
      draw(n, 0.1, 1),
      draw(n, 1e-11, 1e-10),
      draw(n, 0.2, 0.4),
      draw(n, 0.02, 0.05),
    ];
    const [current, lithium] = [zeros(n - 1), zeros(n - 1)];
    run('electrolyteFluxes', n, c, phi, w, K, D, t, x, number(9.6e7), current, lithium);
    for (let i = 0; i < n - 1; i++) {
      const inSeries = (p: Float64Array): number => 2 / (w[i] / p[i] + w[i + 1] / p[i + 1]);
      const flow = inSeries(K) * (phi[i] - phi[i + 1] + 0.5 * (x[i] + x[i + 1]) * Math.log(c[i + 1] / c[i]));
      expect(current[i] / flow).toBeCloseTo(1, 11);
      expect(lithium[i]).toBeCloseTo(9.6e7 * inSeries(D) * (c[i] - c[i + 1]) + 0.5 * (t[i] + t[i + 1]) * flow, 6);
    }
    c[3] = -0.1;
    run('electrolyteFluxes', n, c, phi, w, K, D, t, x, number(9.6e7), current, lithium);
    expect(current[3]).toBeNaN();
  });
});

it('diffusion in particles: rates, and the solve that inverts them', () => {
  inMemory(({ draw, zeros, number, run }) => {
    const [nodes, shells] = [3, 6];
    const size = nodes * shells;
    const [volume, g, D, slope, y, flux] = [
      draw(shells, 5, 50),
      draw(shells, 1e10, 1e11),
      draw(size, 1e-14, 5e-14),
      draw(size, -1e-14, 1e-14),
      draw(size, 0.2, 0.8),
      draw(nodes, -1e-9, 1e-9),
    ];
    const radius = 5e-6;
    const rate = (u: ArrayLike<number>, b: number): Float64Array => {
      // The diffusivity is straight in the stoichiometry about y.
      const d = (k: number): number => D[b + k] + slope[b + k] * (u[b + k] - y[b + k]);
      const through = (k: number): number =>
        k < 0 || k === shells - 1 ? 0 : g[k] * 0.5 * (d(k) + d(k + 1)) * (u[b + k + 1] - u[b + k]);
      return Float64Array.from(
        { length: shells },
        (_, k) => (through(k) - through(k - 1) - (k === shells - 1 ? flux[b / shells] / radius : 0)) * volume[k],
      );
    };
    const out = zeros(size);
    run('particleRates', nodes, shells, volume, g, number(radius), D, y, flux, out);
    for (let i = 0; i < nodes; i++) expectClose(out.subarray(i * shells, (i + 1) * shells), rate(y, i * shells));

    const c = 700;
    const [multiplier, pivot, above, ratio] = [zeros(size), zeros(size), zeros(size), zeros(nodes).fill(1)];
    run('factoriseParticles', nodes, shells, volume, g, D, slope, ratio, 0, y, number(c), multiplier, pivot, above);
    const rhs = draw(size, -1, 1);
    // Back substitution with neither surface nor current attached: local derivatives are zero.
    const [local, byLast, row, one, two, to] = [
      zeros(nodes * 12),
      zeros(nodes),
      zeros(nodes * 2),
      zeros(nodes * 2),
      zeros(nodes * 4),
      zeros(size),
    ];
    run(
      'eliminatePopulation',
      nodes,
      shells,
      2,
      multiplier,
      pivot,
      byLast,
      row,
      rhs,
      one,
      one,
      to,
      zeros(nodes * 2),
      zeros(nodes),
    );
    run(
      'substitutePopulation',
      nodes,
      shells,
      2,
      number(c),
      number(1),
      pivot,
      above,
      local,
      zeros(nodes * 2),
      one,
      one,
      two,
      zeros(nodes),
      zeros(nodes),
      to,
      zeros(nodes),
      zeros(nodes),
    );
    for (let i = 0; i < nodes; i++) {
      const matrix = new Float64Array(shells * shells);
      for (let k = 0; k < shells; k++) {
        const [high, low] = [1e-4, -1e-4].map((h) =>
          rate(
            y.map((v, m) => (m === i * shells + k ? v + h : v)),
            i * shells,
          ),
        );
        for (let r = 0; r < shells; r++) matrix[r * shells + k] = (r === k ? 1 : 0) - (c * (high[r] - low[r])) / 2e-4;
      }
      const inverse = new Float64Array(shells * shells);
      invertDense(matrix, shells, inverse);
      const solution = Float64Array.from({ length: shells }, (_, r) =>
        inverse.subarray(r * shells, (r + 1) * shells).reduce((s, v, k) => s + v * rhs[i * shells + k], 0),
      );
      expectClose(to.subarray(i * shells, (i + 1) * shells), solution, 1e-8); // differences of a quadratic: rounding over their step
    }
  });
});

it('the interface', () => {
  inMemory(({ draw, zeros, number, run }) => {
    const n = 5;
    const [exchange, ratio, u, gap, surface, x, j, side, film, area, active] = [
      draw(n, 0.1, 5),
      draw(n, 0.5, 1),
      draw(n, 3, 4),
      draw(n, 3, 4),
      draw(n, 0, 1),
      draw(n, 0, 1),
      draw(n, -30, 30),
      draw(n, -1, 0),
      draw(n, 0, 0.01),
      draw(n, 1, 2),
      draw(n, 0.5, 1),
    ];
    j[0] = 1e-4; // where the series of the inverse hyperbolic sine is used
    const [eta, residual, source, flux] = [zeros(n), zeros(n), zeros(n), zeros(n)];
    run(
      'evaluateInterface',
      n,
      number(0.0513),
      exchange,
      ratio,
      u,
      gap,
      surface,
      x,
      j,
      side,
      film,
      area,
      active,
      number(3e5),
      number(2e-10),
      eta,
      residual,
      source,
      flux,
    );
    expectClose(
      eta,
      j.map((v, i) => 0.0513 * Math.asinh(v / (2 * exchange[i] * ratio[i]))),
    );
    expectClose(
      residual,
      gap.map((v, i) => v - u[i] + 10 * (surface[i] - x[i]) - eta[i] - film[i] * (j[i] + side[i])),
    );
    expectClose(
      source,
      j.map((v, i) => 3e5 * area[i] * active[i] * (v + side[i])),
    );
    expectClose(
      flux,
      j.map((v, i) => 2e-10 * area[i] * v),
    );
  });
});

it('blocks along x', () => {
  inMemory(({ draw, run }) => {
    const n = 6;
    const [lower, diagonal, upper, w] = [
      draw(9 * n, -1, 1),
      draw(9 * n, -1, 1),
      draw(9 * n, -1, 1),
      draw(3 * n, -1, 1),
    ];
    for (let i = 0; i < n; i++) for (let k = 0; k < 3; k++) diagonal[9 * i + 4 * k] += 6; // no pivoting between blocks
    const size = 3 * n;
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < n; i++) {
      for (let r = 0; r < 3; r++) {
        for (let k = 0; k < 3; k++) {
          if (i > 0) matrix[(3 * i + r) * size + 3 * i - 3 + k] = lower[9 * i + 3 * r + k];
          matrix[(3 * i + r) * size + 3 * i + k] = diagonal[9 * i + 3 * r + k];
          if (i < n - 1) matrix[(3 * i + r) * size + 3 * i + 3 + k] = upper[9 * i + 3 * r + k];
        }
      }
    }
    const inverse = new Float64Array(size * size);
    invertDense(matrix, size, inverse);
    const expected = Float64Array.from({ length: size }, (_, r) =>
      w.reduce((s, v, k) => s + inverse[r * size + k] * v, 0),
    );
    run('factoriseBlocks', n, lower, diagonal, upper);
    run('solveBlocks', n, lower, diagonal, upper, w);
    expectClose(w, expected);
  });
});

it('memory that is too small is made again, larger', () => {
  let attempts = 0;
  const length = SolverMemory.build((memory) => {
    attempts++;
    return memory.doubles(100_000).length;
  });
  expect(length).toBe(100_000);
  expect(attempts).toBeGreaterThan(1);
});
