import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { CERMET_VERSION } from '../../../src/core/index.js';
import { renderReport } from '../../../src/study/report/index.js';
import type { StudyReport } from '../../../src/study/types.js';
import { makeSampleReport } from '../../ui/sample-report.js';

const assets = { script: 'console.log("</script><!-- x")\n', style: 'body { color: black }\r\n' };
const empty: StudyReport = {
  study: { title: 'Empty', samples: {}, evidence: {}, claims: {} },
  date: 'no date',
  cermet: CERMET_VERSION,
  verdicts: [],
  evidence: {},
  taken: [],
  notes: [],
};

describe('renderReport', () => {
  it('allows by hash exactly the script and the style that stand in the page', async () => {
    const page = await renderReport(empty, assets);
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)![1];
    for (const [name, tag] of [
      ['script-src', 'script'],
      ['style-src', 'style'],
    ]) {
      const [, text] = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)!;
      expect(policy).toContain(`${name} 'sha256-${createHash('sha256').update(text).digest('base64')}'`);
    }
    const packed = /id="packed-script">([^<]+)</.exec(page)![1];
    const script = gunzipSync(Buffer.from(packed, 'base64')).toString();
    expect(script).toBe(assets.script);
    expect(policy).toContain(`'sha256-${createHash('sha256').update(script).digest('base64')}'`);
    expect(policy).toContain("default-src 'none'");
    expect(page).not.toContain('\r');
  });

  it('makes the same page twice', async () => {
    const report = makeSampleReport({ frames: 3 });
    expect(await renderReport(report, assets)).toBe(await renderReport(report, assets));
  });

  it('makes a page of a study without claims, and of one without evidence', async () => {
    expect(await renderReport(empty, assets)).toContain('This study makes no claims yet.');
    const claimed = await renderReport(
      {
        ...empty,
        verdicts: [
          { id: 'a', claim: { says: 'Something' }, word: 'not measured', because: '', results: [], notes: [] },
        ],
      },
      assets,
    );
    expect(claimed).toContain('Of 1 claim, none has been tested.');
  });

  it('survives numbers that are none and cells without volume', async () => {
    const report = makeSampleReport({ frames: 1 });
    const { interface: evidence } = report.evidence;
    const [structure] = evidence.scenes[0].frames;
    evidence.scenes[0].frames = [
      { ...structure, positions: structure.positions.map((x, i) => (i === 4 ? NaN : x)), energy: NaN },
      { ...structure, cell: new Float64Array(9) },
      { ...structure, elements: [], positions: new Float64Array(0), atomic: {} },
    ];
    evidence.results[0].estimate = {
      value: NaN,
      sigma: Infinity,
      n: 0,
      unit: 'GPa',
      interval: [-Infinity, NaN],
      confidence: 0.95,
    };
    report.verdicts.find((v) => v.id === 'B7')!.measured = { value: Infinity, n: 1, unit: 'Å' };
    const page = await renderReport(report, assets);
    expect(page.includes('not a number')).toBe(true);
    expect(/(?:cx|cy|x|width|d|viewBox)="[^"]*(?:NaN|Infinity)[^"]*"/.exec(page)?.[0]).toBeUndefined();
  });

  it('says in place which figure could not be drawn, and goes on', async () => {
    const report = makeSampleReport({ frames: 1 });
    report.evidence.interface.figures[1].spec = { data: { url: 'https://example.org/x.csv' }, mark: 'point' };
    const page = await renderReport(report, assets);
    expect(page.includes('refers to something at a URL')).toBe(true);
    expect(page.match(/<figure id="figure-[^"]+" class="chart/g)).toHaveLength(3);
  });

  it('follows only addresses that are safe to follow', async () => {
    const references = [
      { text: 'a', doi: '10.1038/s41560-021-00782-0' },
      { text: 'b', url: 'https://example.org/x y' },
      { text: 'c', url: 'http://example.org' },
      { text: 'd', url: 'javascript:alert(1)' },
      { text: 'e', doi: 'not a doi' },
      { text: 'f', url: 'https://user:word@example.org' },
    ];
    const page = await renderReport({ ...empty, study: { ...empty.study, references } }, assets);
    expect([...page.matchAll(/<a href="(http[^"]*)"/g)].map((m) => m[1])).toEqual([
      'https://doi.org/10.1038/s41560-021-00782-0',
      'https://example.org/x%20y',
    ]);
  });
});
