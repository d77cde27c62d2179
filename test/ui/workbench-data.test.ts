import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, findSerious, type OpenPage } from './browser.js';
import { expectNoSidewaysScroll } from './harmless.js';
import { fileOf, makeCycling, makeSpectrum, openWorkbench } from './workbench-page.js';

afterAll(closeBrowser);

const PATIENT = { timeout: 60_000 };
const POSCAR = `rock salt
1.0
4.2 0 0
0 4.2 0
0 0 4.2
Ni O
4 4
Direct
0 0 0
0.5 0.5 0
0.5 0 0.5
0 0.5 0.5
0.5 0.5 0.5
0 0 0.5
0 0.5 0
0.5 0 0
`;

/** Gives files to the page as who chooses them would. */
async function choose(page: Page, files: Parameters<ReturnType<Page['locator']>['setInputFiles']>[0]): Promise<void> {
  await page.locator('input[type=file]:not([webkitdirectory])').first().setInputFiles(files);
}

describe('the Data view', () => {
  let open: OpenPage;
  let page: Page;
  beforeAll(async () => {
    open = await openWorkbench({ colorScheme: 'light' });
    page = open.page;
    await choose(page, [
      fileOf('P-01.bdf.csv', makeCycling(0.002, 0.99)),
      fileOf('C-01.bdf.csv', makeCycling(0.002, 0.999)),
      fileOf('P-02.bdf.csv', makeCycling(0.00201, 0.988)),
      fileOf('eis.csv', makeSpectrum(20)),
      fileOf('POSCAR', POSCAR),
      fileOf('notes.txt', 'nothing that a reader knows\n'),
    ]);
    await page.getByText('6 files, 1 could not be read').waitFor(PATIENT);
  });
  afterAll(() => open.close());

  it('lists each file with its kind, its sample and why it could not be read', async () => {
    const rows = await page.locator('.wb-rows li').allInnerTexts();
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatch(/P-01\.bdf\.csv\s+Cycling, 320 rows\s+P/);
    expect(rows[3]).toMatch(/Impedance, 41 rows/);
    expect(rows[4]).toMatch(/Structure, 1 frame/);
    expect(rows[5]).toMatch(/could not be read/);
    await page.getByRole('link', { name: /notes\.txt/ }).click();
    await page.locator('.wb-inspector').getByText('a single line of text').waitFor(PATIENT);
    // The list of readers comes from the worker after the row.
    await expect.poll(() => page.locator('.wb-inspector select option').count(), PATIENT).toBeGreaterThan(50);
  });

  it('is one stop of the Tab key with all its files, among which arrows lead', async () => {
    const stops = (): Promise<number> => page.locator('.wb-rows a[tabindex="0"]').count();
    expect(await stops()).toBe(1);
    await page.locator('.wb-rows a').first().focus();
    const focused = (): Promise<string> => page.locator('.wb-rows a:focus .wb-row-name').innerText();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe('C-01.bdf.csv');
    await page.keyboard.press('End');
    expect(await focused()).toBe('notes.txt');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.wb-file').getByText('C-01.bdf.csv').waitFor(PATIENT);
    expect(await stops()).toBe(1);
  });

  it('draws a test against time, by cycle and cycle by cycle, with the numbers as a table', async () => {
    await page.getByRole('link', { name: /P-01/ }).click();
    await expect.poll(() => page.locator('.wb-plot').count(), PATIENT).toBe(2);
    expect(await page.locator('.wb-plot').first().getAttribute('aria-label')).toContain('voltage / V against time / h');
    await page.getByRole('button', { name: 'Capacity', exact: true }).click();
    await page.locator('.wb-panel').first().getByText('Table').click();
    const table = await page.locator('.wb-twin table').first().innerText();
    // Charge of the first cycle: 2 mAh.
    expect(table).toMatch(/charge\s+1\s+2\b/);
    expect(page.url()).toContain('show=capacity');
    await page.goBack();
    await expect.poll(() => page.url()).not.toContain('show=capacity');
  });

  it('draws a spectrum with equal scales, and says what Kramers and Kronig say', async () => {
    await page.getByRole('link', { name: /eis\.csv/ }).click();
    await page.getByText('−Im Z').or(page.locator('.wb-panel.tall')).first().waitFor(PATIENT);
    expect(await page.locator('.wb-plot').getAttribute('aria-label')).toContain('−Im Z / Ω against Re Z / Ω');
    await page.getByRole('button', { name: 'Kramers–Kronig' }).click();
    await page.getByText(/Kramers–Kronig residuals: [\d.e-]+ % of/).waitFor(PATIENT);
  });

  it('shows atoms in three dimensions', async () => {
    await page.getByRole('link', { name: /POSCAR/ }).click();
    await page.locator('.stage.live canvas').waitFor(PATIENT);
    expect(await page.locator('.stage .panel').innerText()).toContain('Ni');
  });

  it('gives a file another sample, and takes that back', async () => {
    await page.getByRole('link', { name: /C-01/ }).click();
    await page.getByLabel('Sample of this file').fill('coated');
    await page.getByLabel('Sample of this file').press('Enter');
    await expect.poll(() => page.locator('.wb-rows').innerText()).toContain('coated');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.locator('.wb-rows').innerText()).not.toContain('coated');
  });

  it('says nothing on the console and asks for nothing', () => {
    expect(open.complaints).toEqual([]);
    expect(open.requests).toEqual([]);
  });
});

describe.each([
  ['light', 1280, undefined],
  ['dark', 1280, ['color-contrast']],
  ['light', 390, undefined],
  ['dark', 390, ['color-contrast']],
] as const)('in %s at %d px', (colorScheme, width, rules) => {
  it('has nothing that an accessibility checker finds serious, and no sideways scroll', async () => {
    const open = await openWorkbench({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    const { page } = open;
    const check = async (view: string): Promise<void> => {
      expect(await findSerious(page, rules)).toEqual([]);
      await expectNoSidewaysScroll(page);
      if (process.env.SHOTS)
        await page.screenshot({ path: `${process.env.SHOTS}/${view}-${colorScheme}-${width}.png` });
    };
    try {
      await check('empty');
      await choose(page, [
        ...[1, 2, 3, 4].map((k) =>
          fileOf(`${k < 3 ? 'pristine' : 'coated'}-${k}.csv`, makeCycling(0.002 + 1e-5 * k, k < 3 ? 0.97 : 0.99)),
        ),
        fileOf('x.txt', 'nothing\n'),
      ]);
      await page.getByText('5 files, 1 could not be read').waitFor(PATIENT);
      await expect.poll(() => page.locator('.wb-plot').count(), PATIENT).toBe(2);
      await check('data');
      await page.getByRole('link', { name: 'Compare', exact: true }).first().click();
      await page.locator('.wb-figure svg').waitFor(PATIENT);
      await page.locator('.wb-held').waitFor(PATIENT);
      await page.getByText('Cells and analyses').click();
      await check('compare');
    } finally {
      await open.close();
    }
  });
});
