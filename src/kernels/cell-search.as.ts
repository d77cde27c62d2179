// Search of a cell: where the strong lines of a phase meet a curve best, as the amounts of its reciprocal metric move.

import { get, set } from './_doubles.as';

/** Most amounts that a metric has. */
const MOST: i32 = 6;

let curve: usize = 0;
let size: i32 = 0;
let highest: f64 = 0;
let lines: i32 = 0;
let count: i32 = 0;
let forms: usize = 0;
let amplitudes: usize = 0;

/** First byte after the constants of the module. */
export function firstFree(): usize {
  return __heap_base;
}

/**
 * A curve over 2θ at even steps of 1/d², from 0 to (2/λ)²: what a search asks thousands of times needs neither root nor
 * arcsine then. Zero beyond the ends of the curve.
 */
export function sample(given: usize, n: i32, from: f64, step: f64, out: usize, steps: i32): void {
  for (let k = 0; k <= steps; k++) {
    const x = ((2.0 * Math.asin(Math.sqrt(<f64>k / <f64>steps)) * 180.0) / Math.PI - from) / step;
    if (k == steps || x < 0 || x >= <f64>(n - 1)) {
      set(out, k, 0);
      continue;
    }
    const i = <i32>x;
    set(out, k, get(given, i) + (x - <f64>i) * (get(given, i + 1) - get(given, i)));
  }
}

function score(amounts: usize): f64 {
  let sum: f64 = 0;
  let norm: f64 = 0;
  const per = <f64>size / highest;
  for (let r = 0, f = 0; r < lines; r++) {
    let q: f64 = 0;
    for (let k = 0; k < count; k++) q += get(amounts, k) * get(forms, f++);
    if (q >= highest) continue;
    const amplitude = get(amplitudes, r);
    norm += amplitude * amplitude;
    const x = max(0.0, q) * per;
    const i = <i32>x;
    sum += amplitude * (get(curve, i) + (x - <f64>i) * (get(curve, i + 1) - get(curve, i)));
  }
  return norm > 0 ? sum / Math.sqrt(norm) : 0;
}

function copy(from: usize, to: usize): void {
  memory.copy(to, from, MOST << 3);
}

/** All cells on a grid of one or two amounts; far ones must score up to 2 % more. */
function searchGrid(start: usize, best: usize, trial: usize, range: f64): void {
  const half = <i32>Math.ceil(range / 0.0006);
  const second = count == 2;
  let top = score(best) * 1.0005;
  for (let i = -half; i <= half; i++) {
    const u = (2.0 * range * <f64>i) / <f64>half;
    for (let j = second ? -half : 0; j <= (second ? half : 0); j++) {
      const v = second ? (2.0 * range * <f64>j) / <f64>half : 0.0;
      set(trial, 0, get(start, 0) * (1.0 + u));
      if (second) set(trial, 1, get(start, 1) * (1.0 + v));
      const s = score(trial) * (1.0 - (0.02 * max(Math.abs(u), Math.abs(v))) / (2.0 * range));
      if (s <= top) continue;
      top = s;
      copy(trial, best);
    }
  }
}

/** One amount after the other, three times. */
function descend(start: usize, best: usize, trial: usize, found: usize, width: f64): void {
  for (let round = 0; round < 3; round++)
    for (let k = 0; k < count; k++) {
      let top = score(best);
      copy(best, found);
      for (let i = -12; i <= 12; i++) {
        const u = (2.0 * width * <f64>i) / 12.0;
        copy(best, trial);
        set(trial, k, get(best, k) + (get(start, k) != 0 ? get(start, k) * u : u * 0.01));
        const s = score(trial);
        if (s <= top) continue;
        top = s;
        copy(trial, found);
      }
      copy(found, best);
    }
}

/**
 * Moves the amounts to where the lines meet the curves best, the wide one first.
 *
 * `best` has room for three times six amounts; `range` is the largest relative change of a length, which
 * changes by −½ of what an amount does.
 */
export function search(start: usize, amounts: i32, best: usize, formsOfLines: usize, amplitudesOfLines: usize, n: i32, wide: usize, narrow: usize, steps: i32, most: f64, range: f64): void {
  count = amounts;
  forms = formsOfLines;
  amplitudes = amplitudesOfLines;
  lines = n;
  size = steps;
  highest = most;
  const trial = best + (MOST << 3);
  const found = trial + (MOST << 3);
  copy(start, best);
  curve = wide;
  if (count <= 2) searchGrid(start, best, trial, range);
  descend(start, best, trial, found, count > 2 ? min(range, 0.008) : 0.0012);
  curve = narrow;
  descend(start, best, trial, found, 0.0012);
}
