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
  let p = both(1.6059043836821613e-10);
  p = f64x2.add(f64x2.mul(p, r), both(2.08767569878681e-9));
  p = f64x2.add(f64x2.mul(p, r), both(2.505210838544172e-8));
  p = f64x2.add(f64x2.mul(p, r), both(2.755731922398589e-7));
  p = f64x2.add(f64x2.mul(p, r), both(2.7557319223985893e-6));
  p = f64x2.add(f64x2.mul(p, r), both(2.48015873015873e-5));
  p = f64x2.add(f64x2.mul(p, r), both(1.984126984126984e-4));
  p = f64x2.add(f64x2.mul(p, r), both(1.388888888888889e-3));
  p = f64x2.add(f64x2.mul(p, r), both(8.333333333333333e-3));
  p = f64x2.add(f64x2.mul(p, r), both(4.1666666666666664e-2));
  p = f64x2.add(f64x2.mul(p, r), both(1.6666666666666666e-1));
  p = f64x2.add(f64x2.mul(p, r), both(0.5));
  p = f64x2.add(f64x2.mul(p, r), both(1.0));
  p = f64x2.add(f64x2.mul(p, r), both(1.0));
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

/** Near zero the series keeps every digit that counts. */
// @ts-ignore: decorator
@inline export function arcsinh(x: f64): f64 {
  const a = Math.abs(x);
  if (a < 1e-2) return x * (1.0 - x * x * (1.0 / 6.0 - x * x * (3.0 / 40.0 - x * x * (15.0 / 336.0))));
  const y = Math.log(a + Math.sqrt(a * a + 1.0));
  return x < 0.0 ? -y : y;
}
