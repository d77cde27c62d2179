import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/index.js';
import { SolverMemory } from '../../src/num/solver-memory.js';
import {
  compileExpressions,
  differentiate,
  listVariables,
  makeTable,
  makeVariable,
  parseExpression,
  type Expression,
} from '../../src/num/expression/index.js';

const read = (text: string): Expression => parseExpression(text, { variables: ['x', 'T'], constants: { F: 96485 } });
function evaluate(e: Expression, x: number[], T = 300): number[] {
  return SolverMemory.build((memory) => {
    const field = memory.doubles(x.length);
    const out = memory.doubles(x.length);
    field.set(x);
    const program = compileExpressions(memory, [e], { x: field }, ['T'], [out]);
    program.setScalars(T);
    program.run(x.length);
    return [...out];
  });
}

describe('formulas', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['2 ** 3 ** 2', 512],
    ['-2 ** 2', -4],
    ['(1 + 2) * -3', -9],
    ['2 ** -1', 0.5],
    ['1.5e-3 * 2', 0.003],
    ['F / 96485', 1],
    ['ln(exp(2)) + sqrt(16) + abs(-3)', 9],
    ['tanh(0.3) - sinh(0.3) / cosh(0.3)', 0],
    ['arcsinh(sinh(1.2))', 1.2],
    ['T / 300', 1],
  ])('%s', (text, value) => {
    expect(evaluate(read(text), [1])[0]).toBeCloseTo(value, 12);
  });

  it.each([
    ['1 +', 'column 4'],
    ['(1', 'closing parenthesis'],
    ['1 1', 'not expected'],
    ['tanh 1', 'needs an argument'],
    ['y', 'unknown name'],
    ['x.constructor', 'not expected'],
    ['__proto__', 'unknown name'],
    ['', 'ends where'],
  ])('"%s" is refused', (text, says) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(says);
  });

  it('deep nesting is refused, not overflowed', () => {
    expect(() => read(`${'('.repeat(5000)}x${')'.repeat(5000)}`)).toThrow('nested too deeply');
    expect(() => read(`${'-'.repeat(5000)}x`)).toThrow('signs');
  });

  const tree = fc.letrec<{ e: string }>((tie) => ({
    e: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('x', 'T / 300', '0.7', '2'),
      fc.tuple(tie('e'), fc.constantFrom('+', '-', '*'), tie('e')).map(([a, op, b]) => `(${a} ${op} ${b})`),
      fc.tuple(fc.constantFrom('tanh', 'arcsinh', 'sinh', 'cosh'), tie('e')).map(([f, a]) => `${f}(tanh(${a}))`),
      fc.tuple(tie('e'), fc.constantFrom('2', '3', '4')).map(([a, n]) => `(tanh(${a})) ** ${n}`),
      tie('e').map((a) => `1 / (2 + tanh(${a}))`),
      tie('e').map((a) => `sqrt(3 + tanh(${a}))`),
    ),
  })).e;

  it('the derivative is the limit of differences', () => {
    fc.assert(
      fc.property(tree, fc.double({ min: -1, max: 1, noNaN: true }), (text, x) => {
        const e = read(text);
        const h = 1e-5;
        const [a, b] = evaluate(e, [x + h, x - h]);
        const [slope] = evaluate(differentiate(e, 'x'), [x]);
        const scale = Math.max(1, Math.abs(slope), Math.abs(a)); // differences lose half the digits
        expect(Math.abs((a - b) / (2 * h) - slope) / scale).toBeLessThan(1e-4);
      }),
      { numRuns: 300 },
    );
  });

  it('many elements give what each gives alone', () => {
    const e = read('0.5 * exp(-x) + tanh(3 * x) ** 2 * (T / 300)');
    const x = [-0.3, 0, 0.2, 1.7];
    expect(evaluate(e, x)).toEqual(x.map((v) => evaluate(e, [v])[0]));
    expect([...listVariables(e)].sort()).toEqual(['T', 'x']);
  });

  it('a table goes along straight lines, also beyond its ends', () => {
    const table = makeTable([2, 0, 1], [5, 1, 2], makeVariable('x'));
    expect(evaluate(table, [-1, 0.5, 1.5, 3])).toEqual([0, 1.5, 3.5, 8]);
    expect(evaluate(differentiate(table, 'x'), [0.5, 1.5])).toEqual([1, 3]);
  });
});
