// Powder patterns: background, lines with their derivatives, Lorentzian tails, and normal equations of least squares.
//
// All arrays over the axis are columns of one table, `stride` bytes each: 0 angles, 1 pattern, 2 observed, 3 weights,
// 4 to 8 what the lines of one reflection add (by intensity, position, Gaussian and Lorentzian width, asymmetry), then
// the derivatives. Lengths are padded to an even number; the padding of the weights is zero.

import { both, exp2, get, pair, set, setPair } from './_doubles.as';

const OBSERVED: i32 = 2;
const WEIGHTS: i32 = 3;
const ROOM: i32 = 4;
const KINDS: i32 = 5;
const DERIVATIVES: i32 = 9;
/** Numbers of a line: see `addPhase`. */
const LINE: i32 = 12;
/** Points of the normal matrix at once: 20 columns of them stay in a cache of the second level. */
const BLOCK: i32 = 512;

let n: i32 = 0;
let table: usize = 0;
let stride: usize = 0;
/** [deg] (picks) points of the coarse axis on which far tails are summed, and their sums. */
let coarse: usize = 0;
let far: usize = 0;
let picks: i32 = 0;
let each: i32 = 0;
let scratch: usize = 0;

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}

/** Says where arrays lie; `scratch` has room for a block. */
export function place(points: i32, columns: usize, bytes: usize, coarseAxis: usize, tails: usize, count: i32, every: i32, block: usize): void {
  n = points;
  table = columns;
  stride = bytes;
  coarse = coarseAxis;
  far = tails;
  picks = count;
  each = every;
  scratch = block;
}

// @ts-ignore: decorator
@inline function column(k: i32): usize {
  return table + <usize>k * stride;
}

/** Empties pattern, tails and derivatives. */
export function begin(derivatives: i32): void {
  memory.fill(column(1), 0, stride);
  memory.fill(far, 0, <usize>picks << 3);
  memory.fill(column(DERIVATIVES), 0, <usize>derivatives * stride);
}

/** Adds Chebyshev polynomials over the axis; `slots` says which derivative each is, −1 for none. */
export function addBackground(coefficients: usize, slots: usize, count: i32): void {
  const x = column(0);
  const y = column(1);
  const low = get(x, 0);
  const per = both(2.0 / (get(x, n - 1) - low));
  for (let i = 0; i < n; i += 2) {
    const t = f64x2.sub(f64x2.mul(f64x2.sub(pair(x, i), both(low)), per), both(1.0));
    let before = t;
    let now = both(1.0);
    let sum = pair(y, i);
    for (let k = 0; k < count; k++) {
      sum = f64x2.add(sum, f64x2.mul(both(get(coefficients, k)), now));
      const slot = load<i32>(slots + (<usize>k << 2));
      if (slot >= 0) setPair(column(DERIVATIVES + slot), i, now);
      const next = f64x2.sub(f64x2.mul(f64x2.add(t, t), now), before);
      before = now;
      now = next;
    }
    setPair(y, i, sum);
  }
}

