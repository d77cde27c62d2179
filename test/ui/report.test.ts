import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../src/study/report/index.js';
import { closeBrowser, findSerious, openPage, type OpenPage } from './browser.js';
import { buildClientAssets } from './client-assets.js';
import { makeSampleReport } from './sample-report.js';

let html = '';

beforeAll(async () => {
  html = await renderReport(makeSampleReport(), buildClientAssets());
});
afterAll(closeBrowser);

/** Brings a part of the page to the window, so that it comes alive. */
async function wake(page: Page, selector: string): Promise<Locator> {
  const part = page.locator(selector).first();
  await part.scrollIntoViewIfNeeded();
  return part;
}

async function wakeAll(page: Page): Promise<void> {
  for (const figure of await page.locator('figure').all()) await figure.scrollIntoViewIfNeeded();
  await page.waitForFunction(
    () =>
      document.querySelectorAll('.stage.live canvas[data-view]').length === document.querySelectorAll('.stage').length,
  );
}

const stateOf = (canvas: Locator): Promise<string> => canvas.evaluate((c: HTMLCanvasElement) => c.dataset.view!);
const pictureOf = (canvas: Locator): Promise<string> => canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL());

/** Lets the page be drawn so many times. */
const drawTimes = (on: Page, times: number): Promise<void> =>
  on.evaluate(
    (n) =>
      new Promise<void>((done) => {
        let left = n;
        const next = (): void => (left-- > 0 ? void requestAnimationFrame(next) : done());
        next();
      }),
    times,
  );

