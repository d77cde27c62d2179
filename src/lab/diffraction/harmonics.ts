import { NODES, WEIGHTS } from './gauss-legendre.js';

/** A harmonic that a crystal's symmetry leaves as it is. */
export interface SymmetricHarmonic {
  order: number;
  /** m of the first function in it; below zero for a sine */
  m: number;
  /** [1] (2 order + 1) amounts of the functions of `computeHarmonics`; the sum of their squares is 1 */
  amounts: Float64Array;
}

/**
 * Real spherical harmonics of one order in a direction, each times √(4π/(2l + 1)), so that their squares sum to 1:
 * m = 0, then cosine and sine of m = 1, 2, …, l.
 *
 * @param direction [1] (3) of any length but zero
 */
export function computeHarmonics(order: number, direction: ArrayLike<number>): Float64Array {
  const [x, y, z] = [direction[0], direction[1], direction[2]];
  const length = Math.hypot(x, y, z);
  const cosine = z / length;
  const sine = Math.hypot(x, y) / length;
  const azimuth = Math.atan2(y, x);
  const out = new Float64Array(2 * order + 1);
  // P_m^m, from which P_l^m rises; ratio is (l − m)!/(l + m)!
  let start = 1;
  for (let m = 0; m <= order; m++) {
    if (m > 0) start *= (2 * m - 1) * sine;
    let [before, now] = [0, start];
    for (let l = m + 1; l <= order; l++)
      [before, now] = [now, ((2 * l - 1) * cosine * now - (l + m - 1) * before) / (l - m)];
    if (m === 0) {
      out[0] = now;
      continue;
    }
    let ratio = 1;
    for (let k = order - m + 1; k <= order + m; k++) ratio /= k;
    const scaled = Math.sqrt(2 * ratio) * now;
    out[2 * m - 1] = scaled * Math.cos(m * azimuth);
    out[2 * m] = scaled * Math.sin(m * azimuth);
  }
  return out;
}

/**
 * The harmonics of one order that rotations leave as they are, orthonormal, of rising m: each function is averaged over
 * the rotations, and what is new in it is kept. Bunge, Texture Analysis in Materials Science (1982), chapter 14.
 *
 * @param rotations [1] (3, 3) in rows, on Cartesian axes: all of the group
 */
export function symmetriseHarmonics(order: number, rotations: readonly ArrayLike<number>[]): SymmetricHarmonic[] {
  const size = 2 * order + 1;
  // (size, size) ⟨C_a, mean over rotations of C_b⟩ over the sphere: the projector on what is invariant
  const projector = Array.from({ length: size }, () => new Float64Array(size));
  const around = 2 * order + 1;
  for (const [k, node] of NODES.entries())
    for (const cosine of [node, -node])
      for (let j = 0; j < around; j++) {
        const azimuth = (2 * Math.PI * j) / around;
        const sine = Math.sqrt(1 - cosine * cosine);
        const direction = [sine * Math.cos(azimuth), sine * Math.sin(azimuth), cosine];
        const here = computeHarmonics(order, direction);
        const share = ((WEIGHTS[k] / 2) * size) / (around * rotations.length);
        for (const r of rotations) {
          const there = computeHarmonics(
            order,
            [0, 3, 6].map((i) => r[i] * direction[0] + r[i + 1] * direction[1] + r[i + 2] * direction[2]),
          );
          for (let b = 0; b < size; b++) for (let a = 0; a < size; a++) projector[b][a] += share * here[a] * there[b];
        }
      }
  const found: SymmetricHarmonic[] = [];
  projector.forEach((amounts, b) => {
    for (const before of found) {
      const along = dot(amounts, before.amounts);
      for (let a = 0; a < size; a++) amounts[a] -= along * before.amounts[a];
    }
    const length = Math.sqrt(dot(amounts, amounts));
    if (length < 1e-6) return;
    found.push({ order, m: b === 0 ? 0 : b % 2 === 1 ? (b + 1) / 2 : -b / 2, amounts: amounts.map((v) => v / length) });
  });
  return found;
}

/** [1] Value of a symmetric harmonic in a direction. */
export function evaluateHarmonic({ order, amounts }: SymmetricHarmonic, direction: ArrayLike<number>): number {
  return dot(computeHarmonics(order, direction), amounts);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
