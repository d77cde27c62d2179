// Dense and gated pieces of a message-passing network on flat memory. All feature rows are 64 wide; a gated row is 128:
// core | gate. Every pointer is a byte offset.

import { decay4, load4, mad4, sigmoid4, splat, sum4 } from './_simd.as';

/** Rows worked on together: a tile of 128 wide rows fits the first-level cache. */
export const TILE: i32 = 32;

/**
 * C (m × n) = [C +] A (m × k) B (k × n) [+ bias]. B is packed in panels of eight columns: [n / 8][k][8].
 * Leading dimensions in floats. `bias` = 0 for none; `accumulate` adds to what C holds.
 */
export function gemm(m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, bias: usize, c: usize, ldc: i32, accumulate: bool): void {
  const sa: usize = <usize>lda << 2;
  const sc: usize = <usize>ldc << 2;
  const panel: usize = <usize>k << 5;
  for (let j = 0; j < n; j += 8) {
    const bj: usize = b + <usize>(j >> 3) * panel;
    const b0 = bias ? load4(bias + (<usize>j << 2)) : splat(0);
    const b1 = bias ? load4(bias + (<usize>j << 2) + 16) : splat(0);
    let i = 0;
    for (; i + 4 <= m; i += 4) {
      const cp: usize = c + <usize>i * sc + (<usize>j << 2);
      let c00 = b0, c01 = b1, c10 = b0, c11 = b1, c20 = b0, c21 = b1, c30 = b0, c31 = b1;
      if (accumulate) {
        c00 = f32x4.add(c00, load4(cp)); c01 = f32x4.add(c01, load4(cp + 16));
        c10 = f32x4.add(c10, load4(cp + sc)); c11 = f32x4.add(c11, load4(cp + sc + 16));
        c20 = f32x4.add(c20, load4(cp + 2 * sc)); c21 = f32x4.add(c21, load4(cp + 2 * sc + 16));
        c30 = f32x4.add(c30, load4(cp + 3 * sc)); c31 = f32x4.add(c31, load4(cp + 3 * sc + 16));
      }
      let ap: usize = a + <usize>i * sa;
      let bp: usize = bj;
      const end: usize = bj + panel;
      while (bp < end) {
        const y0 = load4(bp);
        const y1 = load4(bp + 16);
        const x0 = v128.load32_splat(ap);
        c00 = mad4(c00, x0, y0); c01 = mad4(c01, x0, y1);
        const x1 = v128.load32_splat(ap + sa);
        c10 = mad4(c10, x1, y0); c11 = mad4(c11, x1, y1);
        const x2 = v128.load32_splat(ap + 2 * sa);
        c20 = mad4(c20, x2, y0); c21 = mad4(c21, x2, y1);
        const x3 = v128.load32_splat(ap + 3 * sa);
        c30 = mad4(c30, x3, y0); c31 = mad4(c31, x3, y1);
        bp += 32;
        ap += 4;
      }
      v128.store(cp, c00); v128.store(cp + 16, c01);
      v128.store(cp + sc, c10); v128.store(cp + sc + 16, c11);
      v128.store(cp + 2 * sc, c20); v128.store(cp + 2 * sc + 16, c21);
      v128.store(cp + 3 * sc, c30); v128.store(cp + 3 * sc + 16, c31);
    }
    for (; i < m; i++) {
      const cp: usize = c + <usize>i * sc + (<usize>j << 2);
      let c0 = b0, c1 = b1;
      if (accumulate) {
        c0 = f32x4.add(c0, load4(cp));
        c1 = f32x4.add(c1, load4(cp + 16));
      }
      let ap: usize = a + <usize>i * sa;
      let bp: usize = bj;
      const end: usize = bj + panel;
      while (bp < end) {
        const x = v128.load32_splat(ap);
        c0 = mad4(c0, x, load4(bp));
        c1 = mad4(c1, x, load4(bp + 16));
        bp += 32;
        ap += 4;
      }
      v128.store(cp, c0);
      v128.store(cp + 16, c1);
    }
  }
}

/** y = x·sigmoid(x) over `n` floats (a multiple of 4). */
// @ts-ignore: decorator
@inline export function silu(n: i32, x: usize, y: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) {
    const v = load4(x + i);
    v128.store(y + i, f32x4.mul(v, sigmoid4(v)));
  }
}

