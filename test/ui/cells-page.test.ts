import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAgeing, parseCell, parseProtocol, simulateCell, type ModelName } from '../../src/cells/index.js';
import { renderWorkbenchPage } from '../../src/workbench/page/index.js';
import { closeBrowser, findSerious, openPage, startBrowser, type OpenPage } from './browser.js';
import { buildClientAssets } from './client-assets.js';

const names = ['ncm811-graphite-pouch', 'ncm811-coin-half-cell', 'lithium-symmetric-cell'];
const files = names.map((name) => ({
  name: `${name}.json`,
  text: readFileSync(new URL(`../../data/cells/${name}.json`, import.meta.url), 'utf8'),
}));
let html = '';

beforeAll(async () => {
  await startBrowser(['--disable-gpu-compositing']);
  html = await renderWorkbenchPage(
    { served: false, study: false, opened: [], cells: files },
    buildClientAssets('workbench'),
  );
});
afterAll(closeBrowser);

const drawn = (page: Page): Promise<number> =>
  page.locator('#voltage-figure').evaluate((e: HTMLElement) => Number(e.dataset.drawn ?? 0));
const status = (page: Page): Promise<string> => page.locator('#status').innerText();

/** Waits until the page has come to rest: the curve stands, and its error is known. */
async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    /^computed in .*; error [\d.e-]+ mV$/.test(document.getElementById('status')!.textContent!),
  );
}

/** Does something that asks for another curve, and waits for it. */
async function change(page: Page, act: () => Promise<unknown>): Promise<void> {
  const before = await drawn(page);
  await act();
  await expect.poll(() => drawn(page)).toBeGreaterThan(before);
  await settle(page);
}

/** Path of the line of the setting shown, or of the one before. */
const lineOf = async (page: Page, layer: 'now' | 'before'): Promise<string> =>
  (
    await page
      .locator(`#voltage-figure .layer_${layer === 'now' ? 1 : 0}_marks path`)
      .evaluateAll((paths) => paths.map((p) => p.getAttribute('d') ?? ''))
  ).join();
/** Lines that the legend names. */
const linesNamed = (page: Page): Promise<string[]> =>
  page.locator('#voltage-figure .role-legend-label text').allTextContents();
/** Points of a line; axes may change, these do not. */
const pointsOf = async (page: Page, layer: 'now' | 'before'): Promise<number> =>
  (await lineOf(page, layer)).split('L').length;

async function save(page: Page, button: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: file.suggestedFilename(), text: readFileSync((await file.path())!, 'utf8') };
}

