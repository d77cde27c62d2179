/**
 * Logarithm, exponential and cube root by what IEEE 754 fixes alone – sums, products, quotients – so that every engine
 * gives the same last bit. Engines' own differ, and a trajectory of atoms that repel each other forgets its seed in a
 * picosecond: one bit is a different film.
 */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
double[0] = 1;
/** Which of the two words holds sign and exponent. */
const HIGH = words[1] !== 0 ? 1 : 0;

/** ln 2 in two parts: the first has zeros at its end, so that its product with an exponent is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2^k, for k from −1022 to 1023. */
function powerOfTwo(k: number): number {
  words[1 - HIGH] = 0;
  words[HIGH] = (k + 1023) << 20;
  return double[0]!;
}

/** k of x = 2^k m with 1 ≤ m < 2, for a normal x above zero. */
function exponentOf(x: number): number {
  double[0] = x;
  return (words[HIGH]! >>> 20) - 1023;
}

/** 1/3, 1/5 …: the series of the area tangent after its first term; the next is below 1e-18 for m from √½ to √2. */
const ODD = Array.from({ length: 11 }, (_, n) => 1 / (2 * n + 3));

/**
 * Natural logarithm: x = 2^k m, ln m = 2 artanh((m − 1) / (m + 1)) by its series; within two units in the last place.
 *
 * @param x [1]
 */
export function portableLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  if (x < 2 ** -1022) {
    x *= 2 ** 54;
    k = -54;
  }
  const own = exponentOf(x);
  let m = x / powerOfTwo(own);
  k += own;
  if (m > Math.SQRT2) {
    m *= 0.5;
    k++;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let sum = 0;
  for (let n = ODD.length - 1; n >= 0; n--) sum = z * (ODD[n]! + sum);
  return k * LN2_HIGH + (2 * s + (2 * s * sum + k * LN2_LOW));
}

/** 1/2!, 1/3! …: the series of the exponential after r; the next is below 1e-17 for |r| ≤ ln 2 / 2. */
const FACTORIALS: number[] = [];
for (let n = 2, factorial = 1; n <= 14; n++) FACTORIALS.push(1 / (factorial *= n));

/**
 * Exponential: x = k ln 2 + r, exp r by its series; within two units in the last place.
 *
 * @param x [1] from −700 to 700, where neither end of the numbers is near
 */
export function portableExp(x: number): number {
  if (!(Math.abs(x) <= 700)) throw new RangeError(`the exponential of ${x}`);
  const k = Math.round(x / Math.LN2);
  const high = x - k * LN2_HIGH;
  const r = high - k * LN2_LOW;
  let sum = 0;
  for (let n = FACTORIALS.length - 1; n >= 0; n--) sum = r * (FACTORIALS[n]! + sum);
  // The largest last, and what r has lost with it.
  return (1 + (r + (r * sum + (high - r - k * LN2_LOW)))) * powerOfTwo(k);
}

/** [1] Steps of Halley's iteration, which trebles the digits: from a tenth to the last place. */
const CBRT_STEPS = 4;

/**
 * Cube root by Halley's iteration; within two units in the last place.
 *
 * @param x [1] above zero and not below 1e-300
 */
export function portableCbrt(x: number): number {
  if (!(x >= 1e-300) || !Number.isFinite(x)) throw new RangeError(`the cube root of ${x}`);
  const q = Math.floor(exponentOf(x) / 3);
  const m = x / powerOfTwo(3 * q);
  let t = 0.9 + m / 7;
  for (let step = 0; step < CBRT_STEPS; step++) {
    const cube = t * t * t;
    t -= (t * (cube - m)) / (cube + cube + m);
  }
  return t * powerOfTwo(q);
}
