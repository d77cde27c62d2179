/** Functions of one argument that an expression may call. */
export const FUNCTIONS = ['exp', 'log', 'sqrt', 'sinh', 'cosh', 'tanh', 'abs', 'arcsinh'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/**
 * An immutable expression in named variables. Built only through the makers below, which fold constants and drop
 * neutral elements.
 */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'call'; readonly fn: FunctionName; readonly a: Expression }
  | {
      readonly kind: 'binary';
      readonly op: '+' | '-' | '*' | '/' | '**';
      readonly a: Expression;
      readonly b: Expression;
    }
  | { readonly kind: 'table'; readonly table: LookupTable; readonly slope: boolean; readonly a: Expression };

/** Points of a piecewise linear function, x rising; outside it goes on along the end pieces. */
export interface LookupTable {
  x: Float64Array;
  y: Float64Array;
}

export const makeNumber = (value: number): Expression => ({ kind: 'number', value });
export const makeVariable = (name: string): Expression => ({ kind: 'variable', name });
const isNumber = (e: Expression, value?: number): e is Expression & { kind: 'number' } =>
  e.kind === 'number' && (value === undefined || e.value === value);

export function makeSum(a: Expression, b: Expression): Expression {
  if (isNumber(a) && isNumber(b)) return makeNumber(a.value + b.value);
  if (isNumber(a, 0)) return b;
  if (isNumber(b, 0)) return a;
  return { kind: 'binary', op: '+', a, b };
}

export function makeDifference(a: Expression, b: Expression): Expression {
  if (isNumber(a) && isNumber(b)) return makeNumber(a.value - b.value);
  if (isNumber(b, 0)) return a;
  return { kind: 'binary', op: '-', a, b };
}

export function makeProduct(a: Expression, b: Expression): Expression {
  if (isNumber(a) && isNumber(b)) return makeNumber(a.value * b.value);
  if (isNumber(a, 0) || isNumber(b, 0)) return makeNumber(0);
  if (isNumber(a, 1)) return b;
  if (isNumber(b, 1)) return a;
  return { kind: 'binary', op: '*', a, b };
}

export function makeQuotient(a: Expression, b: Expression): Expression {
  if (isNumber(a) && isNumber(b)) return makeNumber(a.value / b.value);
  if (isNumber(a, 0)) return a;
  if (isNumber(b)) return makeProduct(a, makeNumber(1 / b.value));
  return { kind: 'binary', op: '/', a, b };
}

export function makePower(a: Expression, b: Expression): Expression {
  if (isNumber(a) && isNumber(b)) return makeNumber(a.value ** b.value);
  if (isNumber(b, 0)) return makeNumber(1);
  if (isNumber(b, 1)) return a;
  if (isNumber(b, 0.5)) return makeCall('sqrt', a);
  return { kind: 'binary', op: '**', a, b };
}

export function makeCall(fn: FunctionName, a: Expression): Expression {
  if (isNumber(a)) return makeNumber(fn === 'arcsinh' ? Math.asinh(a.value) : Math[fn](a.value));
  return { kind: 'call', fn, a };
}

/**
 * A table as a function of an expression; the points are sorted by x.
 *
 * @param x [any unit] (n)
 * @param y [any unit] (n)
 */
export function makeTable(x: readonly number[], y: readonly number[], a: Expression): Expression {
  const order = Array.from(x, (_, i) => i).sort((i, j) => x[i]! - x[j]!);
  return {
    kind: 'table',
    table: { x: Float64Array.from(order, (i) => x[i]!), y: Float64Array.from(order, (i) => y[i]!) },
    slope: false,
    a,
  };
}

/** Names of the variables an expression uses. */
export function listVariables(e: Expression): Set<string> {
  const names = new Set<string>();
  const visit = (n: Expression): void => {
    if (n.kind === 'variable') names.add(n.name);
    else if (n.kind === 'binary') {
      visit(n.a);
      visit(n.b);
    } else if (n.kind !== 'number') visit(n.a);
  };
  visit(e);
  return names;
}

/** The expression with variables replaced. */
export function substitute(e: Expression, values: Readonly<Record<string, Expression>>): Expression {
  switch (e.kind) {
    case 'number':
      return e;
    case 'variable':
      return Object.hasOwn(values, e.name) ? values[e.name]! : e;
    case 'call':
      return makeCall(e.fn, substitute(e.a, values));
    case 'table':
      return { ...e, a: substitute(e.a, values) };
    case 'binary':
      return makeBinary(e.op, substitute(e.a, values), substitute(e.b, values));
  }
}

export function makeBinary(op: '+' | '-' | '*' | '/' | '**', a: Expression, b: Expression): Expression {
  switch (op) {
    case '+':
      return makeSum(a, b);
    case '-':
      return makeDifference(a, b);
    case '*':
      return makeProduct(a, b);
    case '/':
      return makeQuotient(a, b);
    case '**':
      return makePower(a, b);
  }
}
