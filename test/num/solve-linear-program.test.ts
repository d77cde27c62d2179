import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SolveError } from '../../src/core/index.js';
import { solveLinearProgram } from '../../src/num/solve-linear-program.js';

/** Least c·x over all basic feasible solutions of two equations: every pair of columns, solved by Cramer's rule. */
function enumerate(c: number[], a: number[][], b: [number, number]): number | undefined {
  let best: number | undefined;
  const n = c.length;
  const take = (value: number): void => void (best = best === undefined ? value : Math.min(best, value));
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const determinant = a[0][i] * a[1][j] - a[0][j] * a[1][i];
      if (determinant === 0) continue;
      const x = (b[0] * a[1][j] - a[0][j] * b[1]) / determinant;
      const y = (a[0][i] * b[1] - b[0] * a[1][i]) / determinant;
      if (x >= 0 && y >= 0) take(c[i] * x + c[j] * y);
    }
  }
  return best;
}

describe('solveLinearProgram', () => {
  it('finds what trying every basis finds, and its duals price the right-hand side', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 })),
          { minLength: 2, maxLength: 12 },
        ),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (columns, b0, b1) => {
          const c = columns.map(([cost]) => cost);
          const a = [columns.map(([, x]) => x), columns.map(([, , y]) => y)];
          const wanted = enumerate(c, a, [b0, b1]);
          const solution = solveLinearProgram(c, Float64Array.from(a.flat()), [b0, b1]);
          // Columns all in one direction leave no basis of two; then nothing is claimed.
          if (wanted === undefined) return;
          expect(solution).toBeDefined();
          expect(solution!.objective).toBeCloseTo(wanted, 8); // small whole numbers in double precision
          for (const [k, row] of a.entries())
            expect(row.reduce((sum, value, j) => sum + value * solution!.x[j], 0)).toBeCloseTo([b0, b1][k], 8);
          expect(solution!.duals[0] * b0 + solution!.duals[1] * b1).toBeCloseTo(wanted, 8);
        },
      ),
      { numRuns: 500, seed: 20261122 },
    );
  });

  it('ends on an example that cycles under the steepest rule alone (Beale 1955)', () => {
    const c = [-0.75, 150, -0.02, 6, 0, 0, 0];
    const a = [
      [0.25, -60, -0.04, 9, 1, 0, 0],
      [0.5, -90, -0.02, 3, 0, 1, 0],
      [0, 0, 1, 0, 0, 0, 1],
    ];
    expect(solveLinearProgram(c, Float64Array.from(a.flat()), [0, 0, 1])!.objective).toBeCloseTo(-0.05, 12); // exact in rationals
  });

  it('says when there is no solution, and when there is no bound', () => {
    expect(solveLinearProgram([1], Float64Array.of(1, 1), [1, 2])).toBeUndefined();
    expect(() => solveLinearProgram([-1, 0], Float64Array.of(1, -1), [0])).toThrow(SolveError);
  });
});