describe('the report in a browser', () => {
  let open: OpenPage;
  let page: Page;
  beforeAll(async () => {
    open = await openPage(html, { colorScheme: 'light' });
    page = open.page;
  });
  afterAll(() => open.close());

  it('opens alone: no request, no word on the console, nothing refused by its policy', async () => {
    await wakeAll(page);
    expect(open.requests).toEqual([]);
    expect(open.complaints).toEqual([]);
    expect(await page.title()).toContain('claim by claim');
  });

  it('draws structures in colour, and turns them by mouse and by keys', async () => {
    const canvas = (await wake(page, 'figure.scene')).locator('canvas');
    await canvas.waitFor();
    const colours = await canvas.evaluate((c: HTMLCanvasElement) => {
      const { data } = c.getContext('2d')!.getImageData(0, 0, c.width, c.height);
      const seen = new Set<number>();
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 200) seen.add((data[i] >> 4) * 256 + (data[i + 1] >> 4) * 16 + (data[i + 2] >> 4));
      return seen.size;
    });
    expect(colours).toBeGreaterThan(40); // five elements, shaded; a flat or empty canvas has a handful

    const before = [await stateOf(canvas), await pictureOf(canvas)];
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 80, box.y + box.height / 2 + 20, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => stateOf(canvas)).not.toBe(before[0]);
    await expect.poll(() => pictureOf(canvas)).not.toBe(before[1]);

    const dragged = await stateOf(canvas);
    await canvas.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => stateOf(canvas)).not.toBe(dragged);
    await page.keyboard.press('0');
    await expect.poll(() => stateOf(canvas)).toBe(before[0]);
    await page.keyboard.press('+');
    await expect.poll(async () => Number((await stateOf(canvas)).split(' ')[4])).toBeGreaterThan(1);
    await page.keyboard.press('0');
  });

  it('says which atoms are picked and how far apart they are', async () => {
    const scene = await wake(page, 'figure.scene');
    const canvas = scene.locator('canvas');
    await canvas.focus();
    await page.keyboard.press('n');
    await expect
      .poll(() => scene.locator('.readout').textContent())
      .toMatch(/^O 1 at 1\.\d+, 1\.\d+, 2\.\d+ Å; joined to 3 Li \+ 2 Ni/);
    // Somewhere along a line across the slab a click meets a second atom.
    const box = (await canvas.boundingBox())!;
    let second = '';
    for (let k = 0; k < 40 && !second.includes('Distance'); k++) {
      await page.mouse.click(box.x + box.width * (0.35 + 0.0075 * k), box.y + box.height * 0.7);
      second = (await scene.locator('.readout').textContent())!;
    }
    expect(second).toMatch(/Distance \d+\.\d{3} Å$/);
    let third = '';
    for (let k = 0; k < 40 && !third.includes('Angle'); k++) {
      await page.mouse.click(box.x + box.width * (0.65 - 0.0075 * k), box.y + box.height * 0.6);
      third = (await scene.locator('.readout').textContent())!;
    }
    expect(third).toMatch(/Angle \d+\.\d°$/);
    await page.keyboard.press('Escape');
    expect(await scene.locator('.readout').textContent()).toBe('');
  });

  it.each(['Bonds', 'Polyhedra', 'Atoms at full size', 'Periodic images', 'Cell'])(
    'has a choice that changes the picture: %s',
    async (label) => {
      const scene = await wake(page, 'figure.scene');
      const before = await pictureOf(scene.locator('canvas'));
      await scene.getByLabel(label, { exact: true }).click();
      await expect.poll(() => pictureOf(scene.locator('canvas'))).not.toBe(before);
      await scene.getByLabel(label, { exact: true }).click();
      await expect.poll(() => pictureOf(scene.locator('canvas'))).toBe(before);
    },
  );

  it('colours by coordination, moment, group and disagreement, with a legend, and hides elements', async () => {
    const scene = await wake(page, 'figure.scene');
    const pictures = new Set([await pictureOf(scene.locator('canvas'))]);
    for (const [by, legend] of [
      ['coordination', '6 neighbours'],
      ['moment', 'μB'],
      ['group', 'group 1'],
      ['disagreement', 'eV/Å'],
    ]) {
      await scene.locator('select').selectOption(by);
      await expect.poll(() => scene.locator('.legend').textContent()).toContain(legend);
      await expect.poll(async () => pictures.has(await pictureOf(scene.locator('canvas')))).toBe(false);
      pictures.add(await pictureOf(scene.locator('canvas')));
    }
    await scene.locator('select').selectOption('element');
    await scene.locator('input[data-element="O"]').uncheck();
    await expect.poll(async () => pictures.has(await pictureOf(scene.locator('canvas')))).toBe(false);
    await scene.locator('input[data-element="O"]').check();
  });

  it('plays, pauses and scrubs a trajectory', async () => {
    const scene = page.locator('figure.scene').nth(1);
    await scene.scrollIntoViewIfNeeded();
    const frame = (): Promise<number> =>
      scene.locator('canvas').evaluate((c: HTMLCanvasElement) => Number(c.dataset.frame));
    await expect.poll(frame).toBe(59);
    await scene.getByLabel('Frame').fill('3');
    await expect.poll(frame).toBe(3);
    expect(await scene.locator('.time').textContent()).toBe('4 of 60, 150 fs');
    await scene.getByRole('button', { name: 'Play' }).click();
    await expect.poll(frame).toBeGreaterThan(4);
    await scene.getByRole('button', { name: 'Pause' }).click();
    await scene.getByRole('button', { name: 'Play' }).waitFor();
    // A frame on its way is still drawn; then nothing moves, however often the page is drawn.
    await drawTimes(page, 2);
    const stopped = await frame();
    await drawTimes(page, 20);
    expect(await frame()).toBe(stopped);
    await scene.locator('canvas').focus();
    await page.keyboard.press(',');
    await expect.poll(frame).toBe(stopped - 1);
  });

  it('gives the structure as extended XYZ with every atom and frame', async () => {
    const scene = page.locator('figure.scene').nth(1);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      scene.getByRole('button', { name: 'extxyz' }).click(),
    ]);
    const text = readFileSync((await file.path())!, 'utf8');
    const lines = text.trimEnd().split('\n');
    const atoms = Number(lines[0]);
    expect(lines.length).toBe(60 * (atoms + 2));
    expect(lines[1]).toMatch(
      /^Lattice="12\.36 0 0 0 8\.24 0 0 0 24" Properties=species:S:1:pos:R:3:magmoms:R:1:group:R:1:force_disagreement:R:1 pbc="T T F" energy=.* time_fs=0$/,
    );
    expect(file.suggestedFilename()).toBe('interface-melt.extxyz');
  });

  it('opens the origin of a number, closes it by Escape and gives the focus back', async () => {
    const number = page.locator('.results a.number').first();
    await number.focus();
    await page.keyboard.press('Enter');
    const dialog = page.locator('dialog.origin-dialog');
    await dialog.waitFor();
    const text = (await dialog.textContent())!;
    for (const part of [
      'Opening strength',
      '41.2',
      'seed 1',
      '39.6',
      'opening-strength@1',
      'gauge length',
      '8 Å',
      'Rose, Ferrante',
    ])
      expect(text).toContain(part);
    expect(await dialog.locator('a[href^="https://doi.org/10.1103"]').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.isVisible()).toBe(false);
    expect(await number.evaluate((a) => a === document.activeElement)).toBe(true);
  });

  it('leads from a claim to the results it was made from', async () => {
    await page.locator('tr.claim', { hasText: 'harder to open' }).locator('a.number').click();
    const dialog = page.locator('dialog.origin-dialog');
    await dialog.getByText('Opening strength, bulk: 11.87 ± 0.20 GPa').click();
    expect(await dialog.locator('h2').textContent()).toBe('Opening strength, bulk');
    await dialog.getByLabel('Close').click();
    await expect.poll(() => dialog.isVisible()).toBe(false);
  });

  it('makes each table one stop of the Tab key, whose numbers arrows lead among', async () => {
    const stopsOf = (): Promise<number[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll('table')]
          .filter((table) => [...table.querySelectorAll('a')].some((a) => a.checkVisibility()))
          .map(
            (table) => [...table.querySelectorAll('a')].filter((a) => a.tabIndex === 0 && a.checkVisibility()).length,
          ),
      );
    const stops = await stopsOf();
    expect(stops.length).toBeGreaterThan(1);
    expect(new Set(stops)).toEqual(new Set([1]));
    const links = page.locator('table.results').first().locator('a.number');
    // A dialog that was closed just before gives the focus back when its turn comes.
    const leadsTo = async (key: string, to: typeof links): Promise<boolean> => {
      await links.first().focus();
      await page.keyboard.press(key);
      return to.evaluate((a) => a === document.activeElement);
    };
    await expect.poll(() => leadsTo('ArrowDown', links.nth(1))).toBe(true);
    await expect.poll(() => leadsTo('End', links.last())).toBe(true);
    // What is filtered away is no place to stop at.
    await page.locator('.filter input[type="search"]').fill('harder');
    await expect.poll(stopsOf).toContain(1);
    await expect.poll(async () => new Set(await stopsOf())).toEqual(new Set([1]));
    await page.locator('.filter input[type="search"]').fill('');
  });

  it('chooses claims by verdict, group and words', async () => {
    const shown = (): Promise<number> => page.locator('.claim:not([hidden])').count();
    const all = await shown();
    await page.locator('.filter input[value="not measured"]').uncheck();
    expect(await shown()).toBe(6);
    await page.locator('.filter input[type="search"]').fill('harder');
    expect(await shown()).toBe(1);
    expect(await page.locator('.filter output').textContent()).toBe(`1 of ${all} claims shown`);
    await page.locator('.filter input[type="search"]').fill('');
    await page.locator('.filter input[value="not measured"]').check();
    await page.locator('.filter select').selectOption('E. Half cells');
    expect(await shown()).toBe(4);
    expect(await page.getByText('First-cycle capacity and efficiency are the same').isVisible()).toBe(true);
    await page.locator('.filter select').selectOption('');
    expect(await shown()).toBe(all);
  });

  it('shows the values under the pointer in a figure', async () => {
    const chart = page.locator('figure.chart').nth(1);
    await chart.scrollIntoViewIfNeeded();
    await page.waitForFunction(() => document.querySelectorAll('.tip').length === 3);
    await chart.locator('.mark-symbol.role-mark path').first().hover();
    await expect.poll(() => page.locator('.tip:not([hidden])').textContent()).toContain('strength 11.9');
  });

  it.each([
    [
      'SVG',
      (bytes: Buffer) => /^<svg [^>]*width="89mm"/.test(bytes.toString()) && !bytes.toString().includes('currentColor'),
    ],
    [
      'PNG',
      (bytes: Buffer) =>
        bytes.subarray(1, 4).toString() === 'PNG' &&
        Math.abs(bytes.readUInt32BE(16) - (89 / 25.4) * 600) < 7 &&
        bytes.subarray(37, 41).toString() === 'pHYs' &&
        bytes.readUInt32BE(41) === 23622 && // dots a metre: 600 dots an inch
        bytes.readUInt32BE(50) === crc32(bytes.subarray(37, 50)),
    ], // 89 mm at 600 dots an inch; one pixel of the page is 6.25
    ['CSV', (bytes: Buffer) => bytes.toString().startsWith('plane,strength / GPa,sigma / GPa\nbulk LiNiO2,11.9,0.4\n')],
    ['JSON', (bytes: Buffer) => (JSON.parse(bytes.toString()) as { $schema: string }).$schema.includes('vega-lite/v6')],
  ] as const)('gives a figure as %s', async (form, check) => {
    const chart = page.locator('figure.chart').nth(1);
    await chart.getByRole('button', { name: 'Save' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.save-dialog').getByRole('button', { name: form, exact: true }).click(),
    ]);
    expect(check(readFileSync((await file.path())!))).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.save-dialog').count()).toBe(0);
  });

  it('gives a figure the width, height and text that a journal asks for', async () => {
    await page.locator('figure.chart').nth(1).getByRole('button', { name: 'Save' }).click();
    const dialog = page.locator('.save-dialog');
    await dialog.getByLabel('Width').selectOption('120');
    await dialog.getByLabel('Height in mm').fill('50');
    await dialog.getByLabel('Text').selectOption('5');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'SVG', exact: true }).click(),
    ]);
    const svg = readFileSync((await file.path())!, 'utf8');
    const [, width, height, pixels] = /^<svg [^>]*?width="([\d.]+)mm" height="([\d.]+)mm" viewBox="0 0 ([\d.]+) /
      .exec(svg)!
      .map(Number);
    expect(width).toBe(120);
    expect(Math.abs(height - 50)).toBeLessThan(0.5);
    // Text of 9.33 units is 5 pt where the drawing is 120 mm wide.
    expect((9.33 * (width / 25.4) * 72) / pixels).toBeCloseTo(5, 1);
    await page.evaluate(() => {
      (window as { print: () => void }).print = () => {
        document.documentElement.dataset.printed = document.querySelector('.print-sheet svg')!.getAttribute('width')!;
        dispatchEvent(new Event('afterprint'));
      };
    });
    await dialog.getByRole('button', { name: 'PDF', exact: true }).click();
    await expect.poll(() => page.locator('html').getAttribute('data-printed')).toBe('120mm');
    expect(await page.locator('.print-sheet').count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('gives a table as CSV', async () => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a.download[download]').first().click(),
    ]);
    const lines = readFileSync((await file.path())!, 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe('test_time_second,temperature_kelvin,temperature_kelvin_sigma,energy_ev,phase');
    expect(lines.length).toBe(401);
  });

  it('changes between light and dark', async () => {
    const background = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    await expect.poll(background).not.toBe(light);
    await page.getByRole('button', { name: 'Light colours' }).click();
    await expect.poll(background).toBe(light);
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
    const { page, close } = await openPage(html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''), {
      colorScheme,
      reducedMotion: 'reduce',
    });
    await wakeAll(page);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
    expect(await findSerious(page, rules)).toEqual([]);
    await page.locator('a.number').first().click();
    expect(await findSerious(page, rules)).toEqual([]);
    await close();
  });
});

