import type { Expression } from './expression.js';

/**
 * Value of an expression at one point. For many points, or often, compile it instead.
 *
 * @param values of its variables, in the units of the expression
 */
export function evaluateExpression(e: Expression, values: Readonly<Record<string, number>>): number {
  switch (e.kind) {
    case 'number':
      return e.value;
    case 'variable':
      return values[e.name] ?? NaN;
    case 'call': {
      const a = evaluateExpression(e.a, values);
      return e.fn === 'arcsinh' ? Math.asinh(a) : Math[e.fn](a);
    }
    case 'table': {
      const { x, y } = e.table;
      const at = evaluateExpression(e.a, values);
      let k = 0;
      while (k < x.length - 2 && x[k + 1]! <= at) k++;
      const slope = (y[k + 1]! - y[k]!) / (x[k + 1]! - x[k]!);
      return e.slope ? slope : y[k]! + slope * (at - x[k]!);
    }
    case 'binary': {
      const a = evaluateExpression(e.a, values);
      const b = evaluateExpression(e.b, values);
      return e.op === '+' ? a + b : e.op === '-' ? a - b : e.op === '*' ? a * b : e.op === '/' ? a / b : a ** b;
    }
  }
}
