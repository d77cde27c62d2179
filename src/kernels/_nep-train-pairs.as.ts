// NEP training kernel: geometry and radial bases of four pairs.
import { CHANGE } from './_nep-train-layout.as';
import { add, all, ld, mad, mul, st, sub, cos4, sin4 } from './_nep-simd.as';

/** Unit vectors and inverse distances of a batch into `to`; the distances. */
// @ts-ignore: decorator
@inline export function startPairs(batch: usize, to: usize): v128 {
  const dx = ld(batch), dy = ld(batch, 16), dz = ld(batch, 32);
  const r = f32x4.sqrt(mad(mad(mul(dx, dx), dy, dy), dz, dz));
  const inverse = f32x4.div(all(1.0), r);
  st(to, mul(dx, inverse));
  st(to + 16, mul(dy, inverse));
  st(to + 32, mul(dz, inverse));
  st(to + 48, inverse);
  return r;
}

/** ½(T_k(2(r/rc − 1)² − 1) + 1) times the cosine cutoff, with slopes: stored, or the values added where `adds`. */
// @ts-ignore: decorator
@inline export function fillBasis(r: v128, cutoff: f32, end: usize, values: usize, slopes: usize, adds: bool): void {
  const s = f32x4.min(sub(mul(r, all(<f32>1.0 / cutoff)), all(1.0)), all(0.0));
  const turn = mul(s, all(-1.5707963267948966));
  const sine = sin4(turn);
  const half = mul(mul(sine, sine), all(0.5));
  const inner = mul(mul(s, all(<f32>4.0 / cutoff)), half);
  const outer = mul(mul(sine, cos4(turn)), all(<f32>-1.5707963267948966 / cutoff));
  const x = sub(mul(mul(s, s), all(2.0)), all(1.0));
  const twice = add(x, x);
  // T_k and U_(k − 1), which makes the slope of T_k.
  let t0 = all(1.0), t1 = x, u0 = all(0.0), u1 = all(1.0);
  let order = all(0.0);
  for (let k: usize = 0; k < end; k += 16) {
    const whole = add(t0, all(1.0));
    const value = mul(whole, half);
    st(values + k, adds ? add(ld(values + k), value) : value);
    st(slopes + k, mad(mul(inner, mul(order, u0)), outer, whole));
    order = add(order, all(1.0));
    const t2 = sub(mul(twice, t1), t0);
    t0 = t1;
    t1 = t2;
    const u2 = sub(mul(twice, u1), u0);
    u0 = u1;
    u1 = u2;
  }
}

export let changeX: v128 = f32x4.splat(0);
export let changeY: v128 = f32x4.splat(0);
export let changeZ: v128 = f32x4.splat(0);

/**
 * Change of four pair vectors when atoms move by `moves` and the cell is strained; the change of the distances is kept
 * with the batch and returned.
 */
// @ts-ignore: decorator
@inline export function changePairs(batch: usize, kept: usize, moves: usize, own: usize, strain: usize): v128 {
  const m0 = ld(moves + (<usize>load<i32>(batch, 48) << 4)), m1 = ld(moves + (<usize>load<i32>(batch, 52) << 4));
  const m2 = ld(moves + (<usize>load<i32>(batch, 56) << 4)), m3 = ld(moves + (<usize>load<i32>(batch, 60) << 4));
  const xy01 = v128.shuffle<f32>(m0, m1, 0, 4, 1, 5), xy23 = v128.shuffle<f32>(m2, m3, 0, 4, 1, 5);
  const z01 = v128.shuffle<f32>(m0, m1, 2, 6, 3, 7), z23 = v128.shuffle<f32>(m2, m3, 2, 6, 3, 7);
  const x = ld(batch), y = ld(batch, 16), z = ld(batch, 32);
  const xx = v128.load32_splat(strain), yy = v128.load32_splat(strain + 4), zz = v128.load32_splat(strain + 8);
  const xy = v128.load32_splat(strain + 12), xz = v128.load32_splat(strain + 16), yz = v128.load32_splat(strain + 20);
  changeX = mad(mad(mad(sub(v128.shuffle<f32>(xy01, xy23, 0, 1, 4, 5), v128.load32_splat(own)), xx, x), xy, y), xz, z);
  changeY = mad(mad(mad(sub(v128.shuffle<f32>(xy01, xy23, 2, 3, 6, 7), v128.load32_splat(own + 4)), xy, x), yy, y), yz, z);
  changeZ = mad(mad(mad(sub(v128.shuffle<f32>(z01, z23, 0, 1, 4, 5), v128.load32_splat(own + 8)), xz, x), yz, y), zz, z);
  const change = mad(mad(mul(ld(kept), changeX), ld(kept, 16), changeY), ld(kept, 32), changeZ);
  st(kept + CHANGE, change);
  return change;
}
