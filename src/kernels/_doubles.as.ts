// Doubles on flat memory. Arrays begin at multiples of 16 bytes and are padded to an even length, so that loops over
// pairs of lanes may run one past the end.

// @ts-ignore: decorator
@inline export function get(p: usize, i: i32): f64 {
  return load<f64>(p + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline export function set(p: usize, i: i32, value: f64): void {
  store<f64>(p + (<usize>i << 3), value);
}

// @ts-ignore: decorator
@inline export function pair(p: usize, i: i32): v128 {
  return v128.load(p + (<usize>i << 3));
}

// @ts-ignore: decorator
@inline export function setPair(p: usize, i: i32, value: v128): void {
  v128.store(p + (<usize>i << 3), value);
}

// @ts-ignore: decorator
@inline export function both(value: f64): v128 {
  return f64x2.splat(value);
}

/** a b + c */
// @ts-ignore: decorator
@inline function mad2(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/**
 * e^x of two doubles, relative error below 3e-16 (Cody–Waite reduction by ln 2, Taylor polynomial of degree 13 on ±ln 2
 * / 2). Arguments are clamped to ±708. The nearest whole number is found by adding 1.5·2⁵², whose last bits then hold
 * it.
 */
// @ts-ignore: decorator
@inline export function exp2(x0: v128): v128 {
  const x = f64x2.pmax(f64x2.pmin(x0, both(708.0)), both(-708.0));
  const t = f64x2.add(f64x2.mul(x, both(1.4426950408889634)), both(6755399441055744.0));
  const n = f64x2.sub(t, both(6755399441055744.0));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, both(0.6931471803691238))), f64x2.mul(n, both(1.9082149292705877e-10)));
  // Pairs of terms first, which do not wait for each other; the two largest terms last, so that rounding stays theirs.
  const s = f64x2.mul(r, r);
  const u = f64x2.mul(s, s);
  const a = mad2(mad2(both(1.6059043836821613e-10), r, both(2.08767569878681e-9)), s, mad2(both(2.505210838544172e-8), r, both(2.755731922398589e-7)));
  const b = mad2(mad2(both(2.7557319223985893e-6), r, both(2.48015873015873e-5)), s, mad2(both(1.984126984126984e-4), r, both(1.388888888888889e-3)));
  const c = mad2(mad2(both(8.333333333333333e-3), r, both(4.1666666666666664e-2)), s, mad2(both(1.6666666666666666e-1), r, both(0.5)));
  const p = f64x2.add(both(1.0), mad2(mad2(mad2(a, u, b), u, c), s, r));
  return i64x2.add(p, i64x2.shl(t, 52));
}

/** tanh of two doubles: from e^−2|x|, and near zero its series. */
// @ts-ignore: decorator
@inline export function tanh2(x: v128): v128 {
  const a = f64x2.abs(x);
  const e = exp2(f64x2.mul(a, both(-2.0)));
  const large = f64x2.div(f64x2.sub(both(1.0), e), f64x2.add(both(1.0), e));
  const s = f64x2.mul(a, a);
  let q = f64x2.add(f64x2.mul(s, both(62.0 / 2835.0)), both(-17.0 / 315.0));
  q = f64x2.add(f64x2.mul(q, s), both(2.0 / 15.0));
  q = f64x2.add(f64x2.mul(q, s), both(-1.0 / 3.0));
  q = f64x2.add(f64x2.mul(q, s), both(1.0));
  const size = v128.bitselect(f64x2.mul(a, q), large, f64x2.lt(a, both(0.03)));
  return v128.or(v128.and(x, both(-0.0)), v128.andnot(size, both(-0.0)));
}

/**
 * Natural logarithm of two doubles, relative error below 2e-16: of 2^k m with m between √½ and √2, by the polynomial of
 * fdlibm's `e_log.c` in (m − 1) / (m + 1). Where one of the two is not a positive normal number, the library's.
 */
// @ts-ignore: decorator
@inline export function log2(x: v128): v128 {
  const normal = v128.and(f64x2.ge(x, both(2.2250738585072014e-308)), f64x2.le(x, both(1.7976931348623157e308)));
  if (!i64x2.all_true(normal)) return logEach(x);
  // 1024 above the exponent, so that shifts need no sign.
  const e = i64x2.sub(x, i64x2.splat(0x3fe6a09e00000000 - 0x4000000000000000));
  const k = f64x2.sub(v128.or(i64x2.shr_u(e, 52), i64x2.splat(0x4338000000000000)), both(6755399441055744.0 + 1024.0));
  const m = i64x2.add(i64x2.sub(x, v128.and(e, i64x2.splat(0xfff0000000000000))), i64x2.splat(0x4000000000000000));
  const f = f64x2.sub(m, both(1.0));
  const s = f64x2.div(f, f64x2.add(both(2.0), f));
  const z = f64x2.mul(s, s);
  const w = f64x2.mul(z, z);
  const odd = mad2(mad2(mad2(both(1.479819860511658591e-1), w, both(1.818357216161805012e-1)), w, both(2.857142874366239149e-1)), w, both(6.66666666666673513e-1));
  const even = mad2(mad2(both(1.531383769920937332e-1), w, both(2.222219843214978396e-1)), w, both(3.999999999940941908e-1));
  const rest = mad2(even, w, f64x2.mul(odd, z));
  const half = f64x2.mul(f64x2.mul(both(0.5), f), f);
  const small = mad2(s, f64x2.add(half, rest), f64x2.mul(k, both(1.90821492927058770002e-10)));
  return f64x2.sub(f64x2.mul(k, both(6.93147180369123816490e-1)), f64x2.sub(f64x2.sub(half, small), f));
}

function logEach(x: v128): v128 {
  return f64x2.replace_lane(both(Math.log(f64x2.extract_lane(x, 0))), 1, Math.log(f64x2.extract_lane(x, 1)));
}

/** arcsinh of two doubles. Near zero the series keeps every digit that counts. */
// @ts-ignore: decorator
@inline export function arcsinh2(x: v128): v128 {
  const a = f64x2.abs(x);
  const large = log2(f64x2.add(a, f64x2.sqrt(mad2(a, a, both(1.0)))));
  const s = f64x2.mul(a, a);
  const q = mad2(mad2(mad2(both(-15.0 / 336.0), s, both(3.0 / 40.0)), s, both(-1.0 / 6.0)), s, both(1.0));
  const size = v128.bitselect(f64x2.mul(a, q), large, f64x2.lt(a, both(1e-2)));
  return v128.or(v128.and(x, both(-0.0)), v128.andnot(size, both(-0.0)));
}
