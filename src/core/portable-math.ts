/**
 * Logarithm, exponential and cube root that are the same to the last bit in every engine, whose own differ: they use
 * nothing but what IEEE 754 fixes. A trajectory of atoms that repel each other forgets its seed in a picosecond, so one
 * bit is a different film.
 *
 * After fdlibm 5.3 (Copyright 1993 by Sun Microsystems, Inc.; permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice is preserved).
 */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which of the two words holds sign and exponent. */
double[0] = 1;
const HIGH = words[1] !== 0 ? 1 : 0;

const highWord = (x: number): number => {
  double[0] = x;
  return words[HIGH]! | 0;
};
const withHighWord = (x: number, high: number): number => {
  double[0] = x;
  words[HIGH] = high;
  return double[0]!;
};

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** Natural logarithm; its error is below one unit in the last place. */
export function portableLog(x: number): number {
  let k = 0;
  let high = highWord(x);
  if (high < 0x00100000) {
    if (x === 0) return -Infinity;
    if (high < 0) return NaN;
    k = -54;
    x *= 2 ** 54;
    high = highWord(x);
  }
  if (high >= 0x7ff00000) return x + x;
  k += (high >> 20) - 1023;
  high &= 0x000fffff;
  const half = (high + 0x95f64) & 0x100000;
  const f = withHighWord(x, high | (half ^ 0x3ff00000)) - 1;
  k += half >> 20;
  if ((0x000fffff & (2 + high)) < 3) {
    if (f === 0) return k === 0 ? 0 : k * LN2_HIGH + k * LN2_LOW;
    const r = f * f * (0.5 - 0.3333333333333333 * f);
    return k === 0 ? f - r : k * LN2_HIGH - (r - k * LN2_LOW - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const even = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const r = even + odd;
  if (((high - 0x6147a) | (0x6b851 - high)) > 0) {
    const h = 0.5 * f * f;
    return k === 0 ? f - (h - s * (h + r)) : k * LN2_HIGH - (h - (s * (h + r) + k * LN2_LOW) - f);
  }
  return k === 0 ? f - s * (f - r) : k * LN2_HIGH - (s * (f - r) - k * LN2_LOW - f);
}

const P = [
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6, 4.1381367970572385e-8,
] as const;
const kernelOfExponential = (t: number): number => t * (P[0] + t * (P[1] + t * (P[2] + t * (P[3] + t * P[4]))));

/**
 * Exponential; its error is below one unit in the last place.
 *
 * @param x [1] from −700 to 700, where neither end of the numbers is near
 */
export function portableExp(x: number): number {
  if (!(Math.abs(x) <= 700)) throw new RangeError(`the exponential of ${x}`);
  const size = highWord(Math.abs(x));
  if (size < 0x3e300000) return 1 + x;
  let k = 0;
  let high = x;
  let low = 0;
  if (size > 0x3fd62e42) {
    if (x === 1) return 2.718281828459045;
    k = size < 0x3ff0a2b2 ? Math.sign(x) : Math.trunc(1.4426950408889634 * x + 0.5 * Math.sign(x));
    high = x - k * LN2_HIGH;
    low = k * LN2_LOW;
  }
  const r = high - low;
  const c = r - kernelOfExponential(r * r);
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  return (1 - (low - (r * c) / (2 - c) - high)) * 2 ** k;
}

/**
 * Cube root; its error is below 0.667 units in the last place (FreeBSD's s_cbrt.c, by B. D. Evans).
 *
 * @param x [1] above zero and not below 1e-300
 */
export function portableCbrt(x: number): number {
  if (!(x >= 1e-300) || !Number.isFinite(x)) throw new RangeError(`the cube root of ${x}`);
  let t = withHighWord(0, Math.trunc(highWord(x) / 3) + 715094163);
  let r = t * t * (t / x);
  t *=
    1.87595182427177 +
    r * (-1.8849797954337717 + r * 1.6214297201053545) +
    r * r * r * (-0.758397934778766 + r * 0.14599619288661245);
  // To 23 bits, so that t·t is exact.
  double[0] = t;
  const low = words[1 - HIGH]! + 0x80000000;
  words[HIGH] = words[HIGH]! + (low > 0xffffffff ? 1 : 0);
  words[1 - HIGH] = low & 0xc0000000;
  t = double[0]!;
  const s = t * t;
  r = x / s;
  return t + t * ((r - t) / (t + t + r));
}
