import { InputError } from '../../core/index.js';
import { FUNCTIONS, type Expression, type LookupTable } from './expression.js';

/** Compiled formulas: fills `outputs[k]` (n) from `fields[k]` (n) and `scalars[k]`. */
export interface Program {
  (n: number, fields: readonly Float64Array[], scalars: ArrayLike<number>, outputs: readonly Float64Array[]): void;
  readonly instructions: number;
}

const enum Op {
  Add, Sub, Mul, Div, Pow, Square, Cube, Table, Slope, Call,
}
interface Instruction {
  op: Op;
  /** Function when op is Call or above: Call + index in FUNCTIONS. */
  to: number;
  a: number;
  b: number;
  table?: LookupTable;
}

/**
 * Compiles formulas that share work into one straight-line program over arrays. Equal parts are computed once, parts that depend on
 * scalars only are computed once per call, the rest element by element.
 *
 * @param formulas expressions in the given names
 * @param fields   variables that differ from element to element
 * @param scalars  variables that are one number per call (temperature)
 * @param capacity [1] largest n
 */
export function compileExpressions(formulas: readonly Expression[], fields: readonly string[], scalars: readonly string[], capacity: number): Program {
  // Registers: uniform ones hold one number, the others `capacity`. Register r is uniform[r] or vectors[r].
  const uniform: boolean[] = [];
  const initial: number[] = [];
  const code: Instruction[] = [];
  const seen = new Map<string, number>();
  const register = (isUniform: boolean, value = 0): number => {
    uniform.push(isUniform);
    initial.push(value);
    return uniform.length - 1;
  };
  const fieldRegisters = fields.map(() => register(false));
  const scalarRegisters = scalars.map(() => register(true));
  const emit = (op: Op, a: number, b = a, table?: LookupTable): number => {
    const key = `${op},${a},${b}${table ? `,t${tableIndex(table)}` : ''}`;
    let to = seen.get(key);
    if (to === undefined) {
      to = register(uniform[a] && uniform[b]);
      code.push({ op, to, a, b, table });
      seen.set(key, to);
    }
    return to;
  };
  const tables: LookupTable[] = [];
  const tableIndex = (t: LookupTable): number => {
    const i = tables.indexOf(t);
    return i >= 0 ? i : tables.push(t) - 1;
  };
  const memo = new Map<Expression, number>();
  const build = (e: Expression): number => {
    const known = memo.get(e);
    if (known !== undefined) return known;
    const r = lower(e);
    memo.set(e, r);
    return r;
  };
  const lower = (e: Expression): number => {
    switch (e.kind) {
      case 'number': {
        const key = `n${Object.is(e.value, -0) ? '-0' : e.value}`;
        let r = seen.get(key);
        if (r === undefined) {
          r = register(true, e.value);
          seen.set(key, r);
        }
        return r;
      }
      case 'variable': {
        const field = fields.indexOf(e.name);
        if (field >= 0) return fieldRegisters[field];
        const scalar = scalars.indexOf(e.name);
        if (scalar < 0) throw new InputError(`a formula uses "${e.name}", which is not available there`, { value: e.name, allowed: [...fields, ...scalars] });
        return scalarRegisters[scalar];
      }
      case 'call':
        return emit(Op.Call + FUNCTIONS.indexOf(e.fn), build(e.a));
      case 'table':
        return emit(e.slope ? Op.Slope : Op.Table, build(e.a), undefined, e.table);
      case 'binary': {
        const a = build(e.a);
        if (e.op === '**' && e.b.kind === 'number') {
          const p = e.b.value;
          if (p === 2) return emit(Op.Square, a);
          if (p === 3) return emit(Op.Cube, a);
          if (p === 4) return emit(Op.Square, emit(Op.Square, a));
          if (p === 1.5) return emit(Op.Mul, a, emit(Op.Call + FUNCTIONS.indexOf('sqrt'), a));
        }
        const b = build(e.b);
        return emit({ '+': Op.Add, '-': Op.Sub, '*': Op.Mul, '/': Op.Div, '**': Op.Pow }[e.op], a, b);
      }
    }
  };
  const results = formulas.map(build);
  const vectors: (Float64Array | undefined)[] = uniform.map((u) => (u ? undefined : new Float64Array(capacity)));
  const values = Float64Array.from(initial);
  const uniformCode = code.filter((c) => uniform[c.to]);
  const vectorCode = code.filter((c) => !uniform[c.to]);

  const run = (n: number, inputs: readonly Float64Array[], uniforms: ArrayLike<number>, outputs: readonly Float64Array[]): void => {
    for (let k = 0; k < scalarRegisters.length; k++) values[scalarRegisters[k]] = uniforms[k];
    for (let k = 0; k < uniformCode.length; k++) {
      const c = uniformCode[k];
      values[c.to] = computeScalar(c, values[c.a], values[c.b]);
    }
    for (let k = 0; k < fieldRegisters.length; k++) vectors[fieldRegisters[k]] = inputs[k];
    for (let k = 0; k < vectorCode.length; k++) {
      const c = vectorCode[k];
      runVector(c, n, vectors[c.to]!, vectors[c.a], vectors[c.b], values[c.a], values[c.b]);
    }
    for (let k = 0; k < results.length; k++) {
      const r = results[k];
      const out = outputs[k];
      if (uniform[r]) {
        const v = values[r];
        for (let i = 0; i < n; i++) out[i] = v;
      } else {
        const from = vectors[r]!;
        for (let i = 0; i < n; i++) out[i] = from[i];
      }
    }
  };
  return Object.assign(run, { instructions: code.length });
}

