import { afterAll, expect, it } from 'vitest';
import { renderReport } from '../../src/study/report/index.js';
import { makeSampleParticle } from '../grains/sample-particle.js';
import { closeBrowser, findSerious, openPage } from './browser.js';
import { buildClientAssets } from './client-assets.js';
import { makeSampleReport } from './sample-report.js';

afterAll(closeBrowser);

it('a particle in a report is cut, coloured and played, and nothing complains', async () => {
  const report = makeSampleReport();
  const [name] = Object.keys(report.evidence);
  report.evidence = { [name]: { ...report.evidence[name], scenes: [], particles: [await makeSampleParticle()] } };
  const open = await openPage(await renderReport(report, buildClientAssets()), {
    colorScheme: 'light',
    bypassCSP: true,
  });
  const { page } = open;
  const figure = page.locator('figure.scene').first();
  await figure.scrollIntoViewIfNeeded();
  const canvas = figure.locator('canvas[data-view]');
  await canvas.waitFor();
  const pictureOf = (): Promise<string> => canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL());
  /** [1] Pixels bluer than anything but wetted cracks. */
  const blue = (): Promise<number> =>
    canvas.evaluate((c: HTMLCanvasElement) => {
      const copy = document.createElement('canvas');
      [copy.width, copy.height] = [c.width, c.height];
      const context = copy.getContext('2d', { willReadFrequently: true })!;
      context.drawImage(c, 0, 0);
      const { data } = context.getImageData(0, 0, c.width, c.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 0 && data[i + 2] > data[i] + 60) count++;
      return count;
    });
  expect(await blue()).toBeGreaterThan(500);
  const cut = await pictureOf();
  await figure.locator('.panel input[type=range]').fill('1');
  await expect.poll(blue).toBe(0);
  expect(await pictureOf()).not.toBe(cut);
  await figure.locator('.panel input[type=range]').fill('0.1');
  await expect.poll(pictureOf).toBe(cut);
  await figure.locator('.player input').fill('0');
  await expect.poll(blue).toBe(0);
  await expect.poll(() => figure.locator('.time').textContent()).toBe('1 of 3, cycle 0');
  await figure.locator('.panel select').first().selectOption('coated');
  const faces = figure.locator('.panel select').nth(1);
  // At the first state nothing is broken, and facets are pressed, in blue, or pulled.
  await faces.selectOption('stress');
  await expect.poll(blue).toBeGreaterThan(100);
  await expect.poll(() => figure.locator('.legend').textContent()).toContain('pressed, 1.2 GPa or more');
  await figure.locator('.panel input[type=range]').fill('1');
  await expect.poll(blue).toBe(0);
  await figure.locator('.panel input[type=range]').fill('0.1');
  await faces.selectOption('grain');
  await expect.poll(blue).toBeGreaterThan(0);
  expect(open.complaints).toEqual([]);
  expect(await findSerious(page)).toEqual([]);
  await open.close();
});
