import { expect, it } from 'vitest';
import { convertUnit } from '../../src/core/index.js';
import { readSignatures } from './read-signatures.js';

/** Rooms whose numbers have units. */
const ROOMS = ['core', 'num', 'atoms', 'cells', 'lab'];
const NUMERIC =
  /^(readonly )?(number(\[\])*|(Float64|Float32|Int32|Uint32)Array(<[^>]*>)?|ArrayLike<number>|\(?number \| (readonly )?number\[\]\)?|(readonly )?\[number(, number)*\])( \| undefined)?$/;
/** Units that `convertUnit` has no need of, because nothing is ever converted from them. */
const OTHERS = new Set(['e', 'μB', 'Å/fs', 'Å²', 'Å³']);

function isUnit(text: string): boolean {
  // `[unit]` in backticks points to a parameter that names the unit: [`from`].
  if (/^`\w+`$|^unit of `\w+`$|^any unit$/.test(text) || OTHERS.has(text)) return true;
  try {
    const perWhat = text.replace(/\/atom$/, ''); // atoms are counted, not measured
    convertUnit(1, perWhat, perWhat);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with the unit of one parameter; undefined when nothing is. */
function checkTag(doc: string, name: string): string | undefined {
  const line = new RegExp(`@param\\s+(?:options\\.)?${name}\\b\\s*-?\\s*(.*)`).exec(doc)?.[1];
  if (line === undefined) return `${name} has no @param`;
  const tag = /^\[([^\]]+)\]/.exec(line)?.[1];
  if (tag === undefined) return `@param ${name} does not begin with its [unit]`;
  return isUnit(tag) ? undefined : `@param ${name} has the unknown unit [${tag}]`;
}

it('reads signatures at all', () => {
  const found = readSignatures(['core']).find((s) => s.place === 'core/units.ts: convertUnit')!;
  expect(found.parameters).toEqual([
    { name: 'value', type: 'number' },
    { name: 'from', type: 'string' },
    { name: 'to', type: 'string' },
  ]);
  expect(checkTag(found.doc, 'value')).toBeUndefined();
  expect(checkTag('@param a [furlong] x', 'a')).toMatch(/unknown unit/);
  expect(checkTag('@param a x', 'a')).toMatch(/does not begin/);
});

it('states the unit of every exported numeric parameter', () => {
  const wrong = readSignatures(ROOMS).flatMap(({ place, parameters, doc }) =>
    parameters
      .filter((p) => NUMERIC.test(p.type))
      .map(({ name }) => [place, checkTag(doc, name)] as const)
      .filter(([, problem]) => problem !== undefined)
      .map(([where, problem]) => `${where}: ${problem}`),
  );
  expect(wrong).toEqual([]);
});