/** y = silu(x), x ← silu′(x), over `n` floats. */
// @ts-ignore: decorator
@inline export function siluKeepingSlope(n: i32, x: usize, y: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) {
    const v = load4(x + i);
    const s = sigmoid4(v);
    const value = f32x4.mul(v, s);
    v128.store(y + i, value);
    v128.store(x + i, f32x4.add(s, f32x4.mul(value, f32x4.sub(splat(1.0), s))));
  }
}

// @ts-ignore: decorator
@inline export function multiplyRows(n: i32, x: usize, d: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) v128.store(d + i, f32x4.mul(load4(d + i), load4(x + i)));
}

/** d ← d·silu′(x) over `n` floats. */
// @ts-ignore: decorator
@inline export function siluBackward(n: i32, x: usize, d: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) {
    const v = load4(x + i);
    const s = sigmoid4(v);
    const slope = f32x4.mul(s, f32x4.add(splat(1.0), f32x4.mul(v, f32x4.sub(splat(1.0), s))));
    v128.store(d + i, f32x4.mul(load4(d + i), slope));
  }
}

// Statistics of the last row normalised, kept for its backward pass.
export let lnMean: f32 = 0;
export let lnScale: f32 = 0;

/** Mean and 1/√(variance + 1e-5) of 64 floats, two passes. */
// @ts-ignore: decorator
@inline export function statistics(x: usize): void {
  let s0 = load4(x), s1 = load4(x + 16), s2 = load4(x + 32), s3 = load4(x + 48);
  for (let i: usize = 64; i < 256; i += 64) {
    s0 = f32x4.add(s0, load4(x + i)); s1 = f32x4.add(s1, load4(x + i + 16));
    s2 = f32x4.add(s2, load4(x + i + 32)); s3 = f32x4.add(s3, load4(x + i + 48));
  }
  const mean = sum4(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))) * (1.0 / 64.0);
  const m = splat(mean);
  s0 = splat(0); s1 = splat(0); s2 = splat(0); s3 = splat(0);
  for (let i: usize = 0; i < 256; i += 64) {
    const d0 = f32x4.sub(load4(x + i), m), d1 = f32x4.sub(load4(x + i + 16), m), d2 = f32x4.sub(load4(x + i + 32), m), d3 = f32x4.sub(load4(x + i + 48), m);
    s0 = f32x4.add(s0, f32x4.mul(d0, d0)); s1 = f32x4.add(s1, f32x4.mul(d1, d1));
    s2 = f32x4.add(s2, f32x4.mul(d2, d2)); s3 = f32x4.add(s3, f32x4.mul(d3, d3));
  }
  const variance = sum4(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))) * (1.0 / 64.0);
  lnMean = mean;
  lnScale = 1.0 / sqrt<f32>(variance + 1e-5);
}

/**
 * Gated activation of one row z (core 64 | gate 64): out = silu(LN(core))·sigmoid(LN(gate)).
 * `norm` holds γ1 β1 γ2 β2, 64 floats each.
 */
// @ts-ignore: decorator
@inline export function gate(z: usize, norm: usize, out: usize): void {
  statistics(z);
  const m1 = splat(lnMean), r1 = splat(lnScale);
  statistics(z + 256);
  const m2 = splat(lnMean), r2 = splat(lnScale);
  for (let i: usize = 0; i < 256; i += 16) {
    const u = f32x4.add(f32x4.mul(f32x4.mul(f32x4.sub(load4(z + i), m1), r1), load4(norm + i)), load4(norm + 256 + i));
    const v = f32x4.add(f32x4.mul(f32x4.mul(f32x4.sub(load4(z + 256 + i), m2), r2), load4(norm + 512 + i)), load4(norm + 768 + i));
    v128.store(out + i, f32x4.div(u, f32x4.mul(f32x4.add(splat(1.0), decay4(u)), f32x4.add(splat(1.0), decay4(v)))));
  }
}

/**
 * Turns `g` (64, gradient at the gated output) into `dz` (128, gradient at z); writes the gated output itself to `out`.
 */
