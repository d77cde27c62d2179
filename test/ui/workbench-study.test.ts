import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { closeBrowser, findSerious } from './browser.js';
import { expectNoSidewaysScroll } from './harmless.js';
import { fileOf, makeCycling, openWorkbench } from './workbench-page.js';

afterAll(closeBrowser);

const PATIENT = { timeout: 60_000 };
const to = (page: Page, view: string): Promise<void> =>
  page.getByRole('link', { name: view, exact: true }).first().click();
const dropCells = async (page: Page, cycles: readonly number[]): Promise<void> => {
  await to(page, 'Data');
  const files = cycles.map((count, k) =>
    fileOf(`${k < cycles.length / 2 ? 'pristine' : 'coated'}_${k + 1}.csv`, makeCycling(0.002 + 1e-5 * k, 0.98, count)),
  );
  await page.locator('input[type=file]:not([webkitdirectory])').first().setInputFiles(files);
  await page.getByText(`${cycles.length} files, all read`).waitFor(PATIENT);
};

describe('a study without a server', () => {
  it('is begun, changed by form and text, kept by the browser and saved', async () => {
    const open = await openWorkbench({ colorScheme: 'light' });
    const { page } = open;
    await to(page, 'Study');
    await page.getByRole('button', { name: 'New study' }).click();
    const text = page.locator('textarea.yaml');
    await text.waitFor(PATIENT);
    await page.getByLabel('Name of a new sample').fill('pristine');
    await page.getByLabel('Name of a new sample').press('Enter');
    await page.getByLabel('Material').fill('LiCoO2');
    await page.getByLabel('Material').press('Enter');
    await expect.poll(() => text.inputValue()).toMatch(/pristine:\s+material: LiCoO2/);
    expect(await text.inputValue()).toContain('# What you have');
    await text.fill((await text.inputValue()).replace('title:', 'titel:'));
    await page.locator('.wb-problems').getByText('titel').first().waitFor(PATIENT);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.locator('.wb-problems').getByText('Nothing is wrong with it.').waitFor(PATIENT);
    await page.locator('.wb-saved').getByText('saved', { exact: true }).waitFor(PATIENT);
    const written = await text.inputValue();
    await page.reload();
    await page.getByRole('button', { name: 'Go on with the one in this browser' }).click();
    await expect.poll(() => text.inputValue(), PATIENT).toBe(written);
    await page.locator('.wb-tree-title a').click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save study.yaml' }).click();
    expect(readFileSync(await (await download).path(), 'utf8')).toBe(written);
    expect(open.requests).toEqual([]);
    expect(open.complaints).toEqual([]);
    await open.close();
  });

  it('takes a file, and the claim that a comparison makes, with its evidence and files', async () => {
    const open = await openWorkbench({ colorScheme: 'dark', viewport: { width: 390, height: 900 }, bypassCSP: true });
    const { page } = open;
    await to(page, 'Study');
    expect(await findSerious(page)).toEqual([]);
    await page.getByLabel('Open study.yaml …').setInputFiles(fileOf('study.yaml', '# mine\ntitle: Ten cells\n'));
    await page.getByRole('heading', { name: 'Ten cells' }).waitFor(PATIENT);
    expect(await findSerious(page)).toEqual([]);
    await expectNoSidewaysScroll(page);
    await dropCells(page, [3, 3, 3, 3]);
    await to(page, 'Compare');
    await page.getByRole('button', { name: 'Make this a claim' }).click();
    await page.locator('.wb-form').waitFor(PATIENT);
    const study = await page.locator('textarea.yaml').inputValue();
    expect(study).toMatch(/^# mine\n/);
    const { evidence, claims } = parse(study) as {
      evidence: Record<string, { files: Record<string, string[]> }>;
      claims: Record<string, { compare: string }>;
    };
    expect(evidence.cycling.files).toEqual({
      pristine: ['data/pristine_1.csv', 'data/pristine_2.csv'],
      coated: ['data/coated_3.csv', 'data/coated_4.csv'],
    });
    expect(Object.values(claims).map(({ compare }) => compare)).toEqual(['coated / pristine']);
    await page.locator('.wb-problems').getByText('Nothing is wrong with it.').waitFor(PATIENT);
    expect(await page.locator('.wb-said').innerText()).toContain('Put them into data/ beside study.yaml');
    expect(open.complaints).toEqual([]);
    await open.close();
  });
});

it('says of each cell that has no value why, where the values stand', async () => {
  const open = await openWorkbench();
  const { page } = open;
  await dropCells(page, [4, 4, 4, 2]);
  await to(page, 'Compare');
  await page.locator('.wb-held').waitFor(PATIENT);
  await page.getByLabel('Quantity').selectOption({ label: 'discharge capacity' });
  await page.locator('label', { hasText: /^at / }).locator('select').selectOption('cycle 4');
  const row = page.locator('.wb-groups-table tr', { hasText: 'coated' });
  await expect
    .poll(() => row.locator('.wb-missing').innerText(), PATIENT)
    .toBe('coated_4.csv: no value, because it has its discharge capacity at cycle 1, cycle 2 only');
  expect(await page.locator('.wb-groups-table tr', { hasText: 'pristine' }).locator('.wb-missing').count()).toBe(0);
  expect(open.complaints).toEqual([]);
  await open.close();
});
