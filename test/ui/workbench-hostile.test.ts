import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { attacks } from './attacks.js';
import { closeBrowser } from './browser.js';
import { expectHarmless, expectNoSidewaysScroll } from './harmless.js';
import { fileOf, makeCycling, openWorkbench } from './workbench-page.js';

afterAll(closeBrowser);

const PATIENT = { timeout: 60_000 };
/** Halves of characters left out: files, and what is typed, have none. */
const hostile = `${attacks.join(' ').replaceAll(/\p{Surrogate}/gu, '')} ${'W'.repeat(300)} \u202eשלום عالم \u2066x`;
const csv = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A cell's file whose every free text is hostile. */
const cell = JSON.stringify({
  ...(JSON.parse(
    readFileSync(new URL('../../data/cells/ncm811-coin-half-cell.json', import.meta.url), 'utf8'),
  ) as object),
  Title: hostile,
  Note: hostile,
});

const write = async (field: Locator, text: string): Promise<void> => {
  await field.fill(text);
  await field.press('Enter');
};

/** Every view at a width of a screen and of a telephone. */
async function expectFits(page: Page): Promise<void> {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    await expectNoSidewaysScroll(page);
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/hostile-${/#\/(\w+)/.exec(page.url())?.[1]}-${width}.png` });
  }
}

