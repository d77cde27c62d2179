// NEP training kernel: the network of one atom, its change along a direction and its gradient.
import { BIAS, NEURONS, OUTPUT, PARAMETERS, ROWS, SCALER, SHARED } from './_nep-train-layout.as';
import { add, all, each, ld, mad, mul, st, sub, sumLanes, sumOf, tanh4 } from './_nep-simd.as';

/**
 * Energy of one atom. The descriptors at `q` are scaled in place; `fp` gets the slopes before the scaler, `neurons` the
 * outputs of the neurons and then the slopes of the energy with respect to their inputs.
 */
// @ts-ignore: decorator
@inline export function runNetwork(settings: usize, type: i32, q: usize, fp: usize, neurons: usize): f64 {
  const rows = load<usize>(settings + ROWS);
  const row = load<usize>(settings + NEURONS) << 2;
  const parameters = load<usize>(settings + PARAMETERS);
  const input = parameters + <usize>type * rows * row;
  const bias = parameters + load<usize>(settings + BIAS) + <usize>type * row;
  const output = parameters + load<usize>(settings + OUTPUT) + <usize>type * row;
  const scaler = load<usize>(settings + SCALER);
  const end = rows << 2;
  for (let d: usize = 0; d < end; d += 16) st(q + d, mul(ld(q + d), ld(scaler + d)));
  let energy: f64 = -<f64>load<f32>(parameters + load<usize>(settings + SHARED));
  for (let m: usize = 0; m < row; m += 32) {
    let z0 = ld(bias + m), z1 = ld(bias + m, 16);
    let w = input + m;
    for (let d: usize = 0; d < end; d += 4) {
      const value = each(q + d);
      z0 = mad(z0, value, ld(w));
      z1 = mad(z1, value, ld(w, 16));
      w += row;
    }
    const h0 = tanh4(z0), h1 = tanh4(z1);
    const o0 = ld(output + m), o1 = ld(output + m, 16);
    energy += <f64>sumOf(mad(mul(o0, h0), o1, h1));
    st(neurons + m, h0);
    st(neurons + m + 16, h1);
    st(neurons + row + m, mul(o0, sub(all(1.0), mul(h0, h0))));
    st(neurons + row + m + 16, mul(o1, sub(all(1.0), mul(h1, h1))));
  }
  returnSlopes(input, rows, row, neurons + row, scaler, fp);
  return energy;
}

/** Slopes of the descriptors from those of the inputs of the neurons. */
// @ts-ignore: decorator
@inline function returnSlopes(input: usize, rows: usize, row: usize, slopes: usize, scaler: usize, fp: usize): void {
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
    st(fp + (d << 2), mul(sumLanes(s0, s1, s2, s3), ld(scaler + (d << 2))));
  }
}

/**
 * With the change `dq` of the descriptors (scaled in place): change of the slopes into `dfp`, and `factor` times the
 * gradient of the energy, less its change, added to `gradient`. `room` holds two rows of neurons.
 */
// @ts-ignore: decorator
@inline export function changeNetwork(settings: usize, type: i32, q: usize, neurons: usize, dq: usize, dfp: usize, room: usize, factor: f32, gradient: usize): void {
  const rows = load<usize>(settings + ROWS);
  const row = load<usize>(settings + NEURONS) << 2;
  const parameters = load<usize>(settings + PARAMETERS);
  const input = parameters + <usize>type * rows * row;
  const scaler = load<usize>(settings + SCALER);
  const end = rows << 2;
  for (let d: usize = 0; d < end; d += 16) st(dq + d, mul(ld(dq + d), ld(scaler + d)));
  const toBias = gradient + load<usize>(settings + BIAS) + <usize>type * row;
  const toOutput = gradient + load<usize>(settings + OUTPUT) + <usize>type * row;
  const scale = all(factor);
  for (let m: usize = 0; m < row; m += 32) {
    let z0 = all(0.0), z1 = all(0.0);
    let w = input + m;
    for (let d: usize = 0; d < end; d += 4) {
      const value = each(dq + d);
      z0 = mad(z0, value, ld(w));
      z1 = mad(z1, value, ld(w, 16));
      w += row;
    }
    for (let k: usize = 0; k < 32; k += 16) {
      const dz = k ? z1 : z0;
      const h = ld(neurons + m + k);
      const e = ld(neurons + row + m + k);
      const de = mul(mul(mul(e, h), all(-2.0)), dz);
      const a = sub(mul(scale, e), de);
      st(room + m + k, de);
      st(room + row + m + k, a);
      st(toBias + m + k, add(ld(toBias + m + k), a));
      const dh = mul(sub(all(1.0), mul(h, h)), dz);
      st(toOutput + m + k, add(ld(toOutput + m + k), sub(mul(scale, h), dh)));
    }
  }
  const toShared = gradient + load<usize>(settings + SHARED);
  store<f32>(toShared, load<f32>(toShared) - factor);
  returnSlopes(input, rows, row, room, scaler, dfp);
  let to = gradient + <usize>type * rows * row;
  for (let d: usize = 0; d < end; d += 4) {
    const value = each(q + d), change = each(dq + d);
    for (let m: usize = 0; m < row; m += 16) st(to + m, sub(mad(ld(to + m), value, ld(room + row + m)), mul(change, ld(neurons + row + m))));
    to += row;
  }
}
