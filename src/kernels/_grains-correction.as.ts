// Corrections in single precision by conjugate gradients with symmetric Gauss–Seidel over bodies as preconditioner, A =
// L + D + Lᵀ, M = (D + L) D⁻¹ (D + L)ᵀ, in Eisenstat's form (SIAM J. Sci. Stat. Comput. 2 (1981) 1): two sweeps over
// the facets do for the operator and the preconditioner together. With P = D + L, r stands for P⁻¹ times the residual,
// z for D r, and p for the direction; A Pᵀ⁻¹ p is P (t + P⁻¹ Lᵀ t) with t = Pᵀ⁻¹ p.
import { coupled, dx, ends, G, intAt, inverses, p, r, rest, runs, slim, t, u, x, y, z } from './_grains-layout.as';

const NO_FOURTH = i32x4(-1, -1, -1, 0);

/** out = m v for a symmetric 12 × 12 matrix. */
function multiply(m: usize, v: usize, out: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  for (let column: usize = 0; column < 64; column += 16) {
    for (let k: usize = 0; k < 12; k += 4, m += 48) {
      const s = v128.load32_splat(v + column + k);
      a = f32x4.add(a, f32x4.mul(s, v128.load(m)));
      b = f32x4.add(b, f32x4.mul(s, v128.load(m, 16)));
      c = f32x4.add(c, f32x4.mul(s, v128.load(m, 32)));
    }
  }
  v128.store(out, v128.and(a, NO_FOURTH));
  v128.store(out, v128.and(v128.shuffle<f32>(a, b, 3, 4, 5, 0), NO_FOURTH), 16);
  v128.store(out, v128.and(v128.shuffle<f32>(b, c, 2, 3, 4, 0), NO_FOURTH), 32);
  v128.store(out, v128.and(v128.shuffle<f32>(c, c, 1, 2, 3, 0), NO_FOURTH), 48);
}

/** a·b in every lane; the fourth lane of b is zero. */
// @ts-ignore: decorator
@inline function dot3(a: v128, b: v128): v128 {
  const m = f32x4.mul(a, b);
  const n = f32x4.add(m, v128.shuffle<f32>(m, m, 2, 3, 0, 1));
  return f32x4.add(n, v128.shuffle<f32>(n, n, 1, 0, 3, 2));
}

/** Sum of the products of two bodies' numbers, in double precision. */
// @ts-ignore: decorator
@inline function product(a: usize, b: usize): v128 {
  const s = f32x4.add(
    f32x4.add(f32x4.mul(v128.load(a), v128.load(b)), f32x4.mul(v128.load(a, 16), v128.load(b, 16))),
    f32x4.add(f32x4.mul(v128.load(a, 32), v128.load(b, 32)), f32x4.mul(v128.load(a, 48), v128.load(b, 48))),
  );
  return f64x2.add(f64x2.promote_low_f32x4(s), f64x2.promote_low_f32x4(v128.shuffle<f32>(s, s, 2, 3, 0, 1)));
}