/** Columns of a csv by their heads. */
function readCsv(text: string): Map<string, string[]> {
  const [head, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  return new Map(head.map((name, k) => [name, rows.map((row) => row[k])]));
}

/** Simulates in Node what the page is set to, and compares the two tables. */
async function expectSameAsNode(page: Page): Promise<void> {
  const cell = parseCell((await save(page, 'Cell as JSON')).text);
  const celsius = Number.parseFloat((await page.locator('#temperature-value').innerText()).replace('−', '-'));
  const protocol = parseProtocol(await page.locator('#protocol').inputValue());
  const model = (await page.locator('#model').inputValue()) as ModelName;
  const { recording } = await simulateCell(cell, protocol, { model, temperature: celsius + 273.15 });
  const there = readCsv((await save(page, 'Table as BDF csv')).text);
  const voltage = recording.table.column('voltage_volt');
  expect(there.get('Voltage / V')).toHaveLength(voltage.length);
  const largest = (label: string, here: ArrayLike<number>): number =>
    there.get(label)!.reduce((most, text, k) => Math.max(most, Math.abs(Number(text) - here[k])), 0);
  // The same program; the last digits of exp and the like differ between two builds of the engine, and one can make
  // Newton's iterations stop a step earlier. Both lie far below the tolerance of 2e-5.
  expect(largest('Voltage / V', voltage)).toBeLessThan(1e-7);
  // Steps end on a root, found to about a millionth of the step.
  expect(largest('Test Time / s', recording.table.column('test_time_second'))).toBeLessThan(1e-3);
  expect(largest('voltage_volt_sigma', recording.table.get('voltage_volt').sigma!)).toBeLessThan(1e-7);
}

describe('the page of a virtual cell', () => {
  let open: OpenPage;
  let page: Page;
  beforeAll(async () => {
    open = await openPage(html, { colorScheme: 'light' }, '#/cell');
    page = open.page;
    await settle(page);
  });
  afterAll(() => open.close());

  it('opens with the curve of its first cell, which is what Node gives', async () => {
    expect(await page.locator('#cell-title').innerText()).toContain('pouch cell');
    expect(await page.locator('#protocol').inputValue()).toBe('discharge at 1C to 2.8 V; rest 10 min');
    expect(await linesNamed(page)).toEqual(['this setting']);
    // Rows at given times can be compared; those at the steps of the integrator fall a little otherwise where one exp
    // is rounded otherwise.
    await change(page, () =>
      page.locator('#protocol').fill('discharge at 1C to 2.8 V every 10 s; rest 10 min every 10 s'),
    );
    expect(await page.locator('#steps').innerText()).toContain('voltage reached 2.8 V');
    expect(await page.locator('#notes').innerText()).toMatch(/error of mesh and tolerance: .* mV typical/);
    await expectSameAsNode(page);
  });

  it('draws another curve when a slider moves, and keeps the one before', async () => {
    const first = await pointsOf(page, 'now');
    await change(page, async () => {
      await page.locator('#rate').focus();
      for (let k = 0; k < 5; k++) await page.keyboard.press('ArrowRight');
    });
    expect(await page.locator('#rate-value').innerText()).toBe('1.2C');
    expect(await page.locator('#protocol').inputValue()).toBe(
      'discharge at 1.2C to 2.8 V every 10 s; rest 10 min every 10 s',
    );
    expect(await pointsOf(page, 'before')).toBe(first);
    expect(await linesNamed(page)).toEqual(['before', 'this setting']);
    expect(await lineOf(page, 'now')).not.toBe(await lineOf(page, 'before'));
    await expectSameAsNode(page);
  });

  it.each([
    ['temperature', 'Home', '-20 °C'],
    ['radius', 'End', '20.9 µm'],
    ['thickness', 'PageUp', '46.3 µm'],
    ['resistance', 'End', '800 mΩ'],
  ])('gives the numbers of Node with another %s', async (slider, key, value) => {
    await change(page, () => page.locator(`#${slider}`).press(key));
    expect(await page.locator(`#${slider}-value`).innerText()).toBe(value);
    expect(await page.locator(`#${slider}`).getAttribute('aria-valuetext')).toBe(value);
    await expectSameAsNode(page);
    await change(page, () => page.getByRole('button', { name: 'As in the file' }).click());
    if (slider === 'temperature') expect(await page.locator('#temperature-value').innerText()).toBe('25 °C');
  });

  it.each(['spme', 'spm'])('gives the numbers of Node with %s', async (model) => {
    await change(page, () => page.locator('#model').selectOption(model));
    await expectSameAsNode(page);
  });

  it('keeps a pinned curve while others come and go', async () => {
    await change(page, () => page.locator('#model').selectOption('dfn'));
    await page.getByRole('button', { name: 'Pin this curve' }).click();
    expect(await page.getByRole('button', { name: 'Unpin' }).getAttribute('aria-pressed')).toBe('true');
    const label = (): Promise<string | null> => page.locator('#voltage-figure').getAttribute('aria-label');
    const pinned = await pointsOf(page, 'before');
    for (const key of ['End', 'ArrowLeft']) await change(page, () => page.locator('#resistance').press(key));
    expect(await pointsOf(page, 'before')).toBe(pinned);
    expect(await label()).toMatch(/^Voltage against time: [\d.]+ V at the beginning/);
    await page.getByRole('button', { name: 'Unpin' }).click();
  });

  it('draws voltage against the charge of each step', async () => {
    await page.locator('#axis').selectOption('byCharge');
    await expect.poll(() => page.locator('#voltage-figure').innerHTML()).toContain('charge passed in the step / mAh');
    await page.locator('#axis').selectOption('byTime');
    await expect.poll(() => page.locator('#voltage-figure').innerHTML()).toContain('time / h');
  });

  it('says what is wrong with a protocol, and goes on when it is right', async () => {
    await page.locator('#protocol').fill('discharge at 1C');
    await expect.poll(() => page.locator('#protocol-error').innerText()).toContain('never ends');
    await change(page, () =>
      page.locator('#protocol').fill('discharge at 100 mA for 10 min; discharge at 200 mA for 5 min'),
    );
    expect(await page.locator('#protocol-error').innerText()).toBe('');
    expect(await page.locator('#rate').isDisabled()).toBe(true);
    expect(await page.locator('#steps tbody tr').count()).toBe(2);
  });

  it('runs a protocol by name, with its spectra, and stops a long one where it is', async () => {
    await change(page, () => page.locator('#shipped').selectOption('eis'));
    expect(await page.locator('#impedance-figure .mark-line path').count()).toBeGreaterThanOrEqual(1);
    expect((await save(page, 'Spectrum 1 as csv')).text.split('\n')[0]).toContain('Frequency / Hz');
    await page.locator('#shipped').selectOption('pouch-500');
    expect(await page.locator('#temperature').isDisabled()).toBe(true);
    await page.locator('#stop').click();
    await expect.poll(() => status(page)).toMatch(/^computed in/);
    expect(await page.locator('#steps caption').innerText()).toMatch(/^Steps/);
    const count = await page.locator('#steps tbody tr th').last().innerText();
    // How far it came is the machine's affair.
    expect(Number(count)).toBeGreaterThan(0);
    expect(Number(count)).toBeLessThan(1504);
  });

  it('answers a slider while a long run is under way', async () => {
    await page.locator('#shipped').selectOption('pouch-500');
    await expect.poll(() => status(page)).toMatch(/of 1504 steps/);
    await change(page, () => page.locator('#shipped').selectOption('')); // back to the cell's own test
    expect(await page.locator('#steps tbody tr').count()).toBe(2);
  });

  it('takes a parameter file of yours, and says what is wrong with another', async () => {
    const pouch = JSON.parse(files[0].text) as {
      Header: { Title: string };
      Parameterisation: { Cell: Record<string, number> };
    };
    pouch.Header.Title = 'a cell of mine';
    await change(page, () =>
      page
        .locator('#cell-file')
        .setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(pouch)) }),
    );
    expect(await page.locator('#cell-title').innerText()).toBe('a cell of mine');
    expect((await save(page, 'Cell as JSON')).name).toBe('mine.json');
    pouch.Parameterisation.Cell['Nominal cell capacity [A.h]'] = -1;
    await page
      .locator('#cell-file')
      .setInputFiles({ name: 'wrong.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(pouch)) });
    await expect.poll(() => page.locator('#cell-error').innerText()).toContain('Nominal cell capacity');
    expect(await page.locator('#cell-title').innerText()).toBe('a cell of mine');
    await change(page, () =>
      page.evaluate((text) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], 'dropped.json'));
        document
          .querySelector('#results')!
          .dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      }, files[0].text),
    );
    expect(await page.locator('#cell option:checked').innerText()).toMatch(/^dropped\.json: NCM811/);
  });

  it('offers a lithium-lithium cell what it has', async () => {
    await change(page, () => page.locator('#cell').selectOption('2'));
    expect(await page.locator('#model option:not([disabled])').allInnerTexts()).toEqual(['dfn']);
    expect(await page.locator('#radius').isDisabled()).toBe(true);
    expect(await page.locator('#ageing').isHidden()).toBe(true);
    await change(page, () => page.locator('#protocol').fill('charge at 2 mA/cm2 for 1 h every 20 s'));
    await expectSameAsNode(page);
  });

  it('ages a bare and a coated cell side by side, as Node does', async () => {
    await change(page, () => page.locator('#cell').selectOption('1'));
    await page.locator('#cycles').fill('3');
    await page.getByRole('button', { name: 'Age both' }).click();
    await expect.poll(() => page.locator('#ageing-status').innerText()).toMatch(/^3 cycles of each/);
    const cell = parseCell(files[1].text);
    const cycle = parseProtocol(`repeat 3 times: ${await page.locator('#cycle').inputValue()}; end`);
    await page.locator('#ageing summary').click();
    const coated = (await save(page, 'Mechanisms and coating as JSON')).text;
    const { coating, ...bare } = JSON.parse(coated) as { coating: object };
    expect(coating).toMatchObject({ outer_coverage: 0.975, boundary_coverage: 0.825 });
    for (const [column, text] of [JSON.stringify(bare), coated].entries()) {
      const run = await simulateCell(cell, cycle, {
        nodes: 8,
        shells: 10,
        tolerance: 3e-4,
        errorEstimate: false,
        mechanisms: parseAgeing(text, cell).mechanisms,
      });
      const last = -run.steps.at(-1)!.charge / 3600;
      const fade = readCsv((await save(page, `Every cycle, ${['bare', 'coated'][column]}, as csv`)).text);
      expect(fade.get('cycle_count')).toEqual(['1', '2', '3']);
      // [Ah] The same program; three cycles of last digits.
      expect(Number(fade.get('capacity_ah')![2])).toBeCloseTo(last, 9);
      expect(await page.locator('#ageing-table tbody tr').nth(2).locator('td').nth(column).innerText()).toBe(
        `${Number((1000 * last).toPrecision(5))} mAh`,
      );
    }
    expect(await page.locator('#capacity-figure .mark-line path').count()).toBeGreaterThanOrEqual(2);
  });

  it('says what is wrong with mechanisms', async () => {
    const field = page.locator('#mechanisms');
    const text = await field.inputValue();
    await field.fill(text.replace('film-on-cathode', 'film-on-catode'));
    await page.getByRole('button', { name: 'Age both' }).click();
    await expect.poll(() => page.locator('#cycle-error').innerText()).toContain('did you mean "film-on-cathode"');
    await field.fill(text);
  });

  it('stops ageing at once and keeps the cycles that are done', async () => {
    await page.locator('#cycles').fill('5000');
    await page.getByRole('button', { name: 'Age both' }).click();
    await expect
      .poll(async () => Number(await page.locator('#ageing-table tbody tr').first().locator('td').first().innerText()))
      .toBeGreaterThanOrEqual(5);
    await page.locator('#cancel').click();
    await page.locator('#run').waitFor({ state: 'visible' });
    expect(await page.locator('#ageing-status').innerText()).toMatch(/^\d+ cycles of/);
    expect(
      Number(await page.locator('#ageing-table tbody tr').first().locator('td').first().innerText()),
    ).toBeGreaterThanOrEqual(5);
    expect(await page.locator('#ageing-notes').innerText()).toContain('stopped');
    expect(await page.getByRole('button', { name: 'Age both' }).isVisible()).toBe(true);
  });

  it('has done all this without a request or a complaint', () => {
    expect(open.requests).toEqual([]);
    expect(open.complaints).toEqual([]);
  });
});