it('hostile text in every field of Data, Compare and Cell runs nothing, loads nothing and comes back unchanged', async () => {
  const open = await openWorkbench({ colorScheme: 'light' });
  const { page } = open;
  open.context.setDefaultTimeout(30_000);
  const column = csv(`${hostile} / V`);
  await page
    .locator('input[type=file]:not([webkitdirectory])')
    .first()
    .setInputFiles([
      fileOf(`${hostile} 1.csv`, makeCycling(0.002, 0.99)),
      fileOf(`${hostile} 2.csv`, makeCycling(0.0021, 0.99)),
      fileOf('__proto__', makeCycling(0.002, 0.97)),
      fileOf('constructor', makeCycling(0.0021, 0.97)),
      fileOf(
        'columns.csv',
        `# ${hostile}: ${hostile}\nx,${column},${csv('__proto__')}\n1,2,3\n2,3,${csv(hostile)}\n3,4,5\n`,
      ),
      fileOf(
        'atoms.xyz',
        `2\nLattice="4 0 0 0 4 0 0 0 4" Properties=species:S:1:pos:R:3 __proto__="${hostile.replaceAll('"', '\\"')}" config="<img src=x onerror=window.hurt=12>"\nLi 0 0 0\nO 2 0 0\n`,
      ),
      fileOf('none.xyz', `1\n${hostile.replaceAll('"', "'")}\n<img/src=x/onerror=window.hurt=13> 0 0 0\n`),
      fileOf(`${hostile}.txt`, hostile),
    ]);
  await page.getByText(/^8 files, /).waitFor(PATIENT);
  const paths = await page.locator('.wb-row-name').allTextContents();
  const cycled = [`${hostile} 1.csv`, `${hostile} 2.csv`, '__proto__', 'constructor'];
  expect(paths).toEqual(expect.arrayContaining([...cycled, `${hostile}.txt`]));
  for (const [k, path] of paths.entries()) {
    if (cycled.indexOf(path) > 0) continue;
    await page.locator('.wb-rows a').nth(k).click();
    await expect.poll(() => page.locator('.wb-file').textContent(), PATIENT).toBe(path);
    for (const details of await page.locator('.wb-inspector details').all())
      await details.evaluate((e: HTMLDetailsElement) => (e.open = true));
    const views = page.locator('.wb-switch button');
    for (let v = 0; v < (await views.count()); v++) await views.nth(v).click();
  }
  await page.locator('.wb-rows a').nth(paths.indexOf('columns.csv')).click();
  await page.getByRole('button', { name: 'Any columns' }).click();
  await page.locator('.wb-plot').waitFor(PATIENT);
  await page.locator('.wb-rows a').nth(paths.indexOf(cycled[0])).click();
  await page.locator('.wb-plot').first().waitFor(PATIENT);
  await expectFits(page);
  const sample = page.getByLabel('Sample of this file');
  for (const [k, name] of [hostile, hostile, '__proto__', '__proto__'].entries()) {
    const row = page.locator('.wb-rows li').nth(paths.indexOf(cycled[k]));
    await row.locator('a').click();
    await expect.poll(() => page.locator('.wb-file').textContent(), PATIENT).toBe(cycled[k]);
    await write(sample, name);
    await expect.poll(() => row.locator('.wb-sample').textContent()).toBe(name);
  }

  await page.getByRole('link', { name: 'Compare', exact: true }).first().click();
  await page.getByLabel('Recordings').selectOption('cycling');
  await page.locator('.wb-held output').waitFor(PATIENT);
  await page.locator('.wb-figure svg').waitFor(PATIENT);
  await expectFits(page);
  const rename = async (from: string, to: string): Promise<void> => {
    await write(page.getByLabel(`Name of group ${from}`), to);
    await page.getByLabel(`Name of group ${to}`).waitFor(PATIENT);
    await page.locator('.wb-held output').waitFor(PATIENT);
  };
  await rename('__proto__', 'a / b');
  await page.getByText('a claim cannot name the group “a / b”').waitFor(PATIENT);
  expect(await page.getByRole('button', { name: 'Save as study.yaml' }).isDisabled()).toBe(true);
  await rename('a / b', 'constructor');
  // What nobody has written names the group as it is called now; what somebody has, stays.
  await expect.poll(() => page.getByLabel('Says').inputValue(), PATIENT).toContain('in constructor than in');
  await page.getByLabel('Says').fill(hostile);
  await rename('constructor', 'another');
  await rename('another', 'constructor');
  await page.getByRole('link', { name: 'Data', exact: true }).first().click();
  await page.getByRole('link', { name: 'Compare', exact: true }).first().click();
  await page.locator('.wb-held output').waitFor(PATIENT);
  expect(await page.getByLabel('Says').inputValue()).toBe(hostile);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as study.yaml' }).click();
  const study = parse(readFileSync(await (await download).path(), 'utf8')) as {
    samples: Record<string, { files: string[] }> & { constructor: { files: string[] } };
    evidence: { cycling: { files: unknown } };
    claims: Record<string, { says: string; compare: string }>;
  };
  expect(Object.keys(study.samples).sort()).toEqual([hostile, 'constructor'].sort());
  expect(study.samples.constructor.files).toEqual(['data/__proto__', 'data/constructor']);
  expect(study.evidence.cycling.files).toEqual({
    [hostile]: study.samples[hostile].files,
    constructor: study.samples.constructor.files,
  });
  const [claim] = Object.values(study.claims);
  expect(claim.says).toBe(hostile);
  expect(claim.compare).toBe(`constructor / ${hostile}`);

  await page.getByRole('link', { name: 'Cell', exact: true }).click();
  await page.getByLabel('Lay over a measured test').selectOption({ index: 1 });
  await page.locator('#cell-file').setInputFiles(fileOf(`${hostile}.json`, `{ ${hostile}`));
  await expect.poll(() => page.locator('#cell-error').innerText(), PATIENT).not.toBe('');
  await page.locator('#cell-file').setInputFiles(fileOf(`${hostile}.json`, cell));
  await expect.poll(() => page.locator('#cell-title').textContent(), PATIENT).toBe(hostile);
  await page.locator('#protocol').fill(hostile);
  await expect.poll(() => page.locator('#protocol-error').innerText(), PATIENT).not.toBe('');
  await expectFits(page);
  await expectHarmless(open.page);
  expect(open.requests).toEqual([]);
  expect(open.complaints).toEqual([]);
  await open.close();
});