// @ts-ignore: decorator
@inline function total(s: v128): f64 {
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/**
 * p = z + β p, t = P⁻ᵀ p, u = D t, y = Lᵀ t: bodies from the last to the first, each with what the later ones of its
 * facets hand over.
 */
function sweepBack(beta: f32): void {
  const b = f32x4.splat(beta);
  for (let g = G - 1; g >= 0; g--) {
    const at = <usize>g << 6;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    const to = intAt(runs, g + 1);
    for (let e = intAt(runs, g); e < to; e++) {
      const f = intAt(coupled, e);
      const j = intAt(ends, 2 * f + 1);
      const w = slim + <usize>f * 80;
      const v = t + (<usize>j << 6);
      const h0 = v128.load(v, 16);
      const h1 = v128.load(v, 32);
      const h2 = v128.load(v, 48);
      let jump = f32x4.add(v128.load(v), f32x4.mul(h0, v128.load32_splat(w)));
      jump = f32x4.add(jump, f32x4.add(f32x4.mul(h1, v128.load32_splat(w, 4)), f32x4.mul(h2, v128.load32_splat(w, 8))));
      const kt = v128.load32_splat(w, 12);
      const m0 = v128.load32_splat(w, 32);
      const m1 = v128.load32_splat(w, 36);
      const m2 = v128.load32_splat(w, 40);
      const n0 = v128.load32_splat(w, 48);
      const n1 = v128.load32_splat(w, 52);
      const n2 = v128.load32_splat(w, 56);
      const fm = f32x4.mul(kt, f32x4.add(f32x4.add(f32x4.mul(h0, m0), f32x4.mul(h1, m1)), f32x4.mul(h2, m2)));
      const fn = f32x4.mul(kt, f32x4.add(f32x4.add(f32x4.mul(h0, n0), f32x4.mul(h1, n1)), f32x4.mul(h2, n2)));
      let force = f32x4.mul(kt, jump);
      const dk = load<f32>(w, 28);
      if (dk != 0) {
        const n = v128.load(w, 64);
        force = f32x4.add(force, f32x4.mul(f32x4.mul(n, f32x4.splat(dk)), dot3(jump, n)));
      }
      s0 = f32x4.add(s0, force);
      s1 = f32x4.add(s1, f32x4.add(f32x4.mul(force, v128.load32_splat(w, 16)), f32x4.add(f32x4.mul(fm, m0), f32x4.mul(fn, n0))));
      s2 = f32x4.add(s2, f32x4.add(f32x4.mul(force, v128.load32_splat(w, 20)), f32x4.add(f32x4.mul(fm, m1), f32x4.mul(fn, n1))));
      s3 = f32x4.add(s3, f32x4.add(f32x4.mul(force, v128.load32_splat(w, 24)), f32x4.add(f32x4.mul(fm, m2), f32x4.mul(fn, n2))));
    }
    advance(at, 0, b, s0);
    advance(at, 16, b, s1);
    advance(at, 32, b, s2);
    advance(at, 48, b, s3);
    multiply(inverses + <usize>g * 576, u + at, t + at);
    v128.store(y + at, f32x4.neg(s0));
    v128.store(y + at, f32x4.neg(s1), 16);
    v128.store(y + at, f32x4.neg(s2), 32);
    v128.store(y + at, f32x4.neg(s3), 48);
  }
}

/** p = z + β p; u = p + s. */
// @ts-ignore: decorator
@inline function advance(at: usize, part: usize, beta: v128, s: v128): void {
  const next = f32x4.add(v128.load(z + at + part), f32x4.mul(beta, v128.load(p + at + part)));
  v128.store(p + at + part, next);
  v128.store(u + at + part, f32x4.add(next, s));
}

const own = memory.data(64, 16);

/**
 * v = P⁻¹ y: bodies from the first to the last, each handing over to the later ones of its facets. Leaves u + D v in u
 * and t + v in y; gives p·(t + v).
 */
function sweepForth(): v128 {
  let sum = f64x2.splat(0);
  const v = own;
  for (let g = 0; g < G; g++) {
    const at = <usize>g << 6;
    multiply(inverses + <usize>g * 576, y + at, v);
    for (let k: usize = 0; k < 64; k += 16) {
      v128.store(u + at + k, f32x4.add(v128.load(u + at + k), v128.load(y + at + k)));
      v128.store(y + at + k, f32x4.add(v128.load(t + at + k), v128.load(v + k)));
    }
    sum = f64x2.add(sum, product(p + at, y + at));
    const h = v128.load(v);
    const h0 = v128.load(v, 16);
    const h1 = v128.load(v, 32);
    const h2 = v128.load(v, 48);
    const to = intAt(runs, g + 1);
    for (let e = intAt(runs, g); e < to; e++) {
      const f = intAt(coupled, e);
      const j = intAt(ends, 2 * f + 1);
      const w = slim + <usize>f * 80;
      const yj = y + (<usize>j << 6);
      let jump = f32x4.add(h, f32x4.mul(h0, v128.load32_splat(w, 16)));
      jump = f32x4.add(jump, f32x4.add(f32x4.mul(h1, v128.load32_splat(w, 20)), f32x4.mul(h2, v128.load32_splat(w, 24))));
      const kt = v128.load32_splat(w, 12);
      const m0 = v128.load32_splat(w, 32);
      const m1 = v128.load32_splat(w, 36);
      const m2 = v128.load32_splat(w, 40);
      const n0 = v128.load32_splat(w, 48);
      const n1 = v128.load32_splat(w, 52);
      const n2 = v128.load32_splat(w, 56);
      const fm = f32x4.mul(kt, f32x4.add(f32x4.add(f32x4.mul(h0, m0), f32x4.mul(h1, m1)), f32x4.mul(h2, m2)));
      const fn = f32x4.mul(kt, f32x4.add(f32x4.add(f32x4.mul(h0, n0), f32x4.mul(h1, n1)), f32x4.mul(h2, n2)));
      let force = f32x4.mul(kt, jump);
      const dk = load<f32>(w, 28);
      if (dk != 0) {
        const n = v128.load(w, 64);
        force = f32x4.add(force, f32x4.mul(f32x4.mul(n, f32x4.splat(dk)), dot3(jump, n)));
      }
      v128.store(yj, f32x4.add(v128.load(yj), force));
      v128.store(yj, f32x4.add(v128.load(yj, 16), f32x4.add(f32x4.mul(force, v128.load32_splat(w)), f32x4.add(f32x4.mul(fm, m0), f32x4.mul(fn, n0)))), 16);
      v128.store(yj, f32x4.add(v128.load(yj, 32), f32x4.add(f32x4.mul(force, v128.load32_splat(w, 4)), f32x4.add(f32x4.mul(fm, m1), f32x4.mul(fn, n1)))), 32);
      v128.store(yj, f32x4.add(v128.load(yj, 48), f32x4.add(f32x4.mul(force, v128.load32_splat(w, 8)), f32x4.add(f32x4.mul(fm, m2), f32x4.mul(fn, n2)))), 48);
    }
  }
  return sum;
}

let scale: f64 = 1;
let goal: f64 = 0;
let rz: f64 = 0;
let beta: f32 = 0;

/** Begins conjugate gradients on what `residual` left, until it is about `reduction` of itself. */
export function beginCorrection(reduction: f64): void {
  let size = 0.0;
  for (let k: usize = 0, end = <usize>G << 7; k < end; k += 8) size += load<f64>(rest + k) * load<f64>(rest + k);
  scale = Math.sqrt(<f64>(16 * G) / size);
  for (let k: usize = 0, end = <usize>G << 4; k < end; k++) store<f32>(y + (k << 2), <f32>(load<f64>(rest + (k << 3)) * scale));
  const bytes = <usize>G << 6;
  memory.fill(dx, 0, bytes);
  memory.fill(p, 0, bytes);
  memory.fill(t, 0, bytes);
  memory.fill(u, 0, bytes);
  sweepForth();
  memory.copy(r, y, bytes);
  memory.copy(z, u, bytes);
  let sum = f64x2.splat(0);
  let zz = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 64) {
    sum = f64x2.add(sum, product(r + at, z + at));
    zz = f64x2.add(zz, product(z + at, z + at));
  }
  rz = total(sum);
  goal = reduction * reduction * total(zz);
  beta = 0;
}

