import { afterAll, describe, expect, it } from 'vitest';
import type { Origin, Structure } from '../../src/core/index.js';
import { Table } from '../../src/core/index.js';
import { houseFigure } from '../../src/figure/index.js';
import { renderReport } from '../../src/study/report/index.js';
import type { StudyReport } from '../../src/study/types.js';
import { attacks } from './attacks.js';
import { closeBrowser, openPage } from './browser.js';
import { buildClientAssets } from './client-assets.js';

afterAll(closeBrowser);

/** A report in which every text that comes from a study is hostile. */
function makeHostileReport(text: string): StudyReport {
  const origins: Origin[] = [
    {
      type: 'measured',
      file: text,
      sha256: text,
      reader: text,
      notes: [{ level: 'serious', code: text, text, where: text }],
    },
    {
      type: 'simulated',
      model: text,
      parameters: { [text]: { [text]: [text, { [text]: text }] } },
      parametersHash: text,
      seed: 1,
      solver: text,
      cermet: text,
      citations: [
        { text, url: `javascript:window.hurt=9//${text}`, doi: text },
        { text, url: `https://example.org/"><img src=x onerror=window.hurt=10>` },
      ],
    },
    {
      type: 'derived',
      from: [text, `#${text}`],
      analysis: text,
      parameters: { [text]: text },
      cermet: text,
      citations: [{ text, url: `data:text/html,${text}` }],
    },
  ];
  const structure: Structure = {
    cell: Float64Array.of(4, 0, 0, 0, 4, 0, 0, 0, 4),
    pbc: [true, true, true],
    elements: [text, 'O', text],
    positions: Float64Array.of(0, 0, 0, 2, 0, 0, 0, 2, 0),
    labels: [text, text, text],
    disorder: new Map([[0, [{ element: text, occupancy: 0.5 }]]]),
    info: { [text]: text },
  };
  const values = [
    { [text]: text, x: `a ${text}`, y: 1, link: 'javascript:window.hurt=11' },
    { [text]: text, x: `b ${text}`, y: 2, link: 'https://example.org/' },
  ];
  return {
    study: {
      title: text,
      description: `${text}\n\n${text}`,
      authors: [text],
      references: [{ text, doi: `10.1234/${text}`, url: text }],
      samples: { [text]: { [text]: text } },
      evidence: { [text]: { kind: text, [text]: text } },
      claims: {},
    },
    date: text,
    cermet: text,
    verdicts: [
      {
        id: text,
        claim: {
          says: text,
          measure: text,
          compare: text,
          expect: text,
          published: text,
          where: text,
          group: text,
          fitted: true,
        },
        word: 'supported',
        because: text,
        measured: { value: 1, sigma: 0.1, n: 3, unit: text, notes: [{ level: 'info', code: 'x', text }] },
        results: [text],
        groups: { [text]: 3 },
        notes: [{ level: 'serious', code: 'x', text, where: text }],
      },
      {
        id: `${text}2`,
        claim: { says: text, published: text, where: text, group: text },
        word: 'not measured',
        because: text,
        results: [],
        notes: [],
      },
    ],
    taken: [{ by: text, setting: text, result: text, estimate: { value: 1, sigma: 0.1, n: 1, unit: text } }],
    evidence: {
      [text]: {
        results: origins.map((origin) => ({
          id: text,
          label: text,
          group: text,
          at: { [text]: text },
          estimate: { value: NaN, n: 1, unit: text },
          replicates: { [text]: 1, b: Infinity },
          origin,
        })),
        figures: [
          {
            id: text,
            title: text,
            caption: text,
            spec: houseFigure({
              title: text,
              data: { values },
              mark: { type: 'point', tooltip: { content: 'data' } },
              encoding: {
                x: { field: 'x', type: 'nominal', title: text },
                y: { field: 'y', type: 'quantitative', title: text },
                color: { field: 'x', type: 'nominal', title: text },
              },
            }),
          },
          {
            id: 'linked',
            title: text,
            caption: text,
            spec: { data: { values }, mark: 'point', encoding: { href: { field: 'link' } } },
          },
        ],
        scenes: [{ id: text, title: text, caption: text, frames: [structure, structure], times: [0, 1] }],
        tables: [
          { id: text, title: text, table: new Table([{ name: text, values: [text, text] }]), origin: origins[0] },
        ],
        recordings: [
          {
            id: text,
            recording: {
              kind: 'table',
              table: new Table([{ name: text, values: [text] }]),
              about: { sample: text },
              metadata: { [text]: text },
              origin: origins[1],
              notes: [{ level: 'warning', code: text, text }],
            },
          },
        ],
        notes: [{ level: 'warning', code: text, text, where: text }],
      },
    },
    notes: [{ level: 'serious', code: text, text }],
  };
}

describe('hostile text in every place of a study', () => {
  // Escaping alone must hold, so the page is judged without its own policy too.
  it.each([
    ['all at once, with the policy', attacks.join(' '), true],
    ['all at once, without the policy', attacks.join(' '), false],
    ['one that breaks out of an attribute', attacks[2], false],
    ['a name that objects have already', '__proto__', false],
  ])('runs nothing, loads nothing, breaks nothing: %s', async (_, text, withPolicy) => {
    const html = await renderReport(makeHostileReport(text), buildClientAssets());
    const page = withPolicy ? html : html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    const open = await openPage(page);
    await open.page.locator('.stage').first().scrollIntoViewIfNeeded();
    await open.page.locator('canvas[data-view]').waitFor();
    await open.page.locator('canvas').focus();
    await open.page.keyboard.press('n');
    await open.page.locator('a.number').first().click();
    await open.page.keyboard.press('Escape');
    const chart = open.page.locator('figure.chart').first();
    await chart.scrollIntoViewIfNeeded();
    await open.page.waitForFunction(() => document.querySelector('.tip') !== null);
    await chart.locator('.mark-symbol.role-mark path').first().hover({ force: true });
    await chart.locator('.mark-symbol.role-mark path').first().click({ force: true });
    expect(await open.page.locator('figure.chart').nth(1).textContent()).toContain('holds a link');
    expect(await open.page.evaluate(() => (window as { hurt?: number }).hurt)).toBeUndefined();
    expect(
      await open.page
        .locator(
          'iframe, img:not([src^="data:image/svg+xml,"]), object, embed, base, main script, main style, header script',
        )
        .count(),
    ).toBe(0);
    expect(
      await open.page.evaluate(() =>
        [...document.querySelectorAll('*')].flatMap((e) =>
          [...e.attributes].filter((a) => /^on/i.test(a.name)).map((a) => a.name),
        ),
      ),
    ).toEqual([]);
    const links = await open.page.evaluate(() =>
      [...document.querySelectorAll('a')].map((a) => a.getAttribute('href') ?? a.getAttribute('xlink:href') ?? ''),
    );
    for (const link of links) expect(link).toMatch(/^(#|https:\/\/|data:text\/csv)/);
    expect(open.requests).toEqual([]);
    expect(open.complaints).toEqual([]);
    await open.close();
  });
});