/** First index whose angle is not below a limit. */
function lowerBound(limit: f64): i32 {
  const x = column(0);
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (get(x, middle) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Adds a pseudo-Voigt to points [from, to), and where wanted its derivatives to the room. Its Gaussian part is left out
 * from four widths on, where it is 1e-19 of its height.
 */
function addLine(line: usize, from: i32, to: i32, wanted: bool, axial: bool): void {
  const x = column(0);
  const y = column(1);
  const width = get(line, 2);
  const eta = get(line, 3);
  const size = get(line, 8);
  const position = both(get(line, 0));
  const inverse = both(1.0 / width);
  const peakL = both(0.6366197723675814 / width);
  const peakG = both(0.9394372786996513 / width);
  const share = both(eta);
  const rest = both(1.0 - eta);
  const area = both(size);
  const per = both(get(line, 9));
  const byX = both(size / width);
  const wG = both(size * get(line, 4));
  const wL = both(size * get(line, 5));
  const eG = both(size * get(line, 6));
  const eL = both(size * get(line, 7));
  const skew = both(get(line, 10));
  const value = column(ROOM);
  const byPosition = column(ROOM + 1);
  const byGauss = column(ROOM + 2);
  const byLorentz = column(ROOM + 3);
  const byAsymmetry = column(ROOM + 4);
  let keep = i64x2.splat(-1);
  for (let i = from; i < to; i += 2) {
    if (i + 1 == to) keep = i64x2.replace_lane(keep, 1, 0);
    const u = f64x2.mul(f64x2.sub(pair(x, i), position), inverse);
    const u2 = f64x2.mul(u, u);
    const base = v128.and(f64x2.div(both(1.0), f64x2.add(both(1.0), f64x2.mul(both(4.0), u2))), keep);
    const l = f64x2.mul(peakL, base);
    const near = v128.and(f64x2.lt(u2, both(16.0)), keep);
    let g = both(0.0);
    if (v128.any_true(near)) g = v128.and(f64x2.mul(peakG, exp2(f64x2.mul(u2, both(-2.772588722239781)))), near);
    const sl = f64x2.mul(share, l);
    const rg = f64x2.mul(rest, g);
    const phi = f64x2.add(sl, rg);
    setPair(y, i, f64x2.add(pair(y, i), f64x2.mul(area, phi)));
    if (!wanted) continue;
    const bell = f64x2.add(f64x2.mul(sl, base), f64x2.mul(both(0.6931471805599453), rg));
    const slope = f64x2.mul(f64x2.mul(both(-8.0), u), bell);
    const byWidth = f64x2.neg(f64x2.mul(f64x2.add(phi, f64x2.mul(u, slope)), inverse));
    const byShare = f64x2.sub(l, g);
    const moved = f64x2.neg(f64x2.mul(byX, slope));
    setPair(value, i, f64x2.add(pair(value, i), f64x2.mul(per, phi)));
    setPair(byPosition, i, f64x2.add(pair(byPosition, i), moved));
    setPair(byGauss, i, f64x2.add(pair(byGauss, i), f64x2.add(f64x2.mul(wG, byWidth), f64x2.mul(eG, byShare))));
    setPair(byLorentz, i, f64x2.add(pair(byLorentz, i), f64x2.add(f64x2.mul(wL, byWidth), f64x2.mul(eL, byShare))));
    if (axial) setPair(byAsymmetry, i, f64x2.add(pair(byAsymmetry, i), f64x2.mul(skew, moved)));
  }
}

/** Lorentzian tails beyond the window, on the coarse axis. */
function sumTail(line: usize): void {
  const position = both(get(line, 0));
  const centre = both(get(line, 11));
  const span = both(get(line, 1));
  const width = get(line, 2);
  const c = both(((0.6366197723675814 / width) * get(line, 3)) * get(line, 8));
  const q = both(4.0 / (width * width));
  for (let k = 0; k < picks; k += 2) {
    const at = pair(coarse, k);
    const d = f64x2.sub(at, position);
    const open = f64x2.ge(f64x2.abs(f64x2.sub(at, centre)), span);
    const tail = f64x2.div(c, f64x2.add(both(1.0), f64x2.mul(f64x2.mul(q, d), d)));
    setPair(far, k, f64x2.add(pair(far, k), v128.and(tail, open)));
  }
}

/**
 * Adds the reflections of a phase. `lines` has LINE numbers for each of `count` lines of each reflection: position and
 * half-width of the window [deg], width [deg] (0: no such line) and Lorentzian share, both by the Gaussian and the
 * Lorentzian width, area, area for one unit of intensity, its shift by the asymmetry, and centre of the window [deg].
 * Each of `wanted` derivatives takes a factor of each reflection from `factors`; `slots` has its number and which kind
 * of room it takes.
 */
export function addPhase(reflections: i32, lines: usize, count: i32, factors: usize, slots: usize, wanted: i32, axial: bool): void {
  for (let h = 0; h < reflections; h++) {
    let low = n;
    let high = 0;
    for (let j = 0; j < count; j++) {
      const line = lines + ((<usize>(h * count + j) * LINE) << 3);
      const span = get(line, 1);
      if (get(line, 2) == 0) continue;
      const from = lowerBound(get(line, 11) - span);
      const to = lowerBound(get(line, 11) + span);
      sumTail(line);
      if (to <= from) continue;
      low = min(low, from);
      high = max(high, to);
      addLine(line, from, to, wanted > 0, axial);
    }
    if (wanted == 0 || high <= low) continue;
    low &= ~1;
    for (let c = 0; c < wanted; c++) {
      const factor = get(factors, h * wanted + c);
      if (factor == 0) continue;
      const slot = slots + (<usize>c << 3);
      const into = column(DERIVATIVES + load<i32>(slot));
      const source = column(ROOM + load<i32>(slot, 4));
      const f = both(factor);
      for (let i = low; i < high; i += 2) setPair(into, i, f64x2.add(pair(into, i), f64x2.mul(f, pair(source, i))));
    }
    const size = <usize>(high - low) << 3;
    for (let k = 0; k < KINDS; k++) memory.fill(column(ROOM + k) + (<usize>low << 3), 0, size);
  }
}

/** Adds the tails, straight between the points of the coarse axis. */
export function addTails(): void {
  const x = column(0);
  const y = column(1);
  for (let k = 0; k + 1 < picks; k++) {
    const from = k * each;
    const to = k + 2 == picks ? n : from + each;
    const start = get(coarse, k);
    const level = get(far, k);
    const width = get(coarse, k + 1) - start;
    const per = width > 0 ? (get(far, k + 1) - level) / width : 0;
    for (let i = from; i < to; i++) set(y, i, get(y, i) + level + per * (get(x, i) - start));
  }
}

/** Σ w (observed − pattern)². */
export function sumSquares(): f64 {
  const y = column(1);
  const observed = column(OBSERVED);
  const weights = column(WEIGHTS);
  let sum = both(0.0);
  for (let i = 0; i < n; i += 2) {
    const d = f64x2.sub(pair(observed, i), pair(y, i));
    sum = f64x2.add(sum, f64x2.mul(f64x2.mul(pair(weights, i), d), d));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

// @ts-ignore: decorator
@inline function add(p: usize, i: i32, sum: v128): void {
  set(p, i, get(p, i) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** Normal matrix Jᵀ w J, its lower half, and gradient Jᵀ w (observed − pattern) of `q` derivatives. */
export function buildNormal(q: i32, normal: usize, gradient: usize): void {
  memory.fill(normal, 0, <usize>(q * q) << 3);
  memory.fill(gradient, 0, <usize>q << 3);
  const y = column(1);
  const observed = column(OBSERVED);
  const weights = column(WEIGHTS);
  for (let from = 0; from < n; from += BLOCK) {
    const to = min(n, from + BLOCK);
    const weighted = scratch - (<usize>from << 3);
    for (let a = 0; a < q; a++) {
      const A = column(DERIVATIVES + a);
      let g = both(0.0);
      for (let i = from; i < to; i += 2) {
        const v = f64x2.mul(pair(weights, i), pair(A, i));
        setPair(weighted, i, v);
        g = f64x2.add(g, f64x2.mul(v, f64x2.sub(pair(observed, i), pair(y, i))));
      }
      add(gradient, a, g);
      // four at a time: each weighted value is loaded once for four products
      let b = 0;
      for (; b + 3 <= a; b += 4) {
        const B = column(DERIVATIVES + b);
        let s0 = both(0.0);
        let s1 = both(0.0);
        let s2 = both(0.0);
        let s3 = both(0.0);
        for (let i = from; i < to; i += 2) {
          const v = pair(weighted, i);
          const at = B + (<usize>i << 3);
          s0 = f64x2.add(s0, f64x2.mul(v, v128.load(at)));
          s1 = f64x2.add(s1, f64x2.mul(v, v128.load(at + stride)));
          s2 = f64x2.add(s2, f64x2.mul(v, v128.load(at + 2 * stride)));
          s3 = f64x2.add(s3, f64x2.mul(v, v128.load(at + 3 * stride)));
        }
        add(normal, a * q + b, s0);
        add(normal, a * q + b + 1, s1);
        add(normal, a * q + b + 2, s2);
        add(normal, a * q + b + 3, s3);
      }
      for (; b <= a; b++) {
        const B = column(DERIVATIVES + b);
        let s = both(0.0);
        for (let i = from; i < to; i += 2) s = f64x2.add(s, f64x2.mul(pair(weighted, i), pair(B, i)));
        add(normal, a * q + b, s);
      }
    }
  }
}
