import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAny, makeSource } from '../../src/io/index.js';
import { createCermet } from '../../src/workbench/index.js';
import { makeNexus } from '../io/diffraction/make-nexus.js';
import { closeBrowser, type OpenPage, openPage, startBrowser } from './browser.js';
import { makeWorkbenchHtml } from './workbench-page.js';

afterAll(closeBrowser);

const PATIENT = { timeout: 60_000 };
const POINTS = 400;

/** A pattern of one reflection, its wavelength in nanometres. */
const makePattern = (): Promise<Uint8Array> =>
  makeNexus({
    axis: {
      name: 'two_theta',
      values: Float64Array.from({ length: POINTS }, (_, i) => ((10 + 0.02 * i) * Math.PI) / 180),
      units: 'rad',
    },
    signal: {
      name: 'data',
      values: Float64Array.from({ length: POINTS }, (_, i) =>
        Math.round(200 + 5000 * Math.exp(-(((i - 150) / 9) ** 2))),
      ),
      units: 'counts',
    },
    wavelength: { value: 0.15406, units: 'nm' },
    title: 'NCM811',
  });

const fileOf = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(bytes),
});

async function choose(page: Page, files: ReturnType<typeof fileOf>[]): Promise<void> {
  await page.locator('input[type=file]:not([webkitdirectory])').first().setInputFiles(files);
}

/** Every number that the page shows of a curve, from the file that it gives. */
async function numbersOf(page: Page): Promise<number[][]> {
  await page.locator('.wb-plot canvas').waitFor(PATIENT);
  await page.locator('.wb-twin summary').click();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: `All ${POINTS} points as CSV` }).click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await saved.createReadStream()) chunks.push(chunk as Buffer);
  const [, ...lines] = Buffer.concat(chunks).toString().trim().split('\n');
  return lines.map((line) => line.split(',').slice(1).map(Number));
}

/** What Node's reader makes of the same bytes. */
async function numbersInNode(bytes: Uint8Array): Promise<number[][]> {
  const cermet = createCermet();
  const read = await readAny(makeSource('a.nxs', bytes), {
    readers: await cermet.readers(),
    folderReaders: await cermet.folderReaders(),
  });
  const { table } = read.recordings[0];
  const [x, y] = [table.column('two_theta_degree'), table.column('counts')];
  return Array.from(x, (v, i) => [v, y[i]]);
}

describe('NeXus in the page', () => {
  let open: OpenPage;
  let page: Page;
  let bytes: Uint8Array;
  beforeAll(async () => {
    bytes = await makePattern();
    open = await openPage(await makeWorkbenchHtml());
    page = open.page;
  });
  afterAll(() => open.close());

  it('draws a pattern whose every number is that of Node', async () => {
    await choose(page, [fileOf('a.nxs', bytes)]);
    await page.getByText('1 file, all read').waitFor(PATIENT);
    const shown = await numbersOf(page);
    expect(shown).toHaveLength(POINTS);
    expect(shown).toEqual(await numbersInNode(bytes));
  });

  it('says what is wrong with damaged files, and reads the next', async () => {
    const cut = bytes.slice(0, bytes.length >> 1);
    const scattered = bytes.map((byte, i) => (i > 96 && i % 7 === 0 ? byte ^ 0x5a : byte));
    await choose(page, [fileOf('cut.nxs', cut), fileOf('scattered.nxs', scattered), fileOf('b.nxs', bytes)]);
    await page.getByText('4 files, 2 could not be read').waitFor(PATIENT);
    await page.getByRole('link', { name: /cut\.nxs/ }).click();
    const why = page.locator('.wb-inspector .complaint');
    await why.getByText(/cut\.nxs/).waitFor(PATIENT);
    expect(await why.innerText()).toMatch(/the file is damaged/);
    await page.getByRole('link', { name: /b\.nxs/ }).click();
    expect(await numbersOf(page)).toEqual(await numbersInNode(bytes));
    expect(open.complaints).toEqual([]);
    expect(open.requests).toEqual([]);
  });
});

it('reads NeXus where the page is a file of its own, without a server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-nexus-page-'));
  const file = join(folder, 'cermet.html');
  writeFileSync(file, await makeWorkbenchHtml());
  const context = await (await startBrowser()).newContext({ acceptDownloads: true });
  try {
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    const bytes = await makePattern();
    await choose(page, [fileOf('a.nxs', bytes)]);
    await page.getByText('1 file, all read').waitFor(PATIENT);
    expect(await numbersOf(page)).toEqual(await numbersInNode(bytes));
  } finally {
    await context.close();
    rmSync(folder, { recursive: true });
  }
});
