import { InputError } from '../../core/index.js';

/** Three whole numbers, or real vectors, in one direction each. */
export type Triple = readonly [number, number, number];

/** Greatest common divisor of whole numbers. */
export function greatestCommonDivisor(...values: number[]): number {
  return values.reduce((a, b) => {
    let [x, y] = [Math.abs(a), Math.abs(b)];
    while (y) [x, y] = [y, x % y];
    return x;
  }, 0);
}

/** (g, x, y) with a·x + b·y = g ≥ 0. */
function extendedGcd(a: number, b: number): [number, number, number] {
  if (b === 0) return [Math.abs(a), a < 0 ? -1 : 1, 0];
  const quotient = Math.floor(a / b);
  const [g, x, y] = extendedGcd(b, a - quotient * b);
  return [g, y, x - quotient * y];
}

/**
 * Miller indices of a plane as three coprime whole numbers; four indices (h k i l) are accepted when i = −h−k.
 *
 * @param indices [1] whole numbers; a common factor is taken out
 * @throws InputError for 0 0 0, for fractions and for four indices that do not agree
 */
export function parseMiller(indices: readonly number[]): Triple {
  const shown = `(${indices.join(' ')})`;
  if (indices.length !== 3 && indices.length !== 4)
    throw new InputError(`Miller indices ${shown}: three whole numbers are needed, or four on hexagonal axes`, {
      hint: 'for example 1 0 4',
    });
  if (!indices.every((index) => Number.isInteger(index) && Math.abs(index) <= 50))
    throw new InputError(`Miller indices ${shown} are not whole numbers up to 50`, { hint: 'for example 1 0 4' });
  if (indices.length === 4 && indices[2] !== -indices[0] - indices[1]) {
    throw new InputError(
      `Miller–Bravais indices ${shown}: the third must be ${-indices[0] - indices[1] || 0}, minus the sum of the first two`,
      { hint: 'for example 1 0 -1 4, or leave the third out' },
    );
  }
  const [h, k, l] = indices.length === 4 ? [indices[0], indices[1], indices[3]] : indices;
  const divisor = greatestCommonDivisor(h, k, l);
  if (divisor === 0)
    throw new InputError('Miller indices (0 0 0) name no plane', {
      hint: 'give three whole numbers, not all zero, for example 1 0 4',
    });
  return [h / divisor || 0, k / divisor || 0, l / divisor || 0];
}

/** A lattice seen along a plane: whole-number combinations of its vectors. */
export interface PlaneBasis {
  /**
   * The two shortest lattice vectors in the plane, shorter first, right-handed about the normal; their angle lies
   * between 60° and 120°, at or above 90° where handedness allows.
   */
  inPlane: readonly [Triple, Triple];
  /** A lattice vector that reaches the next plane. */
  step: Triple;
}

/**
 * Basis of a lattice adapted to a plane: two reduced vectors in it (Lagrange–Gauss) and one step to the next plane.
 *
 * @param cell [Å] (3, 3) vectors of a primitive lattice in rows
 * @param miller [1] coprime indices of the plane on that lattice
 */
export function buildPlaneBasis(cell: ArrayLike<number>, miller: Triple): PlaneBasis {
  const [h, k, l] = miller;
  const [g, x, y] = extendedGcd(h, k);
  const first: Triple = g === 0 ? [1, 0, 0] : [k / g, -h / g, 0];
  const [, m, n] = extendedGcd(g, l);
  const second: Triple = g === 0 ? [0, 1, 0] : [-l * x, -l * y, g];
  let step: Triple = g === 0 ? [0, 0, l] : [m * x, m * y, n];
  let a = first;
  let b = second;
  const dot = (p: Triple, q: Triple) => {
    const [u, v] = [toVector(cell, p), toVector(cell, q)];
    return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
  };
  const combine = (p: Triple, times: number, q: Triple): Triple => [
    p[0] + times * q[0],
    p[1] + times * q[1],
    p[2] + times * q[2],
  ];
  for (;;) {
    if (dot(b, b) < dot(a, a) - 1e-9) [a, b] = [b, a];
    const turns = Math.round(dot(a, b) / dot(a, a) - 1e-9);
    if (turns === 0) break;
    b = combine(b, -turns, a);
  }
  if (dot(a, b) > 1e-9) b = negate(b);
  const normal = crossProduct(toVector(cell, a), toVector(cell, b));
  const s = toVector(cell, step);
  if (normal[0] * s[0] + normal[1] * s[1] + normal[2] * s[2] < 0) {
    if (Math.abs(dot(a, a) - dot(b, b)) < 1e-6 * dot(a, a)) [a, b] = [b, a];
    else b = negate(b);
  }
  for (let round = 0; round < 8; round++) {
    const before = step.join();
    for (const v of [a, b]) step = combine(step, -Math.round(dot(step, v) / dot(v, v)), v);
    if (step.join() === before) break;
  }
  return { inPlane: [clean(a), clean(b)], step: clean(step) };
}

const negate = (v: Triple): Triple => [-v[0], -v[1], -v[2]];
const clean = (v: Triple): Triple => [v[0] || 0, v[1] || 0, v[2] || 0];

/** Cartesian vector of a combination of lattice vectors. */
export function toVector(cell: ArrayLike<number>, v: ArrayLike<number>): [number, number, number] {
  return [0, 1, 2].map((j) => v[0] * cell[j] + v[1] * cell[3 + j] + v[2] * cell[6 + j]) as [number, number, number];
}

/** Vector product. */
export function crossProduct(a: ArrayLike<number>, b: ArrayLike<number>): [number, number, number] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
