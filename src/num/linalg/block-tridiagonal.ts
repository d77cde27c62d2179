/**
 * Block-tridiagonal matrix of 3×3 blocks, factorised in place without pivoting between blocks.
 * Fill `lower`, `diagonal`, `upper` (9 numbers a block, row by row), call `factorise`, then `solve` any number of times.
 */
export class BlockTridiagonal {
  readonly lower: Float64Array;
  readonly diagonal: Float64Array;
  readonly upper: Float64Array;
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
    this.lower = new Float64Array(9 * count);
    this.diagonal = new Float64Array(9 * count);
    this.upper = new Float64Array(9 * count);
  }

  clear(): void {
    this.lower.fill(0);
    this.diagonal.fill(0);
    this.upper.fill(0);
  }

  /** Turns `diagonal` into inverses of the pivots and `lower` into multipliers. */
  factorise(): void {
    const { lower: l, diagonal: d, upper: u } = this;
    invert(d, 0);
    for (let i = 1; i < this.count; i++) {
      const o = 9 * i;
      const p = o - 9;
      for (let r = 0; r < 9; r += 3) {
        const a = l[o + r];
        const b = l[o + r + 1];
        const c = l[o + r + 2];
        const x = a * d[p] + b * d[p + 3] + c * d[p + 6];
        const y = a * d[p + 1] + b * d[p + 4] + c * d[p + 7];
        const z = a * d[p + 2] + b * d[p + 5] + c * d[p + 8];
        l[o + r] = x;
        l[o + r + 1] = y;
        l[o + r + 2] = z;
        d[o + r] -= x * u[p] + y * u[p + 3] + z * u[p + 6];
        d[o + r + 1] -= x * u[p + 1] + y * u[p + 4] + z * u[p + 7];
        d[o + r + 2] -= x * u[p + 2] + y * u[p + 5] + z * u[p + 8];
      }
      invert(d, o);
    }
  }

  /** Solves in place; `w` holds 3 numbers a block. */
  solve(w: Float64Array): void {
    const { lower: l, diagonal: d, upper: u, count } = this;
    for (let i = 1; i < count; i++) {
      const o = 9 * i;
      const q = 3 * i;
      const x = w[q - 3];
      const y = w[q - 2];
      const z = w[q - 1];
      w[q] -= l[o] * x + l[o + 1] * y + l[o + 2] * z;
      w[q + 1] -= l[o + 3] * x + l[o + 4] * y + l[o + 5] * z;
      w[q + 2] -= l[o + 6] * x + l[o + 7] * y + l[o + 8] * z;
    }
    for (let i = count - 1; i >= 0; i--) {
      const o = 9 * i;
      const q = 3 * i;
      let x = w[q];
      let y = w[q + 1];
      let z = w[q + 2];
      if (i < count - 1) {
        const a = w[q + 3];
        const b = w[q + 4];
        const c = w[q + 5];
        x -= u[o] * a + u[o + 1] * b + u[o + 2] * c;
        y -= u[o + 3] * a + u[o + 4] * b + u[o + 5] * c;
        z -= u[o + 6] * a + u[o + 7] * b + u[o + 8] * c;
      }
      w[q] = d[o] * x + d[o + 1] * y + d[o + 2] * z;
      w[q + 1] = d[o + 3] * x + d[o + 4] * y + d[o + 5] * z;
      w[q + 2] = d[o + 6] * x + d[o + 7] * y + d[o + 8] * z;
    }
  }
}

/** 3×3 inverse by cofactors, in place. */
function invert(m: Float64Array, o: number): void {
  const a = m[o], b = m[o + 1], c = m[o + 2], d = m[o + 3], e = m[o + 4], f = m[o + 5], g = m[o + 6], h = m[o + 7], i = m[o + 8];
  const ca = e * i - f * h;
  const cb = f * g - d * i;
  const cc = d * h - e * g;
  const t = 1 / (a * ca + b * cb + c * cc);
  m[o] = ca * t;
  m[o + 1] = (c * h - b * i) * t;
  m[o + 2] = (b * f - c * e) * t;
  m[o + 3] = cb * t;
  m[o + 4] = (a * i - c * g) * t;
  m[o + 5] = (c * d - a * f) * t;
  m[o + 6] = cc * t;
  m[o + 7] = (b * g - a * h) * t;
  m[o + 8] = (a * e - b * d) * t;
}
