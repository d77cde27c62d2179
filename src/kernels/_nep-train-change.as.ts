// NEP training kernel: how descriptors of one atom, and the slopes of its energy with respect to the sums, change with the sums.
import { FIVE_BODY, FIVE_FACTOR, FOUR_FACTOR, WEIGHTS } from './_nep-layout.as';
import { add, all, each, ld, mad, mul, st, sub } from './_nep-simd.as';

/** Change of the angular descriptors when the sums change by `changes`; four functions at a time. */
// @ts-ignore: decorator
@inline export function changeDescriptors(settings: usize, wide: usize, sums: usize, changes: usize, dq: usize): void {
  const weights = load<usize>(settings + WEIGHTS);
  const row = wide << 2;
  for (let n: usize = 0; n < row; n += 16) {
    let h: usize = 0;
    for (let l = 1; l <= 4; l++) {
      let sum = all(0.0);
      for (let m = -l; m <= l; m++) {
        sum = mad(sum, mul(ld(sums + h * row + n), ld(changes + h * row + n)), each(weights + (h << 2)));
        h++;
      }
      st(dq + <usize>(l - 1) * row + n, add(sum, sum));
    }
    const at = sums + 3 * row + n;
    const by = changes + 3 * row + n;
    const c = ld(at), e = mul(ld(at + row), all(3.0)), f = mul(ld(at + 2 * row), all(3.0)), three = mul(ld(at + 3 * row), all(3.0));
    const a = mul(sub(three, c), all(0.5)), b = mul(add(three, c), all(-0.5)), d = mul(ld(at + 4 * row), all(1.5));
    const da = sub(mul(b, c), mul(f, f));
    const db = sub(mul(a, c), mul(e, e));
    const dc = sub(mul(a, b), mul(d, d));
    let sum = mul(sub(dc, mul(add(da, db), all(0.5))), ld(by));
    sum = mad(sum, mul(sub(mul(d, f), mul(b, e)), all(6.0)), ld(by + row));
    sum = mad(sum, mul(sub(mul(d, e), mul(a, f)), all(6.0)), ld(by + 2 * row));
    sum = mad(sum, mul(sub(da, db), all(1.5)), ld(by + 3 * row));
    sum = mad(sum, mul(sub(mul(e, f), mul(c, d)), all(3.0)), ld(by + 4 * row));
    st(dq + 4 * row + n, mul(sum, each(settings + FOUR_FACTOR)));
    if (load<i32>(settings + FIVE_BODY)) {
      const square = mad(mad(mul(ld(sums + n), ld(sums + n)), ld(sums + row + n), ld(sums + row + n)), ld(sums + 2 * row + n), ld(sums + 2 * row + n));
      const along = mad(mad(mul(ld(sums + n), ld(changes + n)), ld(sums + row + n), ld(changes + row + n)), ld(sums + 2 * row + n), ld(changes + 2 * row + n));
      st(dq + 5 * row + n, mul(mul(mul(square, along), all(4.0)), each(settings + FIVE_FACTOR)));
    }
  }
}

/**
 * `factor` times the slopes of the sums, less their change; what a harmonic of a pair adds to the gradient of its radial
 * functions.
 */
// @ts-ignore: decorator
@inline export function blendSlopes(settings: usize, wide: usize, sums: usize, changes: usize, fp: usize, dfp: usize, slopes: usize, factor: f32, to: usize): void {
  const weights = load<usize>(settings + WEIGHTS);
  const row = wide << 2;
  const scale = all(factor);
  for (let n: usize = 0; n < row; n += 16) {
    let h: usize = 0;
    for (let l = 1; l <= 4; l++) {
      const f = ld(fp + <usize>(l - 1) * row + n), df = ld(dfp + <usize>(l - 1) * row + n);
      const twice = add(f, f), dtwice = add(df, df);
      for (let m = -l; m <= l; m++) {
        const at = h * row + n;
        const change = mul(mad(mul(twice, ld(changes + at)), dtwice, ld(sums + at)), each(weights + (h << 2)));
        st(to + at, sub(mul(scale, ld(slopes + at)), change));
        h++;
      }
    }
    const k = mul(ld(fp + 4 * row + n), each(settings + FOUR_FACTOR));
    const dk = mul(ld(dfp + 4 * row + n), each(settings + FOUR_FACTOR));
    const at = sums + 3 * row + n;
    const by = changes + 3 * row + n;
    const c = ld(at), e = mul(ld(at + row), all(3.0)), f = mul(ld(at + 2 * row), all(3.0)), three = mul(ld(at + 3 * row), all(3.0));
    const a = mul(sub(three, c), all(0.5)), b = mul(add(three, c), all(-0.5)), d = mul(ld(at + 4 * row), all(1.5));
    const c1 = ld(by), e1 = mul(ld(by + row), all(3.0)), f1 = mul(ld(by + 2 * row), all(3.0)), three1 = mul(ld(by + 3 * row), all(3.0));
    const a1 = mul(sub(three1, c1), all(0.5)), b1 = mul(add(three1, c1), all(-0.5)), d1 = mul(ld(by + 4 * row), all(1.5));
    // A function of the sums times k, less k times its change.
    const da = mad(mul(dk, sub(mul(b, c), mul(f, f))), k, sub(mad(mul(b1, c), b, c1), mul(add(f, f), f1)));
    const db = mad(mul(dk, sub(mul(a, c), mul(e, e))), k, sub(mad(mul(a1, c), a, c1), mul(add(e, e), e1)));
    const dc = mad(mul(dk, sub(mul(a, b), mul(d, d))), k, sub(mad(mul(a1, b), a, b1), mul(add(d, d), d1)));
    const de = mad(mul(dk, sub(mul(d, f), mul(b, e))), k, sub(mad(mul(d1, f), d, f1), mad(mul(b1, e), b, e1)));
    const df = mad(mul(dk, sub(mul(d, e), mul(a, f))), k, sub(mad(mul(d1, e), d, e1), mad(mul(a1, f), a, f1)));
    const dd = mad(mul(dk, sub(mul(e, f), mul(c, d))), k, sub(mad(mul(e1, f), e, f1), mad(mul(c1, d), c, d1)));
    const out = to + 3 * row + n;
    st(out, sub(ld(out), sub(dc, mul(add(da, db), all(0.5)))));
    st(out + row, sub(ld(out + row), mul(de, all(6.0))));
    st(out + 2 * row, sub(ld(out + 2 * row), mul(df, all(6.0))));
    st(out + 3 * row, sub(ld(out + 3 * row), mul(sub(da, db), all(1.5))));
    st(out + 4 * row, sub(ld(out + 4 * row), mul(dd, all(3.0))));
    if (load<i32>(settings + FIVE_BODY)) {
      const x = ld(sums + n), y = ld(sums + row + n), z = ld(sums + 2 * row + n);
      const x1 = ld(changes + n), y1 = ld(changes + row + n), z1 = ld(changes + 2 * row + n);
      const square = mad(mad(mul(x, x), y, y), z, z);
      const along = mad(mad(mul(x, x1), y, y1), z, z1);
      const four = mul(each(settings + FIVE_FACTOR), all(4.0));
      const own = mul(four, ld(fp + 5 * row + n));
      const p = mul(own, square);
      const q = mad(mul(mul(four, ld(dfp + 5 * row + n)), square), add(own, own), along);
      st(to + n, sub(ld(to + n), mad(mul(p, x1), q, x)));
      st(to + row + n, sub(ld(to + row + n), mad(mul(p, y1), q, y)));
      st(to + 2 * row + n, sub(ld(to + 2 * row + n), mad(mul(p, z1), q, z)));
    }
  }
}
