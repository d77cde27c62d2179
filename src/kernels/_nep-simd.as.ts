// Four numbers at a time: short names for what the NEP kernel does most, and the functions it needs.

// @ts-ignore: decorator
@inline export function ld(p: usize, o: usize = 0): v128 { return v128.load(p + o); }
// @ts-ignore: decorator
@inline export function st(p: usize, v: v128): void { v128.store(p, v); }
// @ts-ignore: decorator
@inline export function each(p: usize): v128 { return v128.load32_splat(p); }
// @ts-ignore: decorator
@inline export function all(x: f32): v128 { return f32x4.splat(x); }
// @ts-ignore: decorator
@inline export function add(a: v128, b: v128): v128 { return f32x4.add(a, b); }
// @ts-ignore: decorator
@inline export function sub(a: v128, b: v128): v128 { return f32x4.sub(a, b); }
// @ts-ignore: decorator
@inline export function mul(a: v128, b: v128): v128 { return f32x4.mul(a, b); }
/** c + a·b, in one rounding where the kernel is built with relaxed SIMD. */
// @ts-ignore: decorator
@inline export function mad(c: v128, a: v128, b: v128): v128 { return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(c, f32x4.mul(a, b)); }

// The halves of two vectors, lane by lane or two lanes at a time: shuffles that are one instruction.
// @ts-ignore: decorator
@inline export function mixLow(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 0, 4, 1, 5); }
// @ts-ignore: decorator
@inline export function mixHigh(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 2, 6, 3, 7); }
// @ts-ignore: decorator
@inline export function joinLow(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 0, 1, 4, 5); }
// @ts-ignore: decorator
@inline export function joinHigh(a: v128, b: v128): v128 { return v128.shuffle<f32>(a, b, 2, 3, 6, 7); }

/** Sums of the lanes of four vectors, as one vector. */
// @ts-ignore: decorator
@inline export function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = add(mixLow(a, b), mixHigh(a, b));
  const cd = add(mixLow(c, d), mixHigh(c, d));
  return add(joinLow(ab, cd), joinHigh(ab, cd));
}

// @ts-ignore: decorator
@inline export function sumOf(a: v128): f32 {
  const b = add(a, v128.shuffle<f32>(a, a, 2, 3, 0, 1));
  return f32x4.extract_lane(b, 0) + f32x4.extract_lane(b, 1);
}

/**
 * tanh to about 1e-7 absolute: 1 − 2/(e²ˣ + 1), the exponential by a power of two and a Taylor polynomial on |t| ≤ ½ln
 * 2.
 */
// @ts-ignore: decorator
@inline export function tanh4(x: v128): v128 {
  const y = f32x4.min(f32x4.max(mul(x, all(2.8853900817779268)), all(-30.0)), all(30.0));
  const whole = f32x4.nearest(y);
  const t = mul(sub(y, whole), all(0.6931471805599453));
  let e = mad(all(0.001388888888888889), t, all(0.0001984126984126984));
  e = mad(all(0.008333333333333333), t, e);
  e = mad(all(0.041666666666666664), t, e);
  e = mad(all(0.16666666666666666), t, e);
  e = mad(all(0.5), t, e);
  e = mad(all(1.0), t, e);
  e = mad(all(1.0), t, e);
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(whole), i32x4.splat(127)), 23);
  return sub(all(1.0), f32x4.div(all(2.0), mad(all(1.0), e, scale)));
}

/** sin(u) for 0 ≤ u ≤ π/2. */
// @ts-ignore: decorator
@inline export function sin4(u: v128): v128 {
  const w = mul(u, u);
  let s = mad(all(2.7557319223985893e-6), w, all(-2.505210838544172e-8));
  s = mad(all(-1.984126984126984e-4), w, s);
  s = mad(all(0.008333333333333333), w, s);
  s = mad(all(-0.16666666666666666), w, s);
  return mad(u, mul(u, w), s);
}

// @ts-ignore: decorator
@inline export function cos4(u: v128): v128 {
  const w = mul(u, u);
  let c = mad(all(-2.755731922398589e-7), w, all(2.08767569878681e-9));
  c = mad(all(2.48015873015873e-5), w, c);
  c = mad(all(-0.001388888888888889), w, c);
  c = mad(all(0.041666666666666664), w, c);
  c = mad(all(-0.5), w, c);
  return mad(all(1.0), w, c);
}