/** At most so many steps more; gives their number, negative where the goal is not reached. */
export function stepCorrection(limit: i32): i32 {
  let steps = 0;
  while (steps < limit) {
    sweepBack(beta);
    const pq = total(sweepForth());
    if (!(pq > 0)) return steps;
    const a = f32x4.splat(<f32>(rz / pq));
    let sum = f64x2.splat(0);
    let zz = f64x2.splat(0);
    for (let at: usize = 0, end = <usize>G << 6; at < end; at += 64) {
      for (let k = at; k < at + 64; k += 16) {
        v128.store(dx + k, f32x4.add(v128.load(dx + k), f32x4.mul(a, v128.load(t + k))));
        v128.store(r + k, f32x4.sub(v128.load(r + k), f32x4.mul(a, v128.load(y + k))));
        v128.store(z + k, f32x4.sub(v128.load(z + k), f32x4.mul(a, v128.load(u + k))));
      }
      sum = f64x2.add(sum, product(r + at, z + at));
      zz = f64x2.add(zz, product(z + at, z + at));
    }
    steps++;
    const next = total(sum);
    beta = <f32>(next / rz);
    rz = next;
    if (total(zz) <= goal) return steps;
  }
  return -steps;
}

/** Adds the correction to x. */
export function endCorrection(): void {
  for (let k: usize = 0, end = <usize>G << 4; k < end; k++)
    store<f64>(x + (k << 3), load<f64>(x + (k << 3)) + <f64>load<f32>(dx + (k << 2)) / scale);
}
