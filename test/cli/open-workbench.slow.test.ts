import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { closeBrowser, findSerious, startBrowser } from '../ui/browser.js';
import { expectNoSidewaysScroll } from '../ui/harmless.js';
import { fileOf, makeCycling } from '../ui/workbench-page.js';
import { makeFolder, runCli, startCli, WALK } from './run-cli.js';

afterAll(closeBrowser);

const PATIENT = { timeout: 120_000 };

/** Opens a workbench as a user would, and its page in a browser. */
async function open(
  folder: string,
): Promise<{ page: Page; child: ReturnType<typeof startCli>['child']; complaints: string[] }> {
  const { child } = startCli(['open', 'my', '--no-browser'], folder);
  const url = await new Promise<string>((done) => child.stdout.once('data', (c: Buffer) => done(c.toString().trim())));
  const page = await (await startBrowser()).newPage({ bypassCSP: true });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(url);
  await page.waitForURL((url) => !url.searchParams.has('token'));
  return { page, child, complaints };
}

it('leads from ten files with unhelpful names to groups, a claim, a run and a report', async () => {
  const folder = makeFolder();
  await runCli(['study', 'init', 'my'], folder);
  const { page, child, complaints } = await open(folder);
  await page.getByRole('link', { name: 'Data', exact: true }).click();
  const names = Array.from({ length: 10 }, (_, k) => `${k < 5 ? 'p' : 'xb'}_${k + 1}_2024.csv`);
  await page
    .getByLabel('Files …')
    .setInputFiles(names.map((name, k) => fileOf(name, makeCycling(0.002 + 1e-5 * (k % 5), k < 5 ? 0.97 : 0.99))));
  await page.getByText('10 files, all read').waitFor(PATIENT);
  await page.getByRole('link', { name: 'Compare', exact: true }).first().click();
  await page.locator('.wb-held').waitFor(PATIENT);
  expect(await page.locator('.wb-group').allInnerTexts()).toHaveLength(3);
  await page.getByLabel('Name of group xb').fill('coated');
  await page.getByLabel('Name of group xb').press('Enter');
  await page.getByLabel('Name of group coated').waitFor(PATIENT);
  await page.getByLabel('Quantity').selectOption({ label: 'discharge capacity' });
  await page.locator('label', { hasText: /^at / }).locator('select').selectOption('cycle 4');
  // Capacities fall by 0.97 and 0.99 a cycle: after three their ratio is (0.99/0.97)³.
  await expect.poll(() => page.locator('.wb-held output').innerText(), PATIENT).toMatch(/^1\.06[23]/);
  await expect.poll(() => page.getByLabel('Says').inputValue(), PATIENT).toContain('in coated than in p');
  await page.getByRole('button', { name: 'Make this a claim' }).click();
  await page.locator('.wb-form').waitFor(PATIENT);
  const study = parse(readFileSync(join(folder, 'my/study.yaml'), 'utf8')) as {
    samples: Record<string, { files: string[] }>;
    claims: Record<string, { compare: string; expect: string }>;
  };
  expect(study.samples.coated.files).toHaveLength(5);
  expect(Object.values(study.claims)).toEqual([
    expect.objectContaining({ compare: 'coated / p', expect: '> 1', measure: 'cycling.discharge_capacity at cycle 4' }),
  ]);
  await page.getByRole('button', { name: 'Verdicts and run' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => page.locator('.wb-board .verdict').innerText(), PATIENT).toBe('supported');
  await page.getByText('the study has run; its report is written').waitFor(PATIENT);
  await page.locator('.wb-run').getByText('every result is kept').waitFor(PATIENT);
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    // What has just changed flashes, which is no colour to be judged.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    expect(await findSerious(page), `${colorScheme}, ${width} px`).toEqual([]);
    await expectNoSidewaysScroll(page);
  }
  await page.getByRole('button', { name: 'Report', exact: true }).click();
  await page.frameLocator('iframe').getByText('1 supported').first().waitFor(PATIENT);
  expect(readdirSync(join(folder, 'my/data'))).toHaveLength(10);
  expect(complaints).toEqual([]);
  child.kill('SIGINT');
});

it('goes on with a run whose server was killed', async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, 'my'));
  writeFileSync(
    join(folder, 'my/study.yaml'),
    `title: Walk\nplugins: [${WALK}]\nevidence:\n  walk: { simulate: test/walk, seeds: [1, 2], steps: 2000, pause: 50 }\n`,
  );
  const first = await open(folder);
  await first.page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(() => existsSync(join(folder, 'my/.cermet/runs')), PATIENT).toBe(true);
  first.child.kill('SIGKILL');
  await first.page.getByText('The server has stopped.').waitFor(PATIENT);
  const second = await open(folder);
  await second.page.getByRole('button', { name: 'Run', exact: true }).click();
  await second.page.getByText('the study has run; its report is written').waitFor(PATIENT);
  expect(existsSync(resolve(folder, 'my/report.html'))).toBe(true);
  second.child.kill('SIGINT');
});
