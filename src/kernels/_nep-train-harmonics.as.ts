// NEP training kernel: how the harmonics of four pairs change along a direction, and the way back from their slopes to it.
import { add, all, ld, mad, mul, st, sub } from './_nep-simd.as';

/** Change of each harmonic with l from 1 to 4, in the order and form of `fillHarmonics`, when the unit vector changes by (da, db, dc). */
// @ts-ignore: decorator
@inline export function changeHarmonics(a: v128, b: v128, c: v128, da: v128, db: v128, dc: v128, to: usize): void {
  st(to, dc);
  st(to + 16, da);
  st(to + 32, db);
  const cdc = mul(c, dc);
  const cc = mul(c, c);
  st(to + 48, mul(cdc, all(6.0)));
  const ac = mul(a, c), bc = mul(b, c);
  const dac = mad(mul(da, c), a, dc);
  const dbc = mad(mul(db, c), b, dc);
  st(to + 64, dac);
  st(to + 80, dbc);
  const u = sub(mul(a, a), mul(b, b));
  const ab = mul(a, b);
  const v = add(ab, ab);
  let du = sub(mul(a, da), mul(b, db));
  du = add(du, du);
  let dv = mad(mul(a, db), b, da);
  dv = add(dv, dv);
  st(to + 96, du);
  st(to + 112, dv);
  const five = sub(mul(cc, all(5.0)), all(1.0));
  const dfive = mul(cdc, all(10.0));
  st(to + 128, mul(sub(mul(cc, all(15.0)), all(3.0)), dc));
  st(to + 144, mad(mul(dfive, a), five, da));
  st(to + 160, mad(mul(dfive, b), five, db));
  st(to + 176, mad(mul(du, c), u, dc));
  st(to + 192, mad(mul(dv, c), v, dc));
  const p = sub(mul(a, u), mul(b, v));
  const q = add(mul(a, v), mul(b, u));
  const dp = mul(sub(mul(u, da), mul(v, db)), all(3.0));
  const dq = mul(mad(mul(v, da), u, db), all(3.0));
  st(to + 208, dp);
  st(to + 224, dq);
  st(to + 240, mul(sub(mul(cc, all(140.0)), all(60.0)), cdc));
  const seven = sub(mul(cc, all(7.0)), all(1.0));
  const sevens = sub(seven, all(2.0));
  const dseven = mul(cdc, all(14.0));
  st(to + 256, mad(mul(dseven, ac), sevens, dac));
  st(to + 272, mad(mul(dseven, bc), sevens, dbc));
  st(to + 288, mad(mul(dseven, u), seven, du));
  st(to + 304, mad(mul(dseven, v), seven, dv));
  st(to + 320, mad(mul(dp, c), p, dc));
  st(to + 336, mad(mul(dq, c), q, dc));
  const half = sub(mul(u, du), mul(v, dv));
  st(to + 352, add(half, half));
  const cross = mad(mul(du, v), u, dv);
  st(to + 368, add(cross, cross));
}

export let pullX: v128 = f32x4.splat(0);
export let pullY: v128 = f32x4.splat(0);
export let pullZ: v128 = f32x4.splat(0);

/** Slope along the unit vector from the slopes of the harmonics at `g`, into `pullX`, `pullY` and `pullZ`. */
// @ts-ignore: decorator
@inline export function pullHarmonics(a: v128, b: v128, c: v128, g: usize): void {
  const cc = mul(c, c);
  const u = sub(mul(a, a), mul(b, b));
  const ab = mul(a, b);
  const v = add(ab, ab);
  let x = mad(ld(g, 16), c, ld(g, 64));
  let y = mad(ld(g, 32), c, ld(g, 80));
  let z = mad(mad(mad(ld(g), mul(c, all(6.0)), ld(g, 48)), a, ld(g, 64)), b, ld(g, 80));
  const a2 = add(a, a), b2 = add(b, b), c2 = add(c, c);
  x = mad(mad(x, a2, ld(g, 96)), b2, ld(g, 112));
  y = mad(sub(y, mul(b2, ld(g, 96))), a2, ld(g, 112));
  const five = sub(mul(cc, all(5.0)), all(1.0));
  const g11 = ld(g, 176), g12 = ld(g, 192), g13 = ld(g, 208), g14 = ld(g, 224);
  const u3 = mul(u, all(3.0)), v3 = mul(v, all(3.0));
  x = mad(mad(mad(mad(x, five, ld(g, 144)), c2, mad(mul(a, g11), b, g12)), u3, g13), v3, g14);
  y = sub(mad(mad(mad(y, five, ld(g, 160)), c2, sub(mul(a, g12), mul(b, g11))), u3, g14), mul(v3, g13));
  z = mad(z, sub(mul(cc, all(15.0)), all(3.0)), ld(g, 128));
  z = mad(mad(mad(z, mul(c, all(10.0)), mad(mul(a, ld(g, 144)), b, ld(g, 160))), u, g11), v, g12);
  const p = sub(mul(a, u), mul(b, v));
  const q = add(mul(a, v), mul(b, u));
  const seven = sub(mul(cc, all(7.0)), all(1.0));
  const g16 = ld(g, 256), g17 = ld(g, 272), g18 = ld(g, 288), g19 = ld(g, 304);
  const g20 = ld(g, 320), g21 = ld(g, 336), g22 = mul(ld(g, 352), all(4.0)), g23 = mul(ld(g, 368), all(4.0));
  const cs = mul(c, sub(seven, all(2.0)));
  const s2 = add(seven, seven);
  const c3 = mul(c, all(3.0));
  x = mad(mad(mad(x, cs, g16), s2, mad(mul(a, g18), b, g19)), c3, mad(mul(u, g20), v, g21));
  pullX = mad(mad(x, p, g22), q, g23);
  y = mad(mad(mad(y, cs, g17), s2, sub(mul(a, g19), mul(b, g18))), c3, sub(mul(u, g21), mul(v, g20)));
  pullY = sub(mad(y, p, g23), mul(q, g22));
  z = mad(z, mul(c, sub(mul(cc, all(140.0)), all(60.0))), ld(g, 240));
  z = mad(z, sub(mul(cc, all(21.0)), all(3.0)), mad(mul(a, g16), b, g17));
  z = mad(z, mul(c, all(14.0)), mad(mul(u, g18), v, g19));
  pullZ = mad(mad(z, p, g20), q, g21);
}
