// NEP training kernel: sums over pairs of functions times harmonics, 24 of them for each function.
import { add, all, ld, mad, st, sumLanes } from './_nep-simd.as';

/**
 * Σ over pairs of function times harmonic, as (harmonic, function); where `second`, Σ of g₂·y + g·y₂. Of each batch the
 * functions stand at `g`, the harmonics at `y`, `gStride` and `yStride` apart.
 */
// @ts-ignore: decorator
@inline export function sumOverPairs(
  count: usize, functions: usize, wide: usize, g: usize, gStride: usize, y: usize, yStride: usize,
  second: bool, g2: usize, g2Stride: usize, y2: usize, y2Stride: usize, sums: usize,
): void {
  for (let n: usize = 0; n < functions; n += 2) {
    for (let h: usize = 0; h < 24; h += 4) {
      let a0 = all(0.0), a1 = all(0.0), a2 = all(0.0), a3 = all(0.0);
      let b0 = all(0.0), b1 = all(0.0), b2 = all(0.0), b3 = all(0.0);
      let gAt = g + (n << 4), yAt = y + (h << 4), g2At = g2 + (n << 4), y2At = y2 + (h << 4);
      for (let b: usize = 0; b < count; b++) {
        const v0 = ld(yAt), v1 = ld(yAt, 16), v2 = ld(yAt, 32), v3 = ld(yAt, 48);
        const p = second ? ld(g2At) : ld(gAt);
        const q = second ? ld(g2At, 16) : ld(gAt, 16);
        a0 = mad(a0, p, v0);
        a1 = mad(a1, p, v1);
        a2 = mad(a2, p, v2);
        a3 = mad(a3, p, v3);
        b0 = mad(b0, q, v0);
        b1 = mad(b1, q, v1);
        b2 = mad(b2, q, v2);
        b3 = mad(b3, q, v3);
        if (second) {
          const w0 = ld(y2At), w1 = ld(y2At, 16), w2 = ld(y2At, 32), w3 = ld(y2At, 48);
          const r = ld(gAt), s = ld(gAt, 16);
          a0 = mad(a0, r, w0);
          a1 = mad(a1, r, w1);
          a2 = mad(a2, r, w2);
          a3 = mad(a3, r, w3);
          b0 = mad(b0, s, w0);
          b1 = mad(b1, s, w1);
          b2 = mad(b2, s, w2);
          b3 = mad(b3, s, w3);
          g2At += g2Stride;
          y2At += y2Stride;
        }
        gAt += gStride;
        yAt += yStride;
      }
      const a = sumLanes(a0, a1, a2, a3), b = sumLanes(b0, b1, b2, b3);
      const row = wide << 2;
      const to = sums + h * row + (n << 2);
      v128.store_lane<f32>(to, a, 0);
      v128.store_lane<f32>(to, b, 0, 4);
      v128.store_lane<f32>(to + row, a, 1);
      v128.store_lane<f32>(to + row, b, 1, 4);
      v128.store_lane<f32>(to + 2 * row, a, 2);
      v128.store_lane<f32>(to + 2 * row, b, 2, 4);
      v128.store_lane<f32>(to + 3 * row, a, 3);
      v128.store_lane<f32>(to + 3 * row, b, 3, 4);
    }
  }
}

/** Σ over pairs of e·f + e₂·f₂ added to the coefficients (functions, basis) of a pair of types. */
// @ts-ignore: decorator
@inline export function addCoefficients(count: usize, functions: usize, basis: usize, e: usize, eStride: usize, f: usize, fStride: usize, e2: usize, f2: usize, to: usize): void {
  for (let n: usize = 0; n < functions; n += 2) {
    for (let k: usize = 0; k < basis; k += 4) {
      let a0 = all(0.0), a1 = all(0.0), a2 = all(0.0), a3 = all(0.0);
      let b0 = all(0.0), b1 = all(0.0), b2 = all(0.0), b3 = all(0.0);
      let eAt = e + (n << 4), e2At = e2 + (n << 4), fAt = f + (k << 4), f2At = f2 + (k << 4);
      for (let b: usize = 0; b < count; b++) {
        const v0 = ld(fAt), v1 = ld(fAt, 16), v2 = ld(fAt, 32), v3 = ld(fAt, 48);
        const p = ld(eAt), q = ld(eAt, 16);
        a0 = mad(a0, p, v0);
        a1 = mad(a1, p, v1);
        a2 = mad(a2, p, v2);
        a3 = mad(a3, p, v3);
        b0 = mad(b0, q, v0);
        b1 = mad(b1, q, v1);
        b2 = mad(b2, q, v2);
        b3 = mad(b3, q, v3);
        const w0 = ld(f2At), w1 = ld(f2At, 16), w2 = ld(f2At, 32), w3 = ld(f2At, 48);
        const r = ld(e2At), s = ld(e2At, 16);
        a0 = mad(a0, r, w0);
        a1 = mad(a1, r, w1);
        a2 = mad(a2, r, w2);
        a3 = mad(a3, r, w3);
        b0 = mad(b0, s, w0);
        b1 = mad(b1, s, w1);
        b2 = mad(b2, s, w2);
        b3 = mad(b3, s, w3);
        eAt += eStride;
        e2At += eStride;
        fAt += fStride;
        f2At += fStride;
      }
      const at = to + ((n * basis + k) << 2);
      st(at, add(ld(at), sumLanes(a0, a1, a2, a3)));
      st(at + (basis << 2), add(ld(at + (basis << 2)), sumLanes(b0, b1, b2, b3)));
    }
  }
}