describe('without a script', () => {
  it('can be read whole, and numbers lead to their origins', async () => {
    const { page, complaints, close } = await openPage(html, { javaScriptEnabled: false });
    const text = await page.locator('main').innerText();
    for (const part of [
      'supported',
      'not supported',
      'undecided',
      '3.472 ± 0.078',
      '4.6',
      '41.2 ± 1.5 GPa',
      'Opening of the interface',
      'Relaxed interface, seed 1',
    ])
      expect(text).toContain(part);
    expect(await page.locator('figure.chart img').count()).toBe(3);
    // Pictures are drawn, in the shape that they have in the file.
    for (const picture of await page.locator('figure img').all()) {
      const [width, height] = await picture.evaluate((i: HTMLImageElement) => [i.naturalWidth, i.naturalHeight]);
      expect(Math.min(width, height)).toBeGreaterThan(20);
    }
    expect(await page.locator('.script-only:visible').count()).toBe(0);
    await page.locator('.results a.number').first().click();
    await expect.poll(() => page.locator('.origin[open]').count()).toBe(1);
    expect(await page.locator('.origin[open]').innerText()).toContain('opening-strength@1');
    expect(complaints).toEqual([]);
    await close();
  });
});

describe('a small screen', () => {
  it('scrolls in one direction only and turns structures by touch', async () => {
    const { page, complaints, close } = await openPage(html, {
      viewport: { width: 380, height: 800 },
      isMobile: true,
      hasTouch: true,
    });
    await wakeAll(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(380);
    const canvas = (await wake(page, 'figure.scene')).locator('canvas');
    await canvas.focus();
    const before = await stateOf(canvas);
    const box = (await canvas.boundingBox())!;
    const client = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number) =>
      client.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x, y: box.y + 150 }],
      });
    await touch('touchStart', box.x + 60);
    for (let k = 1; k <= 6; k++) await touch('touchMove', box.x + 60 + 15 * k);
    await touch('touchEnd', 0);
    await expect.poll(() => stateOf(canvas)).not.toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });
});
