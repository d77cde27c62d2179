/**
 * Block-tridiagonal matrix of complex 3×3 blocks, for one right-hand side. Numbers stand as (real, imaginary) pairs, 18
 * to a block, row by row.
 */
export class ComplexBlockTridiagonal {
  readonly lower: Float64Array;
  readonly diagonal: Float64Array;
  readonly upper: Float64Array;
  private readonly count: number;
  private readonly inverse = new Float64Array(18);
  private readonly product = new Float64Array(18);

  constructor(count: number) {
    this.count = count;
    this.lower = new Float64Array(18 * count);
    this.diagonal = new Float64Array(18 * count);
    this.upper = new Float64Array(18 * count);
  }

  clear(): void {
    this.lower.fill(0);
    this.diagonal.fill(0);
    this.upper.fill(0);
  }

  /** Solves in place and destroys the matrix; `w` holds 3 pairs a block. */
  solve(w: Float64Array): void {
    const { lower: l, diagonal: d, upper: u, count, inverse, product } = this;
    for (let i = 0; i < count; i++) {
      const o = 18 * i;
      const q = 6 * i;
      if (i > 0) {
        subtractProduct(d, o, l, o, u, o - 18, 3);
        subtractProduct(w, q, l, o, w, q - 6, 1);
      }
      invertComplex(d, o, inverse);
      product.fill(0);
      addProduct(product, 0, inverse, 0, u, o, 3);
      u.set(product, o);
      product.fill(0);
      addProduct(product, 0, inverse, 0, w, q, 1);
      for (let k = 0; k < 6; k++) w[q + k] = product[k];
    }
    for (let i = count - 2; i >= 0; i--) subtractProduct(w, 6 * i, u, 18 * i, w, 6 * i + 6, 1);
  }
}

/** c −= a b, where a is 3×3 and b, c are 3×columns. */
function subtractProduct(
  c: Float64Array,
  co: number,
  a: Float64Array,
  ao: number,
  b: Float64Array,
  bo: number,
  columns: number,
): void {
  for (let r = 0; r < 3; r++) {
    for (let k = 0; k < columns; k++) {
      let re = 0;
      let im = 0;
      for (let m = 0; m < 3; m++) {
        const x = ao + 2 * (3 * r + m);
        const y = bo + 2 * (columns * m + k);
        re += a[x] * b[y] - a[x + 1] * b[y + 1];
        im += a[x] * b[y + 1] + a[x + 1] * b[y];
      }
      c[co + 2 * (columns * r + k)] -= re;
      c[co + 2 * (columns * r + k) + 1] -= im;
    }
  }
}

function addProduct(
  c: Float64Array,
  co: number,
  a: Float64Array,
  ao: number,
  b: Float64Array,
  bo: number,
  columns: number,
): void {
  for (let r = 0; r < 3; r++) {
    for (let k = 0; k < columns; k++) {
      let re = 0;
      let im = 0;
      for (let m = 0; m < 3; m++) {
        const x = ao + 2 * (3 * r + m);
        const y = bo + 2 * (columns * m + k);
        re += a[x] * b[y] - a[x + 1] * b[y + 1];
        im += a[x] * b[y + 1] + a[x + 1] * b[y];
      }
      c[co + 2 * (columns * r + k)] += re;
      c[co + 2 * (columns * r + k) + 1] += im;
    }
  }
}

/** Inverse of a complex 3×3 matrix by cofactors. */
function invertComplex(m: Float64Array, o: number, out: Float64Array): void {
  const minor = (a: number, b: number, c: number, d: number, to: number): void => {
    const [x, y, z, v] = [o + 2 * a, o + 2 * b, o + 2 * c, o + 2 * d];
    out[2 * to] = m[x] * m[v] - m[x + 1] * m[v + 1] - (m[y] * m[z] - m[y + 1] * m[z + 1]);
    out[2 * to + 1] = m[x] * m[v + 1] + m[x + 1] * m[v] - (m[y] * m[z + 1] + m[y + 1] * m[z]);
  };
  minor(4, 5, 7, 8, 0);
  minor(2, 1, 8, 7, 1);
  minor(1, 2, 4, 5, 2);
  minor(5, 3, 8, 6, 3);
  minor(0, 2, 6, 8, 4);
  minor(2, 0, 5, 3, 5);
  minor(3, 4, 6, 7, 6);
  minor(1, 0, 7, 6, 7);
  minor(0, 1, 3, 4, 8);
  let re = 0;
  let im = 0;
  for (let k = 0; k < 3; k++) {
    const a = o + 2 * k;
    const b = 2 * (3 * k);
    re += m[a] * out[b] - m[a + 1] * out[b + 1];
    im += m[a] * out[b + 1] + m[a + 1] * out[b];
  }
  const size = re * re + im * im;
  const ir = re / size;
  const ii = -im / size;
  for (let k = 0; k < 18; k += 2) {
    const a = out[k];
    const b = out[k + 1];
    out[k] = a * ir - b * ii;
    out[k + 1] = a * ii + b * ir;
  }
}
