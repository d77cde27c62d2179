import { afterAll, expect, it } from 'vitest';
import { encodeParticle, makePolycrystal, toTess } from '../../src/grains/index.js';
import { makeSampleParticle } from '../grains/sample-particle.js';
import { closeBrowser, findSerious } from './browser.js';
import { expectNoSidewaysScroll } from './harmless.js';
import { fileOf, openWorkbench } from './workbench-page.js';

afterAll(closeBrowser);

const PATIENT = { timeout: 60_000 };
const GRAINS = 40;

/** A particle as files hold it: with what became of it over three cycles, as a tessellation, and cut off. */
async function makeFiles() {
  const p = await makePolycrystal({ shape: 'particle', grains: GRAINS, grainSize: 0.5e-6, seed: 1 });
  const { histories } = await makeSampleParticle(GRAINS);
  const recorded = encodeParticle({ ...p, histories });
  return [
    fileOf('cracked.particle.json', recorded),
    fileOf('made.tess', toTess(p)),
    fileOf('cut.json', recorded.slice(0, recorded.length >> 1)),
    fileOf('short.json', encodeParticle({ ...p, histories: [{ ...histories[0], cycles: [0] }] })),
  ];
}

it.each([
  ['light', 1280],
  ['dark', 390],
] as const)('shows particles of grains that are dropped, in %s at %d px', async (colorScheme, width) => {
  const open = await openWorkbench({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
  const { page } = open;
  try {
    await page
      .locator('input[type=file]:not([webkitdirectory])')
      .first()
      .setInputFiles(await makeFiles());
    await page.getByText('4 files, 2 could not be read').waitFor(PATIENT);
    const rows = await page.locator('.wb-rows li').allInnerTexts();
    expect(rows[0]).toMatch(new RegExp(`Particle shape, ${GRAINS} grains`));
    expect(rows[1]).toMatch(new RegExp(`Particle shape, ${GRAINS} grains`));
    await page.getByRole('link', { name: /cracked/ }).click();
    const stage = page.locator('.stage.live');
    const canvas = stage.locator('canvas[data-view]');
    await canvas.waitFor(PATIENT);
    const pictureOf = (): Promise<string> => canvas.evaluate((c: HTMLCanvasElement) => c.toDataURL());
    // It opens with the last of its cycles.
    expect(await stage.locator('.time').textContent()).toBe('3 of 3, cycle 100');
    const last = await pictureOf();
    await stage.locator('.player input').fill('0');
    await expect.poll(pictureOf).not.toBe(last);
    await stage.locator('.panel select').first().selectOption('coated');
    await stage.locator('.panel select').nth(1).selectOption('damage');
    await stage.locator('.panel input[type=range]').fill('0.5');
    expect(await findSerious(page)).toEqual([]);
    await expectNoSidewaysScroll(page);
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/particle-${colorScheme}-${width}.png` });
    await page.getByRole('link', { name: /made\.tess/ }).click();
    await page.locator('.wb-file').getByText('made.tess').waitFor(PATIENT);
    await canvas.waitFor(PATIENT);
    // Nothing became of it, so there is nothing to play.
    expect(await stage.locator('.player').count()).toBe(0);
    expect(await pictureOf()).not.toBe(last);
    for (const [name, says] of [
      ['cut.json', /cut\.json.*no particle|no particle.*cut\.json/s],
      ['short.json', /arrays of this particle do not fit together/],
    ] as const) {
      await page.getByRole('link', { name: new RegExp(name) }).click();
      await expect.poll(() => page.locator('.wb-centre .complaint').innerText(), PATIENT).toMatch(says);
    }
    expect(open.complaints.filter((c) => !c.includes('GPU stall'))).toEqual([]);
  } finally {
    await open.close();
  }
});
