// Straight-line programs over arrays: four numbers an instruction, operation | to | a | b, the last three byte offsets.

import { both, exp2, get, pair, set, setPair, tanh2 } from './_doubles.as';

// The order is that of FORMULA_OPERATIONS in src/num/expression/compile-expressions.ts: V an array, S one number.
const ADD_VV: i32 = 0, ADD_VS: i32 = 1, SUB_VV: i32 = 2, SUB_VS: i32 = 3, SUB_SV: i32 = 4, MUL_VV: i32 = 5, MUL_VS: i32 = 6, DIV_VV: i32 = 7, DIV_VS: i32 = 8, DIV_SV: i32 = 9;
const POW_VV: i32 = 10, POW_VS: i32 = 11, POW_SV: i32 = 12, SQUARE: i32 = 13, CUBE: i32 = 14, TABLE: i32 = 15, SLOPE: i32 = 16, COPY: i32 = 17, FILL: i32 = 18;
const EXP: i32 = 19, LOG: i32 = 20, SQRT: i32 = 21, SINH: i32 = 22, COSH: i32 = 23, TANH: i32 = 24, ABS: i32 = 25, ARCSINH: i32 = 26;

export function runFormulas(n: i32, code: usize, count: i32): void {
  for (let k = 0; k < count; k++, code += 16) {
    const to = <usize>load<i32>(code, 4);
    const a = <usize>load<i32>(code, 8);
    const b = <usize>load<i32>(code, 12);
    switch (load<i32>(code)) {
      case ADD_VV: for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.add(pair(a, i), pair(b, i))); break;
      case ADD_VS: { const s = both(get(b, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.add(pair(a, i), s)); break; }
      case SUB_VV: for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.sub(pair(a, i), pair(b, i))); break;
      case SUB_VS: { const s = both(get(b, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.sub(pair(a, i), s)); break; }
      case SUB_SV: { const s = both(get(a, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.sub(s, pair(b, i))); break; }
      case MUL_VV: for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.mul(pair(a, i), pair(b, i))); break;
      case MUL_VS: { const s = both(get(b, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.mul(pair(a, i), s)); break; }
      case DIV_VV: for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.div(pair(a, i), pair(b, i))); break;
      case DIV_VS: { const s = both(get(b, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.div(pair(a, i), s)); break; }
      case DIV_SV: { const s = both(get(a, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.div(s, pair(b, i))); break; }
      case POW_VV: for (let i = 0; i < n; i++) set(to, i, Math.pow(get(a, i), get(b, i))); break;
      case POW_VS: { const s = get(b, 0); for (let i = 0; i < n; i++) set(to, i, Math.pow(get(a, i), s)); break; }
      case POW_SV: { const s = get(a, 0); for (let i = 0; i < n; i++) set(to, i, Math.pow(s, get(b, i))); break; }
      case SQUARE: for (let i = 0; i < n; i += 2) { const v = pair(a, i); setPair(to, i, f64x2.mul(v, v)); } break;
      case CUBE: for (let i = 0; i < n; i += 2) { const v = pair(a, i); setPair(to, i, f64x2.mul(f64x2.mul(v, v), v)); } break;
      case TABLE: for (let i = 0; i < n; i++) set(to, i, lookUp(b, get(a, i), false)); break;
      case SLOPE: for (let i = 0; i < n; i++) set(to, i, lookUp(b, get(a, i), true)); break;
      case COPY: for (let i = 0; i < n; i += 2) setPair(to, i, pair(a, i)); break;
      case FILL: { const s = both(get(a, 0)); for (let i = 0; i < n; i += 2) setPair(to, i, s); break; }
      case EXP: for (let i = 0; i < n; i += 2) setPair(to, i, exp2(pair(a, i))); break;
      case LOG: for (let i = 0; i < n; i++) set(to, i, Math.log(get(a, i))); break;
      case SQRT: for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.sqrt(pair(a, i))); break;
      case SINH: for (let i = 0; i < n; i++) set(to, i, Math.sinh(get(a, i))); break;
      case COSH: for (let i = 0; i < n; i++) set(to, i, Math.cosh(get(a, i))); break;
      case TANH: for (let i = 0; i < n; i += 2) setPair(to, i, tanh2(pair(a, i))); break;
      case ABS: for (let i = 0; i < n; i += 2) setPair(to, i, f64x2.abs(pair(a, i))); break;
      case ARCSINH: for (let i = 0; i < n; i++) set(to, i, Math.asinh(get(a, i))); break;
      default: unreachable();
    }
  }
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