// @ts-ignore: decorator
@inline export function gateBackward(z: usize, norm: usize, g: usize, out: usize, dz: usize): void {
  statistics(z);
  const m1 = splat(lnMean), r1 = splat(lnScale);
  statistics(z + 256);
  const m2 = splat(lnMean), r2 = splat(lnScale);
  // Through the activations to the normalised values, with the two sums that the norm's backward pass needs.
  let a1 = splat(0), p1 = splat(0), a2 = splat(0), p2 = splat(0);
  for (let i: usize = 0; i < 256; i += 16) {
    const n1 = f32x4.mul(f32x4.sub(load4(z + i), m1), r1);
    const n2 = f32x4.mul(f32x4.sub(load4(z + 256 + i), m2), r2);
    const u = f32x4.add(f32x4.mul(n1, load4(norm + i)), load4(norm + 256 + i));
    const v = f32x4.add(f32x4.mul(n2, load4(norm + 512 + i)), load4(norm + 768 + i));
    const eu = f32x4.add(splat(1.0), decay4(u));
    const ev = f32x4.add(splat(1.0), decay4(v));
    const both = f32x4.div(splat(1.0), f32x4.mul(eu, ev));
    const su = f32x4.mul(ev, both);
    const sv = f32x4.mul(eu, both);
    const core = f32x4.mul(u, su);
    const grad = load4(g + i);
    v128.store(out + i, f32x4.mul(core, sv));
    const slope = f32x4.mul(su, f32x4.add(splat(1.0), f32x4.mul(u, f32x4.sub(splat(1.0), su))));
    const d1 = f32x4.mul(f32x4.mul(f32x4.mul(grad, sv), slope), load4(norm + i));
    const d2 = f32x4.mul(f32x4.mul(f32x4.mul(grad, core), f32x4.mul(sv, f32x4.sub(splat(1.0), sv))), load4(norm + 512 + i));
    v128.store(dz + i, d1);
    v128.store(dz + 256 + i, d2);
    a1 = f32x4.add(a1, d1); p1 = f32x4.add(p1, f32x4.mul(d1, n1));
    a2 = f32x4.add(a2, d2); p2 = f32x4.add(p2, f32x4.mul(d2, n2));
  }
  const ma1 = splat(sum4(a1) * (1.0 / 64.0)), mp1 = splat(sum4(p1) * (1.0 / 64.0));
  const ma2 = splat(sum4(a2) * (1.0 / 64.0)), mp2 = splat(sum4(p2) * (1.0 / 64.0));
  for (let i: usize = 0; i < 256; i += 16) {
    const n1 = f32x4.mul(f32x4.sub(load4(z + i), m1), r1);
    const n2 = f32x4.mul(f32x4.sub(load4(z + 256 + i), m2), r2);
    v128.store(dz + i, f32x4.mul(r1, f32x4.sub(f32x4.sub(load4(dz + i), ma1), f32x4.mul(n1, mp1))));
    v128.store(dz + 256 + i, f32x4.mul(r2, f32x4.sub(f32x4.sub(load4(dz + 256 + i), ma2), f32x4.mul(n2, mp2))));
  }
}

// @ts-ignore: decorator
@inline export function addRow(n: i32, x: usize, y: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) v128.store(y + i, f32x4.add(load4(y + i), load4(x + i)));
}

/**
 * out[r] = Σ x[index[k]] over k in [starts[r], starts[r+1]), rows of `width` floats (a multiple of 16), compensated.
 * With `index` = 0 the rows are consecutive.
 */
