// Makes the pictures of docs/workbench.md: node docs/images/make-workbench-pictures.mjs, after npm run build. The files are
// those of examples/coated-against-pristine, and every step is one that a user takes.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '../..');
const cli = join(root, 'dist/cli/main.js');
const data = join(root, 'examples/coated-against-pristine/data');
const files = readdirSync(data)
  .filter((name) => /^(pristine|coated)-\d+\.mpt$/.test(name))
  .map((name) => join(data, name));
const folder = mkdtempSync(join(tmpdir(), 'cermet-pictures-'));
execFileSync(process.execPath, [cli, 'study', 'init', 'my'], { cwd: folder, stdio: 'inherit' });
const study = join(folder, 'my/study.yaml');
writeFileSync(study, readFileSync(study, 'utf8').replace(/^title: .*/m, 'title: Ten cells'));

const server = spawn(process.execPath, [cli, 'open', 'my', '--no-browser'], { cwd: folder });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});
try {
  const url = await new Promise((done) => server.stdout.once('data', (text) => done(String(text).trim())));
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
  page.setDefaultTimeout(300_000);
  const shoot = (name) => page.screenshot({ path: join(import.meta.dirname, `workbench-${name}.png`) });
  const view = (name) => page.getByRole('link', { name, exact: true }).first().click();

  await page.goto(url);
  await view('Data');
  await page.getByLabel('Files …').setInputFiles(files);
  await page.getByText(`${files.length} files, all read`).waitFor();
  await page.getByRole('button', { name: 'dQ/dV' }).click();
  await page.getByText('Incremental capacity').waitFor();
  await shoot('data');

  await view('Compare');
  await page.locator('.wb-held').waitFor();
  await page.getByLabel('Quantity').selectOption({ label: 'discharge capacity' });
  await page.locator('label', { hasText: /^at / }).locator('select').selectOption('cycle 5');
  await page.locator('.wb-figure svg').waitFor();
  await shoot('compare');

  await page.getByRole('button', { name: 'Make this a claim' }).click();
  await page.locator('.wb-form').waitFor();
  await shoot('claim');
  await page.locator('.wb-tree-title a').click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('the study has run; its report is written').waitFor();
  await page.locator('.wb-run').getByText('every result is kept').waitFor();
  await page.waitForFunction(() => document.getAnimations().length === 0);
  await shoot('study');

  await page.setViewportSize({ width: 1440, height: 900 });
  await view('Atoms');
  await page.getByRole('button', { name: 'Run here' }).click();
  await page.locator('.wb-doing').getByText('the interface: quench').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await shoot('atoms');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.setViewportSize({ width: 1280, height: 800 });

  await view('Cell');
  const cell = page.locator('#cell option', { hasText: /^ncm811-coin-half-cell\.json/ });
  await cell.waitFor({ state: 'attached' });
  await page.locator('#cell').selectOption(await cell.getAttribute('value'));
  await page.locator('#status').filter({ hasText: /error [\d.]+ mV/ }).waitFor();
  await shoot('cell');
} finally {
  await browser.close();
  server.kill('SIGINT');
  rmSync(folder, { recursive: true, force: true });
}
