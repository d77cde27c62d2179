import { expect, it } from 'vitest';
import { explainUnmeasured } from '../../src/cli/commands/run.js';
import { judgeClaim } from '../../src/study/index.js';

it('a claim that names a measure and finds none says why; one without a measure is only counted', () => {
  const judge = (id: string, measure?: string) =>
    judgeClaim(id, { says: 'x', ...(measure && { measure, compare: 'metaloid' }), expect: '> 1' }, []);
  const lines = explainUnmeasured([judge('a', 'lno.driving_force'), judge('b')]);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^a is not measured: .*lno\.driving_force/);
  const many = explainUnmeasured([1, 2, 3, 4, 5, 6].map((k) => judge(String(k), 'lno.driving_force')));
  expect(many.at(-1)).toBe('2 more claims are not measured: why stands in the report');
});
