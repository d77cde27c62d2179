// NEP kernel: harmonics, their sums over neighbours, the descriptors made of them and the way back.
import { FIVE_BODY, FIVE_FACTOR, FOUR_BODY, FOUR_FACTOR, WEIGHTS } from './_nep-layout.as';
import { add, all, each, ld, mad, mul, st, sub, sumLanes } from './_nep-simd.as';

/**
 * Real harmonics of four unit vectors, in plain polynomials; their weights belong to this form. Filled up to a multiple
 * of four with zeros.
 */
// @ts-ignore: decorator
@inline export function fillHarmonics(batch: usize, y: usize, lMax: i32): void {
  const a = ld(batch);
  const b = ld(batch, 16);
  const c = ld(batch, 32);
  st(y, c);
  st(y + 16, a);
  st(y + 32, b);
  if (lMax < 2) {
    st(y + 48, all(0.0));
    return;
  }
  const cc = mul(c, c);
  const u = sub(mul(a, a), mul(b, b));
  const ab = mul(a, b);
  const v = add(ab, ab);
  st(y + 48, sub(mul(cc, all(3.0)), all(1.0)));
  const ac = mul(a, c);
  const bc = mul(b, c);
  st(y + 64, ac);
  st(y + 80, bc);
  st(y + 96, u);
  st(y + 112, v);
  if (lMax < 3) return;
  const five = sub(mul(cc, all(5.0)), all(1.0));
  const p = sub(mul(a, u), mul(b, v));
  const q = add(mul(a, v), mul(b, u));
  st(y + 128, mul(sub(five, all(2.0)), c));
  st(y + 144, mul(five, a));
  st(y + 160, mul(five, b));
  st(y + 176, mul(u, c));
  st(y + 192, mul(v, c));
  st(y + 208, p);
  st(y + 224, q);
  if (lMax < 4) {
    st(y + 240, all(0.0));
    return;
  }
  const seven = sub(mul(cc, all(7.0)), all(1.0));
  const sevens = sub(seven, all(2.0));
  st(y + 240, mad(all(3.0), sub(mul(cc, all(35.0)), all(30.0)), cc));
  st(y + 256, mul(sevens, ac));
  st(y + 272, mul(sevens, bc));
  st(y + 288, mul(seven, u));
  st(y + 304, mul(seven, v));
  st(y + 320, mul(p, c));
  st(y + 336, mul(q, c));
  st(y + 352, sub(mul(u, u), mul(v, v)));
  const uv = mul(u, v);
  st(y + 368, add(uv, uv));
}

// @ts-ignore: decorator
@inline export function harmonicsWide(lMax: i32): usize { return <usize>(((lMax + 1) * (lMax + 1) + 2) & ~3); }

/**
 * Sums over pairs of function times harmonic, as (harmonic, function) with functions padded to a multiple of four; `toG`
 * and `toY` say where in a batch functions and harmonics begin.
 */
// @ts-ignore: decorator
@inline export function sumAngular(batches: usize, stride: usize, count: usize, toG: usize, toY: usize, functions: usize, wide: usize, lMax: i32, rows: usize, sums: usize): void {
  const harmonics = harmonicsWide(lMax);
  const end = batches + count * stride;
  for (let n: usize = 0; n < functions; n += 2) {
    for (let h: usize = 0; h < harmonics; h += 4) {
      let a0 = all(0.0), a1 = all(0.0), a2 = all(0.0), a3 = all(0.0);
      let b0 = all(0.0), b1 = all(0.0), b2 = all(0.0), b3 = all(0.0);
      for (let batch = batches; batch < end; batch += stride) {
        const g = batch + toG + (n << 4);
        const g0 = ld(g), g1 = ld(g, 16);
        const y = batch + toY + (h << 4);
        const y0 = ld(y), y1 = ld(y, 16), y2 = ld(y, 32), y3 = ld(y, 48);
        a0 = mad(a0, g0, y0);
        a1 = mad(a1, g0, y1);
        a2 = mad(a2, g0, y2);
        a3 = mad(a3, g0, y3);
        b0 = mad(b0, g1, y0);
        b1 = mad(b1, g1, y1);
        b2 = mad(b2, g1, y2);
        b3 = mad(b3, g1, y3);
      }
      st(rows + ((n * harmonics + h) << 2), sumLanes(a0, a1, a2, a3));
      st(rows + (((n + 1) * harmonics + h) << 2), sumLanes(b0, b1, b2, b3));
    }
  }
  memory.fill(sums, 0, (harmonics * wide) << 2);
  for (let n: usize = 0; n < functions; n++) for (let h: usize = 0; h < harmonics; h++) store<f32>(sums + ((h * wide + n) << 2), load<f32>(rows + ((n * harmonics + h) << 2)));
}

