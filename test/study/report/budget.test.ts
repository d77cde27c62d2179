import { expect, it } from 'vitest';
import { CERMET_VERSION, estimateMean, makeRng, type Origin } from '../../../src/core/index.js';
import { renderReport } from '../../../src/study/report/index.js';
import { judgeClaim } from '../../../src/study/judge-claim.js';
import type { Result, StudyReport } from '../../../src/study/types.js';
import { buildClientAssets } from '../../ui/client-assets.js';
import { makeSampleReport } from '../../ui/sample-report.js';

const countElements = (page: string): number =>
  page.slice(page.indexOf('<body>'), page.indexOf('<script type="application/json"')).match(/<[a-z][^>]*>/gi)!.length;

/**
 * A study of many numbers: each of 300 claims is decided by one of 3000 results of ten pieces of evidence. Every number
 * is invented.
 */
function makeLargeReport(): StudyReport {
  const rng = makeRng(7);
  const origin = (piece: number): Origin => ({
    type: 'simulated',
    model: `invented model ${piece}`,
    parameters: { temperature: 300 + piece, steps: Array.from({ length: 20 }, (_, i) => i) },
    parametersHash: 'ab'.repeat(32),
    cermet: CERMET_VERSION,
    citations: Array.from({ length: 8 }, (_, i) => ({
      text: `Author ${i}, Journal ${i} (2020) 1`,
      doi: `10.1000/${i}`,
    })),
  });
  const results: Result[] = Array.from({ length: 3000 }, (_, i) => {
    const values = [0, 1, 2, 3, 4].map(() => 10 + rng.uniform());
    return {
      id: `piece${i % 10}.quantity`,
      label: 'Quantity',
      group: ['pristine', 'coated'][Math.floor(i / 10) % 2],
      at: { cycle: Math.floor(i / 20) },
      estimate: estimateMean(values, 'mAh/g'),
      replicates: Object.fromEntries(values.map((v, k) => [`sample ${k + 1}`, v])),
      origin: origin(i % 10),
    };
  });
  const claims = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [
      `C${i}`,
      {
        group: `Group ${i % 6}`,
        says: `What is said of piece ${i % 10} in cycle ${i % 150} holds for the coated sample too`,
        measure: `piece${i % 10}.quantity at cycle ${Math.floor(i / 10)}`,
        compare: 'coated',
        expect: '> 10.2',
        published: 10.4,
      },
    ]),
  );
  const of = (k: number): Result[] => results.filter((r) => r.id === `piece${k}.quantity`);
  const pieces = Array.from({ length: 10 }, (_, k) => `piece${k}`);
  return {
    study: {
      title: 'A large study',
      samples: {},
      evidence: Object.fromEntries(pieces.map((name) => [name, { simulate: 'atoms/glass' }])),
      claims,
    },
    date: '2026-11-22T15:00:00Z',
    cermet: CERMET_VERSION,
    verdicts: Object.entries(claims).map(([id, claim]) => judgeClaim(id, claim, results)),
    evidence: Object.fromEntries(
      pieces.map((name, k) => [
        name,
        { results: of(k), figures: [], scenes: [], tables: [], recordings: [], notes: [] },
      ]),
    ),
    taken: [],
    notes: [],
  };
}

it('keeps a page of usual size small', async () => {
  const page = await renderReport(makeSampleReport(), buildClientAssets());
  expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  expect(countElements(page)).toBeLessThan(2_500);
});

it('grows with what is read, not with every number', async () => {
  const report = makeLargeReport();
  expect(report.verdicts.every((v) => v.measured)).toBe(true);
  const page = await renderReport(report, buildClientAssets());
  expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
  expect(countElements(page)).toBeLessThan(15_000);
  expect(page.match(/<div id="origin-[^"]*" class="origin-body">/g)).toHaveLength(10);
  expect(page.match(/10\.1000\/3</g)).toHaveLength(1);
});

it('says first what was found', async () => {
  const page = await renderReport(makeSampleReport({ frames: 1 }), { script: '', style: '' });
  const findings = /<div class="findings">([\s\S]*?)<\/div>/.exec(page)![1].replace(/<[^>]+>/g, '');
  expect(findings).toContain('Of 24 claims, 6 have been tested');
  expect(findings).toMatch(/Not supported: B10-bulk .*\(11\.87 ± 0\.20 GPa, published 9 GPa\)/);
  expect(findings).toMatch(
    /Outside the 95 % interval lies the published value of B7 .*B10 .*3\.472 ± 0\.078, published 4\.6/,
  );
  expect(findings).toMatch(/Undecided: more specimens would decide B8 \(about \d+ instead of 3\)/);
});
