import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { parse } from 'yaml';
import { resolvePotential } from '../../src/atoms/index.js';
import { formatNumber } from '../../src/study/report/format.js';
import { cutSlab, makeInterface, resolveOxide } from '../../src/ui/workbench/work/make-interface.js';
import { closeBrowser, findSerious, openPage, type OpenPage } from './browser.js';
import { expectNoSidewaysScroll } from './harmless.js';
import { makeWorkbenchHtml } from './workbench-page.js';

afterAll(closeBrowser);

const PATIENT = { timeout: 120_000 };
const done = (page: Page): Promise<void> => page.locator('.wb-doing').getByText('done').waitFor(PATIENT);

describe('the Atoms view', () => {
  let open: OpenPage;
  let page: Page;
  beforeAll(async () => {
    const hash = '#/atoms?crystal=NiO&plane=1+0+0&film=Co2B&thickness=4+Å&melt=0.09+ps&quench=0.09+ps&seed=3';
    open = await openPage(await makeWorkbenchHtml(), { colorScheme: 'light', bypassCSP: true }, encodeURI(hash));
    page = open.page;
  });
  afterAll(() => open.close());

  it('shows the slab and how it ends, and what another plane would cost in polarity', async () => {
    await page.getByText('Tasker I, no dipole').waitFor(PATIENT);
    await page.getByLabel('Plane').fill('1 1 1');
    await page.getByLabel('Plane').press('Enter');
    await page.locator('.wb-polar').first().waitFor(PATIENT);
    expect(await page.locator('.wb-polar').innerText()).toMatch(/Tasker III, a dipole of −?\d/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Tasker I, no dipole').waitFor(PATIENT);
    expect(page.url()).toContain('plane=1+0+0');
  });

  it('gives the numbers of a seed that the same work gives in Node, and takes them into a study', async () => {
    await page.getByRole('button', { name: 'Run here' }).click();
    await done(page);
    const potential = await resolvePotential();
    const slab = await cutSlab({ crystal: resolveOxide('NiO').structure, miller: [1, 0, 0] }, potential, {});
    const film = { coating: 'Co2B', thickness: 4, temperature: 2500, melt: 90, quench: 90, seed: 3 };
    const { made, description } = await makeInterface(slab, film, potential, {});
    const outcome = await page.locator('.wb-outcome').innerText();
    expect(outcome).toContain(`${made.formula}, relaxed`);
    expect(outcome).toContain(`${formatNumber(made.energy, 8)} eV`);
    expect(outcome).toContain(`${formatNumber(made.heights.relaxed, 5)} Å`);
    for (const { film: f, oxide, count } of description.bonds.bonds)
      expect(outcome.replaceAll('\t', ' ')).toContain(`${f} ${oxide} ${count.value}`);
    expect(outcome).toContain(
      "cermet interface NiO Co2B --surface 1 0 0 --thickness '4 Å' --temperature '2500 K' --melt '0.09 ps' --quench '0.09 ps' --seed 3",
    );
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as study.yaml' }).click();
    const study = parse(readFileSync(await (await saved).path(), 'utf8')) as { evidence: Record<string, unknown> };
    expect(Object.values(study.evidence)).toEqual([
      expect.objectContaining({
        simulate: 'atoms/interface',
        oxide: 'NiO',
        plane: '1 0 0',
        coating: made.formula,
        hold: '0.09 ps',
        seeds: '3..5',
      }),
    ]);
    expect(await page.locator('.wb-atoms .stage .player').innerText()).toMatch(/^▶/);
  });

  it('has nothing that an accessibility checker finds serious, in either theme, and fits a narrow screen', async () => {
    expect(await findSerious(page)).toEqual([]);
    await page.getByRole('button', { name: 'Dark' }).click();
    expect(await findSerious(page, ['color-contrast'])).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await expectNoSidewaysScroll(page);
    expect(await findSerious(page, ['color-contrast'])).toEqual([]);
    await page.getByRole('button', { name: 'Light' }).click();
    expect(await findSerious(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('is held and cooled by hand, and then says that no command gives its numbers', async () => {
    await page.getByLabel('Molten for').fill('5 ns');
    await page.getByLabel('Molten for').press('Enter');
    await page.getByRole('button', { name: 'Run here' }).click();
    // The glass that sets the thickness first, then the film.
    await page.getByText(/^melt for .*, then quench for 0\.09 ps/).waitFor(PATIENT);
    await page.getByRole('button', { name: 'Quench now' }).click();
    await page.locator('.wb-doing').getByText('the interface: melt').waitFor(PATIENT);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await page.getByRole('button', { name: 'Pause' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'Quench now' }).click();
    await done(page);
    expect(await page.locator('.wb-outcome').innerText()).toMatch(
      /a study melts for as long as it cools[\s\S]*the melt was steered by hand/,
    );
  });

  it('takes the potential that knows the film, says so, and names it in the study', async () => {
    await page.getByLabel('Composition').fill('Ni2P');
    await page.getByLabel('Composition').press('Enter');
    await page.getByLabel('Molten for').fill('0.03 ps');
    await page.getByLabel('Molten for').press('Enter');
    await page.getByLabel('Cooled in').fill('0.03 ps');
    await page.getByLabel('Cooled in').press('Enter');
    await page.getByRole('button', { name: 'Run here' }).click();
    await done(page);
    // Notes are folded: their text is there, though not in sight.
    expect(await page.locator('.wb-outcome').textContent()).toMatch(/does not know P: cermet-nep-2 is taken/);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as study.yaml' }).click();
    const study = parse(readFileSync(await (await saved).path(), 'utf8')) as { evidence: Record<string, unknown> };
    expect(Object.values(study.evidence)).toEqual([expect.objectContaining({ potential: 'cermet-nep-2' })]);
  });

  it('says nothing on the console and asks for nothing', () => {
    expect(open.complaints.filter((c) => !c.includes('GPU stall'))).toEqual([]);
    expect(open.requests).toEqual([]);
  });
});
