import { describe, expect, it } from 'vitest';
import { InputError, quantity, required, text } from '../../src/core/index.js';
import { defineEvidence, makeOutput } from '../../src/evidence/index.js';
import { checkStudy, defineStudy, parseStudy } from '../../src/study/index.js';

const kind = defineEvidence({
  id: 'atoms/interface',
  title: 'Interface',
  settings: {
    oxide: required(text(undefined, 'crystal')),
    coating: text(undefined, 'composition'),
    hold: quantity('time', undefined, 'time at temperature'),
    seeds: text(undefined, 'seeds'),
  },
  quantities: {
    opening_strength: { label: 'Opening strength', unit: 'GPa', groups: ['interface', 'bulk'] },
    selectivity: { label: 'Selectivity', unit: '1' },
  },
  plan: () => [],
  assemble: () => makeOutput({}),
});

const good = `title: A study
samples:
  pristine: { material: LiNiO2 }
  coated: { from: pristine }
evidence:
  glass: { simulate: atoms/interface, oxide: LiNiO2, seeds: 1..3 }
claims:
  harder: { says: It is harder, measure: glass.opening_strength, compare: interface / bulk, expect: "> 2", published: 4.6 }
  open: { says: Nothing measures it }
`;
const parse = (text: string) => parseStudy(text, 'study.yaml', [kind]);
const edit = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

describe('parseStudy', () => {
  it('reads a study', () => {
    const study = parse(good);
    expect(study.title).toBe('A study');
    expect(Object.keys(study.claims)).toEqual(['harder', 'open']);
    expect(study.evidence.glass.seeds).toBe('1..3');
  });

  it.each([
    ['a key of the study', 'samples:', 'sample:', 2, 'samples'],
    ['a kind of evidence', 'atoms/interface', 'atoms/interfaces', 6, 'atoms/interface'],
    ['a parameter', 'oxide: LiNiO2', 'oxyde: LiNiO2', 6, 'oxide'],
    ['evidence in a claim', 'glass.opening', 'glas.opening', 8, 'glass'],
    ['a quantity', 'opening_strength', 'openning_strength', 8, 'opening_strength'],
    ['a group', 'interface / bulk', 'interfaces / bulk', 8, 'interface'],
    ['a key of a claim', 'expect:', 'expects:', 8, 'expect'],
    ['a sample', 'from: pristine', 'from: pristin', 4, 'pristine'],
  ])('names line and nearest word of a typing slip in %s', (_, from, to, line, near) => {
    const read = () => parse(edit(from, to));
    expect(read).toThrow(InputError);
    expect(read).toThrow(new RegExp(`study\\.yaml:${line}:\\d+`));
    expect(read).toThrow(`did you mean "${near}"?`);
  });

  it.each([
    ['a broken value', 'seeds: 1..3', 'hold: long', 6, /"long" is not a time/],
    ['an expectation', '"> 2"', 'more', 8, /"more" is not an expectation/],
    ['a missing key', 'oxide: LiNiO2, ', '', 6, /needs oxide: crystal/],
    ['a missing sentence', 'says: It is harder, ', '', 8, /says: is missing/],
    ['two sources', 'simulate: atoms/interface', 'simulate: atoms/interface, kind: cycling', 6, /not both/],
    ['a wrong type', 'title: A study', 'title: [a]', 1, /title must be a text/],
    ['a claim without expectation', ', expect: "> 2"', '', 8, /says what it expects/],
    ['YAML', 'samples:', 'samples: {', 4, /not valid YAML/],
    ['a key given twice', 'samples:', 'title: B\nsamples:', 2, /unique/],
  ])('gives the line of %s', (_, from, to, line, message) => {
    const read = () => parse(edit(from, to));
    expect(read).toThrow(message);
    expect(read).toThrow(new RegExp(`study\\.yaml:${line}`));
  });

  it('reports all that is wrong at once, in order of lines', () => {
    const text = good.replace('oxide:', 'oxid:').replace('"> 2"', 'more').replace('title: A study', 'title: 3');
    let message = '';
    try {
      parse(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/4 things are wrong/);
    expect([...message.matchAll(/study\.yaml:(\d+):\d+:/g)].map((m) => Number(m[1]))).toEqual([1, 6, 6, 8]);
  });

  it.each([
    ['title: t\nsamples: &s { a: { x: *s } }\nevidence: {}\nclaims: {}', 2, 23],
    ['title: t\nsamples:\n  a: &a\n    b: &b [1, *b]', 4, 15],
    ['title: t\nsamples:\n  a: &a\n    b: &b\n      c: *a', 5, 10],
  ])('an alias that holds itself is an error with its line: %j', (text, line, column) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({
        code: 'input',
        what: expect.stringContaining('stands inside what it stands for') as string,
        where: expect.objectContaining({ line, column }) as unknown,
      }),
    );
  });

  it('an alias beside what it stands for is taken', () => {
    expect(() => parse('title: t\nsamples:\n  a: &a { mass: 1 mg }\n  b: *a')).not.toThrow();
  });

  it('stands hostile YAML', () => {
    const bomb = `title: x\nauthors:\n  - &a [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 9 }, (_, i) => `  - &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`).join('\n')}\n`;
    expect(() => parse(bomb)).toThrow(InputError);
    expect(() => parse('title: x\nsamples: { __proto__: { polluted: 1 } }')).not.toThrow();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    for (const text of ['', '[]', 'x', '- a', 'null', '\0', '%YAML', '!!js/function x: y'])
      expect(() => parse(text), text).toThrow(InputError);
  });
});

describe('defineStudy', () => {
  it('makes the same study as YAML does', () => {
    const typed = defineStudy({
      title: 'A study',
      samples: { pristine: { material: 'LiNiO2' }, coated: { from: 'pristine' } },
      evidence: { glass: { simulate: 'atoms/interface', oxide: 'LiNiO2', seeds: '1..3' } },
      claims: {
        harder: {
          says: 'It is harder',
          measure: 'glass.opening_strength',
          compare: 'interface / bulk',
          expect: '> 2',
          published: 4.6,
        },
        open: { says: 'Nothing measures it' },
      },
    });
    expect(checkStudy(typed, [kind])).toEqual(parse(good));
  });
});
