import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitLeastSquares } from '../../../src/num/fit/index.js';

const size = 3;
const entries = (n: number) => fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n, maxLength: n });

it('never asks the model outside the box, and ends where no feasible step helps', async () => {
  await fc.assert(
    fc.asyncProperty(
      entries(8 * size),
      entries(8),
      entries(size),
      fc.array(fc.double({ min: 0.05, max: 1.5, noNaN: true }), { minLength: 2 * size, maxLength: 2 * size }),
      async (matrix, data, middle, widths) => {
        // Columns bounded away from dependence on one another, so that the minimum is one point.
        const a = (i: number, k: number) => matrix[size * i + k] + (i === k ? 6 : 0);
        const lower = middle.map((v, k) => v - widths[k]);
        const upper = middle.map((v, k) => v + widths[k + size]);
        const residual = (p: ArrayLike<number>) =>
          data.map((y, i) => {
            let sum = -y;
            for (let k = 0; k < size; k++) sum += a(i, k) * p[k] + (k === 0 ? 0.3 * Math.sin(p[k]) : 0);
            return sum;
          });
        const fit = await fitLeastSquares({
          initial: middle,
          lower,
          upper,
          residual: (p) => {
            p.forEach((v, k) => {
              expect(v).toBeGreaterThanOrEqual(lower[k]);
              expect(v).toBeLessThanOrEqual(upper[k]);
            });
            return residual(p);
          },
        });
        expect(fit.converged).toBe(true);
        const end = residual(fit.parameters);
        const scale = Math.sqrt(2 * fit.cost) + 1;
        for (let k = 0; k < size; k++) {
          const gradient =
            end.reduce((sum, r, i) => sum + r * (a(i, k) + (k === 0 ? 0.3 * Math.cos(fit.parameters[0]) : 0)), 0) /
            scale;
          // Karush–Kuhn–Tucker: zero inside, outward on a bound; to the square root of the cost's tolerance.
          if (fit.parameters[k] > lower[k] + 1e-7) expect(gradient).toBeLessThan(1e-4);
          if (fit.parameters[k] < upper[k] - 1e-7) expect(gradient).toBeGreaterThan(-1e-4);
        }
      },
    ),
    { numRuns: 300 },
  );
});
