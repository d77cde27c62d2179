import { InputError } from '../../core/index.js';
import {
  FUNCTIONS,
  makeBinary,
  makeCall,
  makeDifference,
  makeNumber,
  makeProduct,
  makeVariable,
  type Expression,
  type FunctionName,
} from './expression.js';

interface Grammar {
  /** Names that stand for a variable. */
  variables: readonly string[];
  /** Names that stand for a number. */
  constants?: Readonly<Record<string, number>>;
  /** Key the text stands under, for error messages. */
  path?: string;
}

const aliases: Record<string, FunctionName> = { ln: 'log', asinh: 'arcsinh' };

/**
 * Reads a formula in the syntax of BPX: numbers, named variables, `+ - * / **`, parentheses, and functions of one
 * argument (exp, log, ln, sqrt, sinh, cosh, tanh, abs, arcsinh). Nothing is executed; `**` binds to the right and
 * before the sign, as in Python.
 *
 * @throws InputError with the column and, for an unknown name, the nearest known one
 */
export function parseExpression(text: string, grammar: Grammar): Expression {
  let at = 0;
  let depth = 0;
  const fail = (what: string, value?: string, allowed?: readonly string[]): never => {
    throw new InputError(`${what} at column ${at + 1} of "${text.length > 80 ? `${text.slice(0, 77)}…` : text}"`, {
      where: grammar.path ? { path: grammar.path, column: at + 1 } : { column: at + 1 },
      value,
      allowed,
    });
  };
  const skip = (): void => {
    while (at < text.length && /\s/.test(text[at]!)) at++;
  };
  const take = (symbol: string): boolean => {
    skip();
    if (!text.startsWith(symbol, at) || (symbol === '*' && text[at + 1] === '*')) return false;
    at += symbol.length;
    return true;
  };
  const readSum = (): Expression => {
    if (++depth > 200) fail('parentheses are nested too deeply');
    let left = readProduct();
    for (;;) {
      if (take('+')) left = makeBinary('+', left, readProduct());
      else if (take('-')) left = makeBinary('-', left, readProduct());
      else {
        depth--;
        return left;
      }
    }
  };
  const readProduct = (): Expression => {
    let left = readSigned();
    for (;;) {
      if (take('*')) left = makeBinary('*', left, readSigned());
      else if (take('/')) left = makeBinary('/', left, readSigned());
      else return left;
    }
  };
  const readSigned = (): Expression => {
    if (take('-')) {
      if (++depth > 200) fail('too many signs');
      const negated = makeProduct(makeNumber(-1), readSigned());
      depth--;
      return negated;
    }
    if (take('+')) return readSigned();
    return readPower();
  };
  const readPower = (): Expression => {
    const base = readAtom();
    return take('**') ? makeBinary('**', base, readSigned()) : base;
  };
  const readAtom = (): Expression => {
    skip();
    if (take('(')) {
      const inner = readSum();
      if (!take(')')) fail('a closing parenthesis is missing');
      return inner;
    }
    const rest = text.slice(at);
    const number = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(rest);
    if (number) {
      at += number[0].length;
      return makeNumber(Number(number[0]));
    }
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (!name)
      return fail(at >= text.length ? 'the formula ends where a value is expected' : `"${text[at]}" is not expected`);
    const fn = Object.hasOwn(aliases, name)
      ? aliases[name]
      : (FUNCTIONS as readonly string[]).includes(name)
        ? (name as FunctionName)
        : undefined;
    if (fn) {
      at += name.length;
      if (!take('(')) fail(`${name} needs an argument in parentheses`);
      const argument = readSum();
      if (!take(')')) fail('a closing parenthesis is missing');
      return makeCall(fn, argument);
    }
    if (!grammar.variables.includes(name) && !Object.hasOwn(grammar.constants ?? {}, name)) {
      fail(`unknown name "${name}"`, name, [
        ...grammar.variables,
        ...Object.keys(grammar.constants ?? {}),
        ...FUNCTIONS,
      ]);
    }
    at += name.length;
    return grammar.variables.includes(name) ? makeVariable(name) : makeNumber(grammar.constants![name]!);
  };
  const result = readSum();
  skip();
  if (at < text.length) fail(`"${text[at]}" is not expected`);
  return result;
}

/** `1 - e`, which kinetics needs often. */
export const makeComplement = (e: Expression): Expression => makeDifference(makeNumber(1), e);
