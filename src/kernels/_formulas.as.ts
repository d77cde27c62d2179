// Straight-line programs over arrays: four numbers an instruction, operation | to | a | b, the last three byte offsets.

import { both, exp2, get, log2, pair, set, setPair, tanh2 } from './_doubles.as';

/**
 * In the order of FORMULA_OPERATIONS in src/num/expression/compile-expressions.ts. Functions of their own, so that the
 * engine compiles no more than what is used much.
 */
const operations: StaticArray<(n: i32, to: usize, a: usize, b: usize) => void> = [
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.add(pair(a, i), pair(b, i))); }, // ADD_VV
  (n: i32, to: usize, a: usize, b: usize): void => { const s = both(get(b, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.add(pair(a, i), s)); }, // ADD_VS
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.sub(pair(a, i), pair(b, i))); }, // SUB_VV
  (n: i32, to: usize, a: usize, b: usize): void => { const s = both(get(b, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.sub(pair(a, i), s)); }, // SUB_VS
  (n: i32, to: usize, a: usize, b: usize): void => { const s = both(get(a, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.sub(s, pair(b, i))); }, // SUB_SV
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.mul(pair(a, i), pair(b, i))); }, // MUL_VV
  (n: i32, to: usize, a: usize, b: usize): void => { const s = both(get(b, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.mul(pair(a, i), s)); }, // MUL_VS
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.div(pair(a, i), pair(b, i))); }, // DIV_VV
  (n: i32, to: usize, a: usize, b: usize): void => { const s = both(get(b, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.div(pair(a, i), s)); }, // DIV_VS
  (n: i32, to: usize, a: usize, b: usize): void => { const s = both(get(a, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.div(s, pair(b, i))); }, // DIV_SV
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i++) set(to, i, Math.pow(get(a, i), get(b, i))); }, // POW_VV
  (n: i32, to: usize, a: usize, b: usize): void => { const s = get(b, 0); for (let i = 0; i < n; i++) set(to, i, Math.pow(get(a, i), s)); }, // POW_VS
  (n: i32, to: usize, a: usize, b: usize): void => { const s = get(a, 0); for (let i = 0; i < n; i++) set(to, i, Math.pow(s, get(b, i))); }, // POW_SV
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) { const v = pair(a, i); setPair(to, i, f64x2.mul(v, v)); } }, // SQUARE
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) { const v = pair(a, i); setPair(to, i, f64x2.mul(f64x2.mul(v, v), v)); } }, // CUBE
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i++) set(to, i, lookUp(b, get(a, i), false)); }, // TABLE
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i++) set(to, i, lookUp(b, get(a, i), true)); }, // SLOPE
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, pair(a, i)); }, // COPY
  (n: i32, to: usize, a: usize, b: usize): void => { const s = both(get(a, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, s); }, // FILL
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, exp2(pair(a, i))); }, // EXP
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, log2(pair(a, i))); }, // LOG
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.sqrt(pair(a, i))); }, // SQRT
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i++) set(to, i, Math.sinh(get(a, i))); }, // SINH
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i++) set(to, i, Math.cosh(get(a, i))); }, // COSH
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, tanh2(pair(a, i))); }, // TANH
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.abs(pair(a, i))); }, // ABS
  (n: i32, to: usize, a: usize, b: usize): void => { for (let i = 0; i < n; i++) set(to, i, Math.asinh(get(a, i))); }, // ARCSINH
];

export function runFormulas(n: i32, code: usize, count: i32): void {
  for (let k = 0; k < count; k++, code += 16) unchecked(operations[load<i32>(code)])(n, <usize>load<i32>(code, 4), <usize>load<i32>(code, 8), <usize>load<i32>(code, 12));
}

/** Value or slope of a piecewise linear table: the number of points, their x, their y. */
function lookUp(table: usize, x: f64, slope: bool): f64 {
  const count = <i32>get(table, 0);
  const xs = table + 8;
  const ys = xs + (<usize>count << 3);
  let low = 0;
  let high = count - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (get(xs, middle) <= x) low = middle;
    else high = middle;
  }
  const rate = high > low ? (get(ys, high) - get(ys, low)) / (get(xs, high) - get(xs, low)) : 0.0;
  return slope ? rate : get(ys, low) + rate * (x - get(xs, low));
}
