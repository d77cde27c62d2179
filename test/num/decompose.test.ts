import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decomposeSingular } from '../../src/num/linalg/decompose-singular.js';
import { decomposeSymmetric } from '../../src/num/linalg/decompose-symmetric.js';

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
const row = (matrix: Float64Array, k: number, length: number): Float64Array => matrix.subarray(k * length, (k + 1) * length);
const shapes = fc.integer({ min: 1, max: 8 }).chain((n) => fc.integer({ min: n, max: 12 }).chain((m) => fc.tuple(fc.constant(n), fc.constant(m), fc.array(fc.integer({ min: -3, max: 3 }), { minLength: n * m, maxLength: n * m }))));

/** [1] Rounding of some hundred operations, relative to the largest value. */
const ROUNDING = 1e-13;

it('singular values: the product is the matrix, vectors are orthonormal, also of matrices that lack rank', () => {
  fc.assert(
    fc.property(shapes, ([n, m, entries]) => {
      const columns = Float64Array.from(entries);
      const { values, left, right } = decomposeSingular(columns.slice(), m, n);
      const tolerance = ROUNDING * Math.max(1, values[0]);
      for (let k = 1; k < n; k++) expect(values[k]).toBeLessThanOrEqual(values[k - 1]);
      expect(values[n - 1]).toBeGreaterThanOrEqual(0);
      for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += values[k] * left[k * m + i] * right[k * n + j];
        expect(Math.abs(sum - columns[j * m + i])).toBeLessThan(tolerance);
      }
      for (let a = 0; a < n; a++) for (let b = 0; b <= a; b++) {
        expect(Math.abs(dot(row(right, a, n), row(right, b, n)) - (a === b ? 1 : 0))).toBeLessThan(ROUNDING);
        // Left vectors of values that are rounding are rounding too.
        if (values[a] > 1e-8) expect(Math.abs(dot(row(left, a, m), row(left, b, m)) - (a === b ? 1 : 0))).toBeLessThan(1e-6);
      }
    }),
  );
});

it('small singular values keep their digits: 1e-10 beside 1 where the columns are nearly parallel', () => {
  // Columns (1, 0) and (1, e): the values of this triangle are √2 and e/√2 to second order in e.
  const e = 1e-10;
  const { values } = decomposeSingular(Float64Array.of(1, 0, 1, e), 2, 2);
  expect(values[0] / Math.SQRT2 - 1).toBeCloseTo(0, 15);
  // Rounding of the columns' product, 1e-16, moves the small value by that over its square root, no more.
  expect(values[1] / (e / Math.SQRT2) - 1).toBeCloseTo(0, 5);
});

it('eigenvalues of a chain of springs are those of its standing waves', () => {
  // 2 on the diagonal, −1 beside it: 4 sin²(kπ / 2(n + 1)).
  const n = 12;
  const chain = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    chain[i * n + i] = 2;
    if (i > 0) chain[i * n + i - 1] = chain[(i - 1) * n + i] = -1;
  }
  const { values, vectors } = decomposeSymmetric(chain, n);
  for (let k = 0; k < n; k++) {
    expect(values[k]).toBeCloseTo(4 * Math.sin(((k + 1) * Math.PI) / (2 * (n + 1))) ** 2, 13);
    for (let i = 0; i < n; i++) expect(dot(row(chain, i, n), row(vectors, k, n))).toBeCloseTo(values[k] * vectors[k * n + i], 13);
  }
});

it('signs of eigenvalues are kept where two are opposite, and the zero matrix has zeros', () => {
  const { values } = decomposeSymmetric(Float64Array.of(0, 1, 1, 0), 2);
  expect(values[0]).toBeCloseTo(-1, 14);
  expect(values[1]).toBeCloseTo(1, 14);
  expect([...decomposeSymmetric(new Float64Array(9), 3).values]).toEqual([0, 0, 0]);
});
