// Atom convolution of CHGNet, forward and backward.

import { TILE, gate, gateBackward, gemm, silu, siluKeepingSlope } from './_dense.as';
import { load4 } from './_simd.as';

/**
 * sum += x·w over 64 floats by Kahan's compensated summation, so that hundreds of neighbours add up without loss;
 * `lost` holds what rounding took so far.
 */
// @ts-ignore: decorator
@inline export function addWeighted(x: usize, w: usize, sum: usize, lost: usize): void {
  for (let i: usize = 0; i < 256; i += 16) addKept(f32x4.mul(load4(x + i), load4(w + i)), sum + i, lost + i);
}

// @ts-ignore: decorator
@inline export function addKept(x: v128, sum: usize, lost: usize): void {
  const y = f32x4.sub(x, load4(lost));
  const s = load4(sum);
  const t = f32x4.add(s, y);
  v128.store(lost, f32x4.sub(f32x4.sub(t, s), y));
  v128.store(sum, t);
}

/**
 * Atom convolution, forward, for centres [from, to): h = Pc[i] + Pb[u] + Pn[j], z = silu(h) W2 + b2 per half, message =
 * gate(z)·w[u], summed over the edges of each centre. Edges are grouped by centre. Keeps silu′(h) and z.
 * `w2` holds the two packed 64×64 matrices (core, gate), `b2` 128 floats, `scratch` TILE·128 + 64 floats.
 */
export function atomForward(from: i32, to: i32, starts: usize, neighbour: usize, bond: usize, pc: usize, pn: usize, pb: usize, w: usize, w2: usize, b2: usize, norm: usize, slope: usize, z: usize, sums: usize, scratch: usize): void {
  const message: usize = scratch + (<usize>TILE << 9);
  const lost: usize = message + 256;
  memory.fill(sums + (<usize>from << 8), 0, <usize>(to - from) << 8);
  memory.fill(lost, 0, 256);
  const last = load<i32>(starts + (<usize>to << 2));
  let centre = from;
  for (let e0 = load<i32>(starts + (<usize>from << 2)); e0 < last; e0 += TILE) {
    const count = min(TILE, last - e0);
    let owner = centre;
    for (let t = 0; t < count; t++) {
      const e = e0 + t;
      while (load<i32>(starts + (<usize>(owner + 1) << 2)) <= e) owner++;
      const a: usize = pc + (<usize>owner << 9);
      const b: usize = pb + (<usize>load<i32>(bond + (<usize>e << 2)) << 9);
      const c: usize = pn + (<usize>load<i32>(neighbour + (<usize>e << 2)) << 9);
      const s: usize = slope + (<usize>e << 9);
      for (let i: usize = 0; i < 512; i += 16) v128.store(s + i, f32x4.add(f32x4.add(load4(a + i), load4(b + i)), load4(c + i)));
    }
    siluKeepingSlope(count << 7, slope + (<usize>e0 << 9), scratch);
    const zt: usize = z + (<usize>e0 << 9);
    gemm(count, 64, 64, scratch, 128, w2, b2, zt, 128, false);
    gemm(count, 64, 64, scratch + 256, 128, w2 + 16384, b2 + 256, zt + 256, 128, false);
    for (let t = 0; t < count; t++) {
      const e = e0 + t;
      while (load<i32>(starts + (<usize>(centre + 1) << 2)) <= e) {
        centre++;
        memory.fill(lost, 0, 256);
      }
      gate(zt + (<usize>t << 9), norm, message);
      addWeighted(message, w + (<usize>load<i32>(bond + (<usize>e << 2)) << 8), sums + (<usize>centre << 8), lost);
    }
  }
}

/**
 * Atom convolution, backward, for centres [from, to). `dsums` is the gradient at the summed messages. Writes per edge
 * the gradient at h (`dh`, 128) and at the bond weight (`dw`, 64), and per centre the gradient at Pc. `w2t` holds the
 * two packed transposed matrices. `scratch`: TILE·128 + 128 floats.
 */
export function atomBackward(from: i32, to: i32, starts: usize, bond: usize, w: usize, w2t: usize, norm: usize, slope: usize, z: usize, dsums: usize, dh: usize, dw: usize, dpc: usize, scratch: usize): void {
  const value: usize = scratch + (<usize>TILE << 9);
  const grad: usize = value + 256;
  const lost: usize = grad + 256;
  memory.fill(dpc + (<usize>from << 9), 0, <usize>(to - from) << 9);
  memory.fill(lost, 0, 512);
  const last = load<i32>(starts + (<usize>to << 2));
  let centre = from;
  for (let e0 = load<i32>(starts + (<usize>from << 2)); e0 < last; e0 += TILE) {
    const count = min(TILE, last - e0);
    let owner = centre;
    for (let t = 0; t < count; t++) {
      const e = e0 + t;
      while (load<i32>(starts + (<usize>(owner + 1) << 2)) <= e) owner++;
      const weight: usize = w + (<usize>load<i32>(bond + (<usize>e << 2)) << 8);
      const d: usize = dsums + (<usize>owner << 8);
      for (let i: usize = 0; i < 256; i += 16) v128.store(grad + i, f32x4.mul(load4(d + i), load4(weight + i)));
      gateBackward(z + (<usize>e << 9), norm, grad, value, scratch + (<usize>t << 9));
      const out: usize = dw + (<usize>e << 8);
      for (let i: usize = 0; i < 256; i += 16) v128.store(out + i, f32x4.mul(load4(d + i), load4(value + i)));
    }
    const dt: usize = dh + (<usize>e0 << 9);
    gemm(count, 64, 64, scratch, 128, w2t, 0, dt, 128, false);
    gemm(count, 64, 64, scratch + 256, 128, w2t + 16384, 0, dt + 256, 128, false);
    for (let t = 0; t < count; t++) {
      const e = e0 + t;
      while (load<i32>(starts + (<usize>(centre + 1) << 2)) <= e) {
        centre++;
        memory.fill(lost, 0, 512);
      }
      const d: usize = dt + (<usize>t << 9);
      const h: usize = slope + (<usize>e << 9);
      const s: usize = dpc + (<usize>centre << 9);
      for (let i: usize = 0; i < 512; i += 16) {
        const v = f32x4.mul(load4(d + i), load4(h + i));
        v128.store(d + i, v);
        addKept(v, s + i, lost + i);
      }
    }
  }
}
