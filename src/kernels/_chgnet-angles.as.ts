// Bond convolution and angle update of CHGNet, forward and backward: what runs over the angles between short bonds.

import { addKept } from './_chgnet-atoms.as';
import { TILE, gate, gateBackward, gemm, multiplyRows, silu, siluKeepingSlope } from './_dense.as';
import { load4 } from './_simd.as';

// The directed short bond that the angle last visited belongs to.
let owner: i32 = 0;

/**
 * First layer of an angle's gated network for angles [a0, a0 + count): h = Qi[i] + Qj[j] + Qc[centre] + x W, where x is
 * the angle's feature (kx wide). Angles are grouped by their first directed short bond (`starts`); `bond` maps directed
 * short bonds to undirected ones, `second` gives each angle's second one.
 */
// @ts-ignore: decorator
@inline export function angleHidden(a0: i32, count: i32, starts: usize, second: usize, bond: usize, centre: usize, qi: usize, qj: usize, qc: usize, x: usize, kx: i32, wx: usize, h: usize): void {
  gemm(count, 128, kx, x + (<usize>(a0 * kx) << 2), kx, wx, 0, h + (<usize>a0 << 9), 128, false);
  for (let a = a0; a < a0 + count; a++) {
    while (load<i32>(starts + (<usize>(owner + 1) << 2)) <= a) owner++;
    const i0: usize = qi + (<usize>load<i32>(bond + (<usize>owner << 2)) << 9);
    const c0: usize = qc + (<usize>load<i32>(centre + (<usize>owner << 2)) << 9);
    const j0: usize = qj + (<usize>load<i32>(bond + (<usize>load<i32>(second + (<usize>a << 2)) << 2)) << 9);
    const o: usize = h + (<usize>a << 9);
    for (let i: usize = 0; i < 512; i += 16) {
      v128.store(o + i, f32x4.add(load4(o + i), f32x4.add(f32x4.add(load4(i0 + i), load4(j0 + i)), load4(c0 + i))));
    }
  }
}

/**
 * Bond convolution, forward, for directed short bonds [from, to): z = silu(h) W2 + b2, message = gate(z)·w[i]·w[j],
 * summed for each directed short bond. Keeps silu′(h) (where h was) and z.
 */
export function bondForward(from: i32, to: i32, starts: usize, second: usize, bond: usize, centre: usize, qi: usize, qj: usize, qc: usize, x: usize, kx: i32, wx: usize, w: usize, w2: usize, b2: usize, norm: usize, h: usize, z: usize, sums: usize, scratch: usize): void {
  const message: usize = scratch + (<usize>TILE << 9);
  const lost: usize = message + 256;
  memory.fill(sums + (<usize>from << 8), 0, <usize>(to - from) << 8);
  memory.fill(lost, 0, 256);
  const last = load<i32>(starts + (<usize>to << 2));
  let s = from;
  owner = from;
  for (let a0 = load<i32>(starts + (<usize>from << 2)); a0 < last; a0 += TILE) {
    const count = min(TILE, last - a0);
    angleHidden(a0, count, starts, second, bond, centre, qi, qj, qc, x, kx, wx, h);
    siluKeepingSlope(count << 7, h + (<usize>a0 << 9), scratch);
    const zt: usize = z + (<usize>a0 << 9);
    gemm(count, 64, 64, scratch, 128, w2, b2, zt, 128, false);
    gemm(count, 64, 64, scratch + 256, 128, w2 + 16384, b2 + 256, zt + 256, 128, false);
    for (let t = 0; t < count; t++) {
      const a = a0 + t;
      while (load<i32>(starts + (<usize>(s + 1) << 2)) <= a) {
        s++;
        memory.fill(lost, 0, 256);
      }
      gate(zt + (<usize>t << 9), norm, message);
      const wi: usize = w + (<usize>load<i32>(bond + (<usize>s << 2)) << 8);
      const wj: usize = w + (<usize>load<i32>(bond + (<usize>load<i32>(second + (<usize>a << 2)) << 2)) << 8);
      const sum: usize = sums + (<usize>s << 8);
      for (let i: usize = 0; i < 256; i += 16) {
        addKept(f32x4.mul(f32x4.mul(load4(message + i), load4(wi + i)), load4(wj + i)), sum + i, lost + i);
      }
    }
  }
}

/**
 * Bond convolution, backward. `dsums` (per undirected bond) is the gradient at the summed messages. Writes the gradient
 * at h (`dh`), per angle the gradients at the two weights (`dwi`, `dwj`, 64 each), and adds to the gradient at the
 * angle's feature (`dx`).
 */