function computeScalar(c: Instruction, a: number, b: number): number {
  switch (c.op) {
    case Op.Add:
      return a + b;
    case Op.Sub:
      return a - b;
    case Op.Mul:
      return a * b;
    case Op.Div:
      return a / b;
    case Op.Pow:
      return a ** b;
    case Op.Square:
      return a * a;
    case Op.Cube:
      return a * a * a;
    case Op.Table:
      return lookUp(c.table!, a, false);
    case Op.Slope:
      return lookUp(c.table!, a, true);
    default:
      return scalarFunctions[c.op - Op.Call](a);
  }
}

const scalarFunctions = FUNCTIONS.map((f) => (f === 'arcsinh' ? Math.asinh : Math[f]));

function runVector(c: Instruction, n: number, out: Float64Array, va: Float64Array | undefined, vb: Float64Array | undefined, sa: number, sb: number): void {
  switch (c.op) {
    case Op.Add:
      if (!va) for (let i = 0; i < n; i++) out[i] = sa + vb![i];
      else if (!vb) for (let i = 0; i < n; i++) out[i] = va[i] + sb;
      else for (let i = 0; i < n; i++) out[i] = va[i] + vb[i];
      return;
    case Op.Sub:
      if (!va) for (let i = 0; i < n; i++) out[i] = sa - vb![i];
      else if (!vb) for (let i = 0; i < n; i++) out[i] = va[i] - sb;
      else for (let i = 0; i < n; i++) out[i] = va[i] - vb[i];
      return;
    case Op.Mul:
      if (!va) for (let i = 0; i < n; i++) out[i] = sa * vb![i];
      else if (!vb) for (let i = 0; i < n; i++) out[i] = va[i] * sb;
      else for (let i = 0; i < n; i++) out[i] = va[i] * vb[i];
      return;
    case Op.Div:
      if (!va) for (let i = 0; i < n; i++) out[i] = sa / vb![i];
      else if (!vb) for (let i = 0; i < n; i++) out[i] = va[i] / sb;
      else for (let i = 0; i < n; i++) out[i] = va[i] / vb[i];
      return;
    case Op.Pow:
      for (let i = 0; i < n; i++) out[i] = (va ? va[i] : sa) ** (vb ? vb[i] : sb);
      return;
    case Op.Square:
      for (let i = 0; i < n; i++) out[i] = va![i] * va![i];
      return;
    case Op.Cube:
      for (let i = 0; i < n; i++) out[i] = va![i] * va![i] * va![i];
      return;
    case Op.Table:
      for (let i = 0; i < n; i++) out[i] = lookUp(c.table!, va![i], false);
      return;
    case Op.Slope:
      for (let i = 0; i < n; i++) out[i] = lookUp(c.table!, va![i], true);
      return;
    default:
      vectorFunctions[c.op - Op.Call](n, va!, out);
  }
}

const vectorFunctions: ((n: number, a: Float64Array, out: Float64Array) => void)[] = [
  (n, a, out) => { for (let i = 0; i < n; i++) out[i] = Math.exp(a[i]); },
  (n, a, out) => { for (let i = 0; i < n; i++) out[i] = Math.log(a[i]); },
  (n, a, out) => { for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]); },
  (n, a, out) => { for (let i = 0; i < n; i++) out[i] = Math.sinh(a[i]); },
  (n, a, out) => { for (let i = 0; i < n; i++) out[i] = Math.cosh(a[i]); },
  (n, a, out) => { for (let i = 0; i < n; i++) out[i] = Math.tanh(a[i]); },
  (n, a, out) => { for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]); },
  (n, a, out) => { for (let i = 0; i < n; i++) out[i] = Math.asinh(a[i]); },
];

/** Value or slope of a piecewise linear table. */
function lookUp(table: LookupTable, at: number, slope: boolean): number {
  const { x, y } = table;
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (x[mid] <= at) low = mid;
    else high = mid;
  }
  const rate = high > low ? (y[high] - y[low]) / (x[high] - x[low]) : 0;
  return slope ? rate : y[low] + rate * (at - x[low]);
}