export function gatherSum(from: i32, to: i32, starts: usize, index: usize, width: i32, x: usize, out: usize, accumulate: bool): void {
  const stride: usize = <usize>width << 2;
  for (let r = from; r < to; r++) {
    const first = load<i32>(starts + (<usize>r << 2));
    const end = load<i32>(starts + (<usize>(r + 1) << 2));
    for (let column: usize = 0; column < stride; column += 64) {
      const o: usize = out + <usize>r * stride + column;
      let s0 = splat(0), s1 = splat(0), s2 = splat(0), s3 = splat(0);
      let l0 = splat(0), l1 = splat(0), l2 = splat(0), l3 = splat(0);
      if (accumulate) {
        s0 = load4(o); s1 = load4(o + 16); s2 = load4(o + 32); s3 = load4(o + 48);
      }
      for (let k = first; k < end; k++) {
        const p: usize = x + column + <usize>(index ? load<i32>(index + (<usize>k << 2)) : k) * stride;
        const y0 = f32x4.sub(load4(p), l0), y1 = f32x4.sub(load4(p + 16), l1), y2 = f32x4.sub(load4(p + 32), l2), y3 = f32x4.sub(load4(p + 48), l3);
        const t0 = f32x4.add(s0, y0), t1 = f32x4.add(s1, y1), t2 = f32x4.add(s2, y2), t3 = f32x4.add(s3, y3);
        l0 = f32x4.sub(f32x4.sub(t0, s0), y0); l1 = f32x4.sub(f32x4.sub(t1, s1), y1); l2 = f32x4.sub(f32x4.sub(t2, s2), y2); l3 = f32x4.sub(f32x4.sub(t3, s3), y3);
        s0 = t0; s1 = t1; s2 = t2; s3 = t3;
      }
      v128.store(o, s0); v128.store(o + 16, s1); v128.store(o + 32, s2); v128.store(o + 48, s3);
    }
  }
}

/**
 * out[r] (64 or 128 wide) = x[a[r]] + x[b[r]]: the two directed copies of an undirected bond. A negative index adds
 * nothing.
 */
export function gatherPair(from: i32, to: i32, pairs: usize, width: i32, x: usize, out: usize, accumulate: bool): void {
  const stride: usize = <usize>width << 2;
  for (let r = from; r < to; r++) {
    const o: usize = out + <usize>r * stride;
    if (!accumulate) memory.fill(o, 0, stride);
    const a = load<i32>(pairs + (<usize>r << 3));
    const b = load<i32>(pairs + (<usize>r << 3) + 4);
    if (a >= 0) addRow(width, x + <usize>a * stride, o);
    if (b >= 0) addRow(width, x + <usize>b * stride, o);
  }
}

/** `gemm` over rows [from, to), so that threads can share it; in blocks of rows that stay in the first-level cache. */
export function gemmRows(from: i32, to: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, bias: usize, c: usize, ldc: i32, accumulate: bool): void {
  for (let r = from; r < to; r += TILE) gemm(min(TILE, to - r), n, k, a + (<usize>(r * lda) << 2), lda, b, bias, c + (<usize>(r * ldc) << 2), ldc, accumulate);
}

export function siluRows(n: i32, x: usize, y: usize): void {
  silu(n, x, y);
}

export function siluRowsBackward(n: i32, x: usize, d: usize): void {
  siluBackward(n, x, d);
}

/** y = LN(x)·γ + β for rows of 64; `norm` holds γ β. */
export function normForward(rows: i32, x: usize, norm: usize, y: usize): void {
  for (let r = 0; r < rows; r++) {
    const p: usize = x + (<usize>r << 8);
    const o: usize = y + (<usize>r << 8);
    statistics(p);
    const m = splat(lnMean), s = splat(lnScale);
    for (let i: usize = 0; i < 256; i += 16) v128.store(o + i, f32x4.add(f32x4.mul(f32x4.mul(f32x4.sub(load4(p + i), m), s), load4(norm + i)), load4(norm + 256 + i)));
  }
}

/** d ← gradient at x of LN(x)·γ + β. */
export function normBackward(rows: i32, x: usize, norm: usize, d: usize): void {
  for (let r = 0; r < rows; r++) {
    const p: usize = x + (<usize>r << 8);
    const o: usize = d + (<usize>r << 8);
    statistics(p);
    const m = splat(lnMean), s = splat(lnScale);
    let a = splat(0), q = splat(0);
    for (let i: usize = 0; i < 256; i += 16) {
      const n = f32x4.mul(f32x4.sub(load4(p + i), m), s);
      const g = f32x4.mul(load4(o + i), load4(norm + i));
      v128.store(o + i, g);
      a = f32x4.add(a, g);
      q = f32x4.add(q, f32x4.mul(g, n));
    }
    const ma = splat(sum4(a) * (1.0 / 64.0)), mq = splat(sum4(q) * (1.0 / 64.0));
    for (let i: usize = 0; i < 256; i += 16) {
      const n = f32x4.mul(f32x4.sub(load4(p + i), m), s);
      v128.store(o + i, f32x4.mul(s, f32x4.sub(f32x4.sub(load4(o + i), ma), f32x4.mul(n, mq))));
    }
  }
}
