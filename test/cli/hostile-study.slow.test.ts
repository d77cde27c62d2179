import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { attacks } from '../ui/attacks.js';
import { closeBrowser, findSerious, startBrowser } from '../ui/browser.js';
import { expectHarmless, expectNoSidewaysScroll } from '../ui/harmless.js';
import { fileOf, makeCycling } from '../ui/workbench-page.js';
import { makeFolder, startCli } from './run-cli.js';

afterAll(closeBrowser);

const PATIENT = { timeout: 60_000 };
/** Without what the names of a study cannot be: halves of characters. */
const hostile = `${attacks.join(' ').replaceAll(/\p{Surrogate}/gu, '')} ${'W'.repeat(300)} \u202eשלום عالم \u2066x`;

/** A study of two groups of two cells, all of whose names and texts are hostile. */
const study = {
  title: hostile,
  description: hostile,
  authors: [hostile],
  references: [{ text: hostile, url: 'https://example.org/' }],
  samples: {
    [hostile]: { title: hostile, material: hostile, treatment: { [hostile]: hostile }, description: hostile },
    ['__proto__']: { title: hostile },
    constructor: { from: hostile },
  },
  evidence: {
    cycling: {
      title: hostile,
      kind: 'cycling',
      files: { [hostile]: ['data/a1.csv', 'data/a2.csv'], ['__proto__']: ['data/b1.csv', 'data/b2.csv'] },
    },
  },
  claims: {
    [hostile]: {
      says: hostile,
      measure: 'cycling.discharge_capacity at cycle 4',
      compare: `${hostile} / __proto__`,
      expect: '> 1',
      published: hostile,
      where: hostile,
      group: hostile,
    },
    ['__proto__']: {
      says: hostile,
      measure: 'cycling.discharge_capacity at cycle 4',
      compare: '__proto__',
      expect: '< 1 mAh',
    },
  },
};

/** In light at the width of a screen, and its contrast alone in dark at that of a telephone. */
async function expectFits(page: Page, shot: string): Promise<void> {
  for (const [colorScheme, width] of [
    ['dark', 390],
    ['light', 1280],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await expectNoSidewaysScroll(page);
    expect(await findSerious(page, colorScheme === 'dark' ? ['color-contrast'] : undefined)).toEqual([]);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/hostile-${shot}-${width}.png` });
  }
}

it('opens, changes and runs a study whose every text is hostile; nothing else runs, and every name stays', async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, 'my'));
  const file = join(folder, 'my/study.yaml');
  const onDisk = (): typeof study => parse(readFileSync(file, 'utf8')) as typeof study;
  writeFileSync(file, stringify(study));
  const { child } = startCli(['open', 'my', '--no-browser'], folder);
  const url = await new Promise<string>((done) => child.stdout.once('data', (c: Buffer) => done(c.toString().trim())));
  const page = await (await startBrowser()).newPage({ bypassCSP: true, colorScheme: 'light' });
  page.setDefaultTimeout(PATIENT.timeout);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !/^(data|blob):/.test(request.url()))
      complaints.push(request.url());
  });
  await page.goto(`${url.split('#')[0]}#/data`);

  const samples = { a1: hostile, a2: hostile, b1: '__proto__', b2: '__proto__' };
  await page
    .getByLabel('Files …')
    .setInputFiles(
      Object.keys(samples).map((name, k) =>
        fileOf(`${name}.csv`, makeCycling(0.002 + 1e-5 * (k % 2), k < 2 ? 0.99 : 0.97)),
      ),
    );
  await page.getByText('4 files, all read').waitFor(PATIENT);
  for (const [name, sample] of Object.entries(samples)) {
    await page.getByRole('link', { name: `${name}.csv` }).click();
    await expect.poll(() => page.locator('.wb-file').textContent(), PATIENT).toBe(`${name}.csv`);
    await page.getByLabel('Sample of this file').fill(sample);
    await page.getByLabel('Sample of this file').press('Enter');
  }
  await page.getByRole('button', { name: 'Into the study' }).click();
  await page.locator('.wb-board').waitFor(PATIENT);
  const kept = onDisk();
  expect({ ...kept, samples: {} }).toEqual({ ...study, samples: {} });
  expect(new Map(Object.entries(kept.samples))).toEqual(
    new Map<string, object>([
      [hostile, { ...study.samples[hostile], files: ['data/a1.csv', 'data/a2.csv'] }],
      ['__proto__', { title: hostile, files: ['data/b1.csv', 'data/b2.csv'] }],
      ['constructor', study.samples.constructor],
    ]),
  );

  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('the study has run; its report is written').waitFor(PATIENT);
  const words = page.locator('.wb-board .verdict');
  expect(await words.allInnerTexts()).toEqual(['supported', 'not supported']);
  await expectFits(page, 'study');

  const entries = page.locator('.wb-tree li a');
  const choose = async (k: number): Promise<void> => {
    await entries.nth(k).click();
    await entries.nth(k).and(page.locator('[aria-current]')).waitFor(PATIENT);
    await page.locator('.wb-form').waitFor(PATIENT);
  };
  const count = await entries.count();
  for (let k = count - 1; k >= 0; k--) await choose(k);
  await page.getByLabel('Name', { exact: true }).fill('toString');
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect.poll(() => Object.keys(onDisk().samples)[0], PATIENT).toBe('toString');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => Object.keys(onDisk().samples)[0], PATIENT).toBe(hostile);
  const add = page.getByLabel('Name of a new sample');
  await add.fill('<img src=x onerror=window.hurt=14>');
  await add.press('Enter');
  await expect.poll(() => page.locator('.wb-form h2').textContent(), PATIENT).toContain('hurt=14');
  await page.getByLabel('Mass').fill('[<b>');
  await page.getByLabel('Mass').press('Tab');
  await expect.poll(() => readFileSync(file, 'utf8'), PATIENT).toContain('[<b>');
  await choose(count);
  await page.getByLabel('Measures').fill('<i>.<b> at <u>');
  await page.getByLabel('Measures').press('Tab');
  await page.locator('.wb-problems button').first().waitFor(PATIENT);
  await expectFits(page, 'form');
  await expectHarmless(page);
  expect(complaints).toEqual([]);
  child.kill('SIGINT');
});