describe('accessibility', () => {
  it.each([
    ['light', undefined],
    ['dark', ['color-contrast']],
  ] as const)('has no serious finding of axe in %s', async (colorScheme, rules) => {
    const { page, close } = await openPage(
      html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''),
      { colorScheme, reducedMotion: 'reduce' },
      '#/cell',
    );
    await settle(page);
    await page.locator('#cycles').fill('2');
    await page.getByRole('button', { name: 'Age both' }).click();
    await expect.poll(() => page.locator('#ageing-status').innerText()).toMatch(/^2 cycles of each/);
    expect(await findSerious(page, rules)).toEqual([]);
    await close();
  });
});

it('works from a file, without a server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cermet-cell-'));
  const file = join(folder, 'cell.html');
  writeFileSync(file, html);
  const context = await (await startBrowser()).newContext({ offline: true });
  context.setDefaultTimeout(300_000);
  const page = await context.newPage();
  await page.goto(`${pathToFileURL(file).href}#/cell`);
  await settle(page);
  await context.close();
  rmSync(folder, { recursive: true });
});

it('scrolls in one direction only on a small screen, and keeps the curve in sight', async () => {
  const { page, complaints, close } = await openPage(
    html,
    { viewport: { width: 380, height: 800 }, isMobile: true, hasTouch: true },
    '#/cell',
  );
  await settle(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
  await page.locator('#temperature').focus();
  const [figure, slider] = [
    (await page.locator('#voltage-figure').boundingBox())!,
    (await page.locator('#temperature').boundingBox())!,
  ];
  expect(figure.y).toBeGreaterThanOrEqual(-1);
  expect(slider.y).toBeGreaterThan(figure.y + figure.height);
  expect(complaints).toEqual([]);
  await close();
});