export function bondBackward(from: i32, to: i32, starts: usize, second: usize, bond: usize, w: usize, w2t: usize, norm: usize, h: usize, z: usize, dsums: usize, dh: usize, dwi: usize, dwj: usize, wxt: usize, kx: i32, dx: usize, scratch: usize): void {
  const value: usize = scratch + (<usize>TILE << 9);
  const grad: usize = value + 256;
  const last = load<i32>(starts + (<usize>to << 2));
  let s = from;
  for (let a0 = load<i32>(starts + (<usize>from << 2)); a0 < last; a0 += TILE) {
    const count = min(TILE, last - a0);
    for (let t = 0; t < count; t++) {
      const a = a0 + t;
      while (load<i32>(starts + (<usize>(s + 1) << 2)) <= a) s++;
      const ui = load<i32>(bond + (<usize>s << 2));
      const wi: usize = w + (<usize>ui << 8);
      const wj: usize = w + (<usize>load<i32>(bond + (<usize>load<i32>(second + (<usize>a << 2)) << 2)) << 8);
      const d: usize = dsums + (<usize>ui << 8);
      for (let i: usize = 0; i < 256; i += 16) v128.store(grad + i, f32x4.mul(f32x4.mul(load4(d + i), load4(wi + i)), load4(wj + i)));
      gateBackward(z + (<usize>a << 9), norm, grad, value, scratch + (<usize>t << 9));
      const oi: usize = dwi + (<usize>a << 8);
      const oj: usize = dwj + (<usize>a << 8);
      for (let i: usize = 0; i < 256; i += 16) {
        const dv = f32x4.mul(load4(d + i), load4(value + i));
        v128.store(oi + i, f32x4.mul(dv, load4(wj + i)));
        v128.store(oj + i, f32x4.mul(dv, load4(wi + i)));
      }
    }
    const dt: usize = dh + (<usize>a0 << 9);
    gemm(count, 64, 64, scratch, 128, w2t, 0, dt, 128, false);
    gemm(count, 64, 64, scratch + 256, 128, w2t + 16384, 0, dt + 256, 128, false);
    multiplyRows(count << 7, h + (<usize>a0 << 9), dt);
    gemm(count, kx, 128, dt, 128, wxt, 0, dx + (<usize>(a0 * kx) << 2), kx, true);
  }
}

/**
 * Angle update, forward, for directed short bonds [from, to): z = h (there is no hidden layer), out = feature +
 * gate(z). Keeps z.
 */
export function angleForward(from: i32, to: i32, starts: usize, second: usize, bond: usize, centre: usize, qi: usize, qj: usize, qc: usize, x: usize, kx: i32, wx: usize, norm: usize, feature: usize, z: usize, out: usize, scratch: usize): void {
  const last = load<i32>(starts + (<usize>to << 2));
  owner = from;
  for (let a0 = load<i32>(starts + (<usize>from << 2)); a0 < last; a0 += TILE) {
    const count = min(TILE, last - a0);
    angleHidden(a0, count, starts, second, bond, centre, qi, qj, qc, x, kx, wx, z);
    for (let a = a0; a < a0 + count; a++) {
      gate(z + (<usize>a << 9), norm, scratch);
      const p: usize = feature + (<usize>a << 8);
      const o: usize = out + (<usize>a << 8);
      for (let i: usize = 0; i < 256; i += 16) v128.store(o + i, f32x4.add(load4(p + i), load4(scratch + i)));
    }
  }
}

/**
 * Angle update, backward, for angles [from, to): gradient at z (`dz`) from the gradient at the new feature (`dout`);
 * the part that goes on to the old inputs is added to `dx`, which may be `dout` itself (the residual path).
 */
export function angleBackward(from: i32, to: i32, z: usize, norm: usize, dout: usize, dz: usize, wxt: usize, kx: i32, dx: usize, scratch: usize): void {
  for (let a0 = from; a0 < to; a0 += TILE) {
    const count = min(TILE, to - a0);
    for (let a = a0; a < a0 + count; a++) gateBackward(z + (<usize>a << 9), norm, dout + (<usize>a << 8), scratch, dz + (<usize>a << 9));
    gemm(count, kx, 128, dz + (<usize>a0 << 9), 128, wxt, 0, dx + (<usize>(a0 * kx) << 2), kx, true);
  }
}
