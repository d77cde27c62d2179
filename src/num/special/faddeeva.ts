/** [1] Terms of the rational expansion: absolute error below 1e-12 in the upper half plane. */
const TERMS = 36;
const L = Math.sqrt(TERMS / Math.SQRT2);
const INV_SQRT_PI = 1 / Math.sqrt(Math.PI);
let coefficients: Float64Array | undefined;

/**
 * The Faddeeva function w(z) = exp(−z²) erfc(−iz) for Im z ≥ 0, whose real part is a Voigt profile; absolute error
 * below 1e-12.
 *
 * Weideman, SIAM J. Numer. Anal. 31 (1994) 1497, doi:10.1137/0731077, equation 38 (I) with 36 terms.
 *
 * @param x   [1] real part of z
 * @param y   [1] imaginary part of z, not below zero
 * @param out [1] (2) real and imaginary part of w, overwritten
 */
export function computeFaddeeva(x: number, y: number, out: Float64Array): void {
  const c = (coefficients ??= expand());
  const re = L + y;
  const norm = 1 / (re * re + x * x);
  const ir = re * norm;
  const ii = x * norm;
  const zr = (L - y) * ir - x * ii;
  const zi = (L - y) * ii + x * ir;
  let pr = c[0];
  let pi = 0;
  for (let k = 1; k < TERMS; k++) {
    const r = pr * zr - pi * zi + c[k];
    pi = pr * zi + pi * zr;
    pr = r;
  }
  const sr = ir * ir - ii * ii;
  const si = 2 * ir * ii;
  out[0] = 2 * (pr * sr - pi * si) + INV_SQRT_PI * ir;
  out[1] = 2 * (pr * si + pi * sr) + INV_SQRT_PI * ii;
}

/** Coefficients of the expansion, highest power first. */
function expand(): Float64Array {
  const m = 2 * TERMS;
  const c = new Float64Array(TERMS);
  for (let k = -m + 1; k < m; k++) {
    const theta = (k * Math.PI) / m;
    const t = L * Math.tan(theta / 2);
    const f = Math.exp(-t * t) * (L * L + t * t);
    for (let n = 1; n <= TERMS; n++) c[TERMS - n] += (f * Math.cos(n * theta)) / (2 * m);
  }
  return c;
}
