import { expect, it } from 'vitest';
import { makeFolder, runCli } from './run-cli.js';

const STUDY = `title: T
samples: { bare: {} }
evidence:
  particle: { simulate: grains/particle, groups: { bare: bare }, grains: 60, seeds: 1..4, cycles: 10 }
claims:
  breaks: { says: Boundaries break, measure: particle.broken_share at cycle 10, compare: bare, expect: "> 0" }
`;

interface Report {
  results: { id: string; at?: string; replicates?: Record<string, number>; estimate: { value: number } }[];
}

it('a group of particles is the same to the last bit from one worker and from two', async () => {
  // A process that may use one processor starts one worker.
  const runs = ['taskset -cp 0 $$ > /dev/null', ''].map((prelude) =>
    runCli(['run', '.', '--json'], makeFolder({ 'study.yaml': STUDY }), undefined, prelude),
  );
  const [one, two] = (await Promise.all(runs)).map(({ code, stdout, stderr }) => {
    expect(code, stderr).toBe(0);
    return (JSON.parse(stdout) as Report).results;
  });
  expect(two).toEqual(one);
  const broken = one.filter(({ id }) => id.endsWith('broken_share')).at(-1)!;
  expect(broken.estimate.value).toBeGreaterThan(0.1);
  expect(broken.estimate.value).toBeLessThan(1);
});
