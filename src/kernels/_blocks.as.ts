// Block-tridiagonal matrix of 3×3 blocks, nine numbers each, row by row; no pivoting between blocks.

import { get, set } from './_doubles.as';

/** Turns the diagonal into inverses of the pivots, the lower blocks into multipliers and the upper ones into those over their pivots. */
export function factoriseBlocks(count: i32, lower: usize, diagonal: usize, upper: usize): void {
  invert(diagonal);
  for (let i = 1; i < count; i++) {
    const l = lower + <usize>(i * 72);
    const d = diagonal + <usize>(i * 72);
    const p = d - 72;
    const u = upper + <usize>(i * 72) - 72;
    for (let r = 0; r < 9; r += 3) {
      const a = get(l, r), b = get(l, r + 1), c = get(l, r + 2);
      const x = a * get(p, 0) + b * get(p, 3) + c * get(p, 6);
      const y = a * get(p, 1) + b * get(p, 4) + c * get(p, 7);
      const z = a * get(p, 2) + b * get(p, 5) + c * get(p, 8);
      set(l, r, x);
      set(l, r + 1, y);
      set(l, r + 2, z);
      set(d, r, get(d, r) - (x * get(u, 0) + y * get(u, 3) + z * get(u, 6)));
      set(d, r + 1, get(d, r + 1) - (x * get(u, 1) + y * get(u, 4) + z * get(u, 7)));
      set(d, r + 2, get(d, r + 2) - (x * get(u, 2) + y * get(u, 5) + z * get(u, 8)));
    }
    invert(d);
    multiply(p, u);
  }
}

/** u ← p u. */
// @ts-ignore: decorator
@inline function multiply(p: usize, u: usize): void {
  for (let k = 0; k < 3; k++) {
    const a = get(u, k), b = get(u, k + 3), c = get(u, k + 6);
    set(u, k, get(p, 0) * a + get(p, 1) * b + get(p, 2) * c);
    set(u, k + 3, get(p, 3) * a + get(p, 4) * b + get(p, 5) * c);
    set(u, k + 6, get(p, 6) * a + get(p, 7) * b + get(p, 8) * c);
  }
}

/** Solves in place; `w` holds three numbers a block. */
export function solveBlocks(count: i32, lower: usize, diagonal: usize, upper: usize, w: usize): void {
  let x = get(w, 0), y = get(w, 1), z = get(w, 2);
  for (let i = 1; i < count; i++) {
    const l = lower + <usize>(i * 72);
    const q = w + <usize>(i * 24);
    const a = get(q, 0) - (get(l, 0) * x + get(l, 1) * y + get(l, 2) * z);
    const b = get(q, 1) - (get(l, 3) * x + get(l, 4) * y + get(l, 5) * z);
    const c = get(q, 2) - (get(l, 6) * x + get(l, 7) * y + get(l, 8) * z);
    set(q, 0, a);
    set(q, 1, b);
    set(q, 2, c);
    x = a;
    y = b;
    z = c;
  }
  let a = 0.0, b = 0.0, c = 0.0;
  for (let i = count - 1; i >= 0; i--) {
    const u = upper + <usize>(i * 72);
    const d = diagonal + <usize>(i * 72);
    const q = w + <usize>(i * 24);
    // What does not wait for the block after this one.
    x = get(d, 0) * get(q, 0) + get(d, 1) * get(q, 1) + get(d, 2) * get(q, 2);
    y = get(d, 3) * get(q, 0) + get(d, 4) * get(q, 1) + get(d, 5) * get(q, 2);
    z = get(d, 6) * get(q, 0) + get(d, 7) * get(q, 1) + get(d, 8) * get(q, 2);
    if (i < count - 1) {
      x -= get(u, 0) * a + get(u, 1) * b + get(u, 2) * c;
      y -= get(u, 3) * a + get(u, 4) * b + get(u, 5) * c;
      z -= get(u, 6) * a + get(u, 7) * b + get(u, 8) * c;
    }
    a = x;
    b = y;
    c = z;
    set(q, 0, a);
    set(q, 1, b);
    set(q, 2, c);
  }
}

/** 3×3 inverse by cofactors, in place. */
function invert(m: usize): void {
  const a = get(m, 0), b = get(m, 1), c = get(m, 2), d = get(m, 3), e = get(m, 4), f = get(m, 5), g = get(m, 6), h = get(m, 7), i = get(m, 8);
  const ca = e * i - f * h;
  const cb = f * g - d * i;
  const cc = d * h - e * g;
  const t = 1.0 / (a * ca + b * cb + c * cc);
  set(m, 0, ca * t);
  set(m, 1, (c * h - b * i) * t);
  set(m, 2, (b * f - c * e) * t);
  set(m, 3, cb * t);
  set(m, 4, (a * i - c * g) * t);
  set(m, 5, (c * d - a * f) * t);
  set(m, 6, cc * t);
  set(m, 7, (b * g - a * h) * t);
  set(m, 8, (a * e - b * d) * t);
}
