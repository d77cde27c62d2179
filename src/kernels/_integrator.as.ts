// Vector work of the integrator: backward differences stand row after row, `stride` bytes apart. Every pointer is a
// byte offset.

import { both, get, pair, setPair } from './_doubles.as';

/** Prediction Σ ∇^k, history Σ q_k ∇^k, and weights of the norm. */
export function predictState(n: i32, order: i32, differences: usize, stride: usize, q: usize, importance: usize, absolute: usize, relative: f64, predicted: usize, history: usize, weight: usize): void {
  for (let i = 0; i < n; i += 2) {
    let p = pair(differences, i);
    let h = both(0.0);
    let row = differences;
    for (let k = 1; k <= order; k++) {
      row += stride;
      const d = pair(row, i);
      p = f64x2.add(p, d);
      h = f64x2.add(h, f64x2.mul(both(get(q, k)), d));
    }
    setPair(predicted, i, p);
    setPair(history, i, h);
    setPair(weight, i, f64x2.div(pair(importance, i), f64x2.add(pair(absolute, i), f64x2.mul(both(relative), f64x2.abs(p)))));
  }
}

/** c f − M (history + delta) where there is mass, f where there is none. */
export function newtonResidual(n: i32, c: f64, f: usize, mass: usize, history: usize, delta: usize, out: usize): void {
  for (let i = 0; i < n; i += 2) {
    const fi = pair(f, i);
    const m = pair(mass, i);
    const full = f64x2.sub(f64x2.mul(both(c), fi), f64x2.mul(m, f64x2.add(pair(history, i), pair(delta, i))));
    setPair(out, i, v128.bitselect(fi, full, f64x2.eq(m, both(0.0))));
  }
}

// @ts-ignore: decorator
@inline function weightedSquare(v: usize, w: usize, i: i32): v128 {
  const q = f64x2.mul(pair(v, i), pair(w, i));
  return f64x2.mul(q, q);
}

/** Σ (v w)². */
export function sumWeightedSquares(n: i32, v: usize, w: usize): f64 {
  // Four sums, which do not wait for each other.
  let a = both(0.0), b = both(0.0), c = both(0.0), d = both(0.0);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    a = f64x2.add(a, weightedSquare(v, w, i));
    b = f64x2.add(b, weightedSquare(v, w, i + 2));
    c = f64x2.add(c, weightedSquare(v, w, i + 4));
    d = f64x2.add(d, weightedSquare(v, w, i + 6));
  }
  for (; i < n; i += 2) a = f64x2.add(a, weightedSquare(v, w, i));
  const sum = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

export function addCorrection(n: i32, correction: usize, y: usize, delta: usize): void {
  for (let i = 0; i < n; i += 2) {
    const d = pair(correction, i);
    setPair(y, i, f64x2.add(pair(y, i), d));
    setPair(delta, i, f64x2.add(pair(delta, i), d));
  }
}

/** Differences after an accepted step. */
export function acceptDifferences(n: i32, order: i32, differences: usize, stride: usize, delta: usize): void {
  const next = differences + <usize>(order + 1) * stride;
  for (let i = 0; i < n; i += 2) {
    const d = pair(delta, i);
    setPair(next + stride, i, f64x2.sub(d, pair(next, i)));
    setPair(next, i, d);
    let sum = d;
    let row = next;
    for (let k = order; k >= 0; k--) {
      row -= stride;
      sum = f64x2.add(sum, pair(row, i));
      setPair(row, i, sum);
    }
  }
}

/** Rows 1 to order become Σ_j change[j][i] row_j; `change` is (order + 1)², row by row. */
export function rescaleDifferences(n: i32, order: i32, differences: usize, stride: usize, change: usize): void {
  const width = order + 1;
  for (let p = 0; p < n; p += 2) {
    let d1 = pair(differences + stride, p);
    let d2 = order > 1 ? pair(differences + 2 * stride, p) : both(0.0);
    let d3 = order > 2 ? pair(differences + 3 * stride, p) : both(0.0);
    let d4 = order > 3 ? pair(differences + 4 * stride, p) : both(0.0);
    let d5 = order > 4 ? pair(differences + 5 * stride, p) : both(0.0);
    let row = differences;
    for (let i = 1; i <= order; i++) {
      row += stride;
      let sum = f64x2.mul(both(get(change, width + i)), d1);
      if (order > 1) sum = f64x2.add(sum, f64x2.mul(both(get(change, 2 * width + i)), d2));
      if (order > 2) sum = f64x2.add(sum, f64x2.mul(both(get(change, 3 * width + i)), d3));
      if (order > 3) sum = f64x2.add(sum, f64x2.mul(both(get(change, 4 * width + i)), d4));
      if (order > 4) sum = f64x2.add(sum, f64x2.mul(both(get(change, 5 * width + i)), d5));
      setPair(row, p, sum);
    }
  }
}

/** The step's polynomial at t + s · step. */
export function interpolateState(n: i32, order: i32, differences: usize, stride: usize, s: f64, out: usize): void {
  memory.copy(out, differences, <usize>n << 3);
  let factor = 1.0;
  let row = differences;
  for (let k = 1; k <= order; k++) {
    factor *= (s + <f64>(k - 1)) / <f64>k;
    row += stride;
    for (let i = 0; i < n; i += 2) setPair(out, i, f64x2.add(pair(out, i), f64x2.mul(both(factor), pair(row, i))));
  }
}