/** Angular descriptors from the sums, four functions at a time. */
// @ts-ignore: decorator
@inline export function describe(settings: usize, q: usize, wide: usize, lMax: i32, sums: usize): void {
  const weights = load<usize>(settings + WEIGHTS);
  const row = wide << 2;
  for (let n: usize = 0; n < row; n += 16) {
    let h: usize = 0;
    for (let l = 1; l <= lMax; l++) {
      let sum = all(0.0);
      for (let m = -l; m <= l; m++) {
        const a = ld(sums + h * row + n);
        sum = mad(sum, mul(a, a), each(weights + (h << 2)));
        h++;
      }
      st(q + <usize>(l - 1) * row + n, sum);
    }
    let block = <usize>lMax;
    if (load<i32>(settings + FOUR_BODY)) {
      const at = sums + 3 * row + n;
      const c = ld(at);
      const e = mul(ld(at + row), all(3.0));
      const f = mul(ld(at + 2 * row), all(3.0));
      const three = mul(ld(at + 3 * row), all(3.0));
      const a = mul(sub(three, c), all(0.5));
      const b = mul(add(three, c), all(-0.5));
      const d = mul(ld(at + 4 * row), all(1.5));
      const def = mul(mul(d, e), f);
      let det = mul(mul(a, b), c);
      det = add(det, add(def, def));
      det = sub(det, mul(a, mul(f, f)));
      det = sub(det, mul(b, mul(e, e)));
      det = sub(det, mul(c, mul(d, d)));
      st(q + block * row + n, mul(det, each(settings + FOUR_FACTOR)));
      block++;
    }
    if (load<i32>(settings + FIVE_BODY)) {
      const a = ld(sums + n), b = ld(sums + row + n), c = ld(sums + 2 * row + n);
      const square = mad(mad(mul(a, a), b, b), c, c);
      st(q + block * row + n, mul(mul(square, square), each(settings + FIVE_FACTOR)));
    }
  }
}

/** Derivative of the energy with respect to the sums. */
// @ts-ignore: decorator
@inline export function slopeSums(settings: usize, fp: usize, wide: usize, lMax: i32, sums: usize, slopes: usize): void {
  const weights = load<usize>(settings + WEIGHTS);
  const row = wide << 2;
  const harmonics = harmonicsWide(lMax);
  const used = <usize>((lMax + 1) * (lMax + 1) - 1);
  for (let h = used; h < harmonics; h++) memory.fill(slopes + h * row, 0, row);
  for (let n: usize = 0; n < row; n += 16) {
    let h: usize = 0;
    for (let l = 1; l <= lMax; l++) {
      const f = ld(fp + <usize>(l - 1) * row + n);
      const twice = add(f, f);
      for (let m = -l; m <= l; m++) {
        st(slopes + h * row + n, mul(mul(twice, each(weights + (h << 2))), ld(sums + h * row + n)));
        h++;
      }
    }
    let block = <usize>lMax;
    if (load<i32>(settings + FOUR_BODY)) {
      const k = mul(ld(fp + block * row + n), each(settings + FOUR_FACTOR));
      const at = sums + 3 * row + n;
      const to = slopes + 3 * row + n;
      const c = ld(at);
      const e = mul(ld(at + row), all(3.0));
      const f = mul(ld(at + 2 * row), all(3.0));
      const three = mul(ld(at + 3 * row), all(3.0));
      const a = mul(sub(three, c), all(0.5));
      const b = mul(add(three, c), all(-0.5));
      const d = mul(ld(at + 4 * row), all(1.5));
      const da = sub(mul(b, c), mul(f, f));
      const db = sub(mul(a, c), mul(e, e));
      const dc = sub(mul(a, b), mul(d, d));
      st(to, mad(ld(to), k, sub(dc, mul(add(da, db), all(0.5)))));
      st(to + row, mad(ld(to + row), k, mul(sub(mul(d, f), mul(b, e)), all(6.0))));
      st(to + 2 * row, mad(ld(to + 2 * row), k, mul(sub(mul(d, e), mul(a, f)), all(6.0))));
      st(to + 3 * row, mad(ld(to + 3 * row), k, mul(sub(da, db), all(1.5))));
      st(to + 4 * row, mad(ld(to + 4 * row), k, mul(sub(mul(e, f), mul(c, d)), all(3.0))));
      block++;
    }
    if (load<i32>(settings + FIVE_BODY)) {
      const a = ld(sums + n), b = ld(sums + row + n), c = ld(sums + 2 * row + n);
      const square = mad(mad(mul(a, a), b, b), c, c);
      const k = mul(mul(mul(square, all(4.0)), each(settings + FIVE_FACTOR)), ld(fp + block * row + n));
      st(slopes + n, mad(ld(slopes + n), k, a));
      st(slopes + row + n, mad(ld(slopes + row + n), k, b));
      st(slopes + 2 * row + n, mad(ld(slopes + 2 * row + n), k, c));
    }
  }
}
