import { expect, it } from 'vitest';
import { groupScenarios } from '../../../src/study/report/group-scenarios.js';
import type { Verdict } from '../../../src/study/types.js';

const verdict = (id: string, says: string): Verdict => ({
  id,
  claim: { says },
  word: 'supported',
  because: '',
  results: [],
  notes: [],
});

it('puts the scenarios of one claim together, wherever they stand, and leaves other brackets alone', () => {
  const statements = groupScenarios([
    verdict('rate', 'It keeps more (if surface layers resist)'),
    verdict('slab', 'The slab holds 80 atoms (20 Li, 20 Ni)'),
    verdict('rate-contact', 'It keeps more (if cracks cost contact).'),
  ]);
  expect(statements.map(({ says, cases }) => [says, cases.map((c) => [c.verdict.id, c.scenario])])).toEqual([
    [
      'It keeps more',
      [
        ['rate', 'if surface layers resist'],
        ['rate-contact', 'if cracks cost contact'],
      ],
    ],
    ['The slab holds 80 atoms (20 Li, 20 Ni)', [['slab', undefined]]],
  ]);
});
