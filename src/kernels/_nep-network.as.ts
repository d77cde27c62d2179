// NEP kernel: the network of one atom, and how far its descriptors lie outside training.
import { BIAS, BLOCKS, BOUNDS, EXCESS, INPUT, NEURONS, OUTPUT } from './_nep-layout.as';
import { all, each, ld, mad, mul, st, sub, sumLanes, sumOf, tanh4 } from './_nep-simd.as';

/**
 * The network of a type: its energy, and the derivative with respect to each descriptor (the scaler is part of the
 * weights).
 */
// @ts-ignore: decorator
@inline export function runNetwork(settings: usize, type: i32, radialWide: usize, angularWide: usize, q: usize, fp: usize): f64 {
  const blocks = <usize>load<i32>(settings + BLOCKS);
  const rows = radialWide + angularWide * blocks;
  const neurons = <usize>load<i32>(settings + NEURONS);
  const row = neurons << 2;
  const input = load<usize>(settings + INPUT) + <usize>type * rows * row;
  const bias = load<usize>(settings + BIAS) + <usize>type * row;
  const output = load<usize>(settings + OUTPUT) + <usize>type * row;
  const slopes = fp + 1024;
  let energy: f64 = 0;
  const end = rows << 2;
  let m: usize = 0;
  for (; m + 128 <= row; m += 128) {
    const b = bias + m;
    let z0 = ld(b), z1 = ld(b, 16), z2 = ld(b, 32), z3 = ld(b, 48), z4 = ld(b, 64), z5 = ld(b, 80), z6 = ld(b, 96), z7 = ld(b, 112);
    let w = input + m;
    for (let d: usize = 0; d < end; d += 4) {
      const value = each(q + d);
      z0 = mad(z0, value, ld(w));
      z1 = mad(z1, value, ld(w, 16));
      z2 = mad(z2, value, ld(w, 32));
      z3 = mad(z3, value, ld(w, 48));
      z4 = mad(z4, value, ld(w, 64));
      z5 = mad(z5, value, ld(w, 80));
      z6 = mad(z6, value, ld(w, 96));
      z7 = mad(z7, value, ld(w, 112));
      w += row;
    }
    const o = output + m, s = slopes + m;
    energy += activate(z0, z1, o, s) + activate(z2, z3, o + 32, s + 32) + activate(z4, z5, o + 64, s + 64) + activate(z6, z7, o + 96, s + 96);
  }
  for (; m < row; m += 32) {
    let z0 = ld(bias + m), z1 = ld(bias + m, 16);
    let w = input + m;
    for (let d: usize = 0; d < end; d += 4) {
      const value = each(q + d);
      z0 = mad(z0, value, ld(w));
      z1 = mad(z1, value, ld(w, 16));
      w += row;
    }
    energy += activate(z0, z1, output + m, slopes + m);
  }
  for (let d: usize = 0; d < rows; d += 4) {
    let s0 = all(0.0), s1 = all(0.0), s2 = all(0.0), s3 = all(0.0);
    const w = input + d * row;
    for (let m: usize = 0; m < row; m += 16) {
      const e = ld(slopes + m);
      s0 = mad(s0, e, ld(w + m));
      s1 = mad(s1, e, ld(w + row + m));
      s2 = mad(s2, e, ld(w + 2 * row + m));
      s3 = mad(s3, e, ld(w + 3 * row + m));
    }
    st(fp + (d << 2), sumLanes(s0, s1, s2, s3));
  }
  return energy;
}

/** Eight neurons: what they add to the energy, and the derivative by what goes into them. */
// @ts-ignore: decorator
@inline function activate(z0: v128, z1: v128, output: usize, slopes: usize): f64 {
  const h0 = tanh4(z0), h1 = tanh4(z1);
  const o0 = ld(output), o1 = ld(output, 16);
  st(slopes, mul(o0, sub(all(1.0), mul(h0, h0))));
  st(slopes + 16, mul(o1, sub(all(1.0), mul(h1, h1))));
  return <f64>sumOf(mad(mul(o0, h0), o1, h1));
}

/** How far the descriptors lie outside those of training, in widths of the training range. */
// @ts-ignore: decorator
@inline export function watchBounds(settings: usize, type: i32, atom: i32, q: usize, rows: usize): void {
  const least = load<usize>(settings + BOUNDS) + <usize>type * rows * 12;
  const most = least + (rows << 2);
  const scale = most + (rows << 2);
  let worst = all(0.0);
  for (let d: usize = 0; d < rows << 2; d += 16) {
    const value = ld(q + d);
    worst = f32x4.max(worst, mul(f32x4.max(sub(value, ld(most + d)), sub(ld(least + d), value)), ld(scale + d)));
  }
  const half = f32x4.max(worst, v128.shuffle<f32>(worst, worst, 2, 3, 0, 1));
  store<f32>(load<usize>(settings + EXCESS) + (<usize>atom << 2), f32x4.extract_lane(f32x4.max(half, v128.shuffle<f32>(half, half, 1, 0, 3, 2)), 0));
}
