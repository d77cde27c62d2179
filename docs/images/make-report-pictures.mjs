// Makes the pictures of docs/report.md and of the README from the report of studies/yoon-2021, which npm start writes:
// node docs/images/make-report-pictures.mjs
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const report = resolve(import.meta.dirname, '../../studies/yoon-2021/report.html');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
  const shoot = (name) => page.screenshot({ path: join(import.meta.dirname, `report-${name}.png`) });
  /** Brings an element to the top of the window. */
  const show = async (element) => {
    // What comes near is drawn then, which moves what lies below.
    for (let turn = 0; turn < 3; turn++) {
      await element.evaluate((e) => scrollTo(0, e.getBoundingClientRect().top + scrollY - 20));
      await page.waitForTimeout(1000);
    }
  };
  await page.goto(pathToFileURL(report).href);
  await shoot('findings');
  await show(page.locator('#claims .group', { hasText: 'slab holds' }).first());
  await shoot('claims');
  const scene = page.locator('figure.scene', { hasText: 'Relaxed interfaces' }).first();
  await show(scene);
  await scene.locator('canvas[data-view]').waitFor();
  await shoot('interface');
} finally {
  await browser.close();
}
