// Dense and gated pieces of a message-passing network on flat memory, single precision, four lanes at a time.
// All feature rows are 64 wide; a gated row is 128: core | gate. Every pointer is a byte offset.

/** Rows worked on together: a tile of 128 wide rows fits the first-level cache. */
const TILE: i32 = 32;

// @ts-ignore: decorator
@inline function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/**
 * e^−x for a sigmoid, relative error below 2e-7 (Cody–Waite reduction, degree-6 polynomial as in Cephes expf). Clamped to ±43, so that the product of two (1 + e^−x) stays
 * finite. The nearest whole number is found by adding 1.5·2²³, whose last bits then hold it.
 */
// @ts-ignore: decorator
@inline function decay4(x0: v128): v128 {
  const x = f32x4.pmax(splat(-43.0), f32x4.pmin(splat(43.0), x0));
  const t = f32x4.add(f32x4.mul(x, splat(-1.44269504088896341)), splat(12582912.0));
  const n = f32x4.sub(t, splat(12582912.0));
  let r = f32x4.sub(f32x4.mul(n, splat(-0.693359375)), x);
  r = f32x4.add(r, f32x4.mul(n, splat(2.12194440e-4)));
  let p = splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), splat(1.0));
  return f32x4.mul(p, i32x4.add(i32x4.shl(t, 23), i32x4.splat(0x3f800000)));
}

// @ts-ignore: decorator
@inline function sigmoid4(x: v128): v128 {
  return f32x4.div(splat(1.0), f32x4.add(splat(1.0), decay4(x)));
}

// @ts-ignore: decorator
@inline function sum4(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline function load4(p: usize): v128 {
  return v128.load(p);
}

/**
 * C (m × n) = [C +] A (m × k) B (k × n) [+ bias]. B is packed in panels of eight columns: [n / 8][k][8].
 * Leading dimensions in floats. `bias` = 0 for none; `accumulate` adds to what C holds.
 */
function gemm(m: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, bias: usize, c: usize, ldc: i32, accumulate: bool): void {
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
        c00 = f32x4.add(c00, f32x4.mul(x0, y0)); c01 = f32x4.add(c01, f32x4.mul(x0, y1));
        const x1 = v128.load32_splat(ap + sa);
        c10 = f32x4.add(c10, f32x4.mul(x1, y0)); c11 = f32x4.add(c11, f32x4.mul(x1, y1));
        const x2 = v128.load32_splat(ap + 2 * sa);
        c20 = f32x4.add(c20, f32x4.mul(x2, y0)); c21 = f32x4.add(c21, f32x4.mul(x2, y1));
        const x3 = v128.load32_splat(ap + 3 * sa);
        c30 = f32x4.add(c30, f32x4.mul(x3, y0)); c31 = f32x4.add(c31, f32x4.mul(x3, y1));
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
        c0 = f32x4.add(c0, f32x4.mul(x, load4(bp)));
        c1 = f32x4.add(c1, f32x4.mul(x, load4(bp + 16)));
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
@inline function silu(n: i32, x: usize, y: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) {
    const v = load4(x + i);
    v128.store(y + i, f32x4.mul(v, sigmoid4(v)));
  }
}

/** y = silu(x), x ← silu′(x), over `n` floats. */
// @ts-ignore: decorator
@inline function siluKeepingSlope(n: i32, x: usize, y: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) {
    const v = load4(x + i);
    const s = sigmoid4(v);
    const value = f32x4.mul(v, s);
    v128.store(y + i, value);
    v128.store(x + i, f32x4.add(s, f32x4.mul(value, f32x4.sub(splat(1.0), s))));
  }
}

// @ts-ignore: decorator
@inline function multiplyRows(n: i32, x: usize, d: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) v128.store(d + i, f32x4.mul(load4(d + i), load4(x + i)));
}

/** d ← d·silu′(x) over `n` floats. */
// @ts-ignore: decorator
@inline function siluBackward(n: i32, x: usize, d: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) {
    const v = load4(x + i);
    const s = sigmoid4(v);
    const slope = f32x4.mul(s, f32x4.add(splat(1.0), f32x4.mul(v, f32x4.sub(splat(1.0), s))));
    v128.store(d + i, f32x4.mul(load4(d + i), slope));
  }
}

