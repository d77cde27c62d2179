import { describe, expect, it } from 'vitest';
import { SolveError } from '../../src/core/index.js';
import { BdfIntegrator, solveConsistent, type DaeSystem } from '../../src/num/ode/index.js';
import { invertDense } from '../../src/num/linalg/invert-dense.js';

/** A small system with a dense numerical Jacobian. */
function dense(
  mass: number[],
  f: (t: number, y: Float64Array, out: Float64Array) => void,
  scale?: number[],
): DaeSystem {
  const n = mass.length;
  const jacobian = new Float64Array(n * n);
  const inverse = new Float64Array(n * n);
  return {
    size: n,
    mass: Float64Array.from(mass),
    scale: Float64Array.from(scale ?? mass.map(() => 1)),
    evaluate: f,
    linearise(t, y) {
      for (let k = 0; k < n; k++) {
        const h = 1e-7 * Math.max(1e-3, Math.abs(y[k]));
        const [a, b] = [h, -h].map((d) => {
          const out = new Float64Array(n);
          f(
            t,
            y.map((v, i) => (i === k ? v + d : v)),
            out,
          );
          return out;
        });
        for (let i = 0; i < n; i++) jacobian[i * n + k] = (a[i] - b[i]) / (2 * h);
      }
    },
    factorise(c) {
      const m = jacobian.map((v, i) => {
        const row = Math.floor(i / n);
        return (mass[row] === 0 ? -v : -c * v) + (row === i % n ? mass[row] : 0);
      });
      invertDense(m, n, inverse);
    },
    solve(rhs, solution) {
      for (let i = 0; i < n; i++) {
        solution[i] = 0;
        for (let k = 0; k < n; k++) solution[i] += inverse[i * n + k] * rhs[k];
      }
    },
  };
}

function run(system: DaeSystem, y: number[], end: number, tolerance: number): BdfIntegrator {
  const bdf = new BdfIntegrator(system, { relativeTolerance: tolerance });
  const start = Float64Array.from(y);
  solveConsistent(system, 0, start);
  bdf.restart(0, start);
  while (bdf.t < end) bdf.advance(end);
  return bdf;
}

describe('integrator', () => {
  it('Robertson’s kinetics as a differential-algebraic system', () => {
    // Reference values: Mazzia and Magherini, Test Set for Initial Value Problem Solvers (2008), problem ROBER, t = 40.
    const system = dense(
      [1, 1, 0],
      (_, y, out) => {
        out[0] = -0.04 * y[0] + 1e4 * y[1] * y[2];
        out[1] = 0.04 * y[0] - 1e4 * y[1] * y[2] - 3e7 * y[1] * y[1];
        out[2] = y[0] + y[1] + y[2] - 1;
      },
      [1, 1e-5, 1],
    );
    const { y, counts } = run(system, [1, 0, 0], 40, 1e-7);
    expect(y[0]).toBeCloseTo(0.7158270688, 6);
    expect(y[1] * 1e5).toBeCloseTo(0.9185534765, 5);
    expect(y[2]).toBeCloseTo(0.2841637457, 6);
    expect(counts.steps).toBeLessThan(400);
  });

  it('the error follows the tolerance', () => {
    const system = dense([1], (t, y, out) => void (out[0] = -1000 * (y[0] - Math.cos(t)) - Math.sin(t)));
    const errors = [1e-3, 1e-5, 1e-7].map((tolerance) => Math.abs(run(system, [1], 3, tolerance).y[0] - Math.cos(3)));
    expect(errors[0]).toBeLessThan(1e-2);
    expect(errors[2]).toBeLessThan(1e-5);
    expect(errors[2]).toBeLessThan(errors[0] + 1e-9);
  });

  it('interpolation inside a step is as good as the step', () => {
    const system = dense([1, 1], (_, y, out) => {
      out[0] = y[1];
      out[1] = -y[0];
    });
    const bdf = new BdfIntegrator(system, { relativeTolerance: 1e-8 });
    bdf.restart(0, Float64Array.of(0, 1));
    const inside = new Float64Array(2);
    let worst = 0;
    while (bdf.t < 6) {
      bdf.advance(6);
      for (const share of [0.25, 0.5, 0.75]) {
        const t = bdf.stepStart + share * (bdf.t - bdf.stepStart);
        bdf.interpolate(t, inside);
        worst = Math.max(worst, Math.abs(inside[0] - Math.sin(t)));
      }
    }
    expect(worst).toBeLessThan(2e-6); // two hundred tolerances over six radians
  });

  it('stops Newton’s iterations by what they contracted before: two evaluations a step at most, with the tolerance kept', () => {
    const bdf = run(
      dense([1], (t, y, out) => {
        out[0] = -50 * (y[0] - Math.cos(t)) - 0.1 * y[0] ** 3;
      }),
      [0],
      10,
      1e-3,
    );
    const finer = run(
      dense([1], (t, y, out) => {
        out[0] = -50 * (y[0] - Math.cos(t)) - 0.1 * y[0] ** 3;
      }),
      [0],
      10,
      1e-9,
    );
    expect(bdf.counts.evaluations).toBeLessThan(1.6 * (bdf.counts.steps + bdf.counts.rejected));
    expect(Math.abs(bdf.y[0] - finer.y[0])).toBeLessThan(1e-3);
  });

  it('gives up soon where the algebraic entries do not meet their equations, and goes on from a restart', () => {
    const system = dense([1, 0], (_, y, out) => {
      out[0] = -y[1];
      out[1] = y[1] - y[0];
    });
    const bdf = run(system, [1, 1], 0.1, 1e-4);
    // As if a step had accepted a potential that is off by many tolerances.
    bdf.y[1] += 0.01;
    const before = bdf.counts.rejected;
    expect(() => bdf.advance(10)).toThrow(/does not fall with the step/);
    expect(bdf.counts.rejected - before).toBeLessThan(8);
    const state = Float64Array.from(bdf.y);
    solveConsistent(system, bdf.t, state);
    bdf.restart(bdf.t, state);
    while (bdf.t < 1) bdf.advance(1);
    expect(bdf.y[0]).toBeCloseTo(Math.exp(-1), 3);
  });

  it('a solution that runs off to infinity is an error with its time', () => {
    const system = dense([1], (_, y, out) => void (out[0] = y[0] * y[0]));
    expect(() => run(system, [1], 2, 1e-6)).toThrow(SolveError);
  });

  it('potentials that do not exist are an error, not a hang', () => {
    const system = dense([1, 0], (_, y, out) => {
      out[0] = 0;
      out[1] = y[1] * y[1] + 1 + y[0] * 0;
    });
    expect(() => solveConsistent(system, 0, Float64Array.of(0, 3))).toThrow(SolveError);
  });
});
