import { InputError } from '../../core/index.js';
import type { Sequence } from '../sequence.js';
import type { SolverMemory } from '../solver-memory.js';
import { FUNCTIONS, type Expression, type LookupTable } from './expression.js';

/** Compiled formulas: fill their outputs for the first `n` elements of their fields. */
export interface Program {
  setScalars(...values: number[]): void;
  run(n: number): void;
  /** Lays the run down as a part of a longer row of calls. */
  add(sequence: Sequence, n: number): void;
}

const enum Op {
  Add,
  Sub,
  Mul,
  Div,
  Pow,
  Square,
  Cube,
  Table,
  Slope,
  Call,
}
interface Instruction {
  op: Op;
  /** Function when op is Call or above: Call + index in FUNCTIONS. */
  to: number;
  a: number;
  b: number;
  table?: LookupTable;
}

/** Operations of the kernel's programs, in its order (src/kernels/_formulas.as.ts): V an array, S one number. */
const FORMULA_OPERATIONS = [
  'AddVV',
  'AddVS',
  'SubVV',
  'SubVS',
  'SubSV',
  'MulVV',
  'MulVS',
  'DivVV',
  'DivVS',
  'DivSV',
  'PowVV',
  'PowVS',
  'PowSV',
  'Square',
  'Cube',
  'Table',
  'Slope',
  'Copy',
  'Fill',
  ...FUNCTIONS,
];

/**
 * Compiles formulas that share work into one straight-line program over arrays. Equal parts are computed once, parts
 * that depend on scalars only are computed once per call, the rest element by element.
 *
 * @param formulas expressions in the given names
 * @param fields   arrays of the variables that differ from element to element
 * @param scalars  names of variables that are one number per call (temperature)
 * @param outputs  one array for each formula; none is a field. They may be changed between calls.
 */
export function compileExpressions(
  memory: SolverMemory,
  formulas: readonly Expression[],
  fields: Readonly<Record<string, Float64Array>>,
  scalars: readonly string[],
  outputs: readonly Float64Array[],
): Program {
  // Registers: uniform ones hold one number, the others an array.
  const uniform: boolean[] = [];
  const initial: number[] = [];
  const code: Instruction[] = [];
  const seen = new Map<string, number>();
  const register = (isUniform: boolean, value = 0): number => {
    uniform.push(isUniform);
    initial.push(value);
    return uniform.length - 1;
  };
  const fieldNames = Object.keys(fields);
  const fieldRegisters = fieldNames.map(() => register(false));
  const scalarRegisters = scalars.map(() => register(true));
  const emit = (op: Op, a: number, b = a, table?: LookupTable): number => {
    const key = `${op},${a},${b}${table ? `,t${tableIndex(table)}` : ''}`;
    let to = seen.get(key);
    if (to === undefined) {
      to = register(uniform[a]! && uniform[b]!);
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
        const field = fieldNames.indexOf(e.name);
        if (field >= 0) return fieldRegisters[field]!;
        const scalar = scalars.indexOf(e.name);
        if (scalar < 0)
          throw new InputError(`a formula uses "${e.name}", which is not available there`, {
            value: e.name,
            allowed: [...fieldNames, ...scalars],
          });
        return scalarRegisters[scalar]!;
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
  const capacity = Math.max(...outputs.map((o) => o.length));
  const values = memory.doubles(initial.length);
  values.set(initial);
  const uniformCode = code.filter((c) => uniform[c.to]);
  const vectorCode = code.filter((c) => !uniform[c.to]);
  // Where an array register stands: a field, an output that nothing else fills, or room of its own.
  const places = uniform.map((u, r) => (u ? values.byteOffset + 8 * r : -1));
  fieldNames.forEach((name, k) => (places[fieldRegisters[k]!] = fields[name]!.byteOffset));
  const copies: [from: number, to: number][] = [];
  results.forEach((r, k) => {
    if (places[r]! < 0) places[r] = outputs[k]!.byteOffset;
    else copies.push([r, outputs[k]!.byteOffset]);
  });
  for (const c of vectorCode) if (places[c.to]! < 0) places[c.to] = memory.doubles(capacity).byteOffset;
  const words = [
    ...vectorCode.flatMap((c) => encode(c, uniform, places, c.table ? placeTable(memory, c.table) : 0)),
    ...copies.flatMap(([r, to]) => [FORMULA_OPERATIONS.indexOf(uniform[r] ? 'Fill' : 'Copy'), to, places[r]!, 0]),
  ];
  const program = memory.doubles(words.length / 2);
  new Int32Array(program.buffer, program.byteOffset, words.length).set(words);
  const count = words.length / 4;
  const { kernel } = memory;
  const at = program.byteOffset;
  const setScalars = (...given: number[]): void => {
    for (let k = 0; k < given.length; k++) values[scalarRegisters[k]!] = given[k]!;
    for (const c of uniformCode) values[c.to] = computeScalar(c, values[c.a]!, values[c.b]!);
  };
  return {
    setScalars,
    run: (n) => kernel.runFormulas(n, at, count),
    add: (sequence, n) => void sequence.add('runFormulas', n, at, count),
  };
}

function encode(
  { op, to, a, b }: Instruction,
  uniform: readonly boolean[],
  places: readonly number[],
  table: number,
): number[] {
  const name = op >= Op.Call ? FUNCTIONS[op - Op.Call]! : OP_NAMES[op]!;
  if (op >= Op.Square) return [FORMULA_OPERATIONS.indexOf(name), places[to]!, places[a]!, table];
  const turned = uniform[a] && (op === Op.Add || op === Op.Mul);
  const [left, right] = turned ? [b, a] : [a, b];
  const kind = `${name}${uniform[left] ? 'S' : 'V'}${uniform[right] ? 'S' : 'V'}`;
  return [FORMULA_OPERATIONS.indexOf(kind), places[to]!, places[left]!, places[right]!];
}

const OP_NAMES = ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Square', 'Cube', 'Table', 'Slope'];

/** Number of points, their x, their y. */
function placeTable(memory: SolverMemory, { x, y }: LookupTable): number {
  const place = memory.doubles(1 + 2 * x.length);
  place[0] = x.length;
  place.set(x, 1);
  place.set(y, 1 + x.length);
  return place.byteOffset;
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
      return scalarFunctions[c.op - Op.Call]!(a);
  }
}

const scalarFunctions = FUNCTIONS.map((f) => (f === 'arcsinh' ? Math.asinh : Math[f]));

/** Value or slope of a piecewise linear table. */
function lookUp(table: LookupTable, at: number, slope: boolean): number {
  const { x, y } = table;
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (x[mid]! <= at) low = mid;
    else high = mid;
  }
  const rate = high > low ? (y[high]! - y[low]!) / (x[high]! - x[low]!) : 0;
  return slope ? rate : y[low]! + rate * (at - x[low]!);
}
