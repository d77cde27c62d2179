import {
  makeCall,
  makeDifference,
  makeNumber,
  makePower,
  makeProduct,
  makeQuotient,
  makeSum,
  type Expression,
} from './expression.js';

/**
 * Derivative of an expression with respect to one variable, by the rules of calculus; a table gives the slope of its
 * piece.
 */
export function differentiate(e: Expression, variable: string): Expression {
  const zero = makeNumber(0);
  switch (e.kind) {
    case 'number':
      return zero;
    case 'variable':
      return makeNumber(e.name === variable ? 1 : 0);
    case 'table':
      return e.slope ? zero : makeProduct({ ...e, slope: true }, differentiate(e.a, variable));
    case 'call':
      return makeProduct(outer(e), differentiate(e.a, variable));
    case 'binary': {
      const da = differentiate(e.a, variable);
      const db = differentiate(e.b, variable);
      switch (e.op) {
        case '+':
          return makeSum(da, db);
        case '-':
          return makeDifference(da, db);
        case '*':
          return makeSum(makeProduct(da, e.b), makeProduct(e.a, db));
        case '/':
          return makeDifference(makeQuotient(da, e.b), makeQuotient(makeProduct(e, db), e.b));
        case '**': {
          if (e.b.kind === 'number')
            return makeProduct(makeProduct(e.b, makePower(e.a, makeNumber(e.b.value - 1))), da);
          const base = e.a.kind === 'number' ? zero : makeQuotient(makeProduct(e.b, da), e.a);
          return makeProduct(e, makeSum(makeProduct(db, makeCall('log', e.a)), base));
        }
      }
    }
  }
}

function outer(e: Expression & { kind: 'call' }): Expression {
  const one = makeNumber(1);
  switch (e.fn) {
    case 'exp':
      return e;
    case 'log':
      return makeQuotient(one, e.a);
    case 'sqrt':
      return makeQuotient(makeNumber(0.5), e);
    case 'sinh':
      return makeCall('cosh', e.a);
    case 'cosh':
      return makeCall('sinh', e.a);
    case 'tanh':
      return makeDifference(one, makeProduct(e, e));
    case 'abs':
      return makeQuotient(e.a, e);
    case 'arcsinh':
      return makeQuotient(one, makeCall('sqrt', makeSum(one, makeProduct(e.a, e.a))));
  }
}
