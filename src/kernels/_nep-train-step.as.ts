// NEP training kernel: Adam (Kingma and Ba, arXiv:1412.6980) on the gradients of all pieces, and the running average.
import { AVERAGE, GRADIENTS, GRADIENT_STRIDE, LENGTH, MOMENT, PARAMETERS, SQUARE } from './_nep-train-layout.as';
import { add, all, ld, mad, mul, st, sub } from './_nep-simd.as';

/** Adds up the gradients of `pieces` in their order, in place of the first. Returns the norm. */
export function sumGradients(settings: usize, pieces: i32): f64 {
  const end = load<usize>(settings + LENGTH) << 2;
  const gradients = load<usize>(settings + GRADIENTS);
  const stride = load<usize>(settings + GRADIENT_STRIDE);
  let square: f64 = 0;
  for (let p: usize = 0; p < end; p += 16) {
    let sum = ld(gradients + p);
    for (let piece = 1; piece < pieces; piece++) sum = add(sum, ld(gradients + <usize>piece * stride + p));
    st(gradients + p, sum);
    const low = f64x2.promote_low_f32x4(sum), high = f64x2.promote_low_f32x4(v128.shuffle<f32>(sum, sum, 2, 3, 0, 1));
    const both = f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high));
    square += f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  }
  return sqrt(square);
}

/**
 * One step against the summed gradients, cut down to a norm of `most`. `rate`, and what first and second moment are
 * divided by, are those of this step; `keep` is what the average keeps of itself.
 */
export function step(settings: usize, norm: f64, rate: f32, first: f32, second: f32, keep: f32, most: f64): void {
  const end = load<usize>(settings + LENGTH) << 2;
  const gradients = load<usize>(settings + GRADIENTS);
  const cut = all(norm > most ? <f32>(most / norm) : 1.0);
  const parameters = load<usize>(settings + PARAMETERS), moments = load<usize>(settings + MOMENT);
  const squares = load<usize>(settings + SQUARE), average = load<usize>(settings + AVERAGE);
  for (let p: usize = 0; p < end; p += 16) {
    const g = mul(ld(gradients + p), cut);
    const m = mad(mul(ld(moments + p), all(0.9)), g, all(0.1));
    const v = mad(mul(ld(squares + p), all(0.999)), mul(g, g), all(0.001));
    st(moments + p, m);
    st(squares + p, v);
    const root = add(f32x4.sqrt(mul(v, all(<f32>1.0 / second))), all(1e-10));
    const now = sub(ld(parameters + p), f32x4.div(mul(m, all(rate / first)), root));
    st(parameters + p, now);
    st(average + p, mad(mul(ld(average + p), all(keep)), now, all(<f32>1.0 - keep)));
  }
}