// Statistics of the last row normalised, kept for its backward pass.
let lnMean: f32 = 0;
let lnScale: f32 = 0;

/** Mean and 1/√(variance + 1e-5) of 64 floats, two passes. */
// @ts-ignore: decorator
@inline function statistics(x: usize): void {
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
@inline function gate(z: usize, norm: usize, out: usize): void {
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

/** Turns `g` (64, gradient at the gated output) into `dz` (128, gradient at z); writes the gated output itself to `out`. */
// @ts-ignore: decorator
@inline function gateBackward(z: usize, norm: usize, g: usize, out: usize, dz: usize): void {
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
@inline function addRow(n: i32, x: usize, y: usize): void {
  for (let i: usize = 0, e: usize = <usize>n << 2; i < e; i += 16) v128.store(y + i, f32x4.add(load4(y + i), load4(x + i)));
}

/** sum += x·w over 64 floats by Kahan's compensated summation, so that hundreds of neighbours add up without loss; `lost` holds what rounding took so far. */
// @ts-ignore: decorator
@inline function addWeighted(x: usize, w: usize, sum: usize, lost: usize): void {
  for (let i: usize = 0; i < 256; i += 16) addKept(f32x4.mul(load4(x + i), load4(w + i)), sum + i, lost + i);
}

// @ts-ignore: decorator
@inline function addKept(x: v128, sum: usize, lost: usize): void {
  const y = f32x4.sub(x, load4(lost));
  const s = load4(sum);
  const t = f32x4.add(s, y);
  v128.store(lost, f32x4.sub(f32x4.sub(t, s), y));
  v128.store(sum, t);
}

/**
 * Atom convolution, forward, for centres [from, to): h = Pc[i] + Pb[u] + Pn[j], z = silu(h) W2 + b2 per half, message = gate(z)·w[u], summed over the
 * edges of each centre. Edges are grouped by centre. Keeps silu′(h) and z.
 * `w2` holds the two packed 64×64 matrices (core, gate), `b2` 128 floats, `scratch` TILE·128 + 64 floats.
 */
function atomForward(from: i32, to: i32, starts: usize, neighbour: usize, bond: usize, pc: usize, pn: usize, pb: usize, w: usize, w2: usize, b2: usize, norm: usize, slope: usize, z: usize, sums: usize, scratch: usize): void {
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
 * Atom convolution, backward, for centres [from, to). `dsums` is the gradient at the summed messages. Writes per edge the gradient at h (`dh`, 128)
 * and at the bond weight (`dw`, 64), and per centre the gradient at Pc. `w2t` holds the two packed transposed matrices. `scratch`: TILE·128 + 128 floats.
 */
function atomBackward(from: i32, to: i32, starts: usize, bond: usize, w: usize, w2t: usize, norm: usize, slope: usize, z: usize, dsums: usize, dh: usize, dw: usize, dpc: usize, scratch: usize): void {
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

/** out[r] = Σ x[index[k]] over k in [starts[r], starts[r+1]), rows of `width` floats (a multiple of 16), compensated. With `index` = 0 the rows are consecutive. */
function gatherSum(from: i32, to: i32, starts: usize, index: usize, width: i32, x: usize, out: usize, accumulate: bool): void {
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

/** out[r] (64 or 128 wide) = x[a[r]] + x[b[r]]: the two directed copies of an undirected bond. A negative index adds nothing. */
function gatherPair(from: i32, to: i32, pairs: usize, width: i32, x: usize, out: usize, accumulate: bool): void {
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

// The directed short bond that the angle last visited belongs to.
let owner: i32 = 0;

/**
 * First layer of an angle's gated network for angles [a0, a0 + count): h = Qi[i] + Qj[j] + Qc[centre] + x W, where x is the angle's feature (kx wide).
 * Angles are grouped by their first directed short bond (`starts`); `bond` maps directed short bonds to undirected ones, `second` gives each angle's second one.
 */
// @ts-ignore: decorator
@inline function angleHidden(a0: i32, count: i32, starts: usize, second: usize, bond: usize, centre: usize, qi: usize, qj: usize, qc: usize, x: usize, kx: i32, wx: usize, h: usize): void {
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
 * Bond convolution, forward, for directed short bonds [from, to): z = silu(h) W2 + b2, message = gate(z)·w[i]·w[j], summed for each directed short bond. Keeps silu′(h) (where h was) and z.
 */
function bondForward(from: i32, to: i32, starts: usize, second: usize, bond: usize, centre: usize, qi: usize, qj: usize, qc: usize, x: usize, kx: i32, wx: usize, w: usize, w2: usize, b2: usize, norm: usize, h: usize, z: usize, sums: usize, scratch: usize): void {
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
 * Bond convolution, backward. `dsums` (per undirected bond) is the gradient at the summed messages. Writes the gradient at h (`dh`), per angle the gradients at
 * the two weights (`dwi`, `dwj`, 64 each), and adds to the gradient at the angle's feature (`dx`).
 */
function bondBackward(from: i32, to: i32, starts: usize, second: usize, bond: usize, w: usize, w2t: usize, norm: usize, h: usize, z: usize, dsums: usize, dh: usize, dwi: usize, dwj: usize, wxt: usize, kx: i32, dx: usize, scratch: usize): void {
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

/** Angle update, forward, for directed short bonds [from, to): z = h (there is no hidden layer), out = feature + gate(z). Keeps z. */
function angleForward(from: i32, to: i32, starts: usize, second: usize, bond: usize, centre: usize, qi: usize, qj: usize, qc: usize, x: usize, kx: i32, wx: usize, norm: usize, feature: usize, z: usize, out: usize, scratch: usize): void {
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
 * Angle update, backward, for angles [from, to): gradient at z (`dz`) from the gradient at the new feature (`dout`); the part that goes on to the old inputs is added to `dx`,
 * which may be `dout` itself (the residual path).
 */
function angleBackward(from: i32, to: i32, z: usize, norm: usize, dout: usize, dz: usize, wxt: usize, kx: i32, dx: usize, scratch: usize): void {
  for (let a0 = from; a0 < to; a0 += TILE) {
    const count = min(TILE, to - a0);
    for (let a = a0; a < a0 + count; a++) gateBackward(z + (<usize>a << 9), norm, dout + (<usize>a << 8), scratch, dz + (<usize>a << 9));
    gemm(count, kx, 128, dz + (<usize>a0 << 9), 128, wxt, 0, dx + (<usize>(a0 * kx) << 2), kx, true);
  }
}

/** `gemm` over rows [from, to), so that threads can share it; in blocks of rows that stay in the first-level cache. */
function gemmRows(from: i32, to: i32, n: i32, k: i32, a: usize, lda: i32, b: usize, bias: usize, c: usize, ldc: i32, accumulate: bool): void {
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

let sin4: v128 = f32x4.splat(0);
let cos4: v128 = f32x4.splat(0);

/** sin and cos of four arguments given as two pairs of doubles: reduced by multiples of π in double, then polynomials on [−π/2, π/2], error below 1e-7. */
// @ts-ignore: decorator
@inline function sincos4(x01: v128, x23: v128): void {
  const inverse = f64x2.splat(0.3183098861837907);
  const k01 = f64x2.nearest(f64x2.mul(x01, inverse));
  const k23 = f64x2.nearest(f64x2.mul(x23, inverse));
  const r01 = f64x2.sub(f64x2.sub(x01, f64x2.mul(k01, f64x2.splat(3.141592653589793))), f64x2.mul(k01, f64x2.splat(1.2246467991473532e-16)));
  const r23 = f64x2.sub(f64x2.sub(x23, f64x2.mul(k23, f64x2.splat(3.141592653589793))), f64x2.mul(k23, f64x2.splat(1.2246467991473532e-16)));
  const r = v128.shuffle<f32>(f32x4.demote_f64x2_zero(r01), f32x4.demote_f64x2_zero(r23), 0, 1, 4, 5);
  const k = v128.shuffle<i32>(i32x4.trunc_sat_f64x2_s_zero(k01), i32x4.trunc_sat_f64x2_s_zero(k23), 0, 1, 4, 5);
  const sign = i32x4.shl(k, 31);
  const q = f32x4.mul(r, r);
  let s = splat(1.6059044e-10);
  s = f32x4.add(f32x4.mul(s, q), splat(-2.5052108e-8));
  s = f32x4.add(f32x4.mul(s, q), splat(2.7557319e-6));
  s = f32x4.add(f32x4.mul(s, q), splat(-1.98412698e-4));
  s = f32x4.add(f32x4.mul(s, q), splat(8.33333333e-3));
  s = f32x4.add(f32x4.mul(s, q), splat(-0.166666667));
  s = f32x4.add(r, f32x4.mul(f32x4.mul(r, q), s));
  let c = splat(2.0876757e-9);
  c = f32x4.add(f32x4.mul(c, q), splat(-2.7557319e-7));
  c = f32x4.add(f32x4.mul(c, q), splat(2.48015873e-5));
  c = f32x4.add(f32x4.mul(c, q), splat(-1.38888889e-3));
  c = f32x4.add(f32x4.mul(c, q), splat(4.16666667e-2));
  c = f32x4.add(f32x4.mul(c, q), splat(-0.5));
  c = f32x4.add(splat(1.0), f32x4.mul(c, q));
  sin4 = v128.xor(s, sign);
  cos4 = v128.xor(c, sign);
}

/**
 * Smooth radial Bessel basis: b_k = √(2/rc)·sin(ω_k d/rc)/d·env(d/rc), env = 1 + a x^p + b x^(p+1) + c x^(p+2) with p = 8, zero from rc on.
 * Rows of 32 (`frequencies` padded with zeros): value and derivative by d. `distance` is double.
 */
function radialBasis(from: i32, to: i32, distance: usize, cutoff: f64, frequencies: usize, out: usize, slope: usize): void {
  const norm = Math.sqrt(2.0 / cutoff);
  for (let u = from; u < to; u++) {
    const o: usize = out + (<usize>u << 7);
    const ds: usize = slope + (<usize>u << 7);
    const d = load<f64>(distance + (<usize>u << 3));
    const x = d / cutoff;
    if (x >= 1.0) {
      memory.fill(o, 0, 128);
      memory.fill(ds, 0, 128);
      continue;
    }
    const x2 = x * x;
    const x4 = x2 * x2;
    const x7 = x4 * x2 * x;
    const x8 = x4 * x4;
    const envelope = 1.0 - 45.0 * x8 + 80.0 * x8 * x - 36.0 * x8 * x2;
    const envelopeSlope = (-360.0 * x7 + 720.0 * x8 - 360.0 * x8 * x) / cutoff;
    const f0 = splat(<f32>((norm * envelope) / d));
    const f1 = splat(<f32>(norm * (envelopeSlope / d - envelope / (d * d))));
    const f2 = splat(<f32>((norm * envelope) / d / cutoff));
    const xx = f64x2.splat(x);
    for (let k: usize = 0; k < 128; k += 16) {
      const w = load4(frequencies + k);
      const w01 = f64x2.promote_low_f32x4(w);
      const w23 = f64x2.promote_low_f32x4(v128.shuffle<f32>(w, w, 2, 3, 2, 3));
      sincos4(f64x2.mul(w01, xx), f64x2.mul(w23, xx));
      v128.store(o + k, f32x4.mul(f0, sin4));
      v128.store(ds + k, f32x4.add(f32x4.mul(f1, sin4), f32x4.mul(f2, f32x4.mul(w, cos4))));
    }
  }
}

/**
 * Fourier basis of angles: 1/√(2π), sin(ω_n θ)/√π (15), cos(ω_n θ)/√π (15), padded to 32, with θ = acos(cosine·(1 − 1e-6)); and its derivative by the cosine.
 * `frequencies` holds 16 (one pad).
 */
function angleBasis(from: i32, to: i32, cosine: usize, frequencies: usize, out: usize, slope: usize): void {
  const scale: f64 = 0.5641895835477563;
  for (let a = from; a < to; a++) {
    const o: usize = out + (<usize>a << 7);
    const ds: usize = slope + (<usize>a << 7);
    const c = load<f64>(cosine + (<usize>a << 3)) * (1.0 - 1e-6);
    const theta = Math.acos(c);
    const chain = splat(<f32>((-scale * (1.0 - 1e-6)) / Math.sqrt(1.0 - c * c)));
    const s = splat(<f32>scale);
    const tt = f64x2.splat(theta);
    store<f32>(o, <f32>0.3989422804014327);
    store<f32>(ds, 0);
    for (let k: usize = 0; k < 64; k += 16) {
      const w = load4(frequencies + k);
      const w01 = f64x2.promote_low_f32x4(w);
      const w23 = f64x2.promote_low_f32x4(v128.shuffle<f32>(w, w, 2, 3, 2, 3));
      sincos4(f64x2.mul(w01, tt), f64x2.mul(w23, tt));
      // The 16th lane of the sines lands where the first cosine goes: sines first, cosines after.
      v128.store(o + 4 + k, f32x4.mul(s, sin4));
      v128.store(ds + 4 + k, f32x4.mul(chain, f32x4.mul(w, cos4)));
    }
    for (let k: usize = 0; k < 64; k += 16) {
      const w = load4(frequencies + k);
      const w01 = f64x2.promote_low_f32x4(w);
      const w23 = f64x2.promote_low_f32x4(v128.shuffle<f32>(w, w, 2, 3, 2, 3));
      sincos4(f64x2.mul(w01, tt), f64x2.mul(w23, tt));
      v128.store(o + 64 + k, f32x4.mul(s, cos4));
      v128.store(ds + 64 + k, f32x4.neg(f32x4.mul(chain, f32x4.mul(w, sin4))));
    }
    store<f32>(o + 124, 0);
    store<f32>(ds + 124, 0);
  }
}

/** out[r] (double) = Σ_k x[r][k]·y[r][k] over 32 floats, added to what is there. */
function dotRows(from: i32, to: i32, x: usize, y: usize, out: usize): void {
  for (let r = from; r < to; r++) {
    const p: usize = x + (<usize>r << 7);
    const q: usize = y + (<usize>r << 7);
    let s = splat(0);
    for (let k: usize = 0; k < 128; k += 16) s = f32x4.add(s, f32x4.mul(load4(p + k), load4(q + k)));
    const o: usize = out + (<usize>r << 3);
    store<f64>(o, load<f64>(o) + <f64>sum4(s));
  }
}

/** [bytes] scratch that one piece of work needs: a tile of wide rows and two more. */
export const SCRATCH: i32 = 17408;

// @ts-ignore: decorator
@inline function arg(settings: usize, k: i32): i32 {
  return load<i32>(settings + 4 + (<usize>k << 2));
}

/**
 * Does rows [from, to) of one operation. `settings` holds its number and its arguments, i32 each; where an operation needs scratch, the last argument is where the pieces'
 * scratch areas begin. Numbers and orders of arguments are those of OPERATIONS in src/atoms/potential/chgnet/network.ts.
 */
export function evaluate(settings: usize, piece: i32, from: i32, to: i32): void {
  const s = settings;
  const scratch = piece * SCRATCH;
  switch (load<i32>(settings)) {
    case 0: radialBasis(from, to, arg(s, 0), <f64>arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4)); break;
    case 1: angleBasis(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3)); break;
    case 2: gemmRows(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8) != 0); break;
    case 3: gatherSum(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5) != 0); break;
    case 4: gatherPair(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4) != 0); break;
    case 5: dotRows(from, to, arg(s, 0), arg(s, 1), arg(s, 2)); break;
    case 6: atomForward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11), arg(s, 12), arg(s, 13) + scratch); break;
    case 7: atomBackward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11) + scratch); break;
    case 8: bondForward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11), arg(s, 12), arg(s, 13), arg(s, 14), arg(s, 15), arg(s, 16), arg(s, 17) + scratch); break;
    case 9: bondBackward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11), arg(s, 12), arg(s, 13), arg(s, 14), arg(s, 15) + scratch); break;
    case 10: angleForward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7), arg(s, 8), arg(s, 9), arg(s, 10), arg(s, 11), arg(s, 12), arg(s, 13), arg(s, 14) + scratch); break;
    default: angleBackward(from, to, arg(s, 0), arg(s, 1), arg(s, 2), arg(s, 3), arg(s, 4), arg(s, 5), arg(s, 6), arg(s, 7) + scratch);
  }
}
