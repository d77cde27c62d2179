// Four lanes of single precision: loads, sums, and the functions that networks need.

// @ts-ignore: decorator
@inline export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** c + a·b, in one rounding where the kernel is built with relaxed SIMD. */
// @ts-ignore: decorator
@inline export function mad4(c: v128, a: v128, b: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b));
}

/**
 * e^−x for a sigmoid, relative error below 2e-7 (Cody–Waite reduction, degree-6 polynomial as in Cephes expf). Clamped
 * to ±43, so that the product of two (1 + e^−x) stays finite. The nearest whole number is found by adding 1.5·2²³,
 * whose last bits then hold it.
 */
// @ts-ignore: decorator
@inline export function decay4(x0: v128): v128 {
  const x = f32x4.pmax(splat(-43.0), f32x4.pmin(splat(43.0), x0));
  const t = f32x4.add(f32x4.mul(x, splat(-1.44269504088896341)), splat(12582912.0));
  const n = f32x4.sub(t, splat(12582912.0));
  let r = f32x4.sub(f32x4.mul(n, splat(-0.693359375)), x);
  r = f32x4.add(r, f32x4.mul(n, splat(2.12194440e-4)));
  let p = splat(1.9875691500e-4);
  p = mad4(splat(1.3981999507e-3), p, r);
  p = mad4(splat(8.3334519073e-3), p, r);
  p = mad4(splat(4.1665795894e-2), p, r);
  p = mad4(splat(1.6666665459e-1), p, r);
  p = mad4(splat(5.0000001201e-1), p, r);
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), splat(1.0));
  return f32x4.mul(p, i32x4.add(i32x4.shl(t, 23), i32x4.splat(0x3f800000)));
}

// @ts-ignore: decorator
@inline export function sigmoid4(x: v128): v128 {
  return f32x4.div(splat(1.0), f32x4.add(splat(1.0), decay4(x)));
}

// @ts-ignore: decorator
@inline export function sum4(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline export function load4(p: usize): v128 {
  return v128.load(p);
}

export let sin4: v128 = f32x4.splat(0);
export let cos4: v128 = f32x4.splat(0);

/**
 * sin and cos of four arguments given as two pairs of doubles: reduced by multiples of π in double, then polynomials on
 * [−π/2, π/2], error below 1e-7.
 */
// @ts-ignore: decorator
@inline export function sincos4(x01: v128, x23: v128): void {
  const inverse = f64x2.splat(0.3183098861837907);
  const k01 = f64x2.nearest(f64x2.mul(x01, inverse));
  const k23 = f64x2.nearest(f64x2.mul(x23, inverse));
  const r01 = f64x2.sub(f64x2.sub(x01, f64x2.mul(k01, f64x2.splat(3.141592653589793))), f64x2.mul(k01, f64x2.splat(1.2246467991473532e-16)));
  const r23 = f64x2.sub(f64x2.sub(x23, f64x2.mul(k23, f64x2.splat(3.141592653589793))), f64x2.mul(k23, f64x2.splat(1.2246467991473532e-16)));
  const r = v128.shuffle<f32>(f32x4.demote_f64x2_zero(r01), f32x4.demote_f64x2_zero(r23), 0, 1, 4, 5);
  const k = v128.shuffle<i32>(i32x4.trunc_sat_f64x2_s_zero(k01), i32x4.trunc_sat_f64x2_s_zero(k23), 0, 1, 4, 5);
  const sign = i32x4.shl(k, 31);
  const q = f32x4.mul(r, r);
  let s = splat(1.6059044e-10);
  s = mad4(splat(-2.5052108e-8), s, q);
  s = mad4(splat(2.7557319e-6), s, q);
  s = mad4(splat(-1.98412698e-4), s, q);
  s = mad4(splat(8.33333333e-3), s, q);
  s = mad4(splat(-0.166666667), s, q);
  s = f32x4.add(r, f32x4.mul(f32x4.mul(r, q), s));
  let c = splat(2.0876757e-9);
  c = mad4(splat(-2.7557319e-7), c, q);
  c = mad4(splat(2.48015873e-5), c, q);
  c = mad4(splat(-1.38888889e-3), c, q);
  c = mad4(splat(4.16666667e-2), c, q);
  c = mad4(splat(-0.5), c, q);
  c = f32x4.add(splat(1.0), f32x4.mul(c, q));
  sin4 = v128.xor(s, sign);
  cos4 = v128.xor(c, sign);
}
